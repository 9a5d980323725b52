// What a plan without problems says.

package plan

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

func TestPlan(t *testing.T) {
	api := declare(newFinder(t),
		Route{Key: "get,POST /todos", Handler: "functions/todos.List", Declared: "first"},
		Route{Key: "GET /todos/{id}", Handler: "functions/todos.Get", Config: &settings{512}, Scopes: []string{"read", "write"}},
		Route{Key: "* /legacy/{proxy+}", Target: fakeTarget("server"), Auth: signed},
		Route{Key: "GET /health", Handler: "functions/health.Check", Auth: public},
		Route{Key: "PUT /todos", Handler: "./functions/todos.Create", Auth: other},
	)
	api.Default = login
	p := New(api)
	wantProblems(t, texts(p.Problems), nil)
	const want = `ANY /legacy/{proxy+} auth=IAM scopes=[] declared=<nil> target=server
GET /health auth=None scopes=[] declared=<nil> function=functions/health
GET /todos auth=JWT login scopes=[] declared=first function=functions/todos
GET /todos/{id} auth=JWT login scopes=[read write] declared=<nil> function=functions/todos
POST /todos auth=JWT login scopes=[] declared=first function=functions/todos
PUT /todos auth=JWT other scopes=[] declared=<nil> function=functions/todos
function functions/health config=<nil> [GET /health Check]
function functions/todos config=&{Memory:512} [GET /todos List] [GET /todos/{id} Get] [POST /todos List] [PUT /todos Create]
[JWT login JWT other]
`
	if got := describe(p); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if fn := p.Functions[1]; fn.ConfigPos != at(2) {
		t.Errorf("settings from %v", fn.ConfigPos)
	}
	if p.Routes[2].Function != p.Functions[1] || p.Routes[2].Function != p.Routes[5].Function {
		t.Error("routes of one folder have functions of their own")
	}
}

// The ids of constructs and the order in templates follow from the plan, so it
// must not follow from the order of declarations.
func TestPlanDoesNotDependOnTheOrderOfRoutes(t *testing.T) {
	dir := testmodule.New(t, sources)
	random := rand.New(rand.NewPCG(1, 2))
	handlers := []string{"functions/todos.List", "functions/todos.Get", "functions/health.Check", "functions/todos.Create"}
	auths := []Auth{nil, public, signed, login, other}
	for round := range 50 {
		var routes []Route
		for i := range 1 + random.IntN(30) {
			r := Route{Key: fmt.Sprintf("%s /x%d/{id}", []string{"ANY", "GET", "POST,PUT", "OPTIONS"}[random.IntN(4)], i/2), Auth: auths[random.IntN(len(auths))], Declared: i}
			if random.IntN(4) == 0 {
				r.Target = fakeTarget(fmt.Sprint("server", random.IntN(3)))
			} else {
				r.Handler = handlers[random.IntN(len(handlers))]
				if strings.HasPrefix(r.Handler, "functions/todos") && random.IntN(2) == 0 {
					r.Config = &settings{512}
				}
			}
			routes = append(routes, r)
		}
		routes = append(routes, Route{Key: "$default", Handler: handlers[random.IntN(4)], Auth: auths[random.IntN(len(auths))]})
		seen := map[string]bool{}
		for i := 0; i < len(routes); i++ { // of two that conflict, the order says which one counts
			if seen[routes[i].Key] {
				routes = append(routes[:i], routes[i+1:]...)
				i--
			} else {
				seen[routes[i].Key] = true
			}
		}
		first := ""
		for range 5 {
			api := declare(source.NewFinder(dir), routes...)
			api.Preflight, api.Default = true, auths[round%len(auths)]
			p := New(api)
			wantProblems(t, texts(p.Problems), nil)
			got := describe(p)
			if first == "" {
				first = got
			}
			if got != first {
				t.Fatalf("round %d:\n%s\nand in another order\n%s", round, first, got)
			}
			random.Shuffle(len(routes), func(i, j int) { routes[i], routes[j] = routes[j], routes[i] })
		}
	}
}

func TestOneFolderUnderTwoPathsIsOneFunction(t *testing.T) {
	root := testmodule.New(t, sources)
	finder := source.NewFinder(filepath.Join(root, "functions"))
	a, b := route("GET /x", "todos.List"), route("GET /y", "functions/todos.Get")
	for _, routes := range [][]Route{{a, b}, {b, a}} {
		api := declare(finder, routes...)
		api.Asked = []Asked{{at(9), "functions/todos"}, {at(9), "todos"}}
		p := New(api)
		wantProblems(t, texts(p.Problems), nil)
		if len(p.Functions) != 1 || p.Functions[0].Source.Path != "functions/todos" || len(p.Functions[0].Routes) != 2 {
			t.Errorf("%s", describe(p))
		}
	}
	api := declare(finder, a)
	api.Asked = []Asked{{at(9), "functions/todos"}}
	wantProblems(t, texts(New(api).Problems), nil)
}

