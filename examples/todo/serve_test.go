// The application as "gatehouse dev" serves it: real HTTP in front, the
// functions' real programs behind.

package main

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// serve serves the application with todos in memory.
func serve(t *testing.T) *gatehousetest.Server {
	t.Helper()
	return gatehousetest.Serve(t, todo, local.Config{
		Environment: map[string]string{"TODO_TABLE": "memory"},
		Workers:     1, // todos in memory are those of one process
	})
}

func TestTodoServes(t *testing.T) {
	api := serve(t).API("Todo/Api")
	api.Do("GET", "/health", nil).Status(200)

	alice := gatehousetest.Bearer(api.Token("login", map[string]any{"sub": "alice"}))
	var todos []any
	api.Do("GET", "/todos", nil, alice).Status(200).JSON(&todos)
	if len(todos) != 0 {
		t.Errorf("todos before the first: %v", todos)
	}
	var todo struct{ ID, Title string }
	api.Do("POST", "/todos", map[string]string{"title": "milk"}, alice).Status(201).JSON(&todo)
	if todo.ID == "" || todo.Title != "milk" {
		t.Fatalf("created %+v", todo)
	}
	api.Do("GET", "/todos/"+todo.ID, nil, alice).Status(200).JSON(&todo)
	if todo.Title != "milk" {
		t.Errorf("read %+v", todo)
	}
	if text := api.Do("POST", "/todos", map[string]string{"title": " "}, alice).Status(400).Text; !strings.Contains(text, "title is missing") {
		t.Errorf("without a title: %s", text)
	}
	api.Do("DELETE", "/todos/"+todo.ID, nil, alice).Status(204)
	api.Do("GET", "/todos/"+todo.ID, nil, alice).Status(404)
	api.Do("GET", "/elsewhere", nil, alice).Status(404)
}

func TestOnlyTokensOfTheLoginPageCount(t *testing.T) {
	api := serve(t).API("Todo/Api")
	good := api.Token("login", nil)
	for what, token := range map[string]string{
		"forged":           good[:len(good)-8] + "AAAAAAAA",
		"expired":          api.Token("login", map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}),
		"for another app":  api.Token("login", map[string]any{"aud": "another-app", "client_id": nil}),
		"of another login": api.Token("login", map[string]any{"iss": "https://evil.example.com"}),
	} {
		if api.Do("GET", "/todos", nil, gatehousetest.Bearer(token)).Status(401); t.Failed() {
			t.Fatalf("a token that is %s", what)
		}
	}
	api.Do("GET", "/todos", nil).Status(401)
}

// A function answers events as it would on AWS, whatever the API would let
// through.
func TestFunctionAnswersEvents(t *testing.T) {
	srv := serve(t)
	request := httptest.NewRequest("GET", "/todos/other", nil)
	event, err := routertest.Event(router.HTTPEvent, request, routertest.Route{Key: "GET /todos/{id}"})
	if err != nil {
		t.Fatal(err)
	}
	if text := srv.Invoke("functions/todos", event).Response().Status(404).Text; !strings.Contains(text, "no such todo") {
		t.Errorf("an unknown id: %s", text)
	}
}
