// Stand-ins and recipes.

package code

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

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
	root, err := CacheDir("not-built")
	if err != nil || !strings.HasPrefix(root, cache) {
		t.Fatalf("cache in %s, %v", root, err)
	}
	if left, err := os.ReadDir(filepath.Dir(root)); err != nil || len(left) != 1 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestRecipeIsReadAsWritten(t *testing.T) {
	dir := t.TempDir()
	if r, err := ReadRecipe(dir); err != nil || len(r.Functions) != 0 {
		t.Errorf("recipe of an assembly without one: %v, %v", r, err)
	}
	want := Recipe{Functions: []RecipeFunction{{Path: "S/B", Main: Main{Language: source.Go, Dir: "/app/todos", Routes: []Route{{Key: "GET /todos", Func: "List"}}}}, {Path: "S/A", Main: Main{Language: source.Node, Dir: "/app", File: "health.ts", Start: "check"}, Inputs: []string{"/app/health.ts"}}}}
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
