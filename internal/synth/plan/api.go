// What a plan is made from, and what it says.

package plan

import (
	"fmt"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// Kind is a kind of API: its name, what its routes take, and its quotas. All quotas stand in the API
// Gateway developer guide, "Quotas"; those of routes and integrations can be
// raised on request, so passing them is a warning.
type Kind struct {
	Name         string // "HTTP API"
	A            string // the name with its article: "an HTTP API"
	Tree         bool   // routes are methods in a tree of resources, as a REST API has it
	Messages     bool   // routes take messages of a WebSocket, not HTTP requests
	Stage        string // the name of the stage of an API that names none
	Stages       int
	Routes       int // of a tree: resources; 0 here and below: no quota
	Integrations int
	Authorizers  int
	Scopes       int           // per route
	Timeout      time.Duration // the longest that it waits for an integration
	Late         int           // the status that it answers then; 0 for one that has none
	AuthTimeout  time.Duration // the longest that it waits for an authorizer's function
	Stream       time.Duration // the longest that a response may stream; 0: it can't
}

// TooLate says what the API does after its Timeout.
func (k *Kind) TooLate() string {
	if k.Late == 0 {
		return fmt.Sprintf("%s gives up after %v", k.A, k.Timeout)
	}
	return fmt.Sprintf("%s answers %d after %v", k.A, k.Late, k.Timeout)
}

// keys parses a route key as this kind of API has them.
func (k *Kind) keys(text string) ([]routekey.Key, error) {
	if !k.Messages {
		return routekey.Parse(text)
	}
	key, err := routekey.ParseMessage(text)
	return []routekey.Key{key}, err
}

// HTTP is the kind of awsapigatewayv2.HttpApi.
var HTTP = &Kind{Name: "HTTP API", A: "an HTTP API", Stage: "$default", Stages: 10, Routes: 300, Integrations: 300, Authorizers: 10,
	Scopes: 10, Timeout: 30 * time.Second, Late: 503, AuthTimeout: 10 * time.Second}

// REST is the kind of awsapigateway.RestApi. A regional API can be given more
// than its 29 seconds on request, for a smaller share of the account's
// throttle.
var REST = &Kind{Name: "REST API", A: "a REST API", Tree: true, Stage: "v1", Stages: 10, Routes: 300, Authorizers: 10,
	Timeout: 29 * time.Second, Late: 504, AuthTimeout: 10 * time.Second, Stream: 15 * time.Minute}

// WebSocket is the kind of awsapigatewayv2.WebSocketApi.
var WebSocket = &Kind{Name: "WebSocket API", A: "a WebSocket API", Messages: true, Stage: "v1", Stages: 10, Routes: 300,
	Integrations: 300, Authorizers: 10, Timeout: 29 * time.Second, AuthTimeout: 10 * time.Second}

// Auth is what a plan must know of an authorizer. Values that are equal by ==
// are one authorizer.
type Auth interface {
	Name() string       // names the resource within an API; "" for a kind that has no resource
	Kind() string       // "JWT authorizer"
	Public() bool       // lets everybody in
	Scoped() bool       // can require scopes
	Problems() []string // what is wrong with its own settings
}

// Placed is a Target whose settings must fit the routes that lead to it.
type Placed interface {
	Target
	ProblemsOn(key routekey.Key) []string
}

// Target is what a plan must know of an integration. Values that are equal by
// == are one integration.
type Target interface {
	Problems() []string
}

// API is an API as declared.
type API struct {
	Kind        *Kind
	Routes      []Route
	Public      Auth // stands for no authorizer
	Default     Auth // nil: Public
	DefaultPos  Pos
	Preflight   bool // CORS is on: browsers ask before they call
	Asked       []Asked
	Grants      []Grant
	Finder      *source.Finder
	SameConfig  func(a, b Config) bool        // whether two settings are alike
	Unsupported func(authOrTarget any) string // why this kind of API can't have it; "" if it can
}

// Route is a route, or several with one list of methods, as declared.
type Route struct {
	Pos      Pos
	Key      string
	Handler  string // or
	Target   Target
	Config   Config // settings of the handler's function; nil for none
	Auth     Auth
	Scopes   []string
	Problems []string // what the caller found wrong with the rest of the route
	Declared any      // what the caller wants to find again in the plan
}

// Asked is a source whose function was asked for before the plan was made.
type Asked struct {
	Pos    Pos
	Source string
}

// Plan is what must be created. With a problem in it, nothing must be.
type Plan struct {
	Routes    []*Planned
	Resources []*Resource // of a tree: parents before their children, without the root
	Functions []*Function
	Auths     []Auth // those that are used and have a name
	Problems  []Problem
	Warnings  []Warning
}

// Planned is one route to create.
type Planned struct {
	Declared any // of the declared route; nil for one that no user declared
	Pos      Pos
	Key      routekey.Key
	Resource *Resource // of a tree; nil for its root
	Auth     Auth      // effective, never nil
	Scopes   []string
	Function *Function // or
	Target   Target

	Preflight bool // no user declared it: it lets preflights past a route that needs an authorizer
}

// Function is one function to create: all handlers of one source that routes
// lead to, or one handler that authorizers ask. One that has neither answers
// preflights, and nothing else.
type Function struct {
	Source *source.Source
	Routes []FunctionRoute
	Start  *source.Func // what authorizers ask, instead of Routes
	Pos    Pos          // the first route or authorizer that needs it
	Config Config       // of the route or authorizer that has one; nil for none

	ConfigPos Pos // where it was given
}

// FunctionRoute is a route that a function serves.
type FunctionRoute struct {
	Key  routekey.Key
	Func *source.Func
	Pos  Pos
}
