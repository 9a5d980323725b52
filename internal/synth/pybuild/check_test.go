// What is wrong with handlers.

package pybuild

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

const wrong = `
-- functions/users.py --
from functools import partial
import helper

async def later(event, context):
    pass

def one(event):
    pass

def three(event, context, more):
    pass

def keyword(event, context, *, more):
    pass

def index(event, context=None, *more, **rest):
    pass

def Create(event, context):
    pass

class View:
    pass

@helper.wraps
def wrapped(event):
    pass

partially = partial(three, more=1)
_hidden = 1

if True:
    def conditional(event, context):
        pass
try:
    import fast as parser
except ImportError:
    parser = None
-- functions/helper.py --
def wraps(f):
    return f
-- functions/broken.py --
import json

def index(event, context:
    pass
-- functions/uses.py --
from . import broken

def index(event, context):
    pass
-- functions/star.py --
from helper import *
-- functions/none.py --
import json
-- functions/v1.2.py --
def index(event, context):
    pass
-- functions/above.py --
from ... import x

def index(event, context):
    pass
-- root.py --
from . import users

def index(event, context):
    pass
-- taken/gatehouse.py --
-- taken/handler.py --
def index(event, context):
    pass
-- token.py --
def index(event, context):
    pass
-- lambdas/return.py --
return 1
`

func TestWhatIsWrongWithHandlers(t *testing.T) {
	dir := app(t, wrong)
	by, err := python.InPath("python3.13")
	type row struct {
		handler, want string
		parsed        bool // found by Python's own parser only
	}
	rows := []row{
		{"functions/users.index", "", false},
		{"functions/users.Create", "", false},
		{"functions/users.wrapped", "", false},
		{"functions/users.partially", "", false},
		{"functions/users.conditional", "", false},
		{"functions/users.parser", "", false},
		{"functions/users._hidden", "", false},
		{"functions/users.indx", `handler "functions/users.indx": functions/users.py has no function indx; it has Create, conditional, index, wrapped`, true},
		{"functions/users.indx", `handler "functions/users.indx": functions/users.py has no function indx; it has `, false},
		{"functions/users.create", `handler "functions/users.create": functions/users.py has no function create; did you mean Create?`, false},
		{"functions/users.later", `functions/users.py:4: later is async, and Lambda's Python runtime calls plain functions: write "def later(event, context)" and call what is async with asyncio.run`, false},
		{"functions/users.one", "functions/users.py:7: Lambda can't call\n    def one(event)\nbecause it gives a handler an event and a context: write \"def one(event, context)\"", true},
		{"functions/users.three", "functions/users.py:10: Lambda can't call\n    def three(event, context, more)\n", true},
		{"functions/users.keyword", "functions/users.py:13: Lambda can't call", true},
		{"functions/users.View", "functions/users.py:22: View is a class: a handler is a function", false},
		{"functions/broken.index", `handler "functions/broken.index": functions/broken.py:3: '(' was never closed`, true},
		{"functions/uses.index", `function functions/uses: functions/broken.py:3: '(' was never closed`, true},
		{"lambdas/return.index", `handler "lambdas/return.index": lambdas/return.py:1: 'return' outside function`, true},
		{"functions/star.index", "", false},
		{"functions/none.index", `functions/none.py has no function index; it defines no function`, false},
		{"functions/v1.2.index", "functions/v1.2.py can't be imported, since it has a dot in its name: rename it", false},
		{"functions/above.index", "function functions/above: functions/above.py:1: the import with 3 dots leaves the application", false},
		{"root.index", "function root: root.py:1: the import with dot leads to the application's folder, which is no package: leave the dot out", false},
		{"token.index", "function token: token.py has the name of one of Python's own modules", false},
		{"taken::handler.index", "function taken: taken/gatehouse.py: Gatehouse adds a file of this name to the function: rename yours", false},
	}
	test := func(t *testing.T, rows []row) {
		var mains []code.Main
		for _, r := range rows {
			mains = append(mains, mainOf(dir, "GET /", r.handler))
		}
		built, err := Build(t.Context(), mains)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rows {
			switch b := built[i]; {
			case r.want == "" && len(b.Problems) > 0:
				t.Errorf("%s: %q", r.handler, b.Problems[0].Text)
			case r.want != "" && (len(b.Problems) != 1 || !strings.Contains(b.Problems[0].Text, r.want)):
				t.Errorf("%s: %+v, want %q", r.handler, b.Problems, r.want)
			case (b.Dir == "") != (r.want != ""):
				t.Errorf("%s: folder %q", r.handler, b.Dir)
			}
		}
	}
	t.Run("without Python", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		test(t, slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.parsed }))
	})
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	if err != nil {
		t.Skip("no Python on this machine")
	}
	test(t, rows)
	if older(by.Version, "3.13") {
		b := build1(t, mainOf(dir, "GET /", "functions/broken.index"))
		if !strings.Contains(b.Problems[0].Text, "(read by Python "+by.Version) {
			t.Errorf("%q", b.Problems[0].Text)
		}
	}
}

func TestAllProblemsOfAllFunctionsAtOnce(t *testing.T) {
	dir := app(t, wrong)
	one := mainOf(dir, "GET /a", "functions/users.a", "GET /b", "functions/users.b", "GET /c", "functions/users.a", "GET /ok", "functions/users.index")
	one.Stream = true
	two := mainOf(dir, "GET /d", "functions/none.d")
	built, err := Build(t.Context(), []code.Main{one, two})
	if err != nil {
		t.Fatal(err)
	}
	var routes []int
	for _, p := range built[0].Problems {
		routes = append(routes, p.Route)
	}
	if len(routes) != 3 || routes[1] != 0 || routes[2] != 1 || !strings.Contains(built[0].Problems[0].Text, "can't stream") {
		t.Errorf("%+v", built[0].Problems)
	}
	if len(built[1].Problems) != 1 {
		t.Errorf("%+v", built[1].Problems)
	}
}

func TestTheScannerFindsWhatPythonFinds(t *testing.T) {
	const text = `"""def no(): """
import os, sys as system
from a.b import (
    c, # no
    d as e,
)
from . import f
x = '''
def no(event): pass
'''
y: int = 1
z = {
  "a": 1,
}
def g(event,
      context):
    import inner
    def local(): pass
    s = "unclosed # no"
if x == 1:
    from m import *
    h = lambda e, c: None
x == 2
`
	m := scan(text)
	var names []string
	for _, n := range m.Names {
		names = append(names, n.Name)
	}
	if got, want := strings.Join(names, " "), "os system c e f x y z g h"; got != want || !m.Star {
		t.Errorf("%s (star %t), want %s", got, m.Star, want)
	}
	var imports []string
	for _, i := range m.Imports {
		imports = append(imports, strings.Repeat(".", i.Level)+i.Module+":"+strings.Join(i.Names, ","))
	}
	if got, want := strings.Join(imports, " "), "os: sys: a.b:c,d .:f inner: m:"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if line := m.find("g").Line; line != 15 {
		t.Errorf("line %d", line)
	}
}
