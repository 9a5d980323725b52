// Functions that decide who may call a route.

package authorizers

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// Response is how an authorizer's function answers.
type Response int

const (
	Simple Response = iota // yes or no: authorizer.Simple
	Policy                 // an IAM policy, which can tell routes apart: *authorizer.Policy
)

// NoCache as TTL asks the function at every request.
const NoCache time.Duration = -1

// LambdaOptions holds the settings of a Lambda authorizer. The zero value of
// each field means its default.
type LambdaOptions struct {
	// Response is how the function answers. Default: Simple for an HTTP API;
	// REST and WebSocket APIs only know Policy.
	Response Response

	// IdentitySources are what a request must carry, or it is answered 401
	// without asking the function, and by what its answer is kept:
	// "$request.header.NAME", "$request.querystring.NAME", "$context.NAME",
	// "$stageVariables.NAME". An answer holds for all routes of the API, unless
	// "$context.routeKey" is one of them. An empty list that is not nil means
	// none, which needs NoCache. Default: the header Authorization.
	IdentitySources []string

	// TTL is how long an answer is kept, at most an hour, in whole seconds;
	// NoCache keeps none. Default: 5 minutes.
	TTL time.Duration

	// PayloadFormat is the version of the function's event: "2.0", or "1.0" as
	// REST APIs have it, which needs Policy. Default: "2.0".
	PayloadFormat string

	// Function holds settings of the function that the handler names.
	Function *function.Config
}

// Lambda lets a function decide who may call a route: the one that handler
// names, such as "functions/auth.Check", which is built like that of a route.
// See package router/authorizer for its forms. The name tells the authorizers
// of an API apart; options may be nil.
func Lambda(name, handler string, options *LambdaOptions) Authorizer {
	a := newLambda(name, options)
	a.handler = handler
	return a
}

// LambdaFunction lets a function that you made decide who may call a route.
// Options may be nil.
func LambdaFunction(name string, fn awslambda.IFunction, options *LambdaOptions) Authorizer {
	a := newLambda(name, options)
	a.fn, a.own = fn, true
	return a
}

func newLambda(name string, options *LambdaOptions) lambda {
	a := lambda{asked: asked{name: name, ttl: kept(0)}, sources: join([]string{authorization}), payload: "2.0"}
	if options == nil {
		return a
	}
	a.response, a.config = options.Response, options.Function
	if options.IdentitySources != nil {
		a.sources = join(options.IdentitySources)
	}
	a.ttl = kept(options.TTL)
	if options.PayloadFormat != "" {
		a.payload = options.PayloadFormat
	}
	return a
}

type lambda struct {
	asked
	response Response
	sources  list
	payload  string
}

func (a lambda) Kind() string { return fmt.Sprintf("the Lambda authorizer %q", a.name) }

func (a lambda) Problems() []string {
	found := problems.In(fmt.Sprintf("authorizer %q", a.name))
	found.Each(slices.Concat(a.functionProblems(), sourceProblems(a.sources.items()))...)
	switch p := ttlProblem(a.ttl); {
	case p != "":
		found.Add("%s", p)
	case a.ttl > 0 && a.sources.n == 0:
		found.Add("has no identity source, so one answer would hold for everybody for %v: name a source, or set TTL to authorizers.NoCache",
			a.ttl)
	}
	switch {
	case a.response != Simple && a.response != Policy:
		found.Add("Response is %d; there are authorizers.Simple and authorizers.Policy", a.response)
	case a.payload != "1.0" && a.payload != "2.0":
		found.Add(`PayloadFormat is %q; there are "1.0" and "2.0"`, a.payload)
	case a.payload == "1.0" && a.response == Simple:
		found.Add(`PayloadFormat "1.0" has no simple answers: set Response to authorizers.Policy`)
	}
	return found.All()
}

// The types of package router/authorizer, by which a handler says what it is.
const (
	ours        = "github.com/gatehouse-go/gatehouse/router/authorizer."
	simpleType  = ours + "Simple"
	policyType  = "*" + ours + "Policy"
	requestType = "*" + ours + "HTTPRequest"
	oldType     = "*" + ours + "RESTRequest"
	socketType  = "*" + ours + "WebSocketRequest"
)

