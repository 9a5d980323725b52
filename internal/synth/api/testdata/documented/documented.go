// Package documented has typed handlers.
package documented

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

// Todo is something to do.
type Todo struct {
	ID    string `json:"id"`
	Title string `json:"title" check:"required"`
}

// List lists them.
func List(ctx context.Context, in struct {
	Limit int `query:"limit"`
}) ([]Todo, error) {
	return nil, nil
}

// Create makes one.
func Create(ctx context.Context, in Todo) (Todo, error) { return in, router.Conflict("there is one") }

// Search answers messages.
func Search(ctx context.Context, in Todo) (Todo, error) { return in, nil }
