// The package as its users see it.

package routertest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

func newRouter() *router.Router {
	r := router.New(router.Config{})
	r.Get("/todos/{id}", func(_ context.Context, req *router.Request) (any, error) {
		return map[string]string{"id": req.Param("id"), "kind": req.Kind().String()}, nil
	})
	return r
}

func TestDo(t *testing.T) {
	for _, kind := range routertest.Kinds {
		var got struct{ ID, Kind string }
		routertest.DoAs(t, kind, newRouter(), "GET", "/todos/7", nil).Status(200).JSON(&got)
		if got.ID != "7" || got.Kind != kind.String() {
			t.Errorf("%v: %+v", kind, got)
		}
	}
}

// failures counts what a test under test complains about.
type failures struct{ errors, fatals int }

func (f *failures) Helper()               {}
func (f *failures) Errorf(string, ...any) { f.errors++ }
func (f *failures) Fatalf(string, ...any) { f.fatals++ }

func TestResultsFailTheTest(t *testing.T) {
	f := &failures{}
	routertest.Do(f, newRouter(), "GET", "/todos/7", nil).Status(201).JSON(new([]int))
	if f.errors != 1 || f.fatals != 1 {
		t.Errorf("%+v", f)
	}
}

func ExampleDo() {
	var t routertest.T = &failures{} // in a test, its *testing.T
	resp := routertest.Do(t, newRouter(), "GET", "/todos/7", nil).Status(200)
	fmt.Println(resp.Text)
	// Output: {"id":"7","kind":"HTTP API"}
}

func ExampleVia() {
	var t routertest.T = &failures{} // in a test, its *testing.T
	r := router.New(router.Config{ExactRoutes: true})
	r.Get("/teams/{id}", func(_ context.Context, req *router.Request) (any, error) {
		return map[string]any{"team": req.Param("id"), "who": req.Claim("sub"), "scopes": req.Scopes()}, nil
	})
	route := routertest.Route{
		Key: "GET /teams/{id}", Scopes: []string{"teams/read"},
		Claims: map[string]any{"sub": "u-7", "scope": "teams/read teams/write"},
	}
	fmt.Println(routertest.Do(t, r, "GET", "/teams/blue%20sky", nil, routertest.Via(route)).Text)
	// Output: {"scopes":["teams/read","teams/write"],"team":"blue sky","who":"u-7"}
}

func ExampleMessage() {
	r := router.New(router.Config{})
	r.Message("join", func(_ context.Context, req *router.Request) (any, error) { return req.ConnectionID(), nil })
	out, err := r.Invoke(context.Background(), routertest.Message("join", "c1", `{"action":"join"}`))
	fmt.Println(string(out), err)
	// Output: {"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"c1"} <nil>
}
