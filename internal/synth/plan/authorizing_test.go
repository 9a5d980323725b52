// Functions that authorizers ask, rights, and targets whose settings must fit
// the route.

package plan

import (
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// asking is an authorizer that a function decides.
type asking struct {
	fakeAuth
	handler string
	memory  int // of the function's settings; 0 for none
}

func (a asking) Handler() string { return a.handler }

func (a asking) Config() Config {
	if a.memory == 0 {
		return nil
	}
	return &settings{a.memory}
}

func (a asking) HandlerProblems(*Kind, *source.Func) []string { return nil }

// byIAM is an authorizer that asks IAM policies.
type byIAM struct{ fakeAuth }

func (byIAM) AsksIAM() bool { return true }

// placed is a target that needs the parameter id.
type placed struct{ fakeTarget }

func (placed) ProblemsOn(key routekey.Key) []string {
	if strings.Contains(key.Path.String(), "{id}") {
		return nil
	}
	return []string{"needs {id}"}
}

func TestFunctionsOfAuthorizers(t *testing.T) {
	const ok = "functions/todos.List"
	api := declare(newFinder(t),
		Route{Key: "GET /a", Handler: ok, Auth: asking{"Lambda one", "functions/todos.Create", 512}},
		Route{Key: "GET /b", Handler: ok, Auth: asking{"Lambda two", "./functions/todos.Create", 512}},
		Route{Key: "GET /c", Handler: ok, Auth: asking{"Lambda own", "", 0}},
	)
	api.Asked = []Asked{{at(9), "functions/todos.Create"}}
	p := New(api)
	if len(p.Problems) > 0 {
		t.Fatal(texts(p.Problems))
	}
	var names []string
	for _, fn := range p.Functions {
		names = append(names, fn.Name())
		if fn.Start != nil && (len(fn.Routes) > 0 || fn.ConfigPos != at(1) || fn.Pos != at(1)) {
			t.Errorf("function of an authorizer: %+v", fn)
		}
	}
	if got := strings.Join(names, " "); got != "functions/todos functions/todos.Create" {
		t.Errorf("functions %s", got)
	}
}

func TestProblemsOfAuthorizersAndTargets(t *testing.T) {
	const ok = "functions/todos.List"
	finder := newFinder(t)
	for name, test := range map[string]struct {
		api  API
		want []string
	}{
		"unknown handler": {declare(finder, Route{Key: "GET /a", Handler: ok, Auth: asking{"Lambda a", "functions/todos.Nothing", 0}}), []string{"Lambda: handler \"functions/todos.Nothing\": package functions/todos has no function Nothing"}},
		"not startable":   {declare(finder, Route{Key: "GET /a", Handler: ok, Auth: asking{"Lambda a", "functions/todos.Count", 0}}), []string{"is not a handler of an authorizer"}},
		"page":            {declare(finder, Route{Key: "GET /a", Handler: ok, Auth: asking{"Lambda a", "functions/todos.List", 0}}), []string{"is not a handler of an authorizer"}},
		"request":         {declare(finder, Route{Key: "GET /a", Handler: ok, Auth: asking{"Lambda a", "functions/todos.Get", 0}}), []string{"is not a handler of an authorizer"}},
		"settings differ": {declare(finder,
			Route{Key: "GET /a", Handler: ok, Auth: asking{"Lambda a", "functions/todos.Create", 1}},
			Route{Key: "GET /b", Handler: ok, Auth: asking{"Lambda b", "functions/todos.Create", 2}},
		), []string{"settings of function functions/todos.Create differ from those at main.go:1: authorizers with one handler share one function"}},
		"asked for a folder": {func() API {
			api := declare(finder, Route{Key: "GET /a", Target: fakeTarget("x"), Auth: asking{"Lambda a", "functions/todos.Create", 0}})
			api.Asked = []Asked{{at(5), "functions/todos"}}
			return api
		}(), []string{`main.go:5: function "functions/todos": no route has a handler there; functions are "functions/todos.Create"`}},
		"does not fit":    {declare(finder, Route{Key: "GET,PUT /a", Target: placed{"x"}}), []string{`route "GET,PUT /a": needs {id}`}},
		"fits one of two": {declare(finder, Route{Key: "GET /a/{id}", Target: placed{"x"}}, Route{Key: "GET /b", Target: placed{"x"}}), []string{`main.go:2: route "GET /b": needs {id}`}},
		"grants": {func() API {
			api := declare(finder,
				Route{Key: "GET,PUT /iam/{id}", Handler: ok, Auth: byIAM{signed}},
				Route{Key: "ANY /any", Handler: ok, Auth: byIAM{signed}},
				Route{Key: "GET /open", Handler: ok},
				Route{Key: "$default", Handler: ok, Auth: byIAM{signed}},
			)
			for i, key := range []string{"GET,PUT /iam/{x}", "POST /any", "$default", "GET /open", "DELETE /iam/{id}", "GET iam"} {
				api.Grants = append(api.Grants, Grant{at(11 + i), key})
			}
			return api
		}(), []string{
			`main.go:14: GrantInvoke: route "GET /open" asks no IAM policy, its authorizer is: None`,
			`main.go:15: GrantInvoke: no route "DELETE /iam/{id}" is declared`,
			`main.go:16: GrantInvoke: route key "GET iam": offset 4`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got := texts(New(test.api).Problems)
			for i, text := range got {
				if i < len(test.want) && !strings.Contains(text, test.want[i]) {
					t.Errorf("problem %d is\n%s\nwant it to contain\n%s", i, text, test.want[i])
				}
			}
			if len(got) != len(test.want) {
				t.Errorf("%d problems, want %d:\n%s", len(got), len(test.want), strings.Join(got, "\n"))
			}
		})
	}
}

func TestHandlersThatAnAuthorizerRefuses(t *testing.T) {
	finder := newFinder(t)
	auth := asking{"Lambda a", "functions/todos.Create", 0}
	api := declare(finder, Route{Key: "GET /a", Handler: "functions/todos.List", Auth: refusing{auth}})
	if got := texts(New(api).Problems); len(got) != 1 || got[0] != "main.go:1: no Create for an HTTP API" {
		t.Errorf("problems %q", got)
	}
}

type refusing struct{ asking }

func (refusing) HandlerProblems(kind *Kind, fn *source.Func) []string {
	return []string{"no " + fn.Name + " for an " + kind.Name}
}

func TestUnusedDefault(t *testing.T) {
	finder := newFinder(t)
	for name, test := range map[string]struct {
		fallback Auth
		auth     Auth
		warned   bool
	}{
		"every route has its own": {login, public, true},
		"one route uses it":       {login, nil, false},
		"it is public":            {public, signed, false},
	} {
		api := declare(finder, Route{Key: "GET /a", Handler: "functions/todos.List", Auth: test.auth})
		api.Default, api.DefaultPos = test.fallback, at(7)
		warnings := texts(New(api).Warnings)
		if got := len(warnings) == 1 && strings.Contains(warnings[0], "main.go:7: JWT is the default, but every route"); got != test.warned {
			t.Errorf("%s: warnings %q", name, warnings)
		}
	}
}
