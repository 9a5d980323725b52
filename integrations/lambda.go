// Lambda functions made elsewhere.

package integrations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Lambda leads to a Lambda function that you made: in any language, imported,
// an alias or a version. Nothing is generated for it or built. The function
// gets events in payload format 2.0, and the API the permission to invoke it.
func Lambda(fn awslambda.IFunction) Integration { return lambda{fn} }

type lambda struct{ fn awslambda.IFunction }

func (lambda) Kind() string { return "Lambda integration" }

func (l lambda) Problems() []string {
	if l.fn == nil {
		return []string{"integrations.Lambda got no function: it is nil"}
	}
	return nil
}

func (l lambda) BindHTTP(scope constructs.Construct) HTTPBinding {
	return HTTPBinding{
		Target: within(scope, l.fn),
		Props: &awsapigatewayv2.CfnIntegrationProps{
			IntegrationType:      jsii.String("AWS_PROXY"),
			IntegrationUri:       l.fn.FunctionArn(),
			PayloadFormatVersion: jsii.String("2.0"),
		},
		Invokes: l.fn,
	}
}
