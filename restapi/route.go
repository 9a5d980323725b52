// Routes as declared.

package restapi

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"

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
	// the same settings agree, others are a mistake. Default: those of Props.
	Function *function.Config

	// Auth says who may call the route; authorizers.None() makes it public.
	// Default: the API's default.
	Auth authorizers.Authorizer

	// Scopes are OAuth scopes of which a token must have one. They need a
	// Cognito authorizer. Default: none.
	Scopes []string

	// Throttle limits requests to the route, in every stage. Default: that of
	// the stage.
	Throttle *Throttle

	// Request says what a request must hold; others get status 400. Default:
	// nothing is checked.
	Request *Request

	// APIKey says whether a request needs an API key. Default: as
	// Props.RequireAPIKey says.
	APIKey APIKey

	// Cache says whether responses are kept, and what tells them apart. It
	// needs a stage with a cache. Default: responses to GET are kept if
	// everybody may call the route, others are not.
	Cache *RouteCache

	// Override changes the properties of the CDK's method before it is made:
	// whatever is not named here. Default: none.
	Override func(*awsapigateway.CfnMethodProps)
}

// APIKey says whether requests to a route need an API key.
type APIKey int

// The zero value is as the API says.
const (
	APIKeyDefault APIKey = iota
	APIKeyRequired
	APIKeyNotRequired
)

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
	a.base.Declare(r.planned(pos))
}

// planned is the route as a plan takes it.
func (r Route) planned(pos plan.Pos) plan.Route {
	r.Request = r.Request.clone()
	r.Cache = r.Cache.clone()
	r.Throttle = api.CopyOf(r.Throttle)
	p := plan.Route{Pos: pos, Key: r.Key, Handler: r.Handler, Scopes: r.Scopes, Declared: r}
	p.Problems = append(p.Problems, r.Throttle.problems()...)
	p.Problems = append(p.Problems, r.Request.problems()...)
	p.Problems = append(p.Problems, r.Cache.problems()...)
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
