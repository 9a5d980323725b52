// A WebSocket API: its properties and what is declared on it.

package websocket

import (
	"cmp"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/api"
	"github.com/gatehouse-go/gatehouse/internal/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/plan"
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
	// of the stage, and the environment variable that says where they are.
	NoConnections bool

	// StageName is the last part of the API's URL: letters, digits, "-" and
	// "_". Default: "v1".
	StageName string

	// Variables are the stage's variables, which the router hands to handlers.
	Variables map[string]string

	// Throttle limits messages to the stage, counted for each route. Default:
	// the limits of the account and region.
	Throttle *Throttle

	// AccessLog holds the settings of the access log. Default: on, JSON, kept
	// for 30 days. The account needs a role for logs of API Gateway, once for
	// each region (API Gateway developer guide, "Set up logging for WebSocket
	// APIs"); without it the deployment fails and says so. restapi.NewAccount
	// makes it, and the stage waits for that.
	AccessLog *accesslog.Config

	// Log is what API Gateway logs of its own work. Default: LogOff.
	Log LogLevel

	// DataTrace adds whole messages to what is logged: not for secrets. It
	// needs Log.
	DataTrace bool

	// DetailedMetrics counts each route by itself.
	DetailedMetrics bool

	// Domain maps the stage to a custom domain name. Default: none.
	Domain *awsapigatewayv2.DomainMappingOptions

	// DisableEndpoint switches off the URL that every API has, so that clients
	// come by the Domain only.
	DisableEndpoint bool

	// NoURLOutput leaves out the stack's outputs with the URL of the API and
	// that of its connections.
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

	props Props
	pos   plan.Pos
	base  *api.API
	stage awsapigatewayv2.WebSocketStage
}

var _ awsapigatewayv2.WebSocketApi = (*API)(nil)

// New makes a WebSocket API with a stage that deploys every change. Props may
// be nil. Mistakes are reported at synth.
func New(scope constructs.Construct, id string, props *Props) *API {
	a := &API{pos: plan.Caller(1)}
	if props != nil {
		a.props = *props
		a.props.Variables = maps.Clone(props.Variables)
		a.props.Throttle = api.CopyOf(props.Throttle)
		a.props.AccessLog = props.AccessLog.Clone()
	}
	problems := a.props.problems()
	if a.props.Domain != nil && a.props.Domain.DomainName == nil {
		a.props.Domain = nil // a problem; the CDK would panic on it
	}
	free, problem := atsynth.FreeID(scope, id)
	name := cmp.Or(a.props.Name, id)
	l2 := &awsapigatewayv2.WebSocketApiProps{
		ApiName:                  jsii.String(name),
		RouteSelectionExpression: jsii.String(cmp.Or(a.props.RouteSelection, defaultSelection)),
	}
	if a.props.Description != "" {
		l2.Description = jsii.String(a.props.Description)
	}
	if a.props.APIKeyFrom != "" {
		l2.ApiKeySelectionExpression = awsapigatewayv2.NewWebSocketApiKeySelectionExpression(jsii.String(string(a.props.APIKeyFrom)))
	}
	if a.props.Override != nil {
		a.props.Override(l2)
	}
	awsapigatewayv2.NewWebSocketApi_Override(a, scope, jsii.String(free), l2)
	if a.props.DisableEndpoint {
		a.WebSocketApi.Node().DefaultChild().(awsapigatewayv2.CfnApi).SetDisableExecuteApiEndpoint(jsii.Bool(true))
	}
	a.makeStage(name)
	a.base = api.New(api.Config{
		Construct:   a,
		Pos:         a.pos,
		Kind:        plan.WebSocket,
		Functions:   a.props.Functions,
		DefaultAuth: a.props.DefaultAuth,
		Unsupported: unsupported,
		Problems:    slices.Concat(problems, api.TextProblems(l2.ApiName, l2.Description), a.props.AccessLog.Problems(plan.WebSocket), a.props.Throttle.problems()),
		Warnings:    a.props.AccessLog.Warnings(plan.WebSocket),
		Check:       a.check,
		Render:      a.render,
	})
	if problem != "" {
		a.base.Problem(a.pos, "websocket.New: %s", problem)
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

// Stage returns the API's stage: its URL, metrics and variables.
func (a *API) Stage() awsapigatewayv2.WebSocketStage { return a.stage }

// GrantConnect lets a grantee connect to the stage, if the authorizer of
// $connect is authorizers.IAM().
func (a *API) GrantConnect(grantee awsiam.IGrantable) awsiam.Grant {
	return awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
		Grantee:      grantee,
		Actions:      jsii.Strings("execute-api:Invoke"),
		ResourceArns: &[]*string{a.ArnForExecuteApiV2(jsii.String("$connect"), a.stage.StageName())},
	})
}

// GrantConnections lets a function made elsewhere, such as the worker of a
// queue, call @connections of the stage. The functions of handlers may do so
// without. Tell the function [API.ConnectionsURL], for package connections.
func (a *API) GrantConnections(grantee awsiam.IGrantable) awsiam.Grant {
	return a.stage.GrantManagementApiAccess(grantee)
}
