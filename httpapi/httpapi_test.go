// What the parts of an API cost and do, beyond whole templates.

package httpapi_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestSharedFunctionCostsOneIntegrationAndOnePermission(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	for i := range 200 {
		api.Route(fmt.Sprintf("GET /things%d/{id}", i), "testdata/todos.List")
	}
	template := synthtest.Synth(t, stack)
	for kind, want := range map[string]int{
		"AWS::ApiGatewayV2::Route": 200, "AWS::ApiGatewayV2::Integration": 1, "AWS::Lambda::Permission": 1, "AWS::Lambda::Function": 1,
	} {
		if got := len(template.Of(kind)); got != want {
			t.Errorf("%d resources of type %s, want %d", got, kind, want)
		}
	}
	if n := len(template.Resources); n > 212 {
		t.Errorf("%d resources for 200 routes, want at most 212", n)
	}
}

func TestStackHolds480Routes(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	for i := range 480 {
		api.Route(fmt.Sprintf("GET /things%d", i), "testdata/todos.List")
	}
	if n := len(synthtest.Synth(t, stack).Resources); n > 500 {
		t.Errorf("%d resources; CloudFormation takes 500", n)
	}
}

// order declares the same API in another order each time: routes, functions,
// authorizers, and when functions are asked for.
func order(seed int) awscdk.Stack {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	url := awscdk.Fn_ImportValue(jsii.String("LegacyUrl"))
	steps := []func(){
		func() { api.Route("GET /todos", "testdata/todos.List") },
		func() { api.Route("GET,POST /todos/{id}", "testdata/todos.Create") },
		func() { api.Route("GET /health", "testdata/health.Check") },
		func() {
			api.SetDefaultAuth(authorizers.JWT("login", "https://login.example.com", "a"))
		},
		func() {
			api.Handle(httpapi.Route{Key: "GET /old", Integration: integrations.URL("https://legacy.example.com", nil), Auth: authorizers.None()})
		},
		func() {
			api.Handle(httpapi.Route{Key: "GET /token", Integration: integrations.URL("https://"+*url, nil), Auth: authorizers.IAM()})
		},
		func() {
			api.Handle(httpapi.Route{Key: "PUT /todos", Handler: "testdata/todos.Create", Function: &function.Config{MemoryMB: 512}})
		},
		func() {
			awscdk.NewCfnOutput(stack, jsii.String("Arn"), &awscdk.CfnOutputProps{Value: api.Function("testdata/todos").FunctionArn()})
		},
	}
	for i := range steps {
		steps[(i*3+seed)%len(steps)]()
	}
	return stack
}

func TestOrderOfDeclarationChangesNothing(t *testing.T) {
	first := synthtest.Synth(t, order(0))
	for seed := 1; seed < 8; seed++ {
		again := synthtest.Synth(t, order(seed))
		if got, want := fmt.Sprint(again.Resources), fmt.Sprint(first.Resources); got != want {
			t.Errorf("order %d: another template:\n%s\n%s", seed, want, got)
		}
	}
}

func TestOneMoreRouteReplacesNothing(t *testing.T) {
	declare := func(more bool, id, handler string) synthtest.Template {
		stack := synthtest.Stack()
		api := httpapi.New(stack, "Api", nil)
		if more {
			api.Route("GET /a", "testdata/todos.List")
			api.Route("GET /b", "testdata/health.Check")
		}
		api.Route("GET /todos/{"+id+"}", "testdata/todos."+handler)
		return synthtest.Synth(t, stack)
	}
	before := declare(false, "id", "List")
	after := declare(true, "todoId", "Page") // another name of the parameter and of the handler too
	for _, id := range before.IDs() {
		if !slices.Contains(after.IDs(), id) {
			t.Errorf("%s is gone", id)
		}
	}
}

