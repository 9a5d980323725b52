// Functions really built at synth. All share what the first build compiles.

package function_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

const workers = `
-- go.mod --
module example.com/app
-- cdk/main.go --
package main
-- one/one.go --
package one

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Handle(ctx context.Context, in map[string]string) error { return nil }

func Answer(ctx context.Context, req *router.Request) (any, error) { return "ok", nil }
-- two/two.go --
package two

import "context"

func Handle(ctx context.Context, in map[string]string) error { return nil }
-- broken/broken.go --
package broken

func Handle() error { return missing }
`

// app returns an app that builds functions.
func app(t *testing.T, context map[string]any) awscdk.App {
	t.Helper()
	return awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Outdir: jsii.String(t.TempDir()), Context: &context})
}

// codes returns the S3 key of each function's code in the template of a stack,
// by description.
func codes(t *testing.T, assembly, template string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(assembly, template))
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		Resources map[string]struct {
			Type       string
			Properties struct {
				Description string
				Code        struct{ S3Key string }
			}
		}
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for _, r := range out.Resources {
		if r.Type == "AWS::Lambda::Function" {
			keys[r.Properties.Description] = r.Properties.Code.S3Key
		}
	}
	return keys
}

// files returns the names of an asset's files.
func files(t *testing.T, assembly, key string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(assembly, "asset."+strings.TrimSuffix(key, ".zip")))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// declare makes functions described by their handlers.
func declare(stack awscdk.Stack, handlers ...string) {
	for i, handler := range handlers {
		function.New(stack, fmt.Sprint("Worker", i), handler, &function.Config{Description: handler})
	}
}

// countBuilds puts a go command first into PATH that notes its calls, and
// returns how often "go build" was called.
func countBuilds(t *testing.T) func() int {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell script in the place of the go command")
	}
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	calls := filepath.Join(dir, "calls")
	script := fmt.Sprintf("#!/bin/sh\necho \"$1\" >>'%s'\nexec '%s' \"$@\"\n", calls, real)
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return func() int {
		text, err := os.ReadFile(calls)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return strings.Count(string(text), "build\n")
	}
}

func TestAllFunctionsOfAnAppAreOneBuild(t *testing.T) {
	testmodule.Isolate(t)
	dir, elsewhere := testmodule.New(t, workers), testmodule.New(t, workers)
	builds := countBuilds(t)
	t.Chdir(filepath.Join(dir, "cdk"))
	synth := func() map[string]string {
		a := app(t, nil)
		first := awscdk.NewStack(a, jsii.String("First"), nil)
		declare(first, "one.Handle", "one.Answer")
		stage := awscdk.NewStage(a, jsii.String("Stage"), nil)
		declare(awscdk.NewStack(stage, jsii.String("Inner"), nil), "two.Handle")
		out := *a.Synth(nil).Directory()
		keys := codes(t, out, "First.template.json")
		inner := filepath.Join(out, "assembly-Stage")
		templates, err := filepath.Glob(filepath.Join(inner, "*.template.json"))
		if err != nil || len(templates) != 1 {
			t.Fatalf("templates of the stage: %v, %v", templates, err)
		}
		maps.Copy(keys, codes(t, inner, filepath.Base(templates[0])))
		for handler, key := range keys {
			if got := files(t, out, key); !slices.Equal(got, []string{"bootstrap"}) {
				t.Errorf("code of %s: %v", handler, got)
			}
		}
		return keys
	}
	keys := synth()
	if len(keys) != 3 || keys["one.Handle"] == keys["one.Answer"] || keys["one.Handle"] == keys["two.Handle"] {
		t.Errorf("code: %v", keys)
	}
	if n := builds(); n != 1 {
		t.Errorf("%d builds, want 1", n)
	}
	if again := synth(); fmt.Sprint(again) != fmt.Sprint(keys) {
		t.Errorf("code changed at the second synth: %v, then %v", keys, again)
	}
	t.Chdir(filepath.Join(elsewhere, "cdk"))
	if again := synth(); fmt.Sprint(again) != fmt.Sprint(keys) {
		t.Errorf("code changes with the folder of the app: %v, then %v", keys, again)
	}
}

