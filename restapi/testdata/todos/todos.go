// Package todos holds handlers in each of the three forms.
package todos

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

type Todo struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type CreateTodo struct {
	Title string `json:"title"`
}

// List returns all todos, the oldest
// first.
func List(ctx context.Context, req *router.Request) (any, error) {
	return []Todo{{ID: "1", Title: "milk"}}, nil
}

func Create(ctx context.Context, in CreateTodo) (Todo, error) {
	return Todo{ID: "2", Title: in.Title}, nil
}

func Page(w http.ResponseWriter, r *http.Request) {
	_, _ = w.Write([]byte("page " + r.PathValue("proxy")))
}