func TestIDsOfAStageAreThoseOfAnother(t *testing.T) {
	app := synthtest.App()
	var templates []synthtest.Template
	for _, name := range []string{"Dev", "Prod"} {
		stage := awscdk.NewStage(app, jsii.String(name), nil)
		stack := awscdk.NewStack(stage, jsii.String("Todo"), nil)
		api := httpapi.New(stack, "Api", nil)
		api.Route("GET /todos", "testdata/todos.List")
		templates = append(templates, synthtest.Synth(t, stack))
	}
	if got, want := templates[1].IDs(), templates[0].IDs(); !slices.Equal(got, want) {
		t.Errorf("ids %v, want %v", got, want)
	}
}

func TestFunctionIsTheRealOneBeforeSynth(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	table := awsdynamodb.NewTableV2(stack, jsii.String("Todos"), &awsdynamodb.TablePropsV2{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
	})
	fn := api.Function("testdata/todos")
	table.GrantReadData(fn)
	fn.AddEnvironment(jsii.String("TABLE"), table.TableName(), nil)
	api.Handle(httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Function: &function.Config{
		MemoryMB: 1024, Timeout: 25 * time.Second, Environment: map[string]string{"LATE": "yes"},
	}})
	if other := api.Function("./testdata/todos/"); *other.Node().Path() != *fn.Node().Path() {
		t.Errorf("another function for the same folder: %s", *other.Node().Path())
	}
	template := synthtest.Synth(t, stack)
	props := template.Only(t, "AWS::Lambda::Function").Properties
	if props["MemorySize"] != 1024.0 || props["Timeout"] != 25.0 {
		t.Errorf("settings that came later are not there: %v", props)
	}
	env := props["Environment"].(map[string]any)["Variables"].(map[string]any)
	if got := slices.Sorted(maps.Keys(env)); !slices.Equal(got, []string{"LATE", "TABLE"}) {
		t.Errorf("environment %v", got)
	}
	if policy := fmt.Sprint(template.Only(t, "AWS::IAM::Policy").Properties); !strings.Contains(policy, "dynamodb:GetItem") {
		t.Errorf("grant is not there: %v", policy)
	}
}

func TestDefaultAuthSetLastCoversEarlierRoutes(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.IAM()})
	api.Route("GET /todos", "testdata/todos.List")
	api.SetDefaultAuth(authorizers.JWT("login", "https://login.example.com", "a"))
	route := synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::Route")
	if got := route.Properties["AuthorizationType"]; got != "JWT" {
		t.Errorf("AuthorizationType %v, want JWT", got)
	}
}

func TestOneAuthorizerValueServesSeveralAPIs(t *testing.T) {
	stack := synthtest.Stack()
	login := authorizers.JWT("login", "https://login.example.com", "a")
	for _, id := range []string{"A", "B"} {
		api := httpapi.New(stack, id, &httpapi.Props{DefaultAuth: login})
		api.Route("GET /todos", "testdata/todos.List")
	}
	template := synthtest.Synth(t, stack)
	apis := map[string]bool{}
	for _, id := range template.Of("AWS::ApiGatewayV2::Authorizer") {
		apis[fmt.Sprint(template.Resources[id].Properties["ApiId"])] = true
	}
	if len(apis) != 2 {
		t.Errorf("authorizers belong to %d APIs, want 2: %v", len(apis), apis)
	}
}

func TestTagsReachWhatIsMadeAtSynth(t *testing.T) {
	for _, flag := range []bool{true, false} {
		app := awscdk.NewApp(&awscdk.AppProps{Context: &map[string]any{
			"aws:cdk:bundling-stacks": []string{}, "@aws-cdk/core:aspectStabilization": flag,
		}})
		stack := awscdk.NewStack(app, jsii.String("Test"), nil)
		awscdk.Tags_Of(app).Add(jsii.String("team"), jsii.String("todo"), nil)
		api := httpapi.New(stack, "Api", nil)
		api.Route("GET /todos", "testdata/todos.List")
		fn := synthtest.Synth(t, stack).Only(t, "AWS::Lambda::Function")
		if got := fmt.Sprint(fn.Properties["Tags"]); !strings.Contains(got, "team") {
			t.Errorf("aspectStabilization %v: tags %v", flag, got)
		}
	}
}

