// Package todos holds the handlers of /todos, which share one Lambda function.
package todos

import (
	"context"
	"crypto/rand"
	"errors"
	"log"
	"net/http"
	"strings"

	"github.com/gatehouse-go/gatehouse/examples/todo/internal/store"
	"github.com/gatehouse-go/gatehouse/router"
)

// todos is opened once for all requests that this process answers.
var todos = open()

func open() store.Store {
	s, err := store.Open(context.Background())
	if err != nil {
		log.Fatal(err) // Lambda reports it, and starts another process
	}
	return s
}

// CreateTodo is the body of POST /todos.
type CreateTodo struct {
	Title string `json:"title"`
}

// List answers GET /todos.
func List(ctx context.Context, req *router.Request) (any, error) {
	return todos.List(ctx)
}

// Create answers POST /todos.
func Create(ctx context.Context, req *router.Request) (any, error) {
	var in CreateTodo
	if err := req.JSON(&in); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Title) == "" {
		return nil, router.BadRequest("title is missing")
	}
	todo := store.Todo{ID: rand.Text(), Title: in.Title}
	if err := todos.Put(ctx, todo); err != nil {
		return nil, err
	}
	return &router.Response{Status: http.StatusCreated, Body: todo}, nil
}

// Get answers GET /todos/{id}.
func Get(ctx context.Context, req *router.Request) (any, error) {
	todo, err := todos.Get(ctx, req.Param("id"))
	if errors.Is(err, store.ErrNotFound) {
		return nil, router.NotFound("no such todo")
	}
	return todo, err
}

// Delete answers DELETE /todos/{id}. It is an ordinary net/http handler.
func Delete(w http.ResponseWriter, r *http.Request) {
	if err := todos.Delete(r.Context(), r.PathValue("id")); err != nil {
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
