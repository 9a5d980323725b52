// Routes as declared.

package websocket

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Route is a route with all its settings. It has a Key, and either a Handler
// or an Integration.
type Route struct {
	// Key is the route key, such as "$connect" or "join"; see the package
	// comment.
	Key string

	// Handler is the function that takes the messages, such as
	// "functions/chat.Join": a folder with a Go package, and an exported
	// function in it.
	Handler string

	// Integration is anything else the route leads to.
	Integration integrations.Integration

	// Function holds settings of the function that Handler names. They hold
	// for all routes whose handlers are in the same folder; routes that give
	// the same settings agree, others are a mistake. Default: those of Props.
	Function *function.Config

	// Auth says who may connect; authorizers.None() is everybody. Only
	// $connect can have one. Default: the API's default.
	Auth authorizers.Authorizer

	// Reply sends the client what the handler returns or the integration
	// answers. Default: nothing is sent back.
	Reply bool

	// Model is what a message must be; API Gateway refuses others. Default:
	// anything.
	Model *Model

	// APIKey requires an API key.
	APIKey bool

	// Throttle limits messages to the route, in every stage. Default: that of
	// the stage.
	Throttle *Throttle
}

// Model is the form of a message. Routes may share one.
type Model struct {
	// Name tells the models of an API apart: letters and digits.
	Name string

	// Schema is a JSON schema, draft 4.
	Schema string
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
	a.base.Declare(r.planned(pos, r.problems()))
}

// planned is the route as a plan takes it.
func (r Route) planned(pos plan.Pos, problems []string) plan.Route {
	r.Model, r.Throttle = api.CopyOf(r.Model), api.CopyOf(r.Throttle)
	p := plan.Route{Pos: pos, Key: r.Key, Handler: r.Handler, Problems: problems, Declared: r}
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

// problems returns what is wrong with the settings that only a route of a
// WebSocket API has.
func (r *Route) problems() []string {
	out := r.Throttle.problems()
	if r.Reply && r.Key == routekey.Disconnect {
		out = append(out, "replies, but its client is gone: remove Reply")
	}
	if target, ok := r.Integration.(integrations.ForWebSocket); ok {
		if p := target.WebSocketProblem(r.Reply); p != "" {
			out = append(out, p)
		}
	}
	if r.Model == nil {
		return out
	}
	if r.Key == routekey.Connect || r.Key == routekey.Disconnect {
		out = append(out, "has a Model, but carries no message: remove it")
	}
	return append(out, r.Model.problems()...)
}

// problems checks a model by the rules of the API Gateway V2 API reference,
// CreateModel.
func (m *Model) problems() []string {
	var out []string
	if text := api.ModelNameProblem(m.Name); text != "" {
		out = append(out, fmt.Sprintf("model %q: %s", m.Name, text))
	}
	var schema map[string]any
	if err := json.Unmarshal([]byte(m.Schema), &schema); err != nil {
		out = append(out, fmt.Sprintf("model %q: its Schema is not a JSON object: %v", m.Name, err))
	}
	return out
}

// check adds what is wrong with the routes as a whole: none at all, which can't
// be deployed, or models that share a name.
func (a *API) check(p *plan.Plan) {
	if len(p.Routes) == 0 && len(p.Problems) == 0 && !a.hasOtherRoutes() {
		p.Problems = append(p.Problems, plan.Problem{Pos: a.base.Pos,
			Text: `no routes: API Gateway deploys no WebSocket API without one: declare "$default", or messages`})
	}
	checkModels(p)
	a.checkKeys(p)
}

// checkKeys warns of routes that need an API key where no usage plan of the
// application has one: a usage plan of the CDK's may name stages of a WebSocket
// API.
func (a *API) checkKeys(p *plan.Plan) {
	i := slices.IndexFunc(p.Routes, func(r *plan.Planned) bool { return declared(r).APIKey })
	if i < 0 {
		return
	}
	for _, c := range *a.Node().Root().Node().FindAll(constructs.ConstructOrder_PREORDER) {
		if _, ok := c.(awsapigateway.CfnUsagePlan); ok {
			return
		}
	}
	a.base.Warn(p.Routes[i].Pos, warning.KeysWithoutPlan,
		"route %q: needs an API key, but the application has no usage plan: only keys of a plan made elsewhere let clients in", p.Routes[i].Key)
}

// checkModels reports models that share a name.
func checkModels(p *plan.Plan) {
	models := map[string]*plan.Planned{}
	for _, r := range p.Routes {
		model := declared(r).Model
		if model == nil {
			continue
		}
		first := models[model.Name]
		if first == nil {
			models[model.Name] = r
		} else if *declared(first).Model != *model {
			p.Problems = append(p.Problems, plan.Problem{Pos: r.Pos, Text: fmt.Sprintf(
				"route %q: model %q: another model has this name, used by %q at %v", r.Key, model.Name, first.Key, first.Pos)})
		}
	}
}

func declared(r *plan.Planned) Route { return r.Declared.(Route) }
