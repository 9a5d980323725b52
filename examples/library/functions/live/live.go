// Package live answers while readers type.
package live

import (
	"context"

	"github.com/gatehouse-go/gatehouse/examples/library/internal/shelves"
)

// Query is what a reader has typed so far.
type Query struct {
	Text string `json:"text" check:"required,minlen=1"`
	Tag  string `json:"tag"` // comes back with the hits
}

// Hits are the books that fit.
type Hits struct {
	Tag   string         `json:"tag"`
	Books []shelves.Book `json:"books"`
}

// Search finds books by what is in their titles.
func Search(ctx context.Context, in Query) (Hits, error) {
	return Hits{in.Tag, shelves.Search(in.Text)}, nil
}
