// Functions made of files and folders: what is in them, and that they answer.

package pybuild

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// app writes the files of a txtar archive and gives the test a cache of its own.
func app(t *testing.T, archive string) string {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	write(t, dir, archive)
	return dir
}

func write(t *testing.T, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		file := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// mainOf describes a function as a synth does: handlers are "functions/users.index"
// or "functions/orders::handler.index", by the key of their route.
func mainOf(dir string, routes ...string) code.Main {
	m := code.Main{Language: source.Python, ModuleDir: dir, Runtime: "python3.13", GOOS: "linux", GOARCH: "arm64"}
	for i := 0; i < len(routes); i += 2 {
		h, err := source.ParseHandler(routes[i+1])
		if err != nil {
			panic(err)
		}
		m.Source = h.Source
		module := h.File
		if m.Dir = filepath.Join(dir, h.Source); module == "" {
			m.Dir, module = filepath.Dir(m.Dir), filepath.Base(m.Dir)
			m.File = module + ".py"
		}
		m.Routes = append(m.Routes, code.Route{Key: routes[i], Module: module, Func: h.Name, Form: source.Plain})
	}
	return m
}

func build1(t *testing.T, m code.Main) code.Built {
	t.Helper()
	built, err := Build(t.Context(), []code.Main{m})
	if err != nil {
		t.Fatal(err)
	}
	return built[0]
}

// built makes a function that has no problems and returns its folder.
func built(t *testing.T, m code.Main) string {
	t.Helper()
	b := build1(t, m)
	for _, p := range b.Problems {
		t.Error(p.Text)
	}
	if t.Failed() {
		t.FailNow()
	}
	return b.Dir
}

// files lists what is in a folder.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, file)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// call runs a function with an event, as Lambda would import it.
func call(t *testing.T, dir, event string, env ...string) map[string]any {
	t.Helper()
	by, err := python.InPath("")
	if err != nil {
		t.Skip("no Python on this machine")
	}
	const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
from gatehouse_main import handler
json.dump(handler(json.load(sys.stdin), None), sys.stdout)
`
	cmd := exec.Command(by.Program, "-S", "-B", "-c", program, dir)
	cmd.Stdin = strings.NewReader(event)
	cmd.Env = append(os.Environ(), env...)
	var output, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &complaint
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, complaint.String())
	}
	var result map[string]any
	if err := json.Unmarshal(output.Bytes(), &result); err != nil {
		t.Fatalf("%v: %s", err, output.String())
	}
	return result
}

const users = `
-- functions/users.py --
import json
from common import names
from functions.text import upper
from shared.db import table

def index(event, context):
    return {"statusCode": 200, "body": json.dumps([upper(names.first()), table])}

def show(event, context):
    return {"statusCode": 200, "body": event["pathParameters"]["id"]}
-- functions/common/names.py --
def first():
    return "ada"
-- functions/text.py --
from .common.names import first
def upper(s):
    return s.upper() + first()
-- functions/other.py --
raise Exception("no part of it")
-- shared/__init__.py --
-- shared/db.py --
from . import settings
table = settings.TABLE
-- shared/settings.py --
TABLE = "t"
-- shared/unused.py --
`

func TestAFileBringsWhatItImportsFromTheApplication(t *testing.T) {
	dir := built(t, mainOf(app(t, users), "GET /users", "functions/users.index", "GET /users/{id}", "functions/users.show"))
	want := []string{"functions/common/names.py", "functions/text.py", "functions/users.py", "gatehouse.py", "gatehouse_imports.py",
		"gatehouse_main.py", "gatehouse_router.py", "shared/__init__.py", "shared/db.py", "shared/settings.py"}
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := call(t, dir, `{"routeKey":"GET /users"}`); got["body"] != `["ADAada", "t"]` {
		t.Errorf("%v", got)
	}
	if got := call(t, dir, `{"routeKey":"GET /users/{id}","pathParameters":{"id":"7"}}`); got["body"] != "7" {
		t.Errorf("%v", got)
	}
}

// Stelvio's folders: the folder is the root, whose modules import each other by
// their bare names; a package in it has relative imports.
const orders = `
-- functions/orders/handler.py --
import json
import store
from lib.text import shout

def index(event, context):
    return {"statusCode": 200, "body": shout(store.NAME)}
-- functions/orders/store.py --
NAME = "orders"
-- functions/orders/lib/__init__.py --
-- functions/orders/lib/text.py --
from .marks import MARK
def shout(s):
    return s + MARK
-- functions/orders/lib/marks.py --
MARK = "!"
-- functions/orders/api/admin.py --
from . import tools
from lib.marks import MARK
def index(event, context):
    return {"statusCode": 200, "body": tools.name() + MARK}
-- functions/orders/api/tools.py --
def name():
    return "admin"
-- functions/orders/data.json --
{}
-- functions/orders/__pycache__/store.cpython-311.pyc --
-- functions/orders/.hidden --
-- functions/orders/requirements.txt --
# none
`

func TestAFolderIsPackagedWhole(t *testing.T) {
	m := mainOf(app(t, orders), "GET /orders", "functions/orders::handler.index", "GET /admin", "functions/orders::api/admin.index")
	dir := built(t, m)
	want := []string{"api/admin.py", "api/tools.py", "data.json", "gatehouse.py", "gatehouse_main.py", "gatehouse_router.py",
		"handler.py", "lib/__init__.py", "lib/marks.py", "lib/text.py", "store.py"}
	if got := files(t, dir); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	for key, want := range map[string]string{"GET /orders": "orders!", "GET /admin": "admin!"} {
		if got := call(t, dir, `{"routeKey":"`+key+`"}`); got["body"] != want {
			t.Errorf("%s: %v", key, got)
		}
	}
}

// A module that is imported by two names must be one: it may hold state.
const relative = `
-- functions/orders/__init__.py --
VERSION = 2
-- functions/orders/handler.py --
from . import VERSION, store
from .store import count
from functions.orders import store as absolute
from functions.common import label
from ..common import label as same
import store as bare
import lib.deep
from .lib import deep

def index(event, context):
    count()
    bare.count()
    same_module = bare is store and absolute is store and lib.deep is deep
    return {"statusCode": 200, "body": f"{VERSION} {label} {same} {store.N} {same_module} {deep.up()}"}
-- functions/orders/store.py --
N = 0
def count():
    global N
    N += 1
-- functions/orders/lib/deep.py --
from .. import store
from ...common import label
def up():
    return store.__name__ + label
-- functions/common.py --
label = "c"
`

func TestImportsThatNameTheFolderWork(t *testing.T) {
	dir := built(t, mainOf(app(t, relative), "GET /", "functions/orders::handler.index"))
	if got := call(t, dir, `{"routeKey":"GET /"}`); got["body"] != "2 c c 2 True functions.orders.storec" {
		t.Errorf("%v", got)
	}
}

// Lambda's runtime has loaded many modules of Python before it loads a handler.
const standardNames = `
-- auth/token.py --
import queue_names
from email.message import Message
def check(event, context):
    import tokenize
    return {"ok": queue_names.NAME + event["token"] + str(bool(tokenize.COMMENT and Message))}
-- auth/email.py --
raise Exception("not the one that was asked for")
-- auth/queue_names.py --
NAME = "q"
`

func TestAFileMayHaveTheNameOfAModuleOfPython(t *testing.T) {
	m := mainOf(app(t, standardNames), "x", "auth/token.check")
	m.Start, m.Module, m.Routes = m.Routes[0].Func, m.Routes[0].Module, nil
	if got := call(t, built(t, m), `{"token":"a"}`); got["ok"] != "qaTrue" {
		t.Errorf("%v", got)
	}
}

func TestProgramsInAFolderStayPrograms(t *testing.T) {
	m := mainOf(app(t, "-- f/handler.py --\ndef index(event, context):\n    pass\n-- f/tool --\n"), "GET /", "f::handler.index")
	before := built(t, m)
	if err := os.Chmod(filepath.Join(m.Dir, "tool"), 0o700); err != nil {
		t.Fatal(err)
	}
	after := built(t, m)
	if info, err := os.Stat(filepath.Join(after, "tool")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o755 || after == before {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func TestAFunctionThatIsTooLargeIsReported(t *testing.T) {
	m := mainOf(app(t, "-- f/handler.py --\ndef index(event, context):\n    pass\n-- f/data --\n"), "GET /", "f::handler.index")
	dir := built(t, m)
	if err := os.Truncate(filepath.Join(dir, "data"), 251<<20); err != nil { // sparse, and in the cache
		t.Fatal(err)
	}
	if b := build1(t, m); len(b.Problems) != 1 || !strings.Contains(b.Problems[0].Text, "it has 251 MB with its packages; Lambda takes 250 MB") {
		t.Errorf("%+v", b.Problems)
	}
}

func TestOneHandlerHasNoRouter(t *testing.T) {
	m := mainOf(app(t, "-- auth/check.py --\ndef check(event, context):\n    return {\"ok\": event[\"token\"]}\n"), "x", "auth/check.check")
	m.Start, m.Module, m.Routes = m.Routes[0].Func, m.Routes[0].Module, nil
	dir := built(t, m)
	if got, want := files(t, dir), []string{"check.py", "gatehouse.py", "gatehouse_main.py"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := call(t, dir, `{"token":"a"}`); got["ok"] != "a" {
		t.Errorf("%v", got)
	}
}

// content is all that reaches an archive of a folder.
func content(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	for _, name := range files(t, dir) {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(name + " " + info.Mode().String() + " " + info.ModTime().UTC().String() + "\n" + string(text))
	}
	return b.String()
}

func TestTheSameSourcesGiveTheSameBytesFromAnyFolder(t *testing.T) {
	routes := []string{"GET /orders", "functions/orders::handler.index", "GET /admin", "functions/orders::api/admin.index"}
	one := app(t, orders)
	first := built(t, mainOf(one, routes...))
	want := content(t, first)
	if again := built(t, mainOf(one, routes[2], routes[3], routes[0], routes[1])); again != first {
		t.Errorf("another order of routes gives %s, not %s", again, first)
	}
	two := app(t, orders) // and another cache
	second := built(t, mainOf(two, routes...))
	if first == second || content(t, second) != want {
		t.Errorf("%s and %s differ", first, second)
	}
}

func TestNothingIsReadAgainOfWhatDidNotChange(t *testing.T) {
	m := mainOf(app(t, users), "GET /users", "functions/users.index")
	first := built(t, m)
	t.Setenv("PATH", t.TempDir()) // nothing can be started
	if again := built(t, m); again != first {
		t.Errorf("%s, want %s", again, first)
	}
	if err := os.WriteFile(filepath.Join(m.Dir, "text.py"), []byte("def upper(s):\n    return s\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if again := built(t, m); again == first {
		t.Error("changed, and yet the same")
	}
}

const linked = `
-- functions/todos.py --
import json
from gatehouse import cors, links
from stlv_resources import Resources

def index(event, context):
    missing = []
    for attribute in ("todos.table_arn", "orders", "todos.queue"):
        found = links
        try:
            for part in attribute.split("."):
                found = getattr(found, part)
        except AttributeError as err:
            missing.append(str(err))
    values = [links.todos_table, links.todos.table_name, Resources.todos.table_name, links.jobs.queue_url, links.todos.api_url]
    headers = {**Resources.cors.get_headers(), "X-Origin": cors.allow_origin}
    return {"statusCode": 200, "headers": headers, "body": json.dumps([values, missing])}
-- functions/stlv_resources.py --
raise Exception("of another deployment")
`

func TestHandlersFindWhatTheyAreLinkedTo(t *testing.T) {
	m := mainOf(app(t, linked), "GET /todos", "functions/todos.index")
	m.Links = []string{"JOBS_QUEUE_URL", "TODOS_TABLE", "TODOS_URL"}
	got := call(t, built(t, m), `{"routeKey":"GET /todos"}`, "TODOS_TABLE=t-1", "JOBS_QUEUE_URL=https://q", "TODOS_URL=https://api",
		`GATEHOUSE_CORS={"allowOrigins":["https://a.example"]}`)
	want := `[["t-1", "t-1", "t-1", "https://q", "https://api"], ` +
		`["links.todos.table_arn: no link of the function sets TODOS_TABLE_ARN; it is linked to JOBS_QUEUE_URL, TODOS_TABLE, TODOS_URL", ` +
		`"links.orders: no link of the function sets ORDERS; it is linked to JOBS_QUEUE_URL, TODOS_TABLE, TODOS_URL", ` +
		`"links.todos.queue: no link of the function sets TODOS_QUEUE; it is linked to JOBS_QUEUE_URL, TODOS_TABLE, TODOS_URL"]]`
	if got["body"] != want {
		t.Errorf("%v\nwant %v", got["body"], want)
	}
	if headers := jsonOf(t, got["headers"]); headers != `{"Access-Control-Allow-Origin":"https://a.example","X-Origin":"https://a.example"}` {
		t.Errorf("%s", headers)
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
