// Lambda functions that stream their responses.

package integrations

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
)

// LambdaStream leads to a function that streams its responses: up to 15
// minutes, and larger than the 10 MB of others. In Go, such a function starts
// with router.StartStreaming. Only REST APIs have it. Each value is an
// integration of its own.
func LambdaStream(fn awslambda.IFunction) Integration { return &lambdaStream{fn} }

// streamTimeout is the longest that a response may stream (API Gateway
// developer guide, "Stream the integration response for your proxy
// integrations").
const streamTimeout = 15 * time.Minute

type lambdaStream struct{ fn awslambda.IFunction }

func (*lambdaStream) Kind() string { return "a LambdaStream integration" }

func (l *lambdaStream) Problems() []string {
	if isnil.Any(l.fn) {
		return []string{"integrations.LambdaStream: got no function: it is nil"}
	}
	return nil
}

// Invokes returns the function that the integration calls.
func (l *lambdaStream) Invokes() awslambda.IFunction { return l.fn }

// BindREST implements [ForREST].
func (l *lambdaStream) BindREST(api RESTScope) RESTBinding {
	return RESTBinding{
		Integration: &awsapigateway.CfnMethod_IntegrationProperty{
			Type:                  jsii.String("AWS_PROXY"),
			IntegrationHttpMethod: jsii.String("POST"),
			Uri: serviceURI(api.Scope, l.fn,
				"lambda:path/2021-11-15/functions/"+*l.fn.FunctionArn()+"/response-streaming-invocations"),
			ResponseTransferMode: jsii.String("STREAM"),
			TimeoutInMillis:      jsii.Number(streamTimeout.Milliseconds()), // otherwise 29 s, as everywhere
		},
		Invokes: l.fn, FunctionID: place.Within(api.Scope, l.fn),
	}
}
