// Exports of files that can't be bundled, or only say at run time what they
// export.

package nodebuild

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// exportsAlone finds what modules export without following their imports, so
// that one that can't be resolved hides nothing else.
func exportsAlone(m *code.Main, modules []module) []module {
	o := options(m)
	o.External, o.Banner = nil, nil
	o.Plugins = []api.Plugin{{Name: "alone", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			if args.Kind == api.ResolveEntryPoint {
				return api.OnResolveResult{}, nil
			}
			return api.OnResolveResult{Path: args.Path, External: true}, nil
		})
	}}}
	var found []module
	for _, mod := range modules {
		o.EntryPointsAdvanced = []api.EntryPoint{{InputPath: mod.file, OutputPath: mod.out}}
		result := api.Build(o)
		var meta metafile
		if len(result.Errors) > 0 || json.Unmarshal([]byte(result.Metafile), &meta) != nil || reExports(mod.file) {
			continue
		}
		found = append(found, meta.exports(m, []module{mod})...)
	}
	return found
}

var allOf = regexp.MustCompile(`(?m)\bexport\s*\*\s*from\b`)

// reExports reports whether a module exports all that another one does.
func reExports(file string) bool {
	text, err := os.ReadFile(file)
	return err != nil || allOf.Match(text)
}

var (
	commonExport = regexp.MustCompile(`\b(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=`)
	commonWhole  = regexp.MustCompile(`\bmodule\.exports\s*=[^=]|\bexports\[|` +
		`\bObject\.(?:assign|defineProperty|defineProperties)\(\s*(?:module\.)?exports\b`)
)

// commonExports are what a CommonJS module exports, as its text says; nil if
// that is known only when it runs.
func commonExports(file string) []string {
	text, err := os.ReadFile(file)
	if err != nil || commonWhole.Match(text) {
		return nil
	}
	names := []string{}
	for _, found := range commonExport.FindAllStringSubmatch(string(text), -1) {
		names = append(names, strings.TrimSpace(found[1]))
	}
	return names
}
