// What the parts of an API cost and do, beyond whole templates.

package restapi_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func allowEverybody() awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewAnyPrincipal()}, Actions: jsii.Strings("execute-api:Invoke"), Resources: jsii.Strings("execute-api:/*"),
	})
}

func TestARouteCostsOneMethodAndOneResource(t *testing.T) {
	for with, want := range map[string]int{"": 200, "CORS": 300} {
		stack := synthtest.Stack()
		props := &restapi.Props{}
		if with == "CORS" {
			props.CORS = cors.AllowAny()
		}
		api := restapi.New(stack, "Api", props)
		for i := range 100 {
			api.Route(fmt.Sprintf("GET /things%d", i), list)
		}
		template := synthtest.Synth(t, stack)
		got := len(template.Of("AWS::ApiGateway::Resource")) + len(template.Of("AWS::ApiGateway::Method"))
		if got != want {
			t.Errorf("%s: %d resources and methods for 100 routes, want %d", with, got, want)
		}
		if n := len(template.Of("AWS::Lambda::Permission")); n != 1 {
			t.Errorf("%d permissions for one function, want 1", n)
		}
		if n := len(template.Resources); n > want+12 {
			t.Errorf("%s: %d resources in all, want at most %d", with, n, want+12)
		}
	}
}

func TestMethodsOfAPathShareItsResource(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", nil)
	api.Route("GET,POST,PUT /a/b/{id}", list)
	api.Route("GET /a", list)
	api.Route("GET /", list)
	template := synthtest.Synth(t, stack)
	if n := len(template.Of("AWS::ApiGateway::Resource")); n != 3 {
		t.Errorf("%d resources, want 3: a, b and {id}", n)
	}
	if n := len(template.Of("AWS::ApiGateway::Method")); n != 5 {
		t.Errorf("%d methods, want 5", n)
	}
}