func TestAPIIsAnHttpApi(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	awsapigatewayv2.NewHttpStage(stack, jsii.String("Beta"), &awsapigatewayv2.HttpStageProps{
		HttpApi: api, StageName: jsii.String("beta"), AutoDeploy: jsii.Bool(true),
	})
	if n := len(synthtest.Synth(t, stack).Of("AWS::ApiGatewayV2::Stage")); n != 2 {
		t.Errorf("%d stages, want 2", n)
	}
}

// The CDK's HttpApi panics when it is asked for an endpoint that is off, also by
// what only may need it.
func TestEndpointThatIsOffCanBeAskedFor(t *testing.T) {
	for name, props := range map[string]*httpapi.Props{
		"by Props":    {DisableEndpoint: true},
		"by Override": {Override: func(p *awsapigatewayv2.HttpApiProps) { p.DisableExecuteApiEndpoint = jsii.Bool(true) }},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			api := httpapi.New(stack, "Api", props)
			if api.ApiEndpoint() == nil {
				t.Error("no endpoint")
			}
			if off := synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::Api").Properties["DisableExecuteApiEndpoint"]; off != true {
				t.Errorf("DisableExecuteApiEndpoint is %v", off)
			}
		})
	}
}

func TestAPIWithoutTheDefaultStage(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{{Name: "live"}}})
	if api.DefaultStage() != nil || len(api.Stages()) != 1 || *api.Stages()[0].StageName() != "live" {
		t.Errorf("default stage %v, stages %v", api.DefaultStage(), api.Stages())
	}
	if name := synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::Stage").Properties["StageName"]; name != "live" {
		t.Errorf("stage %v", name)
	}
}

func TestPropsOfTheUserAreNotWrittenTo(t *testing.T) {
	stack := synthtest.Stack()
	config := &function.Config{MemoryMB: 512}
	props := &httpapi.Props{Functions: &function.Config{Environment: map[string]string{"STAGE": "1"}}}
	api := httpapi.New(stack, "Api", props)
	api.Handle(httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Function: config})
	synthtest.Synth(t, stack)
	if config.Timeout != 0 || config.Environment != nil || props.Name != "" || len(props.Functions.Environment) != 1 {
		t.Errorf("props were changed: %+v %+v", config, props)
	}
}

func TestFunctionInAnotherStackGetsItsPermissionHere(t *testing.T) {
	app := synthtest.App()
	other := awscdk.NewStack(app, jsii.String("Other"), nil)
	fn := awslambda.NewFunction(other, jsii.String("Fn"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
	})
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Handle(httpapi.Route{Key: "GET /fn", Integration: integrations.Lambda(fn)})
	if n := len(synthtest.Synth(t, stack).Of("AWS::Lambda::Permission")); n != 1 {
		t.Errorf("%d permissions in the API's stack, want 1: a permission in the other would make the stacks depend on each other", n)
	}
}

func TestTokensPassWhereTheValueNeedNotBeKnown(t *testing.T) {
	stack := synthtest.Stack()
	param := *awscdk.NewCfnParameter(stack, jsii.String("Value"), nil).ValueAsString()
	api := httpapi.New(stack, "Api", &httpapi.Props{
		Name: param, Description: param,
		DefaultAuth: authorizers.JWT("login", param, param),
		Functions:   &function.Config{Description: param, Environment: map[string]string{"VALUE": param}},
	})
	api.Route("GET /todos", "testdata/todos.List")
	api.Handle(httpapi.Route{Key: "GET /url", Integration: integrations.URL(param, nil), Scopes: []string{param}})
	synthtest.Synth(t, stack)
}

func TestIntegrationsThatLeadToOneTargetAreOne(t *testing.T) {
	stack := synthtest.Stack()
	httpapi.New(stack, "Api", nil).Handle(
		route{Key: "GET /a", Integration: integrations.URL("https://example.com/", &integrations.URLOptions{Method: "get"})},
		route{Key: "GET /b", Integration: integrations.URL("https://example.com/", &integrations.URLOptions{Method: "GET"})},
	)
	synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::Integration")
}
