// The text of main packages, and what is thrown away.

package gobuild

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

func TestGeneratedText(t *testing.T) {
	for name, m := range map[string]code.Main{
		"router": {ImportPath: "example.com/app/functions/todos", Routes: []code.Route{
			{Key: "GET /todos/{id}", Func: "Get", Form: source.Request},
			{Key: "ANY /{proxy+}", Func: "Site", Form: source.HTTP},
			{Key: "$default", Func: "Site", Form: source.HTTP},
			{Key: "GET /todos", Func: "List", Form: source.Typed},
		}},
		"closure": {ImportPath: "example.com/app/functions/todos", Routes: []code.Route{
			{Key: "GET /todos", Func: "List", Form: source.RequestOf},
		}},
		"messages": {ImportPath: "example.com/app/functions/chat", Routes: []code.Route{
			{Key: "$connect", Message: true, Func: "Connect", Form: source.Request},
			{Key: "say", Message: true, Func: "Say", Form: source.Typed},
		}},
		"configure": {ImportPath: "example.com/app/functions/todos", Configure: true, Stream: true, Routes: []code.Route{
			{Key: "GET /todos", Func: "List", Form: source.Typed},
		}},
		"outside": {ImportPath: "example.com/app/functions/todos", AnyRoute: true, Routes: []code.Route{
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
	m.Routes = append(m.Routes, code.Route{Key: "GET /z", Func: "Get"})
	g, err := generate(m)
	if err != nil {
		t.Fatal(err)
	}
	turned := appMain("/elsewhere", "todos", "List")
	turned.Routes = []code.Route{{Key: "GET /z", Func: "Get", Origin: "other.go:1"}, turned.Routes[0]}
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

func TestTrimRemovesWhatNoBuildAsksFor(t *testing.T) {
	testmodule.Isolate(t)
	root, err := code.CacheDir("build")
	if err != nil {
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
	for _, dir := range []string{string(gone), string(mine)} {
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
