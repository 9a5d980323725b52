// Bundling: from the files that hold handlers to ES modules.

package nodebuild

import (
	"encoding/json"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// bundle is what was made of the files of a function.
type bundle struct {
	modules []module
	files   map[string][]byte // by their names in the function's folder
	inputs  []string          // absolute, sorted
}

// module is a file that holds handlers.
type module struct {
	name    string   // as code.Route has it
	file    string   // absolute
	out     string   // its bundle: "handlers/users.mjs"
	exports []string // nil if they are not known
}

// metafile is the part of esbuild's metafile that is read here.
type metafile struct {
	Inputs map[string]struct {
		Format string `json:"format"`
	} `json:"inputs"`
	Outputs map[string]struct {
		EntryPoint string   `json:"entryPoint"`
		Exports    []string `json:"exports"`
	} `json:"outputs"`
}

// extensions are those of files that hold handlers, as source.Finder has them.
var extensions = []string{".ts", ".mts", ".js", ".mjs"}

// modulesOf lists the files of a function that hold handlers, each once.
func modulesOf(m *code.Main) []module {
	var names []string
	for _, r := range m.Routes {
		names = append(names, r.Module)
	}
	if m.Start != "" {
		names = append(names, m.Module)
	}
	slices.Sort(names)
	var out []module
	for i, name := range slices.Compact(names) {
		mod := module{name: name, file: filepath.Join(m.Dir, m.File), out: "handlers/" + strings.ReplaceAll(name, "/", "-")}
		for _, ext := range extensions {
			file := filepath.Join(m.Dir, filepath.FromSlash(name)+ext)
			if _, err := os.Stat(file); m.File == "" && err == nil {
				mod.file = file
			}
		}
		if slices.ContainsFunc(out, func(other module) bool { return strings.EqualFold(other.out, mod.out) }) {
			mod.out += "-" + string(rune('a'+i%26))
		}
		out = append(out, mod)
	}
	return out
}

// outDir stands for the function's folder while it is bundled. Nothing is
// written there: maps of sources name files relative to it.
const outDir = "function"

// options are those of every bundle.
func options(m *code.Main) api.BuildOptions {
	o := api.BuildOptions{
		AbsWorkingDir: m.ModuleDir, // files are named relative to it
		Outdir:        filepath.Join(m.ModuleDir, outDir),
		Bundle:        true,
		Metafile:      true,
		Format:        api.FormatESModule,
		Platform:      api.PlatformNode,
		Engines:       []api.Engine{{Name: api.EngineNode, Version: nodeVersion(m)}},
		OutExtension:  map[string]string{".js": ".mjs"},
		ChunkNames:    "handlers/[name]-[hash]",
		AssetNames:    "handlers/[name]-[hash]",
		MainFields:    []string{"module", "main"},
		Charset:       api.CharsetUTF8,
		LogLevel:      api.LogLevelSilent,
		Banner:        map[string]string{"js": commonJS},
		External:      external(m.Bundle),
		Plugins:       []api.Plugin{functionModule(m)},
	}
	if m.Bundle.SourceMap {
		o.Sourcemap = api.SourceMapLinked
	}
	if m.Bundle.Minify {
		o.MinifyWhitespace, o.MinifyIdentifiers, o.MinifySyntax = true, true, true
		o.KeepNames = true // names of errors are their types
	}
	return o
}

// commonJS gives modules of packages in CommonJS what Node gives them, which an
// ES module lacks.
const commonJS = `import { createRequire as gatehouseRequire } from "node:module";
globalThis.require ??= gatehouseRequire(import.meta.url);
globalThis.__filename ??= import.meta.filename;
globalThis.__dirname ??= import.meta.dirname;`

// external are the packages that are not bundled.
func external(b code.Bundle) []string {
	var names []string
	if !b.SDK {
		names = append(names, "@aws-sdk/*", "@smithy/*")
	}
	for _, name := range b.External {
		names = append(names, name, name+"/*")
	}
	return names
}

var version = regexp.MustCompile(`^nodejs(\d+)\.x$`)

// oldestHere is the oldest Node that functions run on locally.
const oldestHere = "20"

// nodeVersion is the version of Node whose syntax a bundle may have.
func nodeVersion(m *code.Main) string {
	if m.Host {
		return oldestHere
	}
	if found := version.FindStringSubmatch(m.Runtime); found != nil {
		return found[1]
	}
	return oldestHere // the runtime is a CDK token
}

// bundleOf bundles the files of a function, and reports all that is wrong with
// them.
func bundleOf(m *code.Main) (*bundle, []code.Problem) {
	b := &bundle{modules: modulesOf(m), files: map[string][]byte{}}
	o := options(m)
	o.Splitting = len(b.modules) > 1 // what two files import is there once
	for _, mod := range b.modules {
		o.EntryPointsAdvanced = append(o.EntryPointsAdvanced, api.EntryPoint{InputPath: mod.file, OutputPath: mod.out})
		b.inputs = append(b.inputs, mod.file)
	}
	result := api.Build(o)
	if len(result.Errors) > 0 {
		return b, slices.Concat(explain(m, b, result.Errors), checkExports(m, exportsAlone(m, b.modules)))
	}
	var meta metafile
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return b, []code.Problem{{Text: "esbuild's metafile can't be read: " + err.Error()}}
	}
	b.modules = meta.exports(m, b.modules)
	if problems := checkExports(m, b.modules); len(problems) > 0 {
		return b, problems
	}
	for _, f := range result.OutputFiles {
		name, err := filepath.Rel(o.Outdir, f.Path)
		if err != nil {
			return b, []code.Problem{{Text: err.Error()}}
		}
		b.files[filepath.ToSlash(name)] = f.Contents
	}
	for _, name := range slices.Sorted(maps.Keys(meta.Inputs)) {
		if !strings.HasPrefix(name, scheme) {
			b.inputs = append(b.inputs, filepath.Join(m.ModuleDir, filepath.FromSlash(name)))
		}
	}
	slices.Sort(b.inputs)
	b.inputs = slices.Compact(b.inputs)
	return b, nil
}

// exports fills in what the modules export.
func (meta *metafile) exports(m *code.Main, modules []module) []module {
	modules = slices.Clone(modules)
	for i := range modules {
		mod := &modules[i]
		for name, out := range meta.Outputs {
			if name != path.Join(outDir, mod.out+".mjs") {
				continue
			}
			mod.exports = append([]string{}, out.Exports...)
			if meta.Inputs[out.EntryPoint].Format == "cjs" {
				mod.exports = commonExports(mod.file)
			}
		}
	}
	return modules
}
