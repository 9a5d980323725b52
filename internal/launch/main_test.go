// Applications that are run for their assembly.

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An application that writes to CDK_OUTDIR where it runs; it fails if the
// folder's name says so.
const app = `package main

import (
	"os"
	"path/filepath"
)

func main() {
	wd, _ := os.Getwd()
	if filepath.Base(wd) == "fails" {
		os.Exit(3)
	}
	out := os.Getenv("CDK_OUTDIR")
	if !filepath.IsAbs(out) {
		panic(out)
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(out, "manifest.json"), []byte(wd), 0o666); err != nil {
		panic(err)
	}
}
`

func TestTheAssemblyGoesWhereTheCommandSays(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"examples/todo", "examples/fails"} {
		dir := filepath.Join(root, filepath.FromSlash(folder))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"go.mod": "module app\n\ngo 1.26\n", "main.go": app} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Chdir(root)
	for set, want := range map[string]string{
		"":                                "cdk.out",
		"other.out":                       "other.out",
		filepath.Join(root, "a", "b.out"): "a/b.out",
	} {
		t.Setenv("CDK_OUTDIR", set)
		if err := launch("examples/todo"); err != nil {
			t.Fatal(err)
		}
		ranIn, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(want), "manifest.json"))
		if err != nil || string(ranIn) != filepath.Join(root, "examples", "todo") {
			t.Errorf("CDK_OUTDIR=%q: ran in %s, %v", set, ranIn, err)
		}
	}
	if err := launch("examples/fails"); err == nil {
		t.Error("an application that fails passes")
	}
}

// The folder in the project's own cdk.json has an application.
func TestTheProjectsOwnApplication(t *testing.T) {
	text, err := os.ReadFile("../../cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	var config struct{ App string }
	if err := json.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	folder, ok := strings.CutPrefix(config.App, "go run ./internal/launch ")
	if !ok {
		t.Fatalf("app is %q", config.App)
	}
	if _, err := os.Stat(filepath.Join("../..", filepath.FromSlash(folder), "cdk.json")); err != nil {
		t.Error(err)
	}
}
