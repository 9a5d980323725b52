// The application as "gatehouse dev" serves it, called by its clients.

package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/examples/library/client"
	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, library) }

func serve(t *testing.T) *gatehousetest.Server {
	t.Helper()
	return gatehousetest.Serve(t, library, local.Config{})
}

// scope makes tokens of readers who may write.
var scope = map[string]any{"scope": "books/write"}

func TestClientInGo(t *testing.T) {
	srv := serve(t)
	api := srv.API("Library/Api")
	ctx := t.Context()
	c := client.New(api.URL)

	page, err := c.BooksList(ctx, client.BooksListParams{Limit: new(int64(1)), Genre: new("poetry")})
	if err != nil || len(page.Items) != 1 || page.Next != nil {
		t.Fatalf("%+v, %v", page, err)
	}
	if book := page.Items[0]; book.Genre != client.GenrePoetry || book.Sequel == nil || book.Sequel.Title != "Faust II" || book.Added.Year() != 2026 {
		t.Errorf("%+v", book)
	}
	book, err := c.BooksGet(ctx, "978-0-14-143951-8")
	if err != nil || book.Title != "Pride and Prejudice" || book.Authors[0] != "Jane Austen" {
		t.Errorf("%+v, %v", book, err)
	}
	cover, err := c.BooksCover(ctx, "large/a b.svg")
	if err != nil || !strings.Contains(string(cover.Body), "large/a b.svg") || cover.Header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("%+v, %v", cover, err)
	}

	// Errors have the status, and what the API says.
	failed := func(err error, status int, text string) {
		t.Helper()
		var e *client.Error
		if !errors.As(err, &e) || e.Status != status || !strings.Contains(e.Error(), text) {
			t.Errorf("%v, want status %d and %q", err, status, text)
		}
	}
	_, err = c.BooksGet(ctx, "1")
	failed(err, 404, "no such book")
	_, err = c.BooksList(ctx, client.BooksListParams{Limit: new(int64(1000))})
	failed(err, 422, "[query limit]: Input should be less than or equal to 100")
	failed(c.BooksRemove(ctx, "978-0-14-143951-8"), 401, "Unauthorized")

	var asked []string
	c.Credential = func(_ context.Context, scheme string, scopes []string) (string, error) {
		asked = append(asked, scheme+" "+strings.Join(scopes, " "))
		return api.Token("login", scope), nil
	}
	if err := c.BooksRemove(ctx, "978-0-14-143951-8"); err != nil || strings.Join(asked, ",") != client.SchemeLogin+" books/write" {
		t.Errorf("%q, %v", asked, err)
	}
	added, err := c.BooksAdd(ctx, client.NewBook{Isbn: "1", Title: "Emma", Year: new(int32(1815))}, client.BooksAddParams{XAgent: new("me")})
	if err != nil || added.Title != "Emma" || added.Genre != client.GenreNovel || added.Year != 1815 || len(added.Authors) != 1 {
		t.Errorf("%+v, %v", added, err)
	}
	_, err = c.BooksAdd(ctx, client.NewBook{Isbn: book.Isbn, Title: "x"}, client.BooksAddParams{})
	failed(err, 409, "there is a book with this ISBN")
	_, err = c.BooksAdd(ctx, client.NewBook{Isbn: "1"}, client.BooksAddParams{})
	failed(err, 422, "title")

	socket := srv.API("Library/Live").Connect("")
	live := client.LibraryLive{Write: func(_ context.Context, text []byte) error {
		socket.Send(text)
		return nil
	}}
	if err := live.LiveSearch(ctx, client.Query{Text: "faust", Tag: new("7")}); err != nil {
		t.Fatal(err)
	}
	var hits client.Hits
	if err := json.Unmarshal([]byte(socket.Receive()), &hits); err != nil || hits.Tag != "7" || len(hits.Books) != 1 {
		t.Errorf("%+v, %v", hits, err)
	}
}
