// An HTTP API: its properties and what is declared on it.

package httpapi

import (
	"cmp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Props holds the settings of an API. The zero value of each field means its
// default. Props are copied: changing them after New changes nothing.
type Props struct {
	// Name is shown in the console. Default: the construct's id.
	Name string

	// Description is shown in the console. Default: none.
	Description string

	// CORS is the policy for pages of other origins. API Gateway then answers
	// their preflights and sets the headers of responses. Default: off.
	CORS *cors.Policy

	// DefaultAuth is the authorizer of routes that have none of their own.
	// Default: everybody may call them.
	DefaultAuth authorizers.Authorizer

	// Functions holds settings for the functions of all handlers. Settings on
	// a route go before them. Default: those of [function.Config].
	Functions *function.Config

	// Tracing switches AWS X-Ray on for the functions of all handlers,
	// authorizers' too. An HTTP API itself makes no traces: they begin with the
	// function.
	Tracing bool

	// Stages are the names under which the API is served, each with its own
	// settings. The first is the main one. Default: one stage "$default", with
	// the defaults of [Stage].
	Stages []Stage

	// CleanRouteSettings adds a custom resource, with a function of its own, that
	// removes from the stages the settings of routes that are gone, such as a
	// throttle. A stage keeps them, and while it has settings of a route that is
	// gone API Gateway refuses every update of it. Switch it on before you
	// remove the first route with a throttle, and off in a deployment that
	// removes none. Default: off; then see docs/stages.md for the way by hand.
	CleanRouteSettings bool

	// DisableEndpoint switches off the address that every API has, so that
	// clients come by custom domains only.
	DisableEndpoint bool

	// Definition writes the API as one OpenAPI definition in its own resource,
	// with all routes, integrations and authorizers, so that a stack is not full
	// after 494 routes. Switching it replaces a deployed API: it gets a new id and
	// a new URL; docs/definition.md says how to move one. Default: off, a resource
	// for each route.
	Definition bool

	// OpenAPI is a document of your own, OpenAPI 3.0 in JSON, that is joined with
	// what the routes make; it needs Definition. To a route's operation it may add
	// all that the route does not say, such as a summary, parameters and responses;
	// an operation that no route makes needs an x-amazon-apigateway-integration.
	// What both say, and differently, is a mistake. Default: none.
	OpenAPI string

	// CDKIDs gives routes the logical ids that the CDK's HttpApi gives them, so
	// that an API which was declared with it, under the same id, keeps its
	// routes: they are updated, not made anew, which API Gateway would refuse.
	// It stays on: switching it replaces all routes. Default: off.
	CDKIDs bool

	// NoURLOutput leaves out the stack's outputs with the URLs of the stages.
	NoURLOutput bool

	// Override changes the properties of the CDK's HttpApi before it is made:
	// whatever is not named here. Default: none.
	Override func(*awsapigatewayv2.HttpApiProps)
}

// API is an HTTP API. It is the CDK's HttpApi too, with everything that one
// can do.
type API struct {
	awsapigatewayv2.HttpApi

	props  Props
	base   *api.API
	own    *body.Own // document of the user's; nil for none
	stages []awsapigatewayv2.HttpStage
}

var _ awsapigatewayv2.HttpApi = (*API)(nil)

// New makes an HTTP API with its stages. Props may be nil. Mistakes are reported
// at synth.
func New(scope constructs.Construct, id string, props *Props) *API {
	a, pos := &API{}, plan.Caller(1)
	if props != nil {
		a.props = *props
		a.props.CORS = props.CORS.Clone()
	}
	free, problem := atsynth.FreeID(scope, id)
	own, unread := api.ReadOwn(a.props.Definition, a.props.OpenAPI)
	a.own = own
	name := cmp.Or(a.props.Name, own.Title(), id)
	stages, problems := a.props.stages()
	l2 := &awsapigatewayv2.HttpApiProps{ApiName: jsii.String(name), CreateDefaultStage: jsii.Bool(hasDefault(stages))}
	if a.props.Description != "" {
		l2.Description = jsii.String(a.props.Description)
	}
	broken := panics.Override("httpapi.Props.Override", a.props.Override, l2)
	disabled := a.props.DisableEndpoint || l2.DisableExecuteApiEndpoint != nil && *l2.DisableExecuteApiEndpoint
	l2.DisableExecuteApiEndpoint = nil // set at synth: with it the CDK's HttpApi panics when it is asked for its endpoint
	stages, more := a.props.withoutDefault(l2, stages)
	more = append(more, a.props.definitionProblems(l2)...)
	awsapigatewayv2.NewHttpApi_Override(a, scope, jsii.String(free), l2)
	a.newStages(stages)
	if a.props.Definition {
		api.RenameForDefinition(a.cfn())
		a.cfn().SetFailOnWarnings(true) // what API Gateway does not understand of a definition, it leaves out
	}
	a.base = api.New(api.Config{
		Construct:       a,
		Pos:             pos,
		Kind:            plan.HTTP,
		ID:              *a.ApiId(),
		Name:            *a.HttpApiName(),
		Shown:           name,
		Description:     a.props.Description,
		Stages:          stages,
		CORS:            a.props.CORS,
		Functions:       a.props.Functions,
		Tracing:         a.props.Tracing,
		DefaultAuth:     a.props.DefaultAuth,
		Problems:        slices.Concat(api.TextProblems(l2.ApiName, l2.Description), problems, more, broken, unread),
		Check:           a.check,
		Render:          a.render,
		DisableEndpoint: disabled,
		RouteThrottle:   routeThrottle,

		CleanRouteSettings: a.props.CleanRouteSettings,
		Definition:         a.props.Definition,
		Strangers:          a.strangers,
	})
	if problem != "" {
		a.base.Problem(pos, "httpapi.New: %s", problem)
	}
	return a
}

// SetDefaultAuth sets the authorizer of all routes that have none of their
// own, also of those declared before. The last call wins.
func (a *API) SetDefaultAuth(auth authorizers.Authorizer) {
	a.base.SetDefaultAuth(plan.Caller(1), auth)
}

// Function returns the function of a folder of handlers, such as
// "functions/todos", to grant it rights or to set what Config does not name.
// Routes that lead there may be declared before or after.
func (a *API) Function(source string) awslambda.Function {
	return a.base.Function(plan.Caller(1), source)
}
