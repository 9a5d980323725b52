// The files of each kind of application, and where they are written.

package scaffold

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFilesOfEachKind(t *testing.T) {
	always := []string{".gitignore", "README.md", "cdk.json", "go.mod", "main.go", "main_test.go", "package.json"}
	for _, c := range []struct {
		app        App
		functions  string
		main       []string
		readme     []string
		localhosts int
	}{
		{App{}, "greetings", []string{"httpapi.New("}, []string{"localhost:3000/hello/Ada"}, 2},
		{App{REST: true}, "greetings", []string{"restapi.New(", "accesslog.NewAccount("}, []string{"localhost:3000/v1/hello/Ada"}, 2},
		{App{WebSocket: true}, "messages", []string{"websocket.New(", "accesslog.NewAccount("}, []string{"ws://localhost:3000/v1"}, 1},
		{App{HTTP: true, REST: true, WebSocket: true}, "greetings messages", []string{"httpapi.New(", "restapi.New(", "websocket.New("}, []string{"localhost:3000/hello/Ada", "localhost:3001/v1/hello/Ada", "ws://localhost:3002/v1"}, 5},
	} {
		c.app.Module, c.app.Version = "example.com/my-shop/v2", "v1.2.3"
		files, err := c.app.Files()
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Clone(always)
		for name := range strings.FieldsSeq(c.functions) {
			want = append(want, "functions/"+name+"/"+name+".go")
		}
		slices.Sort(want)
		if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
			t.Errorf("%+v: %v, want %v", c.app, got, want)
		}
		readme := string(files["README.md"])
		for _, text := range c.readme {
			if !strings.Contains(readme, text) {
				t.Errorf("%+v: %q is not in\n%s", c.app, text, readme)
			}
		}
		if n := strings.Count(readme, "localhost:"); n != c.localhosts {
			t.Errorf("%+v: %d requests in\n%s", c.app, n, readme)
		}
		main := string(files["main.go"])
		for _, text := range append(c.main, `awscdk.NewStack(app, jsii.String("MyShop"), nil)`, "// Command my-shop is") {
			if !strings.Contains(main, text) {
				t.Errorf("%+v: %q is not in\n%s", c.app, text, main)
			}
		}
		if n := strings.Count(main, ".New(stack,"); n != c.app.Functions() && c.app.Functions() > 0 {
			t.Errorf("%+v: %d APIs in\n%s", c.app, n, main)
		}
		if text := string(files["go.mod"]); !strings.Contains(text, "gatehouse v1.2.3\n") || strings.Contains(text, "replace") {
			t.Errorf("%s", text)
		}
		var cdk struct {
			App     string
			Context map[string]any
		}
		if err := json.Unmarshal(files["cdk.json"], &cdk); err != nil || cdk.App != "go run ." || len(cdk.Context) < 80 {
			t.Errorf("cdk.json: %v %d flags", err, len(cdk.Context))
		}
	}
}

func TestModulePaths(t *testing.T) {
	for module, want := range map[string]string{
		"example.com/my-shop": "MyShop", "shop": "Shop", "example.com/a/v2": "A", "example.com/2go": "Go", "example.com/_": "App", "b-c.d9": "BCD9",
	} {
		app := App{Module: module, Version: "v1.0.0"}
		if _, err := app.Files(); err != nil || app.Stack() != want {
			t.Errorf("%s: %v, stack %s, want %s", module, err, app.Stack(), want)
		}
	}
	for module, want := range map[string]string{
		"":                      `module path ""`,
		"example.com/a b":       "invalid char ' '",
		"/shop":                 "empty path element",
		"example.com/shop/":     "trailing slash",
		"https://example.com/x": "module path \"https://example.com/x\"",
		"../shop":               "module path \"../shop\"",
		"net/shop":              "standard library",
		"example.com/x/v1":      "module path \"example.com/x/v1\"",
		gatehouse + "/shop":     "Gatehouse's own",
	} {
		_, err := App{Module: module, Version: "v1.0.0"}.Files()
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "example.com/") {
			t.Errorf("%q: %v, want an error with %q", module, err, want)
		}
	}
}

func TestOnlyEmptyFoldersAreWrittenTo(t *testing.T) {
	files := map[string][]byte{"main.go": []byte("package main\n"), "functions/a/a.go": []byte("package a\n")}
	for names, want := range map[string]string{
		"": "", ".git/HEAD LICENSE": "", "new/": "", "main.go": "it has main.go; name a new folder",
		".gitignore": "it has .gitignore", "README.md notes.txt": "it has README.md, notes.txt", "a b c d e f g": "it has a, b, c, d, e and 2 more",
	} {
		dir := t.TempDir()
		for name := range strings.FieldsSeq(names) {
			if sub, ok := strings.CutSuffix(name, "/"); ok {
				dir = filepath.Join(dir, sub)
				continue
			}
			name = filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got := fmt.Sprint(Write(dir, files))
		if want == "" && got != "<nil>" || !strings.Contains(got, want) {
			t.Errorf("with %s: %s, want %q", names, got, want)
		}
		text, err := os.ReadFile(filepath.Join(dir, "functions", "a", "a.go"))
		if written := err == nil && len(text) > 0; written != (want == "") {
			t.Errorf("with %s: written: %v", names, written)
		}
	}
}