func TestStacksWithoutBundlingAreNotBuilt(t *testing.T) {
	testmodule.Isolate(t)
	builds := countBuilds(t)
	t.Chdir(testmodule.New(t, workers))
	a := app(t, map[string]any{"aws:cdk:bundling-stacks": []string{"Built"}})
	declare(awscdk.NewStack(a, jsii.String("Built"), nil), "one.Handle")
	declare(awscdk.NewStack(a, jsii.String("Other"), nil), "two.Handle", "broken.Handle")
	out := *a.Synth(nil).Directory()
	if got := files(t, out, codes(t, out, "Built.template.json")["one.Handle"]); !slices.Equal(got, []string{"bootstrap"}) {
		t.Errorf("code of the stack to be built: %v", got)
	}
	for handler, key := range codes(t, out, "Other.template.json") {
		if got := files(t, out, key); !slices.Equal(got, []string{code.NotBuiltFile}) {
			t.Errorf("code of %s: %v", handler, got)
		}
	}
	if n := builds(); n != 1 {
		t.Errorf("%d builds, want 1", n)
	}
	if _, err := os.Stat(filepath.Join(out, code.RecipeFile)); err == nil {
		t.Error("a recipe, which holds paths of this machine, without the context that asks for one")
	}
}

func TestHostTargetWritesTheRecipe(t *testing.T) {
	testmodule.Isolate(t)
	dir := testmodule.New(t, workers)
	t.Chdir(dir)
	a := app(t, map[string]any{code.TargetContext: code.TargetHost})
	declare(awscdk.NewStack(a, jsii.String("Test"), nil), "two.Handle", "one.Answer")
	out := *a.Synth(nil).Directory()
	recipe, err := code.ReadRecipe(out)
	if err != nil || len(recipe.Functions) != 2 {
		t.Fatalf("%+v, %v", recipe, err)
	}
	for i, want := range []code.RecipeFunction{
		{Path: "Test/Worker0", Main: code.Main{ImportPath: "example.com/app/two", Start: "Handle"}},
		{Path: "Test/Worker1", Main: code.Main{ImportPath: "example.com/app/one"}},
	} {
		got := recipe.Functions[i]
		if got.Path != want.Path || got.Main.ImportPath != want.Main.ImportPath || got.Main.Start != want.Main.Start ||
			got.Main.ModuleDir != dir || got.Main.GOOS != runtime.GOOS || got.Main.GOARCH != runtime.GOARCH {
			t.Errorf("%+v\nwant %+v", got, want)
		}
	}
	// What the recipe says builds what the synth built.
	again, err := gobuild.Build(t.Context(), []code.Main{recipe.Functions[1].Main})
	if err != nil {
		t.Fatal(err)
	}
	built, err := os.ReadFile(filepath.Join(out, "asset."+strings.TrimSuffix(codes(t, out, "Test.template.json")["one.Answer"], ".zip"), "bootstrap"))
	if err != nil {
		t.Fatal(err)
	}
	if rebuilt, err := os.ReadFile(filepath.Join(again[0], "bootstrap")); err != nil || string(rebuilt) != string(built) {
		t.Errorf("the recipe builds something else, %v", err)
	}
}

func TestBuildErrorsAreInTheReport(t *testing.T) {
	testmodule.Isolate(t)
	t.Chdir(testmodule.New(t, workers))
	a := app(t, nil)
	stack := awscdk.NewStack(a, jsii.String("Test"), nil)
	declare(stack, "broken.Handle", "one.Handle", "two.Nope")
	got := synthtest.Report(a)
	if len(got) != 2 || !strings.Contains(got[0], "go build failed:") || !strings.Contains(got[0], "broken/broken.go:3:30: undefined: missing") ||
		!strings.Contains(got[1], `package two has no function Nope; it has Handle`) {
		t.Errorf("%q", got)
	}
}
