// One program for each integration of an HTTP API.

package integrations_test

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
)

func ExampleLambda() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	fn := awslambda.NewFunction(stack, jsii.String("Orders"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
	})
	api := httpapi.New(stack, "Api", nil)
	api.Handle(
		httpapi.Route{Key: "GET /orders", Integration: integrations.Lambda(fn)},
		httpapi.Route{Key: "POST /orders", Integration: integrations.Lambda(fn)},
	)

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::ApiGatewayV2::Route"), jsii.Number(2))
	template.ResourceCountIs(jsii.String("AWS::ApiGatewayV2::Integration"), jsii.Number(1))
	template.ResourceCountIs(jsii.String("AWS::Lambda::Permission"), jsii.Number(1))
	fmt.Println("ok")
	// Output: ok
}

func ExampleLambdaAlias() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	fn := awslambda.NewFunction(stack, jsii.String("Prices"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
		CurrentVersionOptions: &awslambda.VersionOptions{
			RemovalPolicy: awscdk.RemovalPolicy_RETAIN, // or a deployment removes the version before
		},
	})
	fn.AddAlias(jsii.String("next"), nil) // what is deployed
	awslambda.NewAlias(stack, jsii.String("Live"), &awslambda.AliasProps{
		AliasName: jsii.String("live"), // what is released: an earlier version
		Version: awslambda.Version_FromVersionAttributes(stack, jsii.String("Released"), &awslambda.VersionAttributes{
			Lambda: fn, Version: jsii.String("7"),
		}),
	})
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{
		{Variables: map[string]string{"version": "live"}},
		{Name: "next", Variables: map[string]string{"version": "next"}},
	}})
	api.Handle(httpapi.Route{Key: "GET /prices", Integration: integrations.LambdaAlias(fn, "version", "live", "next")})

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::ApiGatewayV2::Integration"), jsii.Number(1))
	template.ResourceCountIs(jsii.String("AWS::Lambda::Permission"), jsii.Number(2))
	fmt.Println("ok")
	// Output: ok
}

func ExampleURL() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Handle(httpapi.Route{
		Key:         "ANY /legacy/{proxy+}",
		Integration: integrations.URL("https://legacy.example.com/{proxy}", &integrations.URLOptions{Timeout: 10 * time.Second}),
	})

	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::ApiGatewayV2::Integration"), map[string]any{
		"IntegrationType": "HTTP_PROXY",
		"IntegrationUri":  "https://legacy.example.com/{proxy}",
		"TimeoutInMillis": 10000,
	})
	fmt.Println("ok")
	// Output: ok
}

func ExampleSQS() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	jobs := awssqs.NewQueue(stack, jsii.String("Jobs"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Handle(
		httpapi.Route{Key: "POST /jobs", Integration: integrations.SQS(jobs, integrations.SendMessage, nil)},
		httpapi.Route{Key: "DELETE /jobs", Integration: integrations.SQS(jobs, integrations.DeleteMessage, nil)},
	)

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::IAM::Role"), jsii.Number(1)) // for both
	template.HasResourceProperties(jsii.String("AWS::ApiGatewayV2::Integration"), map[string]any{
		"IntegrationSubtype": "SQS-SendMessage",
		"RequestParameters":  map[string]any{"MessageBody": "$request.body"},
	})
	fmt.Println("ok")
	// Output: ok
}
