// Package layout holds the rules between the folders of the project: who may
// import whom. A Lambda binary that pulls in the CDK is five times as large,
// and a command that does takes a minute to build.
package layout

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gatehouse-go/gatehouse/"

type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = "../../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.ImportPath, module) {
			all = append(all, p)
		}
	}
}

func usesCDK(p pkg) bool {
	return slices.ContainsFunc(p.Deps, func(d string) bool { return strings.HasPrefix(d, "github.com/aws/aws-cdk-go/") })
}

// in reports whether a package is in one of the folders, or below.
func in(importPath string, folders ...string) bool {
	rel := strings.TrimPrefix(importPath, module)
	return slices.ContainsFunc(folders, func(f string) bool { return rel == f || strings.HasPrefix(rel, f+"/") })
}

func TestWhatRunsOutsideSynthNeverReachesTheCDK(t *testing.T) {
	free := []string{"router", "local", "cmd", "cors",
		"internal/routekey", "internal/synth/source", "internal/synth/plan", "internal/synth/code", "internal/synth/gobuild",
		"internal/synth/nodebuild", "internal/synth/pybuild", "internal/serve/assembly", "internal/serve/lambdaruntime"}
	checked := 0
	for _, p := range packages(t) {
		if in(p.ImportPath, free...) {
			checked++
			if usesCDK(p) {
				t.Errorf("%s reaches aws-cdk-go", p.ImportPath)
			}
		}
	}
	if checked < 5 {
		t.Errorf("only %d packages checked", checked)
	}
}

// esbuild is 10 MB: synth has it and the command, but neither a Lambda binary nor
// a program that only serves.
func TestBundlingIsForSynthAndTheCommand(t *testing.T) {
	bundles, free := 0, []string{"router", "local", "cors", "internal/serve", "internal/payload", "internal/synth/code", "internal/synth/gobuild",
		"internal/synth/source"}
	for _, p := range packages(t) {
		reaches := slices.ContainsFunc(p.Deps, func(d string) bool { return strings.HasPrefix(d, "github.com/evanw/esbuild/") })
		if reaches {
			bundles++
		}
		if reaches && in(p.ImportPath, free...) {
			t.Errorf("%s reaches esbuild", p.ImportPath)
		}
	}
	if bundles == 0 {
		t.Error("nothing bundles")
	}
}

func TestRouteKeysAndPoliciesNeedTheStandardLibraryOnly(t *testing.T) {
	for _, p := range packages(t) {
		if !in(p.ImportPath, "internal/routekey", "cors") {
			continue
		}
		for _, d := range p.Deps {
			if strings.Contains(strings.Split(d, "/")[0], ".") && !strings.HasPrefix(d, module) {
				t.Errorf("%s needs %s", p.ImportPath, d)
			}
		}
	}
}

// layers are the folders from the top down. A package is in the layer that names
// it, or the nearest folder above it.
var layers = [][]string{
	{"httpapi", "websocket", "restapi"},
	{"internal/synth/api"}, // what the kinds of API share
	{"integrations", "authorizers"},
	{"constructs"},
	{"internal/synth/accesslogs"}, // takes the settings of constructs/accesslog
	{"constructs/accesslog", "constructs/links"},
	{"internal", "cors", "router"},
}

// layerOf returns the number of a package's layer; -1 if it is in none.
func layerOf(importPath string) int {
	layer, longest := -1, 0
	for i, folders := range layers {
		for _, f := range folders {
			if in(importPath, f) && len(f) > longest {
				layer, longest = i, len(f)
			}
		}
	}
	return layer
}

// The kinds of API stand on integrations and authorizers, those on
// constructs, and all of them on internal packages: never the other way.
func TestConstructsImportDownwards(t *testing.T) {
	for _, p := range packages(t) {
		layer := layerOf(p.ImportPath)
		for _, imported := range p.Imports {
			if above := layerOf(imported); above >= 0 && above < layer {
				t.Errorf("%s imports %s, which stands above it", p.ImportPath, imported)
			}
		}
	}
}

// What runs an application does not know how it was synthesised, and neither do
// the grammar and the matcher, which synth and server share.
func TestWingsDoNotReachIntoEachOther(t *testing.T) {
	checked := 0
	for _, p := range packages(t) {
		for _, rule := range []struct{ from, never []string }{
			{[]string{"internal/serve", "internal/routekey", "internal/pattern"}, []string{"internal/synth"}},
			{[]string{"internal/synth"}, []string{"internal/serve"}},
		} {
			if !in(p.ImportPath, rule.from...) {
				continue
			}
			checked++
			for _, d := range p.Deps {
				if in(d, rule.never...) {
					t.Errorf("%s reaches %s", p.ImportPath, d)
				}
			}
		}
	}
	if checked < 15 {
		t.Errorf("only %d packages checked", checked)
	}
}

// Helpers of tests come into tests only; gatehousetest, which is for the tests
// of users, may share them.
func TestOnlyTestsImportHelpersOfTests(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports { // without those of test files
			if in(imported, "internal/testing") && !in(p.ImportPath, "internal/testing", "gatehousetest") {
				t.Errorf("%s imports %s outside its tests", p.ImportPath, imported)
			}
		}
	}
}

// What only the command speaks is no burden of users' applications, tests and
// Lambda functions.
func TestOnlyTheCommandSpeaksToAgents(t *testing.T) {
	const sdk = "github.com/modelcontextprotocol/"
	commands := 0
	for _, p := range packages(t) {
		reaches := slices.ContainsFunc(p.Deps, func(d string) bool { return strings.HasPrefix(d, sdk) })
		switch {
		case reaches && in(p.ImportPath, "cmd"):
			commands++
		case reaches:
			t.Errorf("%s reaches %s", p.ImportPath, sdk)
		}
	}
	if commands == 0 {
		t.Errorf("no command reaches %s: this test looks for what is not there", sdk)
	}
}

func TestKindsOfAPIDoNotImportEachOther(t *testing.T) {
	kinds := []string{"httpapi", "websocket", "restapi"}
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if in(p.ImportPath, kinds...) && in(imported, kinds...) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

// Examples are to be copied, with their tests. What a browser does is tested by
// a helper of the project's own.
func TestExamplesImportNothingInternal(t *testing.T) {
	files, err := filepath.Glob("../../../examples/*/*_test.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files of tests: %v", len(files), err)
	}
	for _, file := range files {
		if filepath.Base(file) == "browser_test.go" {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range parsed.Imports {
			if path := strings.Trim(imported.Path.Value, `"`); in(path, "internal") {
				t.Errorf("%s imports %s", file, path)
			}
		}
	}
}
