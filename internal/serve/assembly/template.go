// A CloudFormation template as JSON, and the stack that it describes.

package assembly

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

type template struct {
	Transform  any // its name, or several
	large      bool
	Parameters map[string]struct {
		Type    string
		Default any
	}
	Conditions map[string]any
	Mappings   map[string]map[string]map[string]any
	Resources  map[string]*resource
	Outputs    map[string]struct {
		Condition string
		Value     any
		Export    struct{ Name any }
	}
}

// maxTemplate is the most bytes of a template (CloudFormation user guide,
// "CloudFormation quotas": 1 MB in an object of S3).
const maxTemplate = 1 << 20

type resource struct {
	Type       string
	Condition  string
	Properties map[string]any
	Metadata   map[string]any
}

// loopType is the type here of what a transform repeats: Fn::ForEach, which
// stands among the resources as a list.
const loopType = "Fn::ForEach"

func (r *resource) UnmarshalJSON(text []byte) error {
	if strings.HasPrefix(strings.TrimSpace(string(text)), "[") {
		r.Type = loopType
		return nil
	}
	type plain resource
	return json.Unmarshal(text, (*plain)(r))
}

// stack is one template with what surrounds it.
type stack struct {
	all        *reader
	dir        string // where its template and assets are
	file       string // the template
	name       string
	path       string // construct path
	account    string
	region     string
	template   template
	parameters map[string]any    // given by the stack around it
	paths      map[string]string // construct path by logical id
	innerPaths []innerPath       // of this stack and of those nested in it
	assets     map[string]string // object key -> file or folder
	nested     map[string]*stack // by logical id
	depth      int               // of evaluation, against values that are nested too deep
	known      map[string]any    // what has been evaluated, by kind and name
}

func readTemplate(file string) (t template, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return t, err
	}
	t.large = len(text) > maxTemplate
	if err := json.Unmarshal(text, &t); err != nil {
		return t, fmt.Errorf("%s: %w", file, err)
	}
	for id, r := range t.Resources {
		if r == nil {
			return t, fmt.Errorf("%s: resource %s is null", file, id)
		}
	}
	return t, nil
}

// pathOf is the construct path of a resource.
func (s *stack) pathOf(id string) string {
	if r := s.template.Resources[id]; r != nil {
		if p, ok := r.Metadata["aws:cdk:path"].(string); ok && p != "" {
			return p
		}
	}
	if p := s.paths[id]; p != "" {
		return p
	}
	return s.path + "/" + id
}

// constructOf is the path of the L2 construct that a resource belongs to, or
// of the resource if it stands alone.
func (s *stack) constructOf(id string) string {
	return strings.TrimSuffix(s.pathOf(id), "/Resource")
}

// openNested reads the templates of the stack's nested stacks.
func (s *stack) openNested() error {
	for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
		r := s.template.Resources[id]
		if r.Type != "AWS::CloudFormation::Stack" {
			continue
		}
		if ok, _ := s.exists(r); !ok {
			continue
		}
		file := s.nestedTemplate(r)
		if file == "" {
			s.all.problem(s.pathOf(id), "the template of this nested stack is not in the assembly")
			continue
		}
		if s.all.opened++; s.all.opened > maxParts {
			return errTooMany
		}
		t, err := readTemplate(file)
		if err != nil {
			return err
		}
		path := s.constructOf(id)
		if i := strings.LastIndex(path, ".NestedStack/"); i >= 0 {
			path = path[:i]
		}
		s.leave(path)
		inner := &stack{
			all: s.all, dir: s.dir, file: file, name: s.name + "-" + id, path: path,
			account: s.account, region: s.region, template: t,
			parameters: map[string]any{}, paths: s.nestedPaths(path), innerPaths: s.innerPaths,
			assets: s.assets, nested: map[string]*stack{}, known: map[string]any{},
		}
		s.nested[id] = inner
		s.all.stacks = append(s.all.stacks, inner)
		if err := inner.openNested(); err != nil {
			return err
		}
	}
	return nil
}

// leave takes the paths below a nested stack's out: a logical id may be in both.
func (s *stack) leave(prefix string) {
	for _, p := range s.innerPaths {
		if !strings.HasPrefix(p.path, prefix+"/") && strings.HasPrefix(s.paths[p.id], prefix+"/") {
			s.paths[p.id] = p.path
		}
	}
}

// nestedTemplate finds the file of a nested stack's template.
func (s *stack) nestedTemplate(r *resource) string {
	if name, ok := r.Metadata["aws:asset:path"].(string); ok {
		return filepath.Join(s.dir, filepath.FromSlash(name))
	}
	url, ok := s.eval(r.Properties["TemplateURL"]).(string)
	if !ok {
		return ""
	}
	return s.assets[url[strings.LastIndex(url, "/")+1:]]
}

// passParameters gives nested stacks their parameters, outermost first: they
// may come from any other stack, so all must be open.
func (s *stack) passParameters() {
	for id, inner := range s.nested {
		given, ok := s.template.Resources[id].Properties["Parameters"].(map[string]any)
		if !ok {
			continue
		}
		for name, v := range given {
			inner.parameters[name] = lazy{s, v}
		}
	}
}

// lazy is a value that's evaluated in another stack than the one it is used in.
type lazy struct {
	in    *stack
	value any
}

// exists evaluates the condition of a resource.
func (s *stack) exists(r *resource) (bool, *unresolved) {
	if r.Condition == "" {
		return true, nil
	}
	return s.condition(r.Condition)
}
