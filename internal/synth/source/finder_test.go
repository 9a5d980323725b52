// Where sources are found, and what is said of those that aren't.

package source_test

import (
	"path/filepath"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

const app = `
-- go.mod --
module example.com/app

go 1.26
-- infra/cdk.json --
{}
-- infra/inner/inner.go --
package inner

import "net/http"

func Page(w http.ResponseWriter, r *http.Request) {}
-- main.go --
package main

func main() {}
func Handle() {}
-- file.go --
package main
-- functions/todos/todos.go --
package todos

import "net/http"

func List(w http.ResponseWriter, r *http.Request)   {}
func Get(w http.ResponseWriter, r *http.Request)    {}
func create(w http.ResponseWriter, r *http.Request) {}
func übersicht()                                    {}
func Helper(a int) int                              { return a }

type Server struct{}

func (Server) Method(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/todos_test.go --
package todos

import "net/http"

func InTest(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/windows_windows.go --
package todos

import "net/http"

func OnWindows(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/arch_arm64.go --
package todos

import "net/http"

func OnArm(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/arch_amd64.go --
package todos

import "net/http"

func OnAmd(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/tagged.go --
//go:build integration

package todos

import "net/http"

func Tagged(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/rpc.go --
//go:build lambda.norpc

package todos

import "net/http"

func WithoutRPC(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/native.go --
package todos

import "C"
import "net/http"

func Native(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/gen.go --
//go:build ignore

package main

func main() {}
-- functions/todos/_draft.go --
package broken here
-- functions/native/native.go --
package native

import "C"
-- functions/windows/w_windows.go --
package windows
-- functions/helpers/helpers.go --
package helpers

func Helper(a int) int { return a }
-- functions/nothing/nothing.go --
package nothing

func private() {}
-- functions/cmd/main.go --
package main

func Handle() {}
-- functions/broken/a.go --
package broken

func Handle( {
-- functions/broken/b.go --
package broken

var x = = 1
-- functions/two/a.go --
package two
-- functions/two/b.go --
package deux
-- functions/python/app.py --
def handler(): pass
-- functions/empty/README --
nothing here
-- functions/send.py --
def handler(): pass
-- functions/send2.ts --
-- functions/.hidden/h.go --
package hidden

import "net/http"

func Page(w http.ResponseWriter, r *http.Request) {}
-- own/go.mod --
module example.com/own/v2
-- own/pages/pages.go --
package pages

import "net/http"

func Page(w http.ResponseWriter, r *http.Request) {}
-- nameless/go.mod --
go 1.26
-- nameless/pages/pages.go --
package pages
-- my functions/pages/pages.go --
package pages
-- blank dir/sub/sub.go --
package sub
`

func TestFindsSourcesUpToTheModule(t *testing.T) {
	root := unpack(t, app)
	for _, test := range []struct{ from, handler, dir, importPath, module string }{
		{"", "functions/todos.List", "functions/todos", "example.com/app/functions/todos", ""},
		{"infra", "functions/todos.List", "functions/todos", "example.com/app/functions/todos", ""},
		{"infra", "inner.Page", "infra/inner", "example.com/app/infra/inner", ""},
		{"infra", "infra/inner.Page", "infra/inner", "example.com/app/infra/inner", ""},
		{"infra/inner", "..Page", "infra/inner", "example.com/app/infra/inner", ""},
		{"", "own/pages.Page", "own/pages", "example.com/own/v2/pages", "own"},
		{"", "functions/.hidden.Page", "functions/.hidden", "example.com/app/functions/.hidden", ""},
	} {
		src, fn, err := source.NewFinder(filepath.Join(root, test.from)).Handler(test.handler)
		if err != nil {
			t.Errorf("%s from %q: %v", test.handler, test.from, err)
			continue
		}
		if want := filepath.Join(root, test.dir); src.Dir != want {
			t.Errorf("%s from %q: folder %s, want %s", test.handler, test.from, src.Dir, want)
		}
		if src.Go.ImportPath != test.importPath {
			t.Errorf("%s from %q: import path %s, want %s", test.handler, test.from, src.Go.ImportPath, test.importPath)
		}
		if want := filepath.Join(root, test.module); src.Go.ModuleDir != want {
			t.Errorf("%s from %q: module %s, want %s", test.handler, test.from, src.Go.ModuleDir, want)
		}
		if fn.Form != source.HTTP {
			t.Errorf("%s from %q: form %v", test.handler, test.from, fn.Form)
		}
	}
	// The module of a folder does not reach above its own go.mod.
	if _, _, err := source.NewFinder(filepath.Join(root, "own")).Handler("functions/todos.List"); err == nil {
		t.Error("a source of another module was found above go.mod")
	}
}

func TestFinderRemembersAndUsesTheWorkingDirectory(t *testing.T) {
	t.Chdir(unpack(t, app))
	f := source.NewFinder("")
	a, _, err := f.Handler("functions/todos.List")
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := f.Handler("functions/todos.Get")
	if err != nil || a != b {
		t.Errorf("two handlers of one folder have sources %p and %p, %v", a, b, err)
	}
}

func TestFinderSaysWhatIsWrong(t *testing.T) {
	root := unpack(t, app)
	for _, test := range []struct{ handler, want string }{
		{"functions/todos.Lst", `handler "functions/todos.Lst": package functions/todos has no function Lst; it has Get, List, OnAmd, OnArm, WithoutRPC`},
		{"functions/todos.InTest", `package functions/todos has no function InTest; it has`},
		{"functions/todos.OnWindows", `has no function OnWindows; it has`},
		{"functions/todos.Tagged", `has no function Tagged; it has`},
		{"functions/todos.Native", `has no function Native; it has`},
		{"functions/todos.Method", `has no function Method; it has`},
		{"functions/todos.create", `function create at functions/todos/todos.go:7 is not exported: call it Create`},
		{"functions/todos.übersicht", `function übersicht at functions/todos/todos.go:8 is not exported: call it Übersicht`},
		{"functions/helpers.List", `package functions/helpers has no function List; it has Helper`},
		{"functions/nothing.List", `package functions/nothing has no function List; it exports no function`},
		{"functions/todo.List", `handler "functions/todo.List": no folder or file functions/todo; there is functions/broken, functions/cmd, functions/empty, functions/helpers, functions/native, functions/nothing, functions/python, functions/send.py, functions/send2.ts, functions/todos and 2 more`},
		{"nowhere/todos.List", `no folder or file nowhere/todos beside go.mod`},
		{"functions/todos.Server.List", `no folder or file functions/todos.Server; there is`},
		{"file.go.List", `handler "file.go.List": file.go is a file: a handler string names the folder of a Go package`},
		{"functions/cmd.Handle", `functions/cmd/main.go is package main, which can't be imported: put its handlers into a package of another name, or hand your own function in with integrations.Lambda`},
		{"functions/broken.Handle", "package functions/broken does not compile:\n    functions/broken/a.go:3:14: "},
		{"functions/broken.Handle", "\n    functions/broken/b.go:3:9: "},
		{"functions/two.Handle", `functions/two/b.go is package deux, but functions/two/a.go is package two: a folder holds one package`},
		{"functions/native.Handle", `package functions/native has only files that import "C", and functions are built without cgo`},
		{"functions/windows.Handle", `folder functions/windows holds no Go files that a build for Linux takes`},
		{"functions/python.handler", `folder functions/python holds no Go package but app.py: name a file in it, as in "functions/python::app.handler"`},
		{"functions/empty.Handle", `folder functions/empty holds no Go files, nor others that can hold handlers (.py, .ts, .mts, .js or .mjs)`},
		{"functions/send.py.handler", `functions/send.py is a file: leave its extension out, as in "functions/send.name"`},
		{"nameless/pages.List", `go.mod names no module`},
	} {
		_, _, err := source.NewFinder(root).Handler(test.handler)
		wantError(t, test.handler, err, test.want)
	}
	_, _, err := source.NewFinder(filepath.Join(root, "my functions")).Handler("pages.List")
	wantError(t, "folder with a blank", err, `folder pages can't be a Go package, since nothing can import it: malformed import path "example.com/app/my functions/pages": invalid char ' '`)
	_, _, err = source.NewFinder(filepath.Join(root, "infra/inner")).Handler("nowhere/todos.List")
	wantError(t, "from below", err, `no folder or file nowhere/todos in the working directory or the 2 above it up to go.mod`)
	outside := unpack(t, "-- pages/pages.go --\npackage pages\n")
	_, _, err = source.NewFinder(outside).Handler("pages.List")
	wantError(t, "no module", err, `pages: no go.mod above the folder: run "go mod init" in the folder of your application`)
}
