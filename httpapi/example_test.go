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

	// The preflight of the authorised ANY has a route of its own.
	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::ApiGatewayV2::Route"), jsii.Number(5))
	template.ResourceCountIs(jsii.String("AWS::Lambda::Function"), jsii.Number(2))
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
