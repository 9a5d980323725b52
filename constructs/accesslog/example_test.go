package accesslog_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// A field of one's own holds what a Lambda authorizer said of the caller.
func Example() {
	config := &accesslog.Config{
		RetentionDays: 90,
		Fields:        []accesslog.Field{{Name: "tenant", Value: "$context.authorizer.tenant"}},
	}
	fmt.Println(len(config.Problems(plan.HTTP)), "problems")
	// Output: 0 problems
}

// A format of one's own must hold the request's id.
func ExampleConfig_format() {
	config := &accesslog.Config{Format: "$context.httpMethod $context.path $context.status"}
	for _, problem := range config.Problems(plan.HTTP) {
		fmt.Println(problem)
	}
	config.Format = accesslog.CLF
	fmt.Println(len(config.Problems(plan.HTTP)), "problems with CLF")
	// Output:
	// access log: Format has neither $context.requestId nor $context.extendedRequestId, of which API Gateway wants one
	// 0 problems with CLF
}

// The log of a REST API can go to Firehose; others log to CloudWatch.
func ExampleConfig_firehose() {
	config := &accesslog.Config{Firehose: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-shop"}
	fmt.Println(len(config.Problems(plan.REST)), "problems in a REST API,", len(config.Problems(plan.HTTP)), "in an HTTP API")
	// Output: 0 problems in a REST API, 1 in an HTTP API
}

// Queries are saved in a folder of the console.
func ExampleSaveQueries() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	group := awslogs.NewLogGroup(stack, jsii.String("Log"), nil)
	accesslog.SaveQueries(stack, "Queries", plan.HTTP, "shop", group)
	for _, id := range []string{"SlowestRoutes", "TopErrors", "TopCallers"} {
		query := stack.Node().FindChild(jsii.String("Queries")).Node().FindChild(jsii.String(id)).(awslogs.CfnQueryDefinition)
		fmt.Println(*query.Name())
	}
	// Output:
	// shop/slowest routes
	// shop/top errors
	// shop/top callers
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
