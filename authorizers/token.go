// Functions that check a token, for REST APIs.

package authorizers

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// TokenOptions holds the settings of a token authorizer. The zero value of each
// field means its default.
type TokenOptions struct {
	// Header is the header that holds the token; a request without it is
	// answered 401 without asking the function. Default: Authorization.
	Header string

	// Pattern is a regular expression that a token must match, or the request
	// is answered 401 without asking the function. Default: any token.
	Pattern string

	// TTL is how long the answer for a token is kept, at most an hour, in whole
	// seconds; NoCache keeps none. It holds for all routes of the API, so a
	// policy must not be narrower than that. Default: 5 minutes.
	TTL time.Duration

	// Function holds settings of the function that the handler names.
	Function *function.Config
}

// Token lets a function decide by a token in a header who may call a route: the
// one that handler names, such as "functions/auth.Check", which gets a
// *authorizer.TokenRequest and answers with a *authorizer.Policy. The name
// tells the authorizers of an API apart; options may be nil. Only REST APIs
// have it.
func Token(name, handler string, options *TokenOptions) Authorizer {
	a := newToken(name, options)
	a.handler = handler
	return a
}

// TokenFunction lets a function that you made decide by a token who may call a
// route. Options may be nil.
func TokenFunction(name string, fn awslambda.IFunction, options *TokenOptions) Authorizer {
	a := newToken(name, options)
	a.fn, a.own = fn, true
	return a
}

func newToken(name string, options *TokenOptions) tokenAuth {
	a := tokenAuth{asked: asked{name: name, ttl: kept(0)}, header: "Authorization"}
	if options == nil {
		return a
	}
	a.pattern, a.config = options.Pattern, options.Function
	if options.Header != "" {
		a.header = options.Header
	}
	a.ttl = kept(options.TTL)
	return a
}

type tokenAuth struct {
	asked
	header  string
	pattern string
}

func (a tokenAuth) Kind() string { return fmt.Sprintf("the token authorizer %q", a.name) }

var tokenHeader = regexp.MustCompile("^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$")

func (a tokenAuth) Problems() []string {
	found := problems.In(fmt.Sprintf("authorizer %q", a.name))
	found.Each(a.functionProblems()...)
	if !token.In(a.header) && !tokenHeader.MatchString(a.header) {
		found.Add("Header %q is not a valid header name", a.header)
	}
	if _, err := regexp.Compile(a.pattern); err != nil {
		found.Add("Pattern: %v", err)
	}
	found.Each(ttlProblem(a.ttl))
	return found.All()
}

// HandlerProblems compares what a handler takes and gives with the settings.
// Types of the user's own pass.
func (a tokenAuth) HandlerProblems(_ *plan.Kind, fn *source.Func) []string {
	var out []string
	add := func(text string) { out = append(out, a.about(fn, text)) }
	if strings.HasSuffix(fn.Result, ours+"Simple") {
		add("and answers yes or no: a REST API wants a policy: answer with a *authorizer.Policy")
	}
	if strings.HasPrefix(fn.Event, "*"+ours) && fn.Event != "*"+ours+"TokenRequest" {
		add("and takes whole requests: take a *authorizer.TokenRequest, or use authorizers.Lambda")
	}
	return out
}

// BindREST implements [ForREST].
func (a tokenAuth) BindREST(api RESTScope) RESTBinding {
	props := &awsapigateway.CfnAuthorizerProps{
		Name:                         jsii.String(a.name),
		Type:                         jsii.String("TOKEN"),
		IdentitySource:               jsii.String("method.request.header." + a.header),
		AuthorizerResultTtlInSeconds: jsii.Number(a.ttl.Seconds()),
	}
	if a.pattern != "" {
		props.IdentityValidationExpression = jsii.String(a.pattern)
	}
	return bindFunction(api, props, a.function(api.Function))
}
