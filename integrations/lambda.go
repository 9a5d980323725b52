// Lambda functions made elsewhere.

package integrations

import (
	"cmp"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// LambdaOptions holds the settings of a Lambda integration. The zero value of
// each field means its default.
type LambdaOptions struct {
	// PayloadFormat is the version of the function's event: "2.0", or "1.0" as
	// REST APIs have it. Default: "2.0".
	PayloadFormat string

	// Timeout is how long the API waits for the function: 50 ms to 30 s.
	// Default: 30 s.
	Timeout time.Duration

	// PermissionPerRoute gives the API a permission for each route that leads
	// to the function, instead of one for all of them. A function's policy
	// holds about 50. Default: one.
	PermissionPerRoute bool

	// Request is what the API changes in requests. Default: nothing.
	Request []Change

	// Responses is what the API changes in responses. Default: nothing.
	Responses []Response
}

// Lambda leads to a Lambda function that you made: in any language, imported,
// an alias or a version. Nothing is generated for it or built. The function
// gets events in payload format 2.0, and the API the permission to invoke it.
func Lambda(fn awslambda.IFunction) Integration { return LambdaWith(fn, nil) }

// LambdaWith is Lambda with settings, which may be nil.
func LambdaWith(fn awslambda.IFunction, options *LambdaOptions) Integration {
	l := lambda{fn: fn, payload: "2.0"}
	if options == nil {
		return l
	}
	l.timeout, l.perRoute = options.Timeout, options.PermissionPerRoute
	l.mapping = newMapping(options.Request, options.Responses)
	if options.PayloadFormat != "" {
		l.payload = options.PayloadFormat
	}
	return l
}

type lambda struct {
	fn       awslambda.IFunction
	payload  string
	timeout  time.Duration
	perRoute bool
	mapping  mapping
}

func (lambda) Kind() string { return "a Lambda integration" }

func (l lambda) Problems() []string {
	if isnil.Any(l.fn) {
		return []string{"integrations.Lambda got no function: it is nil"}
	}
	found := problems.In("Lambda integration")
	found.Each(l.mapping.problems()...)
	if l.payload != "1.0" && l.payload != "2.0" {
		found.Add(`PayloadFormat is %q; there are "1.0" and "2.0"`, l.payload)
	}
	found.Each(timeoutProblem(l.timeout))
	return found.All()
}

// ProblemsOn checks the integration on a route.
func (l lambda) ProblemsOn(key routekey.Key) []string {
	return l.mapping.pathProblems(key.Path.Params())
}

func (l lambda) BindHTTP(api HTTPScope) HTTPBinding {
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:      jsii.String("AWS_PROXY"),
		IntegrationUri:       l.fn.FunctionArn(),
		PayloadFormatVersion: jsii.String(l.payload),
	}
	target := place.Within(api.Scope, l.fn)
	if l.payload != "2.0" {
		target += " " + l.payload
	}
	target += setTimeout(props, l.timeout)
	if l.perRoute {
		target += " by route"
	}
	l.mapping.write(props)
	target += variant(api.Scope, l.mapping.request, l.mapping.responses)
	return HTTPBinding{Target: target, Props: props, Invokes: l.fn, PerRoute: l.perRoute}
}

// BindREST implements [ForREST].
func (l lambda) BindREST(api RESTScope) RESTBinding {
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type:                  jsii.String("AWS_PROXY"),
		IntegrationHttpMethod: jsii.String("POST"), // Lambda's Invoke, whatever the client's method
		Uri:                   invoke.URI(api.Scope, l.fn, ""),
	}
	if l.timeout != 0 {
		integration.TimeoutInMillis = jsii.Number(l.timeout.Milliseconds())
	}
	return RESTBinding{Integration: integration, Invokes: l.fn, FunctionID: place.Within(api.Scope, l.fn)}
}

// RESTProblems implements facet.RESTChecked.
func (l lambda) RESTProblems() []string {
	found := problems.In("Lambda integration")
	found.Each(restProblems(l.timeout, l.mapping)...)
	if l.perRoute {
		found.Add("PermissionPerRoute is for HTTP APIs; a REST API has one permission for each function")
	}
	return found.All()
}

// WebSocketProblem implements [ForWebSocket].
func (l lambda) WebSocketProblem(bool) string {
	if l.payload != "2.0" || l.perRoute {
		return "Lambda integration: PayloadFormat and PermissionPerRoute are for HTTP APIs: leave them out"
	}
	return cmp.Or(webSocketTimeoutProblem(l.timeout), l.mapping.noMapping())
}

// BindWebSocket implements [ForWebSocket].
func (l lambda) BindWebSocket(api WebSocketScope) WebSocketBinding {
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType: jsii.String("AWS_PROXY"),
		IntegrationUri:  invoke.URI(api.Scope, l.fn, ""),
	}
	target := place.Within(api.Scope, l.fn) + setTimeout(props, l.timeout)
	return WebSocketBinding{Target: target, Props: props, Invokes: l.fn}
}

// Invokes returns the function that the integration calls.
func (l lambda) Invokes() awslambda.IFunction { return l.fn }

var _, _, _, _ facet.Invoker = lambda{}, (*lambdaAlias)(nil), (*lambdaMapped)(nil), (*lambdaStream)(nil)
