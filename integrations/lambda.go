// Lambda functions made elsewhere.

package integrations

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
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

func (lambda) Kind() string { return "Lambda integration" }

func (l lambda) Problems() []string {
	if isnil.Any(l.fn) {
		return []string{"integrations.Lambda got no function: it is nil"}
	}
	out := l.mapping.problems()
	if l.payload != "1.0" && l.payload != "2.0" {
		out = append(out, fmt.Sprintf(`PayloadFormat is %q; there are "1.0" and "2.0"`, l.payload))
	}
	if p := timeoutProblem(l.timeout); p != "" {
		out = append(out, p)
	}
	for i, p := range out {
		out[i] = "Lambda integration: " + p
	}
	return out
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
	target := within(api.Scope, l.fn)
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
