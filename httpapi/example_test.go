// An HTTP API with routes, functions, stages and limits.

package httpapi_test

import (
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
)

// inExample changes to a folder with handlers, and back.
func inExample() (back func()) {
	wd, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	if err := os.Chdir("testdata/example"); err != nil {
		panic(err)
	}
	return func() { _ = os.Chdir(wd) }
}

func ExampleNew() {
	defer inExample()()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /health", "functions/health.Check")
	app.Synth(nil)

	fmt.Println(*stack.Node().Path(), *api.Node().Path())
	// Output: Todo Todo/Api
}

func ExampleAPI_Handle() {
	defer inExample()()
	app := awscdk.NewApp(&awscdk.AppProps{
		Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}},
	})
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{
		CORS:        cors.Allow("https://app.example.com"),
		DefaultAuth: authorizers.JWT("login", "https://login.example.com", "todo-app"),
	})
	api.Handle(
		httpapi.Route{Key: "GET /health", Handler: "functions/health.Check", Auth: authorizers.None()},
		httpapi.Route{Key: "GET /reports", Handler: "functions/reports.List", Scopes: []string{"reports:read"}},
		httpapi.Route{Key: "ANY /legacy/{proxy+}", Integration: integrations.URL("https://legacy.example.com/{proxy}", nil)},
	)
	api.Handle(httpapi.Route{
		Key:      "POST /reports",
		Handler:  "functions/reports.Create",
		Function: &function.Config{MemoryMB: 1024, Timeout: 25 * time.Second},
	})

	// The preflight of the authorised ANY has a route of its own, and a function
	// that answers nothing else: nobody gets to the server without a token.
	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::ApiGatewayV2::Route"), jsii.Number(5))
	template.ResourceCountIs(jsii.String("AWS::Lambda::Function"), jsii.Number(3))
	template.HasResourceProperties(jsii.String("AWS::ApiGatewayV2::Route"), map[string]any{
		"RouteKey": "OPTIONS /legacy/{proxy+}", "AuthorizationType": "NONE",
	})
	// Output:
}

func ExampleAPI_Function() {
	defer inExample()()
	app := awscdk.NewApp(&awscdk.AppProps{
		Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}},
	})
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /reports", "functions/reports.List")
	api.Function("functions/reports").AddEnvironment(jsii.String("CURRENCY"), jsii.String("EUR"), nil)

	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::Lambda::Function"), map[string]any{
		"Environment": map[string]any{"Variables": map[string]any{"CURRENCY": "EUR"}},
	})
	// Output:
}

// environments are those that the API is served for, each with its table and
// how many requests a second it takes.
var environments = []struct {
	name, table string
	rate        float64
}{
	{"live", "todos-live", 500},
	{"test", "todos-test", 20},
	{"demo", "todos-demo", 5},
}

func ExampleStage() {
	defer inExample()()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	var stages []httpapi.Stage
	for _, e := range environments {
		stages = append(stages, httpapi.Stage{
			Name:      e.name,
			Variables: map[string]string{"TABLE": e.table},
			Throttle:  &httpapi.Throttle{Rate: e.rate, Burst: int(2 * e.rate)},
		})
	}
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: stages})
	api.Route("GET /health", "functions/health.Check")
	app.Synth(nil)

	for _, stage := range api.Stages() {
		fmt.Println(*stage.StageName())
	}
	// Output:
	// live
	// test
	// demo
}

// A limit of one route in one stage, and a stage that keeps what it serves.
func ExampleRouteLimit() {
	defer inExample()()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{
		{
			Throttle:    &httpapi.Throttle{Rate: 100, Burst: 200},
			RouteLimits: []httpapi.RouteLimit{{Key: "GET /health", Throttle: httpapi.Throttle{Rate: 1, Burst: 5}}},
		},
		{Name: "held", Deployment: "a1b2c3", Metrics: true},
	}})
	api.Route("GET /health", "functions/health.Check")

	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::ApiGatewayV2::Stage"), map[string]any{
		"StageName": "held", "AutoDeploy": false, "DeploymentId": "a1b2c3",
	})
	// Output:
}
