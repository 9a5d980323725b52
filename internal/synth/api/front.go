// Routes that are reached through a front alone.

package api

import (
	"github.com/gatehouse-go/gatehouse/internal/frontsecret"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// checkFront finds routes that can't know whether a request came through the
// front: only generated routers look. Of a WebSocket API that is the router
// behind $connect.
func (a *API) checkFront() {
	front := a.View.Front
	if front == nil || front.Header != frontsecret.Header || a.plan == nil {
		return
	}
	refuse := func(pos plan.Pos, format string, args ...any) { a.Problem(pos, format, args...) }
	connects := false
	for _, r := range a.plan.Routes {
		if a.Kind == plan.WebSocket && r.Key.String() != "$connect" {
			continue
		}
		connects = true
		switch {
		case r.Preflight:
		case r.Function == nil:
			refuse(r.Pos, "route %q: the front at %s lets requests in through itself alone (Only), and what this route leads to doesn't know "+
				"the front: give it a handler, or leave Only out", r.Key, front.Pos)
		case r.Function.Source != nil && r.Function.Source.Language != source.Go:
			refuse(r.Pos, "route %q: the front at %s lets requests in through itself alone (Only), which the routers of functions in Go know, and "+
				"this one is in %s: leave Only out", r.Key, front.Pos, r.Function.Source.Language)
		}
	}
	if a.Kind == plan.WebSocket && !connects {
		refuse(a.Pos, "the front at %s lets connections in through itself alone (Only), and there is no route $connect, whose handler would "+
			"know the front: add one", front.Pos)
	}
}
