// The ways to declare an API.

package synths

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// Way declares an API of n routes, all of which lead to one function.
type Way struct {
	Name    string
	declare func(stack awscdk.Stack, n int)
}

// The ways. Those of the L2s are the usual ones: an integration object for each route of
// an HTTP API, a method on a resource of a REST API.
var (
	PerRoute     = Way{"HTTP", func(s awscdk.Stack, n int) { http(s, n, false) }}
	ByDefinition = Way{"HTTP by definition", func(s awscdk.Stack, n int) { http(s, n, true) }}
	L2           = Way{"HTTP by L2", httpL2}

	REST             = Way{"REST", func(s awscdk.Stack, n int) { rest(s, n, nil, false) }}
	RESTWithCORS     = Way{"REST with CORS", func(s awscdk.Stack, n int) { rest(s, n, cors.AllowAny(), false) }}
	RESTByDefinition = Way{"REST by definition", func(s awscdk.Stack, n int) { rest(s, n, nil, true) }}
	CORSByDefinition = Way{"REST with CORS by definition", func(s awscdk.Stack, n int) { rest(s, n, cors.AllowAny(), true) }}
	L2REST           = Way{"REST by L2", func(s awscdk.Stack, n int) { restL2(s, n, nil) }}
	L2RESTWithCORS   = Way{"REST with CORS by L2", func(s awscdk.Stack, n int) { restL2(s, n, l2CORS) }}
	l2CORS           = &awsapigateway.CorsOptions{AllowOrigins: jsii.Strings("*")}
	all              = []Way{PerRoute, ByDefinition, L2, REST, RESTWithCORS, RESTByDefinition, CORSByDefinition, L2REST, L2RESTWithCORS}
)

// Ways are all ways.
func Ways() []Way { return all }

func http(stack awscdk.Stack, n int, definition bool) {
	api := httpapi.New(stack, "Api", &httpapi.Props{Definition: definition})
	for i := range n {
		api.Route(fmt.Sprintf("GET /things%d/{id}", i), "functions/things.Get")
	}
}

func httpL2(stack awscdk.Stack, n int) {
	fn := function(stack)
	api := awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), nil)
	for i := range n {
		api.AddRoutes(&awsapigatewayv2.AddRoutesOptions{
			Path:        jsii.String(fmt.Sprintf("/things%d/{id}", i)),
			Methods:     &[]awsapigatewayv2.HttpMethod{awsapigatewayv2.HttpMethod_GET},
			Integration: awsapigatewayv2integrations.NewHttpLambdaIntegration(jsii.String(fmt.Sprint("Integration", i)), fn, nil),
		})
	}
}

func function(stack awscdk.Stack) awslambda.Function {
	return awslambda.NewFunction(stack, jsii.String("Function"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_PROVIDED_AL2023(),
		Handler: jsii.String("bootstrap"),
		Code:    awslambda.Code_FromAsset(jsii.String("functions"), nil),
	})
}

func rest(stack awscdk.Stack, n int, policy *cors.Policy, definition bool) {
	api := restapi.New(stack, "Api", &restapi.Props{CORS: policy, Definition: definition})
	for i := range n {
		api.Route(fmt.Sprintf("GET /things%d", i), "functions/things.Get")
	}
}

func restL2(stack awscdk.Stack, n int, policy *awsapigateway.CorsOptions) {
	fn := function(stack)
	api := awsapigateway.NewRestApi(stack, jsii.String("Api"), &awsapigateway.RestApiProps{DefaultCorsPreflightOptions: policy})
	for i := range n {
		resource := api.Root().AddResource(jsii.String(fmt.Sprintf("things%d", i)), nil)
		resource.AddMethod(jsii.String("GET"), awsapigateway.NewLambdaIntegration(fn, nil), nil)
	}
}
