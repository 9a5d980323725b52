// The module that handlers import from "gatehouse:function".

package nodebuild

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

//go:embed js/cors.js
var corsText string

//go:embed js/function.js
var functionText string

// Module is what handlers import: links, and CORS headers.
const Module = scheme + "function"

const scheme = "gatehouse:"

// functionModule is the plugin by which esbuild finds the module.
func functionModule(m *code.Main) api.Plugin {
	return api.Plugin{Name: "gatehouse", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: "^" + scheme}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			if args.Path != Module {
				return api.OnResolveResult{}, fmt.Errorf("there is no module %q: there is %q", args.Path, Module)
			}
			return api.OnResolveResult{Path: strings.TrimPrefix(Module, scheme), Namespace: strings.TrimSuffix(scheme, ":")}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: strings.TrimSuffix(scheme, ":")},
			func(api.OnLoadArgs) (api.OnLoadResult, error) {
				text := policyText() + "const names = " + toJSON(linkNames(m.Links)) + ";\n" + functionText
				return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
			})
	}}
}

// policyText is the part of generated modules that computes CORS headers.
func policyText() string {
	full := (&cors.Policy{}).WithDefaults()
	return "const defaultMethods = " + toJSON(full.AllowMethods) + ";\nconst defaultHeaders = " + toJSON(full.AllowHeaders) + ";\n" + corsText
}

// linkNames are the names by which handlers find links, with their variables:
// TODOS_TABLE is todosTable.
func linkNames(variables []string) [][2]string {
	names := [][2]string{}
	for _, v := range variables {
		var b strings.Builder
		for i, part := range strings.Split(strings.ToLower(v), "_") {
			if i > 0 && part != "" {
				part = strings.ToUpper(part[:1]) + part[1:]
			}
			b.WriteString(part)
		}
		names = append(names, [2]string{b.String(), v})
	}
	return names
}

// toJSON writes strings and lists of them as JavaScript.
func toJSON(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("nodebuild: " + err.Error()) // of strings
	}
	return strings.TrimSpace(b.String())
}
