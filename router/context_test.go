// The request in the context of handlers.

package router_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// Functions that handlers of several forms share find the request in all of
// them, also behind middleware that changes the context.
func TestFromContextInEveryForm(t *testing.T) {
	path := func(ctx context.Context) string { return router.FromContext(ctx).Path }
	r := router.New(router.Config{})
	r.Use(func(next router.Handler) router.Handler {
		return func(ctx context.Context, req *router.Request) (any, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			if router.FromContext(ctx) != req {
				t.Error("middleware finds another request")
			}
			return next(ctx, req)
		}
	})
	r.Get("/request", func(ctx context.Context, _ *router.Request) (any, error) { return path(ctx), nil })
	r.Get("/typed", router.Typed(func(ctx context.Context, _ struct{}) (string, error) { return path(ctx), nil }))
	r.Get("/nethttp", router.HTTP(func(w http.ResponseWriter, hr *http.Request) { io.WriteString(w, path(hr.Context())) }))
	for _, want := range []string{"/request", "/typed", "/nethttp"} {
		if got := routertest.Do(t, r, "GET", want, nil).Status(200).Text; got != want {
			t.Errorf("%s: %q", want, got)
		}
	}
	if req := router.FromContext(t.Context()); req != nil {
		t.Errorf("a request outside of a handler: %+v", req)
	}
}
