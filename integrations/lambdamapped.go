// Lambda functions behind mapping templates.

package integrations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// LambdaMapped leads to a function that gets what a template makes of the
// request, rather than an event, and whose result another template makes the
// response of. Mapping may be nil: then the body is the event, and the result
// the body. Only REST APIs have it. Each value is an integration of its own.
func LambdaMapped(fn awslambda.IFunction, mapping *Mapping) Integration {
	return &lambdaMapped{fn, mapping.clone()}
}

type lambdaMapped struct {
	fn      awslambda.IFunction
	mapping Mapping
}

func (*lambdaMapped) Kind() string { return "a LambdaMapped integration" }

func (l *lambdaMapped) Problems() []string {
	p := problems.In("integrations.LambdaMapped")
	if isnil.Any(l.fn) {
		p.Add("got no function: it is nil")
	}
	p.Each(l.mapping.mappingProblems()...)
	return p.All()
}

// Invokes returns the function that the integration calls.
func (l *lambdaMapped) Invokes() awslambda.IFunction { return l.fn }

// BindREST implements [ForREST].
func (l *lambdaMapped) BindREST(api RESTScope) RESTBinding {
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type:                  jsii.String("AWS"),
		IntegrationHttpMethod: jsii.String("POST"),
		Uri:                   invoke.URI(api.Scope, l.fn, ""),
	}
	l.mapping.write(integration)
	return RESTBinding{
		Integration: integration,
		Responses: l.mapping.responses([]RESTResponse{
			{Status: 200},
			// A function that fails is answered with status 200 and its error
			// otherwise.
			{Status: 502, Pattern: `(\n|.)+`, Templates: map[string]string{"application/json": `{"message":"Internal server error"}`}},
		}),
		Invokes: l.fn, FunctionID: place.Within(api.Scope, l.fn),
	}
}
