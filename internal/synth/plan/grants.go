// Rights to call routes, which only routes with IAM can give.

package plan

import (
	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// Grant is a right to call a route, given before the plan was made.
type Grant struct {
	Pos Pos
	Key string
}

// AsksIAM reports whether an Auth asks IAM policies.
func AsksIAM(auth Auth) bool {
	asks, ok := auth.(interface{ AsksIAM() bool })
	return ok && asks.AsksIAM()
}

// grants checks that each right is one to a route that asks for it.
func (p *planner) grants() {
	for _, g := range p.Grants {
		keys, err := routekey.Parse(g.Key)
		if err != nil {
			p.problem(g.Pos, "GrantInvoke: %v", err)
			continue
		}
		for _, key := range keys {
			route := p.routeFor(key)
			if route == nil {
				p.problem(g.Pos, "GrantInvoke: no route %q is declared", key)
				continue
			}
			if !AsksIAM(route.Auth) {
				p.problem(g.Pos, "GrantInvoke: route %q asks no IAM policy, its authorizer is: %s; give it authorizers.IAM()", key, route.Auth.Kind())
			}
		}
	}
}

// routeFor returns the route of a key, or the one for any method on its path.
func (p *planner) routeFor(key routekey.Key) *Planned {
	open := key
	if !key.IsDefault() {
		open.Method = "ANY"
	}
	for _, want := range []string{key.Shape(), open.Shape()} {
		for _, r := range p.plan.Routes {
			if r.Key.Shape() == want {
				return r
			}
		}
	}
	return nil
}
