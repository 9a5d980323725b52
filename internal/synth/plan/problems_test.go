// What wrong input gets: every problem with its place, all in one report.

package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestProblems(t *testing.T) {
	finder := newFinder(t)
	const ok = "functions/todos.List"
	for name, test := range map[string]struct {
		routes   []Route
		contains []string // one for each problem, in order
	}{
		"nothing":            {},
		"unknown method":     {[]Route{route("GETT /x", ok)}, []string{`main.go:1: route key "GETT /x": offset 0: unknown method "GETT"`}},
		"path without slash": {[]Route{route("GET x", ok)}, []string{`main.go:1: route key "GET x": offset 4: `}},
		"empty key":          {[]Route{route("", ok)}, []string{`main.go:1: route key "": offset 0: empty`}},
		"doubled slash":      {[]Route{route("GET //x", ok)}, []string{`route key "GET //x": offset`}},
		"trailing slash":     {[]Route{route("GET /x/", ok)}, []string{`trailing slash: write "/x"`}},
		"bad parameter":      {[]Route{route("GET /{1d}", ok)}, []string{`route key "GET /{1d}": offset`}},
		"doubled parameter":  {[]Route{route("GET /{id}/{id}", ok)}, []string{`route key "GET /{id}/{id}": offset`}},
		"greedy not last":    {[]Route{route("GET /{proxy+}/x", ok)}, []string{`route key "GET /{proxy+}/x": offset`}},
		"several of one key": {[]Route{route("GETT,POST,POST /x/", ok)}, []string{"unknown method", "POST", "trailing slash"}},
		"same route twice": {
			[]Route{route("GET /x", ok), route("GET /x", ok)},
			[]string{`main.go:2: route "GET /x": declared already at main.go:1`},
		},
		"same route in another spelling": {
			[]Route{route("POST,GET /x", ok), route("get /x", "functions/health.Check")},
			[]string{`main.go:2: route "GET /x": declared already at main.go:1`},
		},
		"same route with other parameters": {
			[]Route{route("GET /todos/{id}", ok), route("GET /todos/{todoId}", ok)},
			[]string{`main.go:2: route "GET /todos/{todoId}": same path as "GET /todos/{id}" declared at main.go:1`},
		},
		"same greedy with another name": {
			[]Route{route("ANY /{proxy+}", ok), route("* /{rest+}", ok)},
			[]string{`main.go:2: route "ANY /{rest+}": same path as "ANY /{proxy+}" declared at main.go:1`},
		},
		"$default twice": {
			[]Route{route("$default", ok), route("$default", ok)},
			[]string{`main.go:2: route "$default": declared already at main.go:1`},
		},
		"methods, ANY and greedy on one path": {[]Route{
			route("GET /x/{a}", ok), route("POST /x/{b}", ok), route("ANY /x/{c}", ok), route("GET /x/{c+}", ok), route("GET /x/y", ok),
		}, nil},
		"handler without a dot": {[]Route{route("GET /x", "functions/todos")}, []string{`main.go:1: handler "functions/todos": no function: write "functions/todos.Name"`}},
		"folder missing": {[]Route{route("GET /x", "functions/todo.List")}, []string{
			`main.go:1: handler "functions/todo.List": no folder or file functions/todo; there is functions/broken, functions/cmd, functions/health, functions/todos`}},
		"function missing": {[]Route{route("GET /x", "functions/todos.Lst")}, []string{
			`main.go:1: handler "functions/todos.Lst": package functions/todos has no function Lst; it has Create, Get, List`}},
		"function unexported": {[]Route{route("GET /x", "functions/todos.hidden")}, []string{
			`main.go:1: handler "functions/todos.hidden": function hidden at functions/todos/todos.go:14 is not exported: call it Hidden`}},
		"wrong signature": {[]Route{route("GET /x", "functions/todos.Count")}, []string{
			"main.go:1: handler \"functions/todos.Count\": Count at functions/todos/todos.go:13 is not a handler of a route: it is\n    func(n int) int\nand a handler is one of" +
				"\n    func(w http.ResponseWriter, r *http.Request)" +
				"\n    func(ctx context.Context, req *router.Request) (any, error)" +
				"\n    func(ctx context.Context, in In) (Out, error)"}},
		"package main": {[]Route{route("GET /x", "functions/cmd.Handle")}, []string{`functions/cmd/main.go is package main`}},
		"package that does not compile": {[]Route{route("GET /x", "functions/broken.Handle")}, []string{
			"package functions/broken does not compile:\n    functions/broken/broken.go:3:14"}},
		"handler and integration": {
			[]Route{{Key: "GET /x", Handler: ok, Target: fakeTarget("server")}},
			[]string{`main.go:1: route "GET /x": has both a Handler and an Integration: remove one`},
		},
		"neither": {
			[]Route{{Key: "GET /x"}},
			[]string{`main.go:1: route "GET /x": leads nowhere: give it a Handler such as "functions/todos.List", or an Integration`},
		},
		"integration with problems, told once": {
			[]Route{{Key: "GET /x", Target: fakeTarget("bad one")}, {Key: "GET /y", Target: fakeTarget("bad one")}, {Key: "GET /z", Target: fakeTarget("bad two")}},
			[]string{`main.go:1: route "GET /x": bad one is no target`, `main.go:3: route "GET /z": bad two is no target`},
		},
		"integration of another kind of API": {
			[]Route{{Key: "GET /x", Target: fakeTarget("exotic")}},
			[]string{`main.go:1: route "GET /x": an HTTP API can't have exotic`},
		},
		"settings without a handler": {
			[]Route{{Key: "GET /x", Target: fakeTarget("server"), Config: &settings{1}}},
			[]string{`main.go:1: route "GET /x": has settings of a function but no Handler`},
		},
		"settings in conflict": {
			[]Route{
				{Key: "GET /x", Handler: ok, Config: &settings{1}},
				{Key: "GET /y", Handler: "functions/todos.Get", Config: &settings{2}},
				{Key: "GET /z", Handler: ok, Config: &settings{1}},
			},
			[]string{`main.go:2: route "GET /y": settings of function functions/todos differ from those at main.go:1: all routes of a folder or file share one function, so give its settings once`},
		},
		"equal settings, and other functions' own": {[]Route{
			{Key: "GET /x", Handler: ok, Config: &settings{1}},
			{Key: "GET /y", Handler: "functions/todos.Get", Config: &settings{1}},
			{Key: "GET /z", Handler: "functions/health.Check", Config: &settings{2}},
		}, nil},
		"scopes without a JWT authorizer": {
			[]Route{
				{Key: "GET /x", Handler: ok, Scopes: []string{"read"}},
				{Key: "GET /y", Handler: ok, Scopes: []string{"read"}, Auth: signed},
				{Key: "GET /z", Handler: ok, Scopes: []string{"read"}, Auth: login},
			},
			[]string{
				`main.go:1: route "GET /x": has scopes, which need a JWT or Cognito authorizer; its authorizer is: None`,
				`main.go:2: route "GET /y": has scopes, which need a JWT or Cognito authorizer; its authorizer is: IAM`,
			},
		},
		"bad scopes": {
			[]Route{{Key: "GET /x", Handler: ok, Auth: login, Scopes: []string{"", "a b", "c", "c"}}},
			[]string{`scope "": a scope is not empty`, `scope "a b": a scope is not empty and has no blanks`, `scope "c" is listed twice`},
		},
		"too many scopes": {
			[]Route{{Key: "GET /x", Handler: ok, Auth: login, Scopes: strings.Fields("1 2 3 4 5 6 7 8 9 10 11")}},
			[]string{`main.go:1: route "GET /x": has 11 scopes; a route can have 10`},
		},
		"authorizer with problems, told once": {
			[]Route{{Key: "GET /x", Handler: ok, Auth: wrong}, {Key: "GET /y", Handler: ok, Auth: wrong}},
			[]string{`main.go:1: authorizer "wrong": first thing`, `main.go:1: authorizer "wrong": second thing`},
		},
		"authorizer of another kind of API": {
			[]Route{{Key: "GET /x", Handler: ok, Auth: exotic}},
			[]string{`main.go:1: an HTTP API can't have Exotic strange`},
		},
		"two authorizers of one name": {
			[]Route{{Key: "GET /x", Handler: ok, Auth: login}, {Key: "GET /y", Handler: ok, Auth: other}, {Key: "GET /z", Handler: ok, Auth: clash}},
			[]string{`main.go:3: authorizer "login": another authorizer has this name, used at main.go:1`},
		},
		"what the caller found": {
			[]Route{{Key: "GET /x", Handler: ok, Problems: []string{"MemoryMB is 1", "Throttle is 0"}}},
			[]string{`main.go:1: route "GET /x": MemoryMB is 1`, `main.go:1: route "GET /x": Throttle is 0`},
		},
		"several problems of one route, and one of the next": {
			[]Route{
				{Key: "GET x", Handler: "functions/todos", Scopes: []string{"a", "a"}, Auth: signed, Problems: []string{"MemoryMB is 1"}},
				{Key: "GET /x/"},
			},
			[]string{
				`main.go:1: route key "GET x"`, `main.go:1: route "GET x": MemoryMB is 1`, `main.go:1: handler "functions/todos": no function`,
				`main.go:1: route "GET x": has scopes`, `main.go:1: route "GET x": scope "a" is listed twice`,
				`main.go:2: route key "GET /x/": offset`, `main.go:2: route "GET /x/": leads nowhere`,
			},
		},
		"one problem of several routes of one call": {
			[]Route{
				{Pos: at(7), Key: "GET x", Handler: "functions/todos.Lst"},
				{Pos: at(7), Key: "GET y", Handler: "functions/todos.Lst"},
			},
			[]string{`main.go:7: route key "GET x"`, `has no function Lst`, `main.go:7: route key "GET y"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			wantProblems(t, texts(New(declare(finder, test.routes...)).Problems), test.contains)
		})
	}
}

func wantProblems(t *testing.T, got, contains []string) {
	t.Helper()
	if len(got) != len(contains) {
		t.Errorf("%d problems, want %d:\n%s", len(got), len(contains), strings.Join(got, "\n"))
		return
	}
	for i, want := range contains {
		if !strings.Contains(got[i], want) {
			t.Errorf("problem %d: %s\nwant %s", i, got[i], want)
		}
	}
}

func TestProblemsAreSortedByPlace(t *testing.T) {
	finder := newFinder(t)
	routes := []Route{
		{Pos: Pos{"b.go", 2}, Key: "GET /"}, {Pos: Pos{"a.go", 10}, Key: "GET /a"}, {Pos: Pos{"b.go", 1}, Key: "GET /b"}, {Pos: Pos{"a.go", 9}, Key: "GET /c"},
	}
	got := texts(New(declare(finder, routes...)).Problems)
	wantProblems(t, got, []string{"a.go:9: ", "a.go:10: ", "b.go:1: ", "b.go:2: "})
}

func TestAskedFunctions(t *testing.T) {
	api := declare(newFinder(t), route("GET /x", "functions/todos.List"), route("GET /y", "functions/health.Chek"))
	for i, src := range []string{"functions/todos", "./functions/todos/", "functions/health", "functions/todo", "", "/abs"} {
		api.Asked = append(api.Asked, Asked{at(10 + i), src})
	}
	wantProblems(t, texts(New(api).Problems), []string{
		`main.go:2: handler "functions/health.Chek": package functions/health has no function Chek; it has Check`,
		`main.go:13: function "functions/todo": no route has a handler there; functions are "functions/todos"`,
		`main.go:14: function "": no folder before the dot`,
		`main.go:15: function "/abs": the path is absolute`,
	})
	api = declare(newFinder(t))
	api.Asked = []Asked{{at(1), "functions/todos"}}
	wantProblems(t, texts(New(api).Problems), []string{`main.go:1: function "functions/todos": no route has a handler there`})
}

func TestDefaultAuthorizerIsChecked(t *testing.T) {
	api := declare(newFinder(t), Route{Key: "GET /x", Handler: "functions/todos.List", Auth: clash})
	api.Default, api.DefaultPos = login, at(20)
	wantProblems(t, texts(New(api).Problems), []string{`main.go:1: authorizer "login": another authorizer has this name, used at main.go:20`})
	api = declare(newFinder(t))
	api.Default, api.DefaultPos = wrong, at(20)
	wantProblems(t, texts(New(api).Problems), []string{`main.go:20: authorizer "wrong": first`, `main.go:20: authorizer "wrong": second`})
}

func TestQuotas(t *testing.T) {
	finder := newFinder(t)
	many := func(n int) []Route {
		var routes []Route
		for i := range n {
			routes = append(routes, route(fmt.Sprintf("GET /x%d", i), "functions/todos.List"))
		}
		return routes
	}
	if p := New(declare(finder, many(300)...)); len(p.Warnings) > 0 || len(p.Problems) > 0 {
		t.Errorf("300 routes: %v, %v", p.Warnings, p.Problems)
	}
	p := New(declare(finder, many(301)...))
	wantProblems(t, texts(p.Warnings), []string{"main.go:301: 301 routes: the default quota of an HTTP API is 300; ask for more before you deploy, or split the API"})
	wantProblems(t, texts(p.Problems), nil)

	routes := many(1)
	for i := range 300 {
		routes = append(routes, Route{Key: fmt.Sprintf("POST /x%d", i), Target: fakeTarget(fmt.Sprint(i))})
	}
	p = New(declare(finder, routes...))
	wantProblems(t, texts(p.Warnings), []string{"301 routes", "main.go:301: 301 integrations: the default quota of an HTTP API is 300"})

	routes = many(11)
	for i := range routes {
		routes[i].Auth = fakeAuth(fmt.Sprintf("JWT a%d", i))
	}
	wantProblems(t, texts(New(declare(finder, routes[:10]...)).Problems), nil)
	wantProblems(t, texts(New(declare(finder, routes...)).Problems), []string{"main.go:11: 11 authorizers: an HTTP API can have 10"})
}

func TestSameTellsValuesNotContents(t *testing.T) {
	a, b := &settings{1}, &settings{1}
	for _, test := range []struct {
		a, b any
		want bool
	}{
		{login, login, true}, {login, other, false}, {a, a, true}, {a, b, false},
		{[]int{1}, []int{1}, false}, {login, fakeTarget("JWT login"), false}, {struct{ f any }{[]int{}}, struct{ f any }{[]int{}}, false},
	} {
		if got := same(test.a, test.b); got != test.want {
			t.Errorf("same(%v, %v) = %t", test.a, test.b, got)
		}
	}
}

func TestSortProblemsKeepsItsArgument(t *testing.T) {
	in := []Problem{{at(2), "b"}, {at(1), "a"}, {at(2), "c"}, {at(2), "b"}}
	before := slices.Clone(in)
	got := SortProblems(in)
	if !slices.Equal(got, []Problem{{at(1), "a"}, {at(2), "b"}, {at(2), "c"}}) || !slices.Equal(in, before) {
		t.Errorf("%v, argument %v", got, in)
	}
}
