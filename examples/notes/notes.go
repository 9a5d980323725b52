// The notes, and what the routes do with them.

package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/gatehouse-go/gatehouse/router"
)

// A Note is what is kept, and what clients get.
type Note struct {
	ID    int      `json:"id"`
	Title string   `json:"title"`
	Tags  []string `json:"tags,omitempty"`
}

// A missingNote is the error for a note that isn't there.
type missingNote int

func (id missingNote) Error() string { return fmt.Sprintf("no note %d", int(id)) }

// notFound makes 404 of it, wherever it comes from.
func notFound(_ context.Context, _ *router.Request, id missingNote) (any, error) {
	return nil, router.NotFound(id.Error())
}

// adminsOnly is middleware of a group: the JWT that the gateway has checked must
// have the group in its claims.
func adminsOnly(next router.Handler) router.Handler {
	return func(ctx context.Context, req *router.Request) (any, error) {
		if req.Claim("group") != "admin" {
			return nil, router.Forbidden("Administrators only")
		}
		return next(ctx, req)
	}
}

// A store keeps notes in memory, as long as the function lives.
type store struct {
	mu    sync.Mutex
	last  int
	notes map[int]Note
}

func newStore() *store { return &store{notes: map[int]Note{}} }

type listIn struct {
	Limit int      `query:"limit" default:"20" check:"min=1,max=100"`
	Tags  []string `query:"tag"`
}

func (s *store) list(_ context.Context, in listIn) ([]Note, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := []Note{}
	for _, n := range slices.SortedFunc(maps.Values(s.notes), func(a, b Note) int { return cmp.Compare(a.ID, b.ID) }) {
		tagged := func(tag string) bool { return slices.Contains(n.Tags, tag) }
		if len(found) < in.Limit && (len(in.Tags) == 0 || slices.ContainsFunc(in.Tags, tagged)) {
			found = append(found, n)
		}
	}
	return found, nil
}

type createIn struct {
	Title string   `json:"title" check:"required,minlen=1,maxlen=80"`
	Tags  []string `json:"tags" check:"maxlen=5,pattern=^[a-z]+$"`
}

func (s *store) create(_ context.Context, in createIn) (*router.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	n := Note{ID: s.last, Title: in.Title, Tags: in.Tags}
	s.notes[n.ID] = n
	resp := router.JSON(201, n)
	resp.Header.Set("Location", "/notes/"+strconv.Itoa(n.ID))
	return resp, nil
}

type getIn struct {
	ID int `path:"id"`
}

func (s *store) get(_ context.Context, in getIn) (Note, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.notes[in.ID]
	if !ok {
		return Note{}, missingNote(in.ID)
	}
	return n, nil
}

func (s *store) text(ctx context.Context, req *router.Request) (any, error) {
	id, err := strconv.Atoi(req.Param("id"))
	if err != nil {
		return nil, router.BadRequest("The number is too large")
	}
	n, err := s.get(ctx, getIn{id})
	if err != nil {
		return nil, err
	}
	return router.Text(200, n.Title+"\n"), nil
}

func (s *store) remove(_ context.Context, req *router.Request) (any, error) {
	id, err := strconv.Atoi(req.Param("id"))
	if err != nil {
		return nil, router.BadRequest("The number is too large")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.notes[id]; !ok {
		return nil, missingNote(id)
	}
	delete(s.notes, id)
	return router.NoContent(), nil
}

func (s *store) count(context.Context, *router.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]int{"notes": len(s.notes)}, nil
}
