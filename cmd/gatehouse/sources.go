// Which sources belong to what: to the app, whose change means a synth, or to
// functions, whose change means a build.

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// sources knows the folders of an app's Go packages. Without Go everything is the app's.
type sources struct {
	root      string
	isGo      bool
	app       map[string]bool                  // folders of the CDK app's packages
	functions map[string][]code.RecipeFunction // in Go, by the folders of their packages
	inputs    map[string][]code.RecipeFunction // in other languages, by the files and folders that they are made of
	outside   []string                         // folders of inputs that are not in the app's
}

// readSources finds out what the app and each of its functions import. The
// assembly is empty before the first synth that works.
func readSources(ctx context.Context, p *project, assembly string) *sources {
	s := &sources{root: p.dir, functions: map[string][]code.RecipeFunction{}, inputs: map[string][]code.RecipeFunction{}}
	recipe, err := code.ReadRecipe(assembly)
	if err != nil {
		return s
	}
	if s.app, err = goDirs(ctx, p.dir, "."); err != nil || len(s.app) == 0 || assembly == "" {
		return s // written in another language, or broken: any change is one of the app
	}
	s.isGo = true
	for _, f := range recipe.Functions {
		if f.Main.Language != source.Go {
			s.add(f, f.Inputs)
			continue
		}
		dirs, err := goDirs(ctx, f.Main.ModuleDir, f.Main.ImportPath)
		if err != nil {
			continue
		}
		for dir := range dirs {
			s.functions[dir] = append(s.functions[dir], f)
		}
	}
	return s
}

// add notes what a function in another language than Go is made of.
func (s *sources) add(f code.RecipeFunction, inputs []string) {
	for _, in := range inputs {
		if !slices.ContainsFunc(s.inputs[in], func(other code.RecipeFunction) bool { return other.Path == f.Path }) {
			s.inputs[in] = append(s.inputs[in], f)
		}
		dir := filepath.Dir(in)
		isOutside := !strings.HasPrefix(in, s.root+string(filepath.Separator))
		if isOutside && !slices.Contains(strings.Split(filepath.ToSlash(in), "/"), "node_modules") && !slices.Contains(s.outside, dir) {
			s.outside = append(s.outside, dir)
		}
	}
}

// madeOf returns the functions in other languages that a file is part of.
func (s *sources) madeOf(file string) []code.RecipeFunction {
	for at := file; ; at = filepath.Dir(at) {
		if found := s.inputs[at]; found != nil {
			return found
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// goDirs are the folders of a package and of what it imports, except for the
// standard library's and those in the module cache.
func goDirs(ctx context.Context, dir, pattern string) (map[string]bool, error) {
	const own = "{{if not .Standard}}{{with .Module}}{{if or .Main .Replace}}{{$.Dir}}{{end}}{{end}}{{end}}"
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-f", own, pattern)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir)
	output, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	dirs := map[string]bool{}
	for line := range bytes.Lines(output) {
		if d := strings.TrimSpace(string(line)); d != "" {
			dirs[d] = true
		}
	}
	return dirs, nil
}

// packagesBuild reports whether the handlers' own packages compile.
func packagesBuild(ctx context.Context, functions []code.RecipeFunction) bool {
	for _, f := range functions {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", os.DevNull, f.Main.ImportPath)
		cmd.Dir = f.Main.ModuleDir
		cmd.Env = append(os.Environ(), "PWD="+f.Main.ModuleDir)
		if cmd.Run() != nil {
			return false
		}
	}
	return true
}

// change is what changed files mean.
type change struct {
	synth     bool
	functions []code.RecipeFunction
}

// classify finds out what changed files mean.
func (s *sources) classify(files []string) (c change) {
	seen := map[string]bool{}
	for _, file := range files {
		dir, name := filepath.Dir(file), filepath.Base(file)
		if !counts(name) {
			continue
		}
		found := s.madeOf(file)
		if found == nil && (!s.isGo || slices.Contains(ofTheApp, name) || s.app[dir]) {
			return change{synth: true}
		}
		if found == nil {
			found = s.functions[dir]
		}
		for d := dir; found == nil && d != filepath.Dir(d) && !strings.HasSuffix(name, ".go"); d = filepath.Dir(d) {
			found = s.functions[filepath.Dir(d)] // a file that a package above may embed
		}
		if found == nil && slices.Contains(extensions, filepath.Ext(name)) {
			return change{synth: true} // a package that nobody imported when we looked, or an asset in another language
		}
		for _, f := range found {
			if !seen[f.Path] {
				seen[f.Path] = true
				c.functions = append(c.functions, f)
			}
		}
	}
	return c
}

// ofTheApp are files whose change means a synth, wherever they are.
var ofTheApp = []string{"go.mod", "go.sum", "go.work", "cdk.json", "cdk.context.json"}

// extensions are those of files that functions are written in.
var extensions = []string{".go", ".py", ".js", ".cjs", ".mjs", ".ts", ".jsx", ".tsx"}

// counts reports whether a change of a file with this name can change an answer.
func counts(name string) bool {
	switch {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "#"), strings.HasSuffix(name, "~"), name == "4913": // editors
		return false
	case strings.HasSuffix(name, "_test.go"), strings.HasSuffix(name, ".md"), strings.HasSuffix(name, ".swp"), strings.HasSuffix(name, ".tmp"):
		return false
	}
	return true
}