// order declares the same API in another order each time.
func order(seed int) awscdk.Stack {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", nil)
	url := awscdk.Fn_ImportValue(jsii.String("LegacyUrl"))
	steps := []func(){
		func() { api.Route("GET /todos", list) },
		func() { api.Route("GET,POST /todos/{id}", create) },
		func() { api.Route("GET /health", "testdata/health.Check") },
		func() { api.SetDefaultAuth(authorizers.IAM()) },
		func() {
			api.Handle(restapi.Route{Key: "GET /old", Integration: integrations.URL("https://legacy.example.com", nil), Auth: authorizers.None()})
		},
		func() {
			api.Handle(restapi.Route{Key: "GET /token", Integration: integrations.URL("https://"+*url, nil)})
		},
		func() {
			api.Handle(restapi.Route{Key: "PUT /todos", Handler: create, Request: &restapi.Request{Body: restapi.SchemaOf[newTodo]()}})
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

func TestOneMoreRouteReplacesOnlyTheDeployment(t *testing.T) {
	declare := func(more bool, handler string) synthtest.Template {
		stack := synthtest.Stack()
		api := restapi.New(stack, "Api", nil)
		if more {
			api.Route("GET /a", list)
			api.Route("GET /todos/{id}/tags", "testdata/health.Check")
		}
		api.Route("GET /todos/{id}", "testdata/todos."+handler)
		return synthtest.Synth(t, stack)
	}
	before, after := declare(false, "List"), declare(true, "Page")
	for _, id := range before.IDs() {
		if !slices.Contains(after.IDs(), id) && !strings.HasSuffix(id, "AWS::ApiGateway::Deployment") {
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
		restapi.New(stack, "Api", nil).Route("GET /todos", list)
		templates = append(templates, synthtest.Synth(t, stack))
	}
	if got, want := templates[1].IDs(), templates[0].IDs(); !slices.Equal(got, want) {
		t.Errorf("ids %v, want %v", got, want)
	}
}

func TestDefaultAuthSetLastCoversEarlierRoutes(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", nil)
	api.Route("GET /todos", list)
	api.SetDefaultAuth(authorizers.IAM())
	method := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::Method")
	if got := method.Properties["AuthorizationType"]; got != "AWS_IAM" {
		t.Errorf("AuthorizationType %v, want AWS_IAM", got)
	}
}

func TestFunctionsGetThePolicyOfCORS(t *testing.T) {
	stack := synthtest.Stack()
	restapi.New(stack, "Api", &restapi.Props{CORS: cors.Allow("https://app.example.com")}).Route("GET /todos", list)
	env := synthtest.Synth(t, stack).Only(t, "AWS::Lambda::Function").Properties["Environment"].(map[string]any)["Variables"].(map[string]any)
	if got, want := env[cors.Env], cors.Allow("https://app.example.com").Env(); got != want {
		t.Errorf("%s is %v, want %s", cors.Env, got, want)
	}
}

func TestPreflightsNeverNeedCredentialsOrKeys(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", &restapi.Props{CORS: cors.AllowAny(), DefaultAuth: authorizers.IAM(), RequireAPIKey: true})
	api.Route("ANY /todos/{proxy+}", list)
	template := synthtest.Synth(t, stack)
	found := 0
	for _, id := range template.Of("AWS::ApiGateway::Method") {
		p := template.Resources[id].Properties
		if p["HttpMethod"] == "OPTIONS" {
			found++
			if p["AuthorizationType"] != "NONE" || p["ApiKeyRequired"] != nil {
				t.Errorf("preflight needs %v, key %v", p["AuthorizationType"], p["ApiKeyRequired"])
			}
		}
	}
	if found != 1 {
		t.Errorf("%d OPTIONS methods, want 1", found)
	}
}

func TestAccessLogIsOnWhereTheAccountHasItsRole(t *testing.T) {
	app := synthtest.App()
	shared := awscdk.NewStack(app, jsii.String("Shared"), nil)
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	restapi.New(stack, "Api", nil).Route("GET /todos", list)
	accesslog.NewAccount(shared, "Account") // after the API, and in another stack
	stage := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::Stage")
	if stage.Properties["AccessLogSetting"] == nil {
		t.Error("no access log")
	}
	if deps := *stack.Dependencies(); len(deps) != 1 || *deps[0].StackName() != "Shared" {
		t.Error("the stack of the API does not wait for that of the account")
	}
}

// Staging and production of an application are often accounts of their own.
func TestEachAccountAndRegionHasItsRole(t *testing.T) {
	app := synthtest.App()
	stack := func(id, account, region string) awscdk.Stack {
		return awscdk.NewStack(app, jsii.String(id), &awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String(account), Region: jsii.String(region)}})
	}
	for _, s := range []awscdk.Stack{
		stack("Staging", "111111111111", "eu-west-1"), stack("Production", "222222222222", "eu-west-1"), stack("Abroad", "222222222222", "us-east-1"),
	} {
		accesslog.NewAccount(s, "Account")
		restapi.New(s, "Api", nil).Route("GET /todos", list)
	}
	other := stack("Other", "222222222222", "eu-west-1")
	restapi.New(other, "Api", nil).Route("GET /todos", list)
	without := stack("Without", "333333333333", "eu-west-1")
	restapi.New(without, "Api", nil).Route("GET /todos", list)
	anywhere := awscdk.NewStack(app, jsii.String("Anywhere"), nil) // may be any of them
	restapi.New(anywhere, "Api", nil).Route("GET /todos", list)

	if report := synthtest.Report(app); len(report) > 0 {
		t.Error(report)
	}
	for _, want := range []struct {
		stack awscdk.Stack
		waits string
	}{{other, "Production"}, {without, ""}, {anywhere, "Staging"}} {
		var waits []string
		for _, d := range *want.stack.Dependencies() {
			waits = append(waits, *d.StackName())
		}
		if got := strings.Join(waits, " "); got != want.waits {
			t.Errorf("%s waits for %q, want %q", *want.stack.StackName(), got, want.waits)
		}
		if logs := synthtest.Synth(t, want.stack).Only(t, "AWS::ApiGateway::Stage").Properties["AccessLogSetting"] != nil; logs != (want.waits != "") {
			t.Errorf("%s has an access log: %v", *want.stack.StackName(), logs)
		}
	}
}

func TestAPIIsARestApi(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", nil)
	api.Route("GET /todos", list)
	awsapigateway.NewBasePathMapping(stack, jsii.String("Mapping"), &awsapigateway.BasePathMappingProps{
		DomainName: awsapigateway.DomainName_FromDomainNameAttributes(stack, jsii.String("Name"), &awsapigateway.DomainNameAttributes{
			DomainName: jsii.String("api.example.com"), DomainNameAliasHostedZoneId: jsii.String("Z"), DomainNameAliasTarget: jsii.String("target"),
		}),
		RestApi: api, Stage: api.Stages()[0],
	})
	api.AddUsagePlan(jsii.String("Own"), &awsapigateway.UsagePlanProps{ApiStages: &[]*awsapigateway.UsagePlanPerApiStage{{Api: api, Stage: api.DeploymentStage()}}})
	template := synthtest.Synth(t, stack)
	if got := fmt.Sprint(template.Only(t, "AWS::ApiGateway::BasePathMapping").Properties); !strings.Contains(got, template.Of("AWS::ApiGateway::Stage")[0]) {
		t.Errorf("the mapping does not lead to the stage: %s", got)
	}
}

func TestTagsReachWhatIsMadeAtSynth(t *testing.T) {
	stack := synthtest.Stack()
	awscdk.Tags_Of(stack).Add(jsii.String("team"), jsii.String("todo"), nil)
	restapi.New(stack, "Api", &restapi.Props{Plans: []restapi.UsagePlan{{Name: "free"}}}).Route("GET /todos", list)
	if got := fmt.Sprint(synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::UsagePlan").Properties["Tags"]); !strings.Contains(got, "team") {
		t.Errorf("tags %v", got)
	}
}

func TestPropsOfTheUserAreNotWrittenTo(t *testing.T) {
	stack := synthtest.Stack()
	variables := map[string]string{"TABLE": "a"}
	origins := cors.Allow("https://app.example.com")
	throttle, headers := &restapi.Throttle{Rate: 1, Burst: 1}, map[string]string{"X-A": "a"}
	props := &restapi.Props{
		CORS: origins, Stages: []restapi.Stage{{Variables: variables, Throttle: throttle}}, Functions: &function.Config{},
		Responses: []restapi.GatewayResponse{{Type: restapi.Throttled, Headers: headers}},
		Plans:     []restapi.UsagePlan{{Name: "free", Throttle: throttle}},
	}
	api := restapi.New(stack, "Api", props)
	throttle.Rate, headers["X-A"] = 4711, "changed"
	variables["TABLE"], origins.AllowOrigins[0] = "changed", "https://changed.example.com"
	request := &restapi.Request{Query: []string{"page"}}
	api.Handle(restapi.Route{Key: "GET /todos", Handler: list, Request: request})
	request.Query[0] = "changed"
	text := fmt.Sprint(synthtest.Synth(t, stack))
	if strings.Contains(text, "changed") || strings.Contains(text, "4711") {
		t.Error("a change after New or Handle reached the template")
	}
	if props.Name != "" || len(slices.Collect(maps.Keys(variables))) != 1 {
		t.Errorf("props were changed: %+v", props)
	}
}

func TestTokensPassWhereTheValueNeedNotBeKnown(t *testing.T) {
	stack := synthtest.Stack()
	param := *awscdk.NewCfnParameter(stack, jsii.String("Value"), nil).ValueAsString()
	api := restapi.New(stack, "Api", &restapi.Props{
		Name: param, Description: param, CORS: cors.Allow(param), VPCEndpoints: []string{param}, Endpoint: restapi.Private,
		AllowFrom: []restapi.Source{restapi.VPCEndpoints(param), restapi.IPs(param), restapi.Accounts(param)},
		Stages:    []restapi.Stage{{Description: param, Variables: map[string]string{"VALUE": param}, AccessLog: &accesslog.Config{Firehose: param}}},
		Plans:     []restapi.UsagePlan{{Name: "free", Description: param, Keys: []restapi.Key{{Name: "acme", Value: param}}}},
		Responses: []restapi.GatewayResponse{{Type: restapi.Throttled, Headers: map[string]string{"X-Value": param}, Body: param}},
		Functions: &function.Config{Description: param, Environment: map[string]string{"VALUE": param}},
	})
	api.Route("GET /todos", list)
	api.Handle(restapi.Route{Key: "GET /url", Integration: integrations.URL(param, &integrations.URLOptions{Timeout: time.Second})})
	synthtest.Synth(t, stack)
}

func TestGrantInvokeIsForTheRouteOnly(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", &restapi.Props{DefaultAuth: authorizers.IAM()})
	user := awsiam.NewUser(stack, jsii.String("User"), nil)
	api.GrantInvoke("GET /todos/{id}", user)
	api.Route("ANY /todos/{id}", list)
	policy := fmt.Sprint(synthtest.Synth(t, stack).Only(t, "AWS::IAM::Policy").Properties)
	if !strings.Contains(policy, "/*/GET/todos/*]") || !strings.Contains(policy, "execute-api:Invoke") {
		t.Errorf("policy %s", policy)
	}
}

func TestGrantInvokeOfARouteThatAsksNoPolicy(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := restapi.New(stack, "Api", nil)
	api.Route("GET /todos", list)
	user := awsiam.NewUser(stack, jsii.String("User"), nil)
	api.GrantInvoke("GET /todos", user)
	api.GrantInvoke("GET /none", user)
	api.GrantInvoke("GET /none", nil)
	want := []string{`asks no IAM policy`, `no route "GET /none" is declared`, `the grantee is nil`}
	if got := synthtest.Report(app); len(got) != 3 || !strings.Contains(got[0], want[0]) || !strings.Contains(got[1], want[1]) || !strings.Contains(got[2], want[2]) {
		t.Errorf("report %q, want %q", got, want)
	}
}

// A stage knows ANY only as the methods that it stands for.
func TestSettingsOfARouteForAnyMethod(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", &restapi.Props{CORS: cors.AllowAny()})
	limit := &restapi.Throttle{Rate: 1, Burst: 2}
	api.Handle(
		restapi.Route{Key: "ANY /pages/{proxy+}", Handler: "testdata/todos.Page", Throttle: limit},
		restapi.Route{Key: "PUT /pages/{proxy+}", Handler: "testdata/todos.Page"},
	)
	var got []string
	for _, s := range synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::Stage").Properties["MethodSettings"].([]any) {
		setting := s.(map[string]any)
		got = append(got, fmt.Sprint(setting["HttpMethod"], " ", setting["ResourcePath"], " ", setting["ThrottlingRateLimit"], " ", setting["ThrottlingBurstLimit"]))
	}
	want := []string{"* /* <nil> <nil>"} // no limit, and all that is off
	for _, method := range []string{"DELETE", "GET", "HEAD", "PATCH", "POST"} {
		want = append(want, method+" /~1pages~1{proxy+} 1 2")
	}
	if !slices.Equal(got, want) {
		t.Errorf("settings\n%q\nwant\n%q", got, want)
	}
}

// A target of another region is called there.
func TestFunctionsOfAnotherRegion(t *testing.T) {
	stack := synthtest.Stack()
	fn := awslambda.Function_FromFunctionArn(stack, jsii.String("Fn"), jsii.String("arn:aws:lambda:eu-west-3:111122223333:function:far"))
	restapi.New(stack, "Api", nil).Handle(restapi.Route{Key: "GET /far", Integration: integrations.Lambda(fn)})
	uri := fmt.Sprint(synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::Method").Properties["Integration"])
	if want := ":apigateway:eu-west-3:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-3:"; !strings.Contains(uri, want) {
		t.Errorf("integration %s, want %q in it", uri, want)
	}
}