func TestPreflight(t *testing.T) {
	finder := newFinder(t)
	any, byDefault := "ANY /x/{id}", "$default"
	for name, test := range map[string]struct {
		auth map[string]Auth
		want string
		warn []string
	}{
		"authorised method": {map[string]Auth{"GET /x": login}, "GET /x (JWT login)", nil},
		"public ANY":        {map[string]Auth{any: public, byDefault: public}, "$default (None), ANY /x/{id} (None)", nil},
		"authorised ANY":    {map[string]Auth{any: login}, "ANY /x/{id} (JWT login), OPTIONS /x/{id} (None)", nil},
		"IAM ANY":           {map[string]Auth{any: signed}, "ANY /x/{id} (IAM), OPTIONS /x/{id} (None)", nil},
		"authorised $default": {map[string]Auth{byDefault: login},
			"$default (JWT login), OPTIONS / (None), OPTIONS /{proxy+} (None)", nil},
		"authorised $default beside public ANY of everything": {map[string]Auth{byDefault: login, "ANY /{rest+}": public},
			"$default (JWT login), ANY /{rest+} (None), OPTIONS / (None)", nil},
		"authorised $default beside authorised ANY of everything": {map[string]Auth{byDefault: login, "ANY /{rest+}": login, "ANY /": login},
			"$default (JWT login), ANY / (JWT login), ANY /{rest+} (JWT login), OPTIONS / (None), OPTIONS /{rest+} (None)", nil},
		"own OPTIONS": {map[string]Auth{any: login, "OPTIONS /x/{key}": public},
			"ANY /x/{id} (JWT login), OPTIONS /x/{key} (None)", nil},
		"own OPTIONS of everything": {map[string]Auth{any: login, byDefault: login, "OPTIONS /{proxy+}": public},
			"$default (JWT login), ANY /x/{id} (JWT login), OPTIONS / (None), OPTIONS /x/{id} (None), OPTIONS /{proxy+} (None)", nil},
		"own OPTIONS with an authorizer": {map[string]Auth{any: login, "OPTIONS /x/{id}": login},
			"ANY /x/{id} (JWT login), OPTIONS /x/{id} (JWT login)",
			[]string{`route "OPTIONS /x/{id}": takes the preflights of browsers, which carry no credentials`}},
	} {
		t.Run(name, func(t *testing.T) {
			var routes []Route
			for key, auth := range test.auth {
				routes = append(routes, Route{Key: key, Handler: "functions/todos.List", Auth: auth})
			}
			api := declare(finder, routes...)
			api.Preflight = true
			p := New(api)
			wantProblems(t, texts(p.Problems), nil)
			wantProblems(t, texts(p.Warnings), test.warn)
			if got := keys(p); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
			api.Preflight = false
			if p := New(api); len(p.Routes) != len(routes) {
				t.Errorf("without CORS: %s", keys(p))
			}
		})
	}
}

// Only a generated router tells the OPTIONS route from its own ANY. Whatever
// else is behind an authorizer stays behind it.
func TestPreflightLeadsToTheRoutersFunctionOrToOneOfItsOwn(t *testing.T) {
	api := declare(newFinder(t),
		Route{Key: "ANY /a", Handler: "functions/todos.List", Auth: login, Scopes: []string{"read"}},
		Route{Key: "ANY /b", Target: fakeTarget("server"), Auth: login, Declared: "b"},
		Route{Key: "$default", Target: fakeTarget("queue"), Auth: login})
	api.Preflight = true
	p := New(api)
	wantProblems(t, texts(p.Problems), nil)
	var answers []*Function
	for _, fn := range p.Functions {
		if fn.OnlyPreflight() {
			answers = append(answers, fn)
		}
	}
	if len(answers) != 1 || len(p.Functions) != 2 {
		t.Fatalf("functions: %s", describe(p))
	}
	options := 0
	for _, r := range p.Routes {
		if r.Key.Method != "OPTIONS" {
			continue
		}
		if r.Declared != nil || r.Scopes != nil || r.Auth != public {
			t.Errorf("%s: declared %v, scopes %v, %v", r.Key, r.Declared, r.Scopes, r.Auth)
		}
		options++
		if ofRouter := r.Key.Path.String() == "/a"; r.Target != nil || r.Function == nil || (r.Function == answers[0]) == ofRouter {
			t.Errorf("%s leads to %v, %v", r.Key, r.Function, r.Target)
		}
	}
	if options != 4 {
		t.Errorf("%s", keys(p))
	}
}

func TestWithoutAModuleNothingAnswersPreflights(t *testing.T) {
	api := declare(source.NewFinder(t.TempDir()), Route{Key: "ANY /b", Target: fakeTarget("server"), Auth: login})
	api.Preflight = true
	wantProblems(t, texts(New(api).Problems), []string{"the function that answers the preflights of this route can't be built: "})
}

func TestPosIsRelativeToTheWorkingDirectory(t *testing.T) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	here := Caller(0)
	if got := here.String(); !strings.HasPrefix(got, "plan_test.go:") {
		t.Errorf("%s", got)
	}
	outside := Pos{filepath.ToSlash(filepath.Dir(wd)) + "/other/main.go", 3}
	for pos, want := range map[Pos]string{
		outside:                            outside.File + ":3",
		{filepath.Join(wd, "sub/x.go"), 4}: "sub/x.go:4",
		{"example.com/app/main.go", 5}:     "example.com/app/main.go:5", // as built with -trimpath
	} {
		if pos.String() != want {
			t.Errorf("%s, want %s", pos, want)
		}
	}
	if got := (Problem{Text: "no place"}).String(); got != "no place" {
		t.Errorf("%s", got)
	}
}
