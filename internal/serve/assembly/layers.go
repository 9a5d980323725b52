// Layers of functions.

package assembly

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// observers are layers that a function also works without: they watch it, or
// are tools for that. Names as AWS publishes them (CloudWatch user guide,
// "Lambda Insights"; ADOT's "Lambda layer ARNs"; Powertools' "Lambda layer").
var observers = regexp.MustCompile(`:layer:(LambdaInsightsExtension|aws-otel-|AWSOpenTelemetryDistro|AWSLambdaPowertools)`)

// collectLayers finds the layers whose content is in the assembly.
func (r *reader) collectLayers() {
	for _, s := range r.stacks {
		for _, id := range slices.Sorted(maps.Keys(s.template.Resources)) {
			res := s.template.Resources[id]
			if res.Type != "AWS::Lambda::LayerVersion" {
				continue
			}
			if exists, u := s.exists(res); u != nil || !exists {
				continue
			}
			l := &layerVersion{Layer: Layer{Path: s.constructOf(id)}}
			content := s.props(id, res, &l.problems).inside("Content")
			l.File = s.assetOf(content, "content")
			r.layers[asText(s.arn(id, res))] = l
		}
	}
}

type layerVersion struct {
	Layer
	problems []Problem
}

// readLayers reads the layers that a function names.
func (r *reader) readLayers(f *Function, p props) {
	for _, arn := range p.strings("Layers") {
		l := r.layers[arn]
		switch {
		case l != nil && len(l.problems) > 0:
			p.problem("its layer %s is not available: %s", l.Path, l.problems[0].Reason)
		case l != nil:
			f.Layers = append(f.Layers, l.Layer)
		case observers.MatchString(arn):
			f.Warnings = append(f.Warnings, fmt.Sprintf("%s: layer %s is left out", f.Path, arn))
		default:
			p.problem("its layer %s is not in this app, so its content is not known", arn)
		}
	}
}

// assetOf finds the folder or archive that S3Key names; what says what it is.
func (s *stack) assetOf(code props, what string) string {
	before := len(*code.problems)
	key := code.string("S3Key")
	if len(*code.problems) > before {
		return ""
	}
	file, ok := s.assets[key]
	if !ok {
		code.problem("its %s, %s, is not among the assets of this assembly", what, key)
		return ""
	}
	info, err := os.Stat(file)
	why := readNotBundled(file)
	switch {
	case err != nil:
		code.problem("its %s is missing from the assembly: %v", what, err)
	case why != "":
		code.problem("%s", why)
	case s.leavesAssembly(file):
		code.problem("its %s, %s, is a link that leads out of the assembly", what, filepath.Base(file))
	case !info.IsDir() && filepath.Ext(file) != ".zip":
		code.problem("its %s is %s, which is neither a folder nor a .zip", what, filepath.Base(file))
	default:
		return file
	}
	return ""
}

// leavesAssembly reports whether an asset that should be in the assembly is a
// link to something outside. An asset that is named by an absolute path is
// where the app has said.
func (s *stack) leavesAssembly(file string) bool {
	root, err := filepath.EvalSymlinks(s.all.app.Dir)
	if err != nil || !within(s.all.app.Dir, file) {
		return false
	}
	real, err := filepath.EvalSymlinks(file)
	return err != nil || !within(root, real)
}

func within(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
