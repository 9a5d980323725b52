// Preflight beside authorised catch-all routes.

package plan

import (
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// preflight adds an unauthorised OPTIONS route wherever a route for any method
// needs an authorizer: that route would catch the browser's preflight, which
// never carries credentials, and refuse it. $default catches what no route
// matches, so it needs one for every path. (API Gateway developer guide,
// "Configure CORS for HTTP APIs".)
//
// Such a route is open to everybody, and a request with the method OPTIONS need
// not be a preflight. A generated router calls no handler of another route, so
// it takes the route of its own ANY. Whatever else a route leads to would do for
// OPTIONS what it does for any method: there the route leads to a function that
// answers preflights and nothing else.
func (p *planner) preflight() {
	declared := p.plan.Routes
	for _, r := range declared {
		if r.Key.Method == "OPTIONS" && !r.Auth.Public() {
			p.warn(r.Pos, warning.AuthOnPreflight,
				"route %q: takes the preflights of browsers, which carry no credentials, and refuses them without; make it public, or leave it "+
					"out: CORS is on", r.Key)
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

// options adds an OPTIONS route beside another, unless a route on its path takes
// preflights already: one for OPTIONS, or an open one for any method.
func (p *planner) options(like *Planned, path string) {
	key := mustParse("OPTIONS " + path)
	if _, taken := p.byShape[key.Shape()]; taken {
		return
	}
	if _, open := p.byShape[mustParse("ANY "+path).Shape()]; open && like.Key.IsDefault() {
		return
	}
	p.byShape[key.Shape()] = claim{key, like.Pos}
	fn := like.Function
	if fn == nil {
		fn = p.answersPreflight(like.Pos)
	}
	p.plan.Routes = append(p.plan.Routes, &Planned{Pos: like.Pos, Key: key, Auth: p.Public, Function: fn, Preflight: true})
}

// answersPreflight returns the API's function that answers preflights and
// nothing else: a router without routes.
func (p *planner) answersPreflight(pos Pos) *Function {
	if fn := p.functions[preflightName]; fn != nil {
		return fn
	}
	src, err := p.Finder.Library(preflightName, "github.com/gatehouse-go/gatehouse/router")
	if err != nil {
		p.problem(pos, "the function that answers the preflights of this route can't be built: %v", err)
		src = &source.Source{Path: preflightName, Language: source.Go}
	}
	fn := &Function{Source: src, Pos: pos}
	p.functions[preflightName] = fn
	return fn
}

const preflightName = "preflight"

func mustParse(key string) routekey.Key {
	keys, err := routekey.Parse(key)
	if err != nil {
		panic("plan: " + err.Error()) // made from a key that was parsed
	}
	return keys[0]
}

// LeaveOut removes routes, and functions that answered nothing but their
// preflights.
func (p *Plan) LeaveOut(out func(*Planned) bool) {
	p.Routes = slices.DeleteFunc(p.Routes, out)
	p.Functions = slices.DeleteFunc(p.Functions, func(fn *Function) bool {
		return fn.OnlyPreflight() && !slices.ContainsFunc(p.Routes, func(r *Planned) bool { return r.Function == fn })
	})
}
