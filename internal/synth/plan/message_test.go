// Plans of WebSocket APIs: their authorizer and their problems.

package plan

import "testing"

// messages returns a WebSocket API with routes at lines 1, 2 and so on.
func messages(t *testing.T, routes ...Route) API {
	api := declare(newFinder(t), routes...)
	api.Kind = WebSocket
	return api
}

func TestOnlyConnectHasTheDefaultAuthorizer(t *testing.T) {
	api := messages(t, route("$connect", "functions/todos.Get"), route("join", "functions/todos.Create"), route("$default", "functions/todos.Get"))
	api.Default, api.DefaultPos = signed, at(9)
	p := New(api)
	wantProblems(t, texts(p.Problems), nil)
	if got, want := keys(p), "$connect (IAM), $default (None), join (None)"; got != want {
		t.Errorf("routes %s, want %s", got, want)
	}
	if len(p.Warnings) > 0 {
		t.Errorf("warnings %v", texts(p.Warnings))
	}
}

func TestProblemsOfMessages(t *testing.T) {
	api := messages(t,
		Route{Key: "join", Handler: "functions/todos.Create", Auth: signed},
		Route{Key: "leave", Handler: "functions/todos.Create", Auth: public},
		route("join", "functions/todos.Get"),
		route("list", "functions/todos.List"),
		route("GET /todos", "functions/todos.Get"),
	)
	api.Default, api.DefaultPos = login, at(9)
	wantProblems(t, texts(New(api).Problems), []string{
		`main.go:1: route "join": has IAM, but a WebSocket API asks an authorizer only on $connect`,
		`main.go:3: route "join": declared already at main.go:1`,
		`main.go:4: handler "functions/todos.List": it takes an HTTP request`,
		`main.go:5: route key "GET /todos": offset 0: a key of an HTTP or REST API`,
		`main.go:9: JWT would never be asked: declare the route $connect`,
	})
}
