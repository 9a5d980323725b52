// Access logs with other fields, formats and destinations.

package accesslog_test

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/restapi"
)

// A field of one's own holds what a Lambda authorizer said of the caller.
func Example() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Todos"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{
		Stages: []httpapi.Stage{{AccessLog: &accesslog.Config{
			RetentionDays: 90,
			Fields:        []accesslog.Field{{Name: "tenant", Value: "$context.authorizer.tenant"}},
		}}},
	})
	api.Handle(httpapi.Route{Key: "GET /todos", Integration: integrations.URL("https://todos.example.com", nil)})

	template := assertions.Template_FromStack(stack, nil)
	template.HasResourceProperties(jsii.String("AWS::Logs::LogGroup"), map[string]any{"RetentionInDays": 90})
	template.HasResourceProperties(jsii.String("AWS::ApiGatewayV2::Stage"), map[string]any{
		"AccessLogSettings": map[string]any{"Format": assertions.Match_StringLikeRegexp(jsii.String(`"tenant":"\$context.authorizer.tenant"}$`))},
	})
	// Output:
}

// A format of one's own must hold the request's id.
func ExampleConfig_format() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Todos"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{
		Stages: []httpapi.Stage{
			{AccessLog: &accesslog.Config{Format: "$context.requestId $context.routeKey $context.status"}},
			{Name: "beta", AccessLog: &accesslog.Config{Format: accesslog.CLF}},
		},
	})
	api.Handle(httpapi.Route{Key: "GET /todos", Integration: integrations.URL("https://todos.example.com", nil)})

	template := assertions.Template_FromStack(stack, nil)
	for name, starts := range map[string]string{"$default": `^\$context.requestId `, "beta": `^\$context.identity.sourceIp - `} {
		template.HasResourceProperties(jsii.String("AWS::ApiGatewayV2::Stage"), map[string]any{
			"StageName":         name,
			"AccessLogSettings": map[string]any{"Format": assertions.Match_StringLikeRegexp(jsii.String(starts))},
		})
	}
	// Output:
}

// The log of a REST API can go to Firehose; others log to CloudWatch.
func ExampleConfig_firehose() {
	const stream = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-shop"
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	accesslog.NewAccount(stack, "Account")
	api := restapi.New(stack, "Api", &restapi.Props{
		Stages: []restapi.Stage{{AccessLog: &accesslog.Config{Firehose: stream}}},
	})
	api.Handle(restapi.Route{Key: "GET /items", Integration: integrations.URL("https://items.example.com", nil)})

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::Logs::LogGroup"), jsii.Number(0))
	// Output:
}

// In an account with very many HTTP APIs, a group whose name begins with
// "/aws/vendedlogs/" needs no line of its own in a policy of the account.
func ExampleConfig_group() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Todos"), nil)
	group := awslogs.NewLogGroup(stack, jsii.String("Log"), &awslogs.LogGroupProps{
		LogGroupName: jsii.String("/aws/vendedlogs/todos"),
		Retention:    awslogs.RetentionDays_ONE_YEAR,
	})
	api := httpapi.New(stack, "Api", &httpapi.Props{
		Stages: []httpapi.Stage{{AccessLog: &accesslog.Config{Group: group}}},
	})
	api.Handle(httpapi.Route{Key: "GET /todos", Integration: integrations.URL("https://todos.example.com", nil)})

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::Logs::LogGroup"), jsii.Number(1))
	// Output:
}
