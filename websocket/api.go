// A WebSocket API: its properties and what is declared on it.

package websocket

import (
	"cmp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
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

	// RouteSelection is the route selection expression, which makes the key of
	// a route of a message. Default: "$request.body.action", the member action
	// of a message in JSON.
	RouteSelection string

	// DefaultAuth is the authorizer of the route $connect, unless that route
	// has its own. It is the only route that can have one, so it must be
	// declared. Default: everybody may connect.
	DefaultAuth authorizers.Authorizer

	// APIKeyFrom is where the API key of routes that require one comes from.
	// Default: HeaderAPIKey.
	APIKeyFrom APIKeySource

	// Functions holds settings for the functions of all handlers. Settings on
	// a route go before them. Default: those of [function.Config].
	Functions *function.Config

	// NoConnections takes from functions the permission to call @connections
	// of the stages, and the environment variable that says where they are.
	NoConnections bool

	// Tracing switches AWS X-Ray on for the functions of all handlers,
	// authorizers' too. A WebSocket API itself makes no traces: they begin with
	// the function.
	Tracing bool

	// Stages are the names under which the API is served, each with its own
	// settings. The first is the main one. Default: one stage "v1", with the
	// defaults of [Stage].
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

	// NoURLOutput leaves out the stack's outputs with the URLs of the stages
	// and those of their connections.
	NoURLOutput bool

	// Override changes the properties of the CDK's WebSocketApi before it is
	// made: whatever is not named here. Default: none.
	Override func(*awsapigatewayv2.WebSocketApiProps)
}

// APIKeySource is where API Gateway finds the API key of a request.
type APIKeySource string

// The sources of API keys. The zero value is HeaderAPIKey.
const (
	HeaderAPIKey     APIKeySource = "$request.header.x-api-key"
	AuthorizerAPIKey APIKeySource = "$context.authorizer.usageIdentifierKey"
)

// API is a WebSocket API. It is the CDK's WebSocketApi too, with everything
// that one can do.
type API struct {
	awsapigatewayv2.WebSocketApi

	props  Props
	base   *api.API
	stages []awsapigatewayv2.WebSocketStage
}

var _ awsapigatewayv2.WebSocketApi = (*API)(nil)

// New makes a WebSocket API with its stages. Props may be nil. Mistakes are
// reported at synth.
func New(scope constructs.Construct, id string, props *Props) *API {
	a, pos := &API{}, plan.Caller(1)
	if props != nil {
		a.props = *props
	}
	stages, problems := a.props.stages()
	free, problem := atsynth.FreeID(scope, id)
	name := cmp.Or(a.props.Name, id)
	l2 := &awsapigatewayv2.WebSocketApiProps{
		ApiName:                  jsii.String(name),
		RouteSelectionExpression: jsii.String(cmp.Or(a.props.RouteSelection, defaultSelection)),
	}
	if a.props.Description != "" {
		l2.Description = jsii.String(a.props.Description)
	}
	// The default is written too, so that it comes back: the service leaves what an
	// update leaves out (cdkd #1163, tried on AWS).
	from := jsii.String(string(cmp.Or(a.props.APIKeyFrom, HeaderAPIKey)))
	l2.ApiKeySelectionExpression = awsapigatewayv2.NewWebSocketApiKeySelectionExpression(from)
	broken := panics.Override("websocket.Props.Override", a.props.Override, l2)
	awsapigatewayv2.NewWebSocketApi_Override(a, scope, jsii.String(free), l2)
	a.newStages(stages)
	a.base = api.New(api.Config{
		Construct:       a,
		Pos:             pos,
		Kind:            plan.WebSocket,
		ID:              *a.ApiId(),
		Name:            *a.WebSocketApiName(),
		Shown:           name,
		Description:     a.props.Description,
		Stages:          stages,
		Functions:       a.props.Functions,
		Tracing:         a.props.Tracing,
		DefaultAuth:     a.props.DefaultAuth,
		Problems:        slices.Concat(a.props.problems(), api.TextProblems(l2.ApiName, l2.Description), problems, broken),
		Check:           a.check,
		Selection:       cmp.Or(a.props.RouteSelection, defaultSelection),
		Document:        document,
		Render:          a.render,
		DisableEndpoint: a.props.DisableEndpoint,
		RouteThrottle:   routeThrottle,

		CleanRouteSettings: a.props.CleanRouteSettings,
	})
	if problem != "" {
		a.base.Problem(pos, "websocket.New: %s", problem)
	}
	return a
}

// SetDefaultAuth sets the authorizer of $connect, also if that route was
// declared before, unless it has its own. The last call wins.
func (a *API) SetDefaultAuth(auth authorizers.Authorizer) {
	a.base.SetDefaultAuth(plan.Caller(1), auth)
}

// Function returns the function of a folder of handlers, such as
// "functions/chat", to grant it rights or to set what Config does not name.
// Routes that lead there may be declared before or after.
func (a *API) Function(source string) awslambda.Function {
	return a.base.Function(plan.Caller(1), source)
}

// GrantConnect lets a grantee connect to the stages, if the authorizer of
// $connect is authorizers.IAM().
func (a *API) GrantConnect(grantee awsiam.IGrantable) awsiam.Grant {
	var arns []*string
	for _, s := range a.stages {
		arns = append(arns, a.ArnForExecuteApiV2(jsii.String("$connect"), s.StageName()))
	}
	return awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee: grantee, Actions: jsii.Strings("execute-api:Invoke"), ResourceArns: &arns,
	})
}

// GrantConnections lets a function made elsewhere, such as the worker of a
// queue, call @connections of the stages. The functions of handlers may do so
// without. Tell the function [API.ConnectionsURL], for package connections.
//
// A grantee of another stack makes that stack depend on the API's. If the API in
// turn leads to a function of that stack, each waits for the other, and the CDK
// refuses the app as cyclic: keep such functions in the stack of the API.
func (a *API) GrantConnections(grantee awsiam.IGrantable) awsiam.Grant {
	var arns []*string
	for _, s := range a.stages {
		arns = append(arns, connectionsARN(a, a, *s.StageName()))
	}
	return awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee: grantee, Actions: jsii.Strings("execute-api:ManageConnections"), ResourceArns: &arns,
	})
}
