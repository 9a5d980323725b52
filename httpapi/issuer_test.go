// The issuer of a user pool that is imported.

package httpapi_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// The CDK takes a pool imported by its id for one of the stack's region.
func TestIssuerIsInTheRegionOfThePoolsID(t *testing.T) {
	stack := awscdk.NewStack(synthtest.App(), jsii.String("Test"), &awscdk.StackProps{Env: &awscdk.Environment{Region: jsii.String("eu-west-1")}})
	pool := awscognito.UserPool_FromUserPoolId(stack, jsii.String("Pool"), jsii.String("ap-southeast-2_AbC9"))
	client := awscognito.UserPoolClient_FromUserPoolClientId(stack, jsii.String("Client"), jsii.String("web"))
	api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.Cognito("users", pool, client)})
	api.Route("GET /todos", "testdata/todos.List")
	jwt := synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::Authorizer").Properties["JwtConfiguration"].(map[string]any)
	if want := "https://cognito-idp.ap-southeast-2.amazonaws.com/ap-southeast-2_AbC9"; jwt["Issuer"] != want {
		t.Errorf("issuer %v, want %s", jwt["Issuer"], want)
	}
}
