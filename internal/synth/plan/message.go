// Rules of a WebSocket API, whose routes take messages.

package plan

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// guards reports whether the default authorizer holds for a route. A WebSocket
// API asks one when a client connects, and never again. (API Gateway developer
// guide, "Control and manage access to WebSocket APIs".)
func (p *planner) guards(r *Route) bool {
	return !p.Kind.Messages || r.Key == routekey.Connect
}

// messages checks what the routes of a WebSocket API are as a whole.
func (p *planner) messages() {
	connects := false
	for i := range p.API.Routes {
		switch r := &p.API.Routes[i]; {
		case r.Key == routekey.Connect:
			connects = true
		case r.Auth != nil && !r.Auth.Public():
			p.problem(r.Pos, "route %q: has %s, but a WebSocket API asks an authorizer only on %s: set it there, or as the API's default", r.Key,
				r.Auth.Kind(), routekey.Connect)
		}
	}
	if p.Default != nil && !p.Default.Public() && !connects {
		p.problem(p.DefaultPos, "%s would never be asked: declare the route %s, which carries it", p.Default.Kind(), routekey.Connect)
	}
}

func noHandlerOfMessages(handler string) error {
	return fmt.Errorf("handler %q: it takes an HTTP request, and the routes of a WebSocket API take messages: write it as\n"+
		"    func(ctx context.Context, req *router.Request) (any, error)\n    func(ctx context.Context, in In) (Out, error)", handler)
}
