// Routes as declared.

package httpapi

import (
	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Route is a route with all its settings. It has a Key, and either a Handler
// or an Integration.
type Route struct {
	// Key is the route key, such as "GET /todos/{id}"; see the package
	// comment for its grammar.
	Key string

	// Handler is the function that answers, such as "functions/todos.List": a
	// folder with a Go package, and an exported function in it.
	Handler string

	// Integration is anything else the route leads to.
	Integration integrations.Integration

	// Function holds settings of the function that Handler names. They hold
	// for all routes whose handlers are in the same folder; routes that give
	// the same settings agree, others are a mistake. Settings with an Override
	// are the same only if they are one value. Default: those of Props.
	Function *function.Config

	// Auth says who may call the route; authorizers.None() makes it public.
	// Default: the API's default.
	Auth authorizers.Authorizer

	// Scopes are OAuth scopes of which a token must have one. They need a JWT
	// or Cognito authorizer. Default: none.
	Scopes []string

	// Throttle limits requests to the route, in every stage. Default: that of
	// the stage.
	Throttle *Throttle
}

// Route declares a route that leads to a handler: the short form of Handle.
func (a *API) Route(key, handler string) {
	a.declare(plan.Caller(1), Route{Key: key, Handler: handler})
}

// Handle declares routes. They are copied: changing them later changes nothing.
func (a *API) Handle(routes ...Route) {
	places := plan.Caller(1).Arguments(len(routes))
	for i, r := range routes {
		a.declare(places[i], r)
	}
}

func (a *API) declare(pos plan.Pos, r Route) {
	r.Throttle = api.CopyOf(r.Throttle)
	a.base.Declare(r.planned(pos, r.problems(a)))
}

// planned is the route as a plan takes it.
func (r Route) planned(pos plan.Pos, problems []string) plan.Route {
	p := plan.Route{Pos: pos, Key: r.Key, Handler: r.Handler, Scopes: r.Scopes, Problems: problems, Declared: r}
	if r.Auth != nil {
		p.Auth = r.Auth
	}
	if r.Integration != nil {
		p.Target = r.Integration
	}
	if r.Function != nil {
		p.Config = r.Function
	}
	return p
}

// problems returns what is wrong with the settings that the plan does not know.
func (r *Route) problems(a *API) []string {
	if r.Throttle != nil && len(a.stages) == 0 {
		return []string{"Throttle is a setting of stages, of which the Override of the API turned off the only one: set it on your own stage"}
	}
	return r.Throttle.problems()
}
