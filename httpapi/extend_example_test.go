// Routes on an API that was made elsewhere.

package httpapi_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
)

// Another team's API gets routes from this application.
func ExampleExtend() {
	defer inExample()()
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Reports"), nil)

	shared := httpapi.FromAttributes(stack, "Shared", httpapi.Attributes{ID: "a1b2c3d4e5"})
	reports := httpapi.Extend(stack, "Routes", shared, &httpapi.ExtendProps{
		DefaultAuth: authorizers.JWT("reports", "https://login.example.com", "reports-app"),
	})
	reports.Route("GET /reports", "functions/reports.List")

	template := assertions.Template_FromStack(stack, nil)
	template.HasResourceProperties(jsii.String("AWS::ApiGatewayV2::Route"), map[string]any{
		"ApiId": "a1b2c3d4e5", "RouteKey": "GET /reports", "AuthorizationType": "JWT",
	})
	template.ResourceCountIs(jsii.String("AWS::ApiGatewayV2::Api"), jsii.Number(0))
	// Output:
}

// What an HttpApi of the CDK's had stays: the API, its stage, its routes.
func ExampleNew_comingFromTheCDK() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Todo"), nil)
	fn := awslambda.NewFunction(stack, jsii.String("List"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => []")),
	})

	// Before: awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), nil), and
	// AddRoutes with GET on /todos.
	api := httpapi.New(stack, "Api", &httpapi.Props{CDKIDs: true})
	api.Handle(httpapi.Route{Key: "GET /todos", Integration: integrations.Lambda(fn)})

	template := assertions.Template_FromStack(stack, nil)
	for id := range *template.FindResources(jsii.String("AWS::ApiGatewayV2::Route"), nil) {
		fmt.Println(id)
	}
	// Output: ApiGETtodos9447D15A
}
