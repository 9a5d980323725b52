// Files and folders in Node and Python, and what is said of those that don't fit.

package source_test

import (
	"path/filepath"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

const polyglot = `
-- go.mod --
module example.com/app

go 1.26
-- functions/todos/todos.go --
package todos

import "net/http"

func List(w http.ResponseWriter, r *http.Request) {}
-- functions/todos/page.ts --
-- functions/users.py --
-- functions/users/helper.py --
-- functions/mail.ts --
-- functions/mail.d.ts --
-- functions/clash.py --
-- functions/clash.mjs --
-- functions/clash.js --
-- functions/both/both.go --
package both
-- functions/both.py --
-- functions/orders/handler.mts --
-- functions/orders/admin.mts --
-- functions/orders/api/deep.ts --
-- functions/orders/api/twice.ts --
-- functions/orders/api/twice.js --
-- functions/orders/api/other.py --
-- functions/mixed/a.py --
-- functions/mixed/b.ts --
-- functions/only/below/c.py --
-- infra/functions/users.ts --
`

func TestFindsFilesAndFoldersOfOtherLanguages(t *testing.T) {
	root := unpack(t, polyglot)
	for _, test := range []struct {
		from, handler, dir, file string
		language                 source.Language
		module, shown            string
	}{
		{"", "functions/todos.List", "functions/todos", "", source.Go, "", "package functions/todos"},
		{"", "functions/users.index", "functions", "users.py", source.Python, "users", "functions/users.py"},
		{"infra", "functions/users.index", "infra/functions", "users.ts", source.Node, "users", "functions/users.ts"},
		{"infra", "functions/mail.send", "functions", "mail.ts", source.Node, "mail", "functions/mail.ts"},
		{"", "functions/users::helper.index", "functions/users", "", source.Python, "helper", "folder functions/users"},
		{"", "functions/orders::handler.index", "functions/orders", "", source.Node, "handler", "folder functions/orders"},
		{"", "functions/orders::api/deep.index", "functions/orders", "", source.Node, "api/deep", "folder functions/orders"},
		{"", "functions/only::below/c.index", "functions/only", "", source.Python, "below/c", "folder functions/only"},
	} {
		src, fn, err := source.NewFinder(filepath.Join(root, test.from)).Handler(test.handler)
		if err != nil {
			t.Errorf("%s from %q: %v", test.handler, test.from, err)
			continue
		}
		if src.Dir != filepath.Join(root, test.dir) || src.File != test.file || src.Language != test.language || src.Shown() != test.shown {
			t.Errorf("%s from %q: %+v, shown %s", test.handler, test.from, src, src.Shown())
		}
		if fn.Module != test.module || src.Handler(fn).String() != test.handler {
			t.Errorf("%s: module %q, written as %q", test.handler, fn.Module, src.Handler(fn))
		}
		if test.language != source.Go && (fn.Form != source.Plain || !fn.Startable || src.Go != nil) {
			t.Errorf("%s: %+v", test.handler, fn)
		}
	}
}

// A function of an API is asked for by the path alone.
func TestFindsFoldersByTheirPath(t *testing.T) {
	finder := source.NewFinder(unpack(t, polyglot))
	for path, want := range map[string]bool{"functions/users": false, "functions/orders": true} {
		src, err := finder.Find(path)
		if err != nil || src.IsFolder() != want {
			t.Errorf("%s: %+v, %v", path, src, err)
		}
	}
	asked, _ := finder.Find("functions/orders")
	named, _, err := finder.Handler("functions/orders::handler.index")
	if err != nil || asked.Key() != named.Key() {
		t.Errorf("%v and %v are two functions, %v", asked, named, err)
	}
	users, _, _ := finder.Handler("functions/users.index")
	folder, _, _ := finder.Handler("functions/users::helper.index")
	if users.Key() == folder.Key() {
		t.Errorf("a file and the folder of its name are one function: %s", users.Key())
	}
}

func TestSaysWhatIsWrongWithFilesAndFolders(t *testing.T) {
	root := unpack(t, polyglot)
	for _, test := range []struct{ handler, want string }{
		{"functions/clash.index", `two things fit functions/clash: functions/clash.py, functions/clash.js and functions/clash.mjs; rename or remove one`},
		{"functions/both.index", `two things fit functions/both: the Go package in folder functions/both and functions/both.py; rename or remove one`},
		{"functions/orders.index", `folder functions/orders holds no Go package but admin.mts, handler.mts: name a file in it, as in "functions/orders::admin.index"`},
		{"functions/orders::hander.index", `folder functions/orders has no file hander with the extension .py, .ts, .mts, .js or .mjs; it has admin.mts, handler.mts`},
		{"functions/orders::api/twice.index", `folder functions/orders has both api/twice.ts and api/twice.js: rename or remove one`},
		{"functions/orders::api/other.index", `functions/orders/api/other.py is written in Python, and the files of folder functions/orders in JavaScript or TypeScript`},
		{"functions/mixed::a.index", `folder functions/mixed holds files in two languages, a.py, b.ts: a folder that is packaged whole has one`},
		{"functions/mail::send.index", `functions/mail.ts is a file, not a folder: write "functions/mail.index"`},
		{"functions/only::c.index", `folder functions/only has no file c with the extension`},
		{"functions/todos::page.index", `folder functions/todos holds a Go package (todos.go) and page.ts: put them into folders of their own`},
		{"functions/user.index", `no folder or file functions/user`},
		{"functions/nowhere::a.index", `no folder or file functions/nowhere`},
	} {
		_, _, err := source.NewFinder(root).Handler(test.handler)
		wantError(t, test.handler, err, test.want)
	}
}
