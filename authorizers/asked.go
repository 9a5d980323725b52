// What holds for every authorizer that asks a function.

package authorizers

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// asked is the part of an authorizer that knows which function it asks, and how
// long an answer holds.
type asked struct {
	name    string
	handler string
	fn      awslambda.IFunction
	own     bool // fn is the user's
	ttl     time.Duration
	config  *function.Config
}

var (
	_, _ plan.Handled  = lambda{}, tokenAuth{}
	_, _ facet.Invoker = lambda{}, tokenAuth{}
)

func (a asked) Name() string    { return a.name }
func (a asked) Public() bool    { return false }
func (a asked) Scoped() bool    { return false }
func (a asked) Handler() string { return a.handler }

func (a asked) Config() plan.Config {
	if a.config == nil {
		return nil
	}
	return a.config
}

// Invokes returns the user's function that the authorizer calls; nil for one
// with a handler.
func (a asked) Invokes() awslambda.IFunction { return a.fn }

// function returns what is asked, given what was built from the handler.
func (a asked) function(built awslambda.IFunction) awslambda.IFunction {
	if a.own {
		return a.fn
	}
	return built
}

// describe completes the properties of an authorizer of an HTTP or WebSocket API,
// and returns the function that it asks.
func (a asked) describe(scope constructs.Construct, built awslambda.IFunction,
	props *awsapigatewayv2.CfnAuthorizerProps) awslambda.IFunction {
	fn := a.function(built)
	props.Name, props.AuthorizerType = jsii.String(a.name), jsii.String("REQUEST")
	props.AuthorizerUri = invoke.URI(scope, fn, "")
	return fn
}

// makeWebSocket makes the authorizer of a WebSocket API, and the permission.
func (a asked) makeWebSocket(scope constructs.Construct, apiID *string, built awslambda.IFunction,
	props *awsapigatewayv2.CfnAuthorizerProps) (id *string) {
	fn := a.describe(scope, built, props)
	props.ApiId = apiID
	authorizer := awsapigatewayv2.NewCfnAuthorizer(scope, jsii.String("Authorizer:"+a.name), props)
	invoke.Permit(scope, "Permission:Authorizer:"+a.name, fn, apiID, "authorizers/"+*authorizer.Ref())
	return authorizer.Ref()
}

// functionProblems says what is wrong with the name, and with the function that
// is asked: one of the user's own, or a handler with settings.
func (a asked) functionProblems() []string {
	var out []string
	if p := nameProblem(a.name); p != "" {
		out = append(out, p)
	}
	switch {
	case a.own && isnil.Any(a.fn):
		out = append(out, "has no function: it is nil")
	case a.own && a.config != nil:
		out = append(out, "has settings of a function but no handler: configure the function where you create it")
	case !a.own && a.handler == "":
		out = append(out, `has no handler: name a function, such as "functions/auth.Check"`)
	}
	return append(out, a.config.Problems()...)
}

// about puts in front of a text which handler it is about.
func (a asked) about(fn *source.Func, text string) string {
	return fmt.Sprintf("authorizer %q: handler %q: it is\n    %s\n%s", a.name, a.handler, fn.Signature, text)
}

// kept is how long an answer holds by the TTL of options.
func kept(ttl time.Duration) time.Duration {
	switch ttl {
	case 0:
		return 5 * time.Minute
	case NoCache:
		return 0
	}
	return ttl
}

// ttlProblem says what is wrong with the time that an answer is kept.
func ttlProblem(ttl time.Duration) string {
	switch {
	case ttl < 0 || ttl > time.Hour:
		return fmt.Sprintf("TTL is %v; answers are kept 1s to 1h0m0s, or not at all with authorizers.NoCache", ttl)
	case ttl%time.Second != 0:
		return fmt.Sprintf("TTL is %v; API Gateway takes whole seconds", ttl)
	}
	return ""
}

// bindFunction is an authorizer of a REST API that asks a function.
func bindFunction(api RESTScope, props *awsapigateway.CfnAuthorizerProps, fn awslambda.IFunction) RESTBinding {
	props.AuthorizerUri = invoke.URI(api.Scope, fn, "")
	binding := newRESTAuthorizer(props)
	binding.Asks = fn
	return binding
}
