// One API, declared with Gatehouse and with the CDK's L2s.

package main

import (
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
)

const routes = 150 // the most that the usual way fits into a stack

// source is the folder of this program.
func source() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}

func stack() (awscdk.App, awscdk.Stack) {
	app := awscdk.NewApp(&awscdk.AppProps{Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}}})
	return app, awscdk.NewStack(app, jsii.String("Bench"), nil)
}

func synthGatehouse(int) {
	app, stack := stack()
	api := httpapi.New(stack, "Api", nil)
	for i := range routes {
		api.Route(fmt.Sprintf("GET /things%d/{id}", i), "functions/things.Get")
	}
	app.Synth(nil)
}

// synthL2 is the usual way: an integration object for each route.
func synthL2(int) {
	app, stack := stack()
	fn := awslambda.NewFunction(stack, jsii.String("Function"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_PROVIDED_AL2023(),
		Handler: jsii.String("bootstrap"),
		Code:    awslambda.Code_FromAsset(jsii.String("functions"), nil),
	})
	api := awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), nil)
	for i := range routes {
		api.AddRoutes(&awsapigatewayv2.AddRoutesOptions{
			Path:        jsii.String(fmt.Sprintf("/things%d/{id}", i)),
			Methods:     &[]awsapigatewayv2.HttpMethod{awsapigatewayv2.HttpMethod_GET},
			Integration: awsapigatewayv2integrations.NewHttpLambdaIntegration(jsii.String(fmt.Sprint("Integration", i)), fn, nil),
		})
	}
	app.Synth(nil)
}
