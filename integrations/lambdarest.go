// The ways to a Lambda function that only REST APIs have.

package integrations

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/invoke"
)

// LambdaStream leads to a function that streams its responses: up to 15
// minutes, and larger than the 10 MB of others. In Go, such a function starts
// with router.StartStreaming. Only REST APIs have it. Each value is an
// integration of its own.
func LambdaStream(fn awslambda.IFunction) Integration {
	return &restLambda{what: "LambdaStream", fn: fn}
}

// LambdaMapped leads to a function that gets what a template makes of the
// request, rather than an event, and whose result another template makes the
// response of. Mapping may be nil: then the body is the event, and the result
// the body. Only REST APIs have it. Each value is an integration of its own.
func LambdaMapped(fn awslambda.IFunction, mapping *Mapping) Integration {
	return &restLambda{what: "LambdaMapped", fn: fn, mapping: mapping.clone()}
}

// LambdaAlias leads to the alias of a function that a variable of the stage
// names, such as "alias", so that each stage has its own version of the code.
// The API gets the permission to invoke each of the aliases. Only REST APIs
// have it. Each value is an integration of its own.
func LambdaAlias(fn awslambda.IFunction, variable string, aliases ...string) Integration {
	return &restLambda{what: "LambdaAlias", fn: fn, variable: variable, aliases: slices.Clone(aliases)}
}

// streamTimeout is the longest that a response may stream (API Gateway
// developer guide, "Stream the integration response for your proxy
// integrations").
const streamTimeout = 15 * time.Minute

type restLambda struct {
	what     string // the function that made it
	fn       awslambda.IFunction
	mapping  Mapping
	variable string
	aliases  []string
}

func (l *restLambda) Kind() string { return l.what + " integration" }

var (
	stageVariable = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	aliasName     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
)

func (l *restLambda) Problems() []string {
	var out []string
	add := func(format string, args ...any) {
		out = append(out, "integrations."+l.what+": "+fmt.Sprintf(format, args...))
	}
	if l.fn == nil {
		add("got no function: it is nil")
	}
	for _, text := range l.mapping.mappingProblems() {
		add("%s", text)
	}
	if l.what != "LambdaAlias" {
		return out
	}
	if !stageVariable.MatchString(l.variable) {
		add(`%q is no stage variable, whose name has letters, digits and "_"`, l.variable)
	}
	if len(l.aliases) == 0 {
		add("names no alias, so the API would have the permission to invoke none")
	}
	for _, alias := range l.aliases {
		if !aliasName.MatchString(alias) {
			add("%q is no name of an alias", alias)
		}
	}
	return out
}

// BindREST implements [ForREST].
func (l *restLambda) BindREST(api RESTScope) RESTBinding {
	b := RESTBinding{Invokes: l.fn, Function: within(api.Scope, l.fn), Qualifiers: l.aliases}
	b.Integration = &awsapigateway.CfnMethod_IntegrationProperty{
		Type:                  jsii.String("AWS_PROXY"),
		IntegrationHttpMethod: jsii.String("POST"),
		Uri:                   invoke.URI(api.Scope, l.fn, ""),
	}
	switch l.what {
	case "LambdaStream":
		b.Integration.ResponseTransferMode = jsii.String("STREAM")
		b.Integration.TimeoutInMillis = jsii.Number(streamTimeout.Milliseconds()) // 29 s otherwise, as for all
		b.Integration.Uri = serviceURI(api.Scope, l.fn, "lambda:path/2021-11-15/functions/"+*l.fn.FunctionArn()+"/response-streaming-invocations")
	case "LambdaAlias":
		b.Integration.Uri = invoke.URI(api.Scope, l.fn, ":${stageVariables."+l.variable+"}")
	case "LambdaMapped":
		b.Integration.Type = jsii.String("AWS")
		l.mapping.write(b.Integration)
		b.Responses = l.mapping.responses([]RESTResponse{
			{Status: 200},
			// A function that fails is answered with status 200 and its error
			// otherwise.
			{Status: 502, Pattern: `(\n|.)+`, Templates: map[string]string{"application/json": `{"message":"Internal server error"}`}},
		})
	}
	return b
}

// Variable is the stage variable that chooses an alias, and the aliases that
// there are; "" for other integrations.
func (l *restLambda) Variable() (name string, values []string) {
	return l.variable, l.aliases
}

// StageVariable is what an integration has that a variable of the stage chooses
// for.
type StageVariable interface {
	Variable() (name string, values []string)
}
