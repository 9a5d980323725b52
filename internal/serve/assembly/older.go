// Assets of the CDK's version 1, of LegacyStackSynthesizer, and of what was
// synthesised without a look at the account: the manifest and its metadata say
// what only parameters and dummy values say in the template.

package assembly

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// readOlderAsset gives the parameters that name an asset their values: a key
// that leads to its file.
func (s *stack) readOlderAsset(data any) {
	m, _ := data.(map[string]any)
	get := func(name string) string { v, _ := m[name].(string); return v }
	path, id := get("path"), get("id")
	if path == "" || id == "" || get("packaging") == "container-image" {
		return
	}
	for name, value := range map[string]string{
		"s3BucketParameter": "assets", "s3KeyParameter": id + "||.zip", "artifactHashParameter": get("sourceHash"),
	} {
		if parameter := get(name); parameter != "" {
			s.parameters[parameter] = value
		}
	}
	file := filepath.FromSlash(path)
	if !filepath.IsAbs(file) {
		file = filepath.Join(s.dir, file)
	}
	s.assets[id+".zip"] = file
}

// lookup is something that a synth asks an account, and has not yet.
type lookup struct {
	Key      string
	Provider string
	Props    map[string]any
}

// networkDummies are what the CDK takes for a network that was not looked up
// (aws-ec2, Vpc.fromLookup).
var networkDummies = []string{"vpc-12345", "s-12345", "s-67890", "p-12345", "p-67890", "rtb-12345s", "rtb-67890s", "rtb-12345p",
	"rtb-57890p"}

// noteMissing says which lookups were never made, and keeps the values that
// stand for what they would find.
func (r *reader) noteMissing(missing []lookup) {
	var what []string
	for _, l := range missing {
		r.dummies = append(r.dummies, leaves(l.Props["dummyValue"])...)
		if l.Provider == "vpc-provider" {
			r.dummies = append(r.dummies, networkDummies...)
		}
		what = append(what, l.Key)
	}
	if len(what) > 0 {
		slices.Sort(what)
		r.problem("manifest.json",
			"these lookups were never made, so dummy values stand for what they would find (\"cdk synth\" with credentials makes them): "+
				"%s", strings.Join(what, "; "))
	}
}

// leaves are the texts in a value that are long enough to be known again.
func leaves(v any) (found []string) {
	switch v := v.(type) {
	case string:
		if len(v) > 4 {
			found = append(found, v)
		}
	case []any:
		for _, item := range v {
			found = append(found, leaves(item)...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			found = append(found, leaves(v[key])...)
		}
	}
	return found
}

// warnOfDummies notes where a function is told what was never looked up.
func (r *reader) warnOfDummies(f *Function) {
	for _, name := range slices.Sorted(maps.Keys(f.Environment)) {
		for _, dummy := range r.dummies {
			if strings.Contains(f.Environment[name], dummy) {
				f.Warnings = append(f.Warnings, fmt.Sprintf("%s: environment variable %s is a dummy, %q: its lookup was never made", f.Path, name,
					f.Environment[name]))
				break
			}
		}
	}
}

// noteTransform names what a transform will make of a template, which is not
// made here.
func (s *stack) noteTransform() {
	if s.template.large {
		s.all.problem(s.path, "its template is larger than 1 MB, which CloudFormation refuses")
	}
	var names []string
	for _, item := range append([]any{}, listOf(s.template.Transform)...) {
		if m, ok := item.(map[string]any); ok {
			item = m["Name"]
		}
		names = append(names, asText(item))
	}
	var made []string
	for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
		r := s.template.Resources[id]
		if strings.HasPrefix(r.Type, "AWS::Serverless::") || r.Type == loopType {
			made = append(made, fmt.Sprintf("%s (%s)", s.pathOf(id), r.Type))
		}
	}
	applied := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "AWS::LanguageExtensions" })
	switch {
	case len(made) > 0:
		s.all.problem(s.path, "transform %s is not applied here: %s not served", strings.Join(names, ", "),
			strings.Join(made, ", ")+map[bool]string{true: " is", false: " are"}[len(made) == 1])
	case len(applied) > 0:
		s.all.problem(s.path, "transform %s is not applied here: what it makes or changes at the deployment is not served",
			strings.Join(applied, ", "))
	}
}

func listOf(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}
