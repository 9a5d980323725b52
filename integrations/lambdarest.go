// The ways to a Lambda function that only REST APIs have.

package integrations

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
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

// streamTimeout is the longest that a response may stream (API Gateway
// developer guide, "Stream the integration response for your proxy
// integrations").
const streamTimeout = 15 * time.Minute

type restLambda struct {
	what    string // the function that made it
	fn      awslambda.IFunction
	mapping Mapping
}

func (l *restLambda) Kind() string { return l.what + " integration" }

func (l *restLambda) Problems() []string {
	var out []string
	add := func(format string, args ...any) {
		out = append(out, "integrations."+l.what+": "+fmt.Sprintf(format, args...))
	}
	if isnil.Any(l.fn) {
		add("got no function: it is nil")
	}
	for _, text := range l.mapping.mappingProblems() {
		add("%s", text)
	}
	return out
}

// BindREST implements [ForREST].
func (l *restLambda) BindREST(api RESTScope) RESTBinding {
	b := RESTBinding{Invokes: l.fn, Function: within(api.Scope, l.fn)}
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
