// Which files are watched, and what a change of each means.

package main

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

func TestExcludedFiles(t *testing.T) {
	p := &project{dir: "/app", exclude: []string{"README.md", "**/*.js", "node_modules", "dist/**", "cdk*.json"}}
	for file, want := range map[string]bool{
		"/app/README.md": true, "/app/lib/README.md": false, "/app/lib/a.js": true, "/app/a.js": true, "/app/a.ts": false,
		"/app/node_modules/x/y.ts": true, "/app/dist/z": true, "/app/cdk.context.json": true, "/app/main.go": false,
	} {
		if got := p.excluded(file); got != want {
			t.Errorf("excluded(%s) = %v", file, got)
		}
	}
}

func TestWhatAChangeMeans(t *testing.T) {
	todos, health := code.RecipeFunction{Path: "todos"}, code.RecipeFunction{Path: "health"}
	s := &sources{root: "/app", isGo: true, app: map[string]bool{"/app": true, "/app/shared": true}, functions: map[string][]code.RecipeFunction{
		"/app/functions/todos": {todos}, "/app/functions/health": {health}, "/app/internal/store": {todos, health},
	}}
	for _, test := range []struct {
		file      string
		synth     bool
		functions int
	}{
		{"/app/main.go", true, 0},
		{"/app/shared/x.go", true, 0},
		{"/app/cdk.json", true, 0},
		{"/app/go.mod", true, 0},
		{"/app/functions/todos/list.go", false, 1},
		{"/app/functions/todos/page.html", false, 1},
		{"/app/functions/todos/pages/a.html", false, 1},
		{"/app/internal/store/s.go", false, 2},
		{"/app/functions/new/new.go", true, 0},
		{"/app/functions/todos/list_test.go", false, 0},
		{"/app/functions/todos/.list.go.swp", false, 0},
		{"/app/functions/todos/list.go~", false, 0},
		{"/app/notes/readme.md", false, 0},
		{"/app/lambda/handler.py", true, 0}, // an asset of the CDK app
		{"/app/notes/log.txt", false, 0},
	} {
		c := s.classify([]string{test.file})
		if c.synth != test.synth || len(c.functions) != test.functions {
			t.Errorf("%s: synth %v, %d functions", test.file, c.synth, len(c.functions))
		}
	}
	if c := s.classify([]string{"/app/functions/todos/a.go", "/app/internal/store/s.go"}); len(c.functions) != 2 {
		t.Errorf("two changes of one function: %d functions", len(c.functions))
	}
	other := &sources{root: "/app"} // not in Go
	if !other.classify([]string{"/app/lib/stack.ts"}).synth {
		t.Error("a change of another language's source means nothing")
	}
}
