// Which cdk.json is found, and what it sets.

package cdkjson

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func write(t *testing.T, dir string, files map[string]string) string {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestContextOfCDKJSONWins(t *testing.T) {
	dir := write(t, t.TempDir(), map[string]string{
		"cdk.json":         `{"app": "go run .", "context": {"a": 1}, "watch": {"exclude": "out"}}`,
		"cdk.context.json": `{"a": 2, "b": 3}`,
	})
	got, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{Dir: dir, App: "go run .", Output: "cdk.out", Context: map[string]any{"a": 1.0, "b": 3.0}, Exclude: []string{"out"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestFindStopsAtTheModule(t *testing.T) {
	dir := write(t, t.TempDir(), map[string]string{
		"cdk.json": `{"app": "outer"}`, "app/cdk.json": `{"app": "own"}`, "app/go.mod": "module a", "app/inner/x": "",
		"other/go.mod": "module b", "other/inner/x": "",
	})
	if got, err := Find(filepath.Join(dir, "app", "inner")); err != nil || got == nil || got.App != "own" {
		t.Errorf("%+v %v, want that of the folder above", got, err)
	}
	if got, err := Find(filepath.Join(dir, "other", "inner")); err != nil || got != nil {
		t.Errorf("%+v %v, want nothing: that cdk.json is another module's", got, err)
	}
}

func TestBadFilesAreNamed(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"cdk.json": {"cdk.json": "{"},
		`cdk.json: "app" is a JSON array: it must be a string`: {"cdk.json": `{"app": ["go", "run", "."]}`},
		"cdk.context.json": {"cdk.json": "{}", "cdk.context.json": "[]"},
	} {
		if _, err := Read(write(t, t.TempDir(), files)); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%v, want an error of %s", err, name)
		}
	}
}
