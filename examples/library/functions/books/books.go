// Package books answers for the catalogue.
package books

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/library/internal/shelves"
	"github.com/gatehouse-go/gatehouse/router"
)

// Page is a part of a list.
type Page[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"` // what to ask for next; null at the end
}

// Wanted says which books are wanted.
type Wanted struct {
	Genre shelves.Genre `query:"genre" check:"enum=novel|poetry|science"` // of this genre alone
	Limit int           `query:"limit" default:"20" check:"min=1,max=100"`
	After string        `query:"after"` // the Next of the page before
}

// List lists the books, a page at a time.
func List(ctx context.Context, in Wanted) (Page[shelves.Book], error) {
	page := Page[shelves.Book]{Items: []shelves.Book{}}
	begun := in.After == ""
	for _, b := range shelves.All() {
		switch {
		case !begun:
			begun = b.ISBN == in.After
		case in.Genre != "" && b.Genre != in.Genre:
		case len(page.Items) == in.Limit:
			last := page.Items[in.Limit-1].ISBN
			page.Next = &last
			return page, nil
		default:
			page.Items = append(page.Items, b)
		}
	}
	return page, nil
}

// ByISBN names a book.
type ByISBN struct {
	ISBN string `path:"isbn" check:"pattern=^[0-9-]+$"` // with its dashes
}

var errUnknown = router.NotFound("no such book")

// Get returns a book.
func Get(ctx context.Context, in ByISBN) (shelves.Book, error) {
	book, ok := shelves.Find(in.ISBN)
	if !ok {
		return book, errUnknown
	}
	return book, nil
}

// NewBook is a book to be added.
type NewBook struct {
	ISBN    string        `json:"isbn" check:"required,pattern=^[0-9-]+$"`
	Title   string        `json:"title" check:"required,minlen=1,maxlen=200" example:"Emma"`
	Genre   shelves.Genre `json:"genre" default:"novel"`
	Year    int32         `json:"year" check:"min=-800,max=2100"`
	Authors []string      `json:"authors" check:"maxlen=10"`
	Agent   *string       `header:"X-Agent"` // who brought it
}

// Add adds a book to the catalogue.
func Add(ctx context.Context, in NewBook) (shelves.Book, error) {
	if _, known := shelves.Find(in.ISBN); known {
		return shelves.Book{}, router.Conflict("there is a book with this ISBN")
	}
	book := shelves.Book{ISBN: in.ISBN, Title: in.Title, Genre: in.Genre, Year: in.Year, Authors: in.Authors, Added: time.Now().UTC()}
	if in.Agent != nil {
		book.Authors = append(book.Authors, "brought by "+*in.Agent)
	}
	return book, nil
}

// Remove removes a book from the catalogue.
func Remove(ctx context.Context, in ByISBN) (*router.Response, error) {
	if _, ok := shelves.Find(in.ISBN); !ok {
		return nil, errUnknown
	}
	return router.NoContent(), nil
}

// Cover sends a picture of a book.
func Cover(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg"><text>%s</text></svg>`, r.PathValue("path"))
}