// HandlerProblems compares what a handler takes and gives with the kind of API
// and the settings. Types of the user's own pass.
func (a lambda) HandlerProblems(kind *plan.Kind, fn *source.Func) []string {
	var out []string
	add := func(format string, args ...any) {
		out = append(out, a.about(fn, fmt.Sprintf(format, args...)))
	}
	switch {
	case kind != plan.HTTP && a.response == Simple: // reported as what it can't have
	case fn.Result == policyType && a.response == Simple:
		add("and answers with a policy: set Response to authorizers.Policy")
	case (fn.Result == simpleType || fn.Result == "*"+simpleType) && a.response == Policy:
		add("and answers yes or no: set Response to authorizers.Simple, or answer with a *authorizer.Policy")
	}
	want, format := requestType, "in payload format "+a.payload+" "
	switch {
	case kind == plan.WebSocket:
		want, format = socketType, ""
	case kind == plan.REST:
		want, format = oldType, "" // there is but one
	case a.payload == "1.0":
		want = oldType
	}
	if strings.HasPrefix(fn.Event, "*"+ours) && fn.Event != want {
		add("and %s asks %swith a *authorizer.%s", kind.A, format, strings.TrimPrefix(want, "*"+ours))
	}
	return out
}

func (a lambda) BindHTTP(api HTTPScope) HTTPBinding {
	props := &awsapigatewayv2.CfnAuthorizerProps{
		AuthorizerPayloadFormatVersion: jsii.String(a.payload),
		AuthorizerResultTtlInSeconds:   jsii.Number(a.ttl.Seconds()),
	}
	if a.sources.n > 0 {
		props.IdentitySource = jsii.Strings(a.sources.items()...)
	}
	if a.response == Simple {
		props.EnableSimpleResponses = jsii.Bool(true)
	}
	fn := a.describe(api.Scope, api.Function, props)
	return HTTPBinding{Type: "CUSTOM", Authorizer: props, Asks: fn}
}

// BindREST implements [ForREST].
func (a lambda) BindREST(api RESTScope) RESTBinding {
	var sources []string
	for _, s := range a.sources.items() {
		sources = append(sources, restSource(s))
	}
	props := &awsapigateway.CfnAuthorizerProps{
		Name:                         jsii.String(a.name),
		Type:                         jsii.String("REQUEST"),
		AuthorizerResultTtlInSeconds: jsii.Number(a.ttl.Seconds()),
	}
	if len(sources) > 0 {
		props.IdentitySource = jsii.String(strings.Join(sources, ","))
	}
	return bindFunction(api, props, a.function(api.Function))
}

// RESTProblems implements facet.RESTChecked. A REST API has one format of event, so
// PayloadFormat does not matter to it.
func (a lambda) RESTProblems() []string {
	var out []string
	if a.response != Policy {
		out = append(out, fmt.Sprintf("authorizer %q: a REST API only knows answers by policy: set Response to authorizers.Policy, and "+
			"answer with a *authorizer.Policy", a.name))
	}
	for _, s := range a.sources.items() {
		if s == "$context.routeKey" {
			out = append(out, fmt.Sprintf(`authorizer %q: identity source %q: a REST API has "$context.httpMethod" and "$context.resourcePath" `+
				`instead`, a.name, s))
		}
	}
	return out
}

// WebSocketProblem implements [ForWebSocket]. A WebSocket API keeps no answers
// and has one format of event, so TTL and PayloadFormat do not matter to it. (AWS CloudFormation reference,
// AWS::ApiGatewayV2::Authorizer.)
func (a lambda) WebSocketProblem() string {
	if a.response == Simple {
		return fmt.Sprintf("authorizer %q: a WebSocket API only knows answers by policy: set Response to authorizers.Policy, and answer with "+
			"a *authorizer.Policy", a.name)
	}
	return ""
}

// BindWebSocket implements [ForWebSocket].
func (a lambda) BindWebSocket(api WebSocketScope) WebSocketBinding {
	props := &awsapigatewayv2.CfnAuthorizerProps{}
	if a.sources.n > 0 {
		var sources []string
		for _, s := range a.sources.items() {
			sources = append(sources, webSocketSource(s))
		}
		props.IdentitySource = jsii.Strings(sources...)
	}
	return WebSocketBinding{Type: "CUSTOM", ID: a.makeWebSocket(api.Scope, api.API.ApiId(), api.Function, props)}
}

// webSocketSource writes an identity source as a WebSocket API has it: what an
// HTTP API calls "$request.header.name" is "route.request.header.name" there.
func webSocketSource(source string) string {
	source = strings.TrimPrefix(source, "$")
	if strings.HasPrefix(source, "request.") {
		return "route." + source
	}
	return source
}
