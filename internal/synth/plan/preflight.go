// Preflight beside authorised catch-all routes.

package plan

import (
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// preflight adds an unauthorised OPTIONS route wherever a route for any method
// needs an authorizer: that route would catch the browser's preflight, which
// never carries credentials, and refuse it. $default catches what no route
// matches, so it needs one for every path. (API Gateway developer guide,
// "Configure CORS for HTTP APIs".)
func (p *planner) preflight() {
	declared := p.plan.Routes
	for _, r := range declared {
		if r.Key.Method == "OPTIONS" && !r.Auth.Public() {
			p.warn(r.Pos, warning.AuthOnPreflight, "route %q: takes the preflights of browsers, which carry no credentials, and refuses them without; make it public, or leave it out: CORS is on", r.Key)
		}
		if r.Key.Method == "ANY" && !r.Auth.Public() {
			p.options(r, r.Key.Path.String())
		}
	}
	for _, r := range declared {
		if r.Key.IsDefault() && !r.Auth.Public() {
			p.options(r, "/")
			p.options(r, "/{proxy+}")
		}
	}
}

// options adds an OPTIONS route that leads where another does, unless a route
// on its path takes preflights already: one for OPTIONS, or an open one for any
// method.
func (p *planner) options(like *Planned, path string) {
	key := mustParse("OPTIONS " + path)
	if _, taken := p.byShape[key.Shape()]; taken {
		return
	}
	if _, open := p.byShape[mustParse("ANY "+path).Shape()]; open && like.Key.IsDefault() {
		return
	}
	p.byShape[key.Shape()] = claim{key, like.Pos}
	p.plan.Routes = append(p.plan.Routes, &Planned{Pos: like.Pos, Key: key, Auth: p.Public, Function: like.Function, Target: like.Target})
}

func mustParse(key string) routekey.Key {
	keys, err := routekey.Parse(key)
	if err != nil {
		panic("plan: " + err.Error()) // made from a key that was parsed
	}
	return keys[0]
}
