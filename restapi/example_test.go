// A REST API with routes, models, keys, stages and who may reach it.

package restapi_test

import (
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/restapi"
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

// quick is an app that builds no functions.
func quick() awscdk.App {
	return awscdk.NewApp(&awscdk.AppProps{Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}}})
}

func ExampleNew() {
	defer inExample()()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", nil)
	api.Route("GET /health", "functions/health.Check")
	app.Synth(nil)

	fmt.Println(*stack.Node().Path(), *api.Node().Path())
	// Output: Users Users/Api
}

func ExampleAPI_Handle() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{
		DefaultAuth: authorizers.Token("login", "functions/authorizers.JWT", nil),
		Stages:      []restapi.Stage{{Name: "live", Cache: &restapi.Cache{TTL: time.Minute}}},
	})
	api.Handle(
		restapi.Route{
			Key:     "GET /users",
			Handler: "functions/users.Index",
			Request: &restapi.Request{Query: []string{"page"}},
			Cache:   &restapi.RouteCache{Keys: []string{"query.page", "header.Authorization"}},
		},
		restapi.Route{Key: "GET /health", Integration: integrations.Mock(nil), Auth: authorizers.None()},
	)

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::ApiGateway::Method"), jsii.Number(2))
	template.ResourceCountIs(jsii.String("AWS::ApiGateway::RequestValidator"), jsii.Number(1))
	// Output:
}

func ExampleSchemaOf() {
	type NewUser struct {
		Name string `json:"name" check:"required,maxlen=80"`
	}
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", nil)
	api.Handle(restapi.Route{
		Key:     "POST /users",
		Handler: "functions/users.Create",
		Request: &restapi.Request{Body: restapi.SchemaOf[NewUser]()},
	})

	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::ApiGateway::Model"), map[string]any{
		"Schema": map[string]any{"required": []string{"name"}, "type": "object"},
	})
	// Output:
}

func ExampleUsagePlan() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{
		RequireAPIKey: true,
		Plans: []restapi.UsagePlan{{
			Name:     "partner",
			Throttle: &restapi.Throttle{Rate: 10, Burst: 20},
			Quota:    &restapi.Quota{Requests: 100_000, Per: restapi.Month},
			Routes:   []restapi.RouteLimit{{Key: "POST /users", Throttle: restapi.Throttle{Rate: 1, Burst: 2}}},
			Keys:     []restapi.Key{{Name: "acme"}},
		}},
	})
	api.Route("GET,POST /users", "functions/users.Index")

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::ApiGateway::ApiKey"), jsii.Number(1))
	// Output:
}

func ExampleStage() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	accesslog.NewAccount(stack, "Account") // lets REST APIs write logs
	api := restapi.New(stack, "Api", &restapi.Props{
		KeepDeployments: true,
		Stages: []restapi.Stage{
			{
				Name:         "live",
				ExecutionLog: restapi.LogErrors,
				Throttle:     &restapi.Throttle{Rate: 100, Burst: 50},
				Canary:       &restapi.Canary{Percent: 10, Base: "a1b2c3"},
			},
			{Name: "test", Variables: map[string]string{"TABLE": "test"}},
		},
	})
	api.Route("GET /users", "functions/users.Index")

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::ApiGateway::Stage"), jsii.Number(2))
	// Output:
}

func ExampleProps_securityPolicy() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{
		SecurityPolicy: domain.TLS13, // TLS 1.3 only; for an Edge API domain.EdgeTLS13
	})
	api.Route("GET /users", "functions/users.Index")

	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::ApiGateway::RestApi"), map[string]any{
		"SecurityPolicy": "SecurityPolicy_TLS13_1_3_2025_09", "EndpointAccessMode": "BASIC",
	})
	// Output:
}

func ExampleIPs() {
	defer inExample()()
	stack := awscdk.NewStack(quick(), jsii.String("Users"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{
		Endpoint:  restapi.Private,
		AllowFrom: []restapi.Source{restapi.VPCEndpoints("vpce-0a1b2c"), restapi.IPs("10.0.0.0/16")},
	})
	api.Route("GET /users", "functions/users.Index")

	assertions.Template_FromStack(stack, nil).ResourceCountIs(jsii.String("AWS::ApiGateway::RestApi"), jsii.Number(1))
	// Output:
}

// environments are those that the API is served for, each with its table and
// how many requests a second it takes.
var environments = []struct {
	name, table string
	rate        float64
}{
	{"live", "users-live", 500},
	{"test", "users-test", 20},
	{"demo", "users-demo", 5},
}

func ExampleStage_environments() {
	defer inExample()()
	app := quick()
	stack := awscdk.NewStack(app, jsii.String("Users"), nil)
	var stages []restapi.Stage
	for _, e := range environments {
		stages = append(stages, restapi.Stage{
			Name:      e.name,
			Variables: map[string]string{"TABLE": e.table},
			Throttle:  &restapi.Throttle{Rate: e.rate, Burst: int(2 * e.rate)},
		})
	}
	api := restapi.New(stack, "Api", &restapi.Props{Stages: stages})
	api.Route("GET /users", "functions/users.Index")
	app.Synth(nil)

	for _, stage := range api.Stages() {
		fmt.Println(*stage.Node().Id())
	}
	// Output:
	// Stage:live
	// Stage:test
	// Stage:demo
}
