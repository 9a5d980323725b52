// The text of main packages, stand-ins, recipes, and what is thrown away.

package gobuild

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

func TestGeneratedText(t *testing.T) {
	for name, m := range map[string]Main{
		"router": {ImportPath: "example.com/app/functions/todos", Routes: []Route{
			{Key: "GET /todos/{id}", Func: "Get", Form: source.Request},
			{Key: "ANY /{proxy+}", Func: "Site", Form: source.HTTP},
			{Key: "$default", Func: "Site", Form: source.HTTP},
			{Key: "GET /todos", Func: "List", Form: source.Typed},
		}},
		"closure": {ImportPath: "example.com/app/functions/todos", Routes: []Route{
			{Key: "GET /todos", Func: "List", Form: source.RequestOf},
		}},
		"messages": {ImportPath: "example.com/app/functions/chat", Routes: []Route{
			{Key: "$connect", Message: true, Func: "Connect", Form: source.Request},
			{Key: "say", Message: true, Func: "Say", Form: source.Typed},
		}},
		"configure": {ImportPath: "example.com/app/functions/todos", Configure: true, Stream: true, Routes: []Route{
			{Key: "GET /todos", Func: "List", Form: source.Typed},
		}},
		"outside": {ImportPath: "example.com/app/functions/todos", AnyRoute: true, Routes: []Route{
			{Key: "$default", Func: "List", Form: source.Request},
		}},
		"preflight": {ImportPath: "github.com/gatehouse-go/gatehouse/router"},
		"start":     {ImportPath: "example.com/app/functions/worker/v2", Start: "Handle"},
	} {
		g, err := generate(m)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(file, g.text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(g.text) != string(want) {
			t.Errorf("%s differs from what is generated:\n%s", file, g.text)
		}
	}
}

func TestNameOfAMainDerivesFromWhatItDoes(t *testing.T) {
	m := appMain("/a", "todos", "List")
	m.Routes = append(m.Routes, Route{Key: "GET /z", Func: "Get"})
	g, err := generate(m)
	if err != nil {
		t.Fatal(err)
	}
	turned := appMain("/elsewhere", "todos", "List")
	turned.Routes = []Route{{Key: "GET /z", Func: "Get", Origin: "other.go:1"}, turned.Routes[0]}
	if same, err := generate(turned); err != nil || same.name != g.name {
		t.Errorf("order of routes, folder or place changed the name: %v", err)
	}
	if turned.Routes[0].Key != "GET /z" {
		t.Error("the caller's routes were sorted")
	}
	turned.Routes[1].Func = "Get"
	if other, err := generate(turned); err != nil || other.name == g.name {
		t.Errorf("another handler did not change the name: %v", err)
	}
}

func TestNotBuilt(t *testing.T) {
	cache := testmodule.Isolate(t)
	for range 2 {
		dir, err := NotBuilt()
		if err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 || entries[0].Name() != NotBuiltFile {
			t.Errorf("%s holds %v, %v", dir, entries, err)
		}
	}
	root, err := cacheRoot()
	if err != nil || !strings.HasPrefix(root, cache) {
		t.Fatalf("cache in %s, %v", root, err)
	}
	if left, err := os.ReadDir(root); err != nil || len(left) != 1 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestRecipeIsReadAsWritten(t *testing.T) {
	dir := t.TempDir()
	if r, err := ReadRecipe(dir); err != nil || len(r.Functions) != 0 {
		t.Errorf("recipe of an assembly without one: %v, %v", r, err)
	}
	want := Recipe{Functions: []RecipeFunction{{Path: "S/B", Main: appMain("/app", "todos", "List")}, {Path: "S/A", Main: appMain("/app", "health", "Check")}}}
	if err := want.Write(dir); err != nil {
		t.Fatal(err)
	}
	if want.Functions[0].Path != "S/B" {
		t.Error("Write sorted the caller's functions")
	}
	got, err := ReadRecipe(dir)
	slices.Reverse(want.Functions) // sorted by path
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v\nwant %+v", got, err, want)
	}
	if err := os.WriteFile(filepath.Join(dir, RecipeFile), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRecipe(dir); err == nil || !strings.HasPrefix(err.Error(), "recipe of the cloud assembly: ") {
		t.Errorf("broken recipe: %v", err)
	}
}

func TestTrimRemovesWhatNoBuildAsksFor(t *testing.T) {
	testmodule.Isolate(t)
	root, err := cacheRoot()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NotBuilt(); err != nil {
		t.Fatal(err)
	}
	mine := target{"/mine", "linux", "arm64"}.cache(root)
	gone := target{"/gone", "linux", "arm64"}.cache(root)
	files := map[string]bool{} // file: whether it is old and must go
	for _, name := range []string{"0123456789abcdef", "fedcba9876543210"} {
		old := name[0] == 'f'
		for _, file := range []string{mine.path("functions", name, "bootstrap"), mine.path("bin", name), mine.path("src", name+".go")} {
			files[file] = old
		}
	}
	files[gone.path("functions", "0123456789abcdef", "bootstrap")] = true
	files[filepath.Join(root, notBuiltDir, NotBuiltFile)] = false
	long := time.Now().Add(-keep - time.Hour)
	for file, old := range files {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("x"), 0o755); err != nil {
			t.Fatal(err)
		}
		if old {
			for _, p := range []string{file, filepath.Dir(file)} {
				if p == mine.path("bin") || p == mine.path("src") {
					continue // folders of new files too
				}
				if err := os.Chtimes(p, long, long); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, dir := range []string{string(gone), filepath.Join(root, notBuiltDir), string(mine)} {
		if err := os.Chtimes(dir, long, long); err != nil {
			t.Fatal(err)
		}
	}
	mine.trim()
	for file, old := range files {
		if _, err := os.Stat(file); (err == nil) == old {
			t.Errorf("%s: old is %t, and after trim: %v", file, old, err)
		}
	}
	if _, err := os.Stat(filepath.Dir(string(gone))); err == nil {
		t.Error("an empty folder is left of the module that is gone")
	}
}
