// What the parts of an API cost and do, beyond whole templates.

package websocket_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestSharedFunctionCostsOneIntegrationAndOnePermission(t *testing.T) {
	stack := synthtest.Stack()
	api := websocket.New(stack, "Api", nil)
	for i := range 200 {
		api.Route(fmt.Sprintf("message%d", i), "testdata/chat.Send")
	}
	template := synthtest.Synth(t, stack)
	for kind, want := range map[string]int{
		"AWS::ApiGatewayV2::Route": 200, "AWS::ApiGatewayV2::Integration": 1, "AWS::Lambda::Permission": 1, "AWS::Lambda::Function": 1, "AWS::IAM::Policy": 1,
	} {
		if got := len(template.Of(kind)); got != want {
			t.Errorf("%d resources of type %s, want %d", got, kind, want)
		}
	}
}

// order declares the same API in another order each time.
func order(seed int) awscdk.Stack {
	stack := synthtest.Stack()
	api := websocket.New(stack, "Api", nil)
	text := &websocket.Model{Name: "Text", Schema: "{}"}
	steps := []func(){
		func() { api.Route("$connect", "testdata/chat.Connect") },
		func() { api.Route("ping", "testdata/health.Ping") },
		func() {
			api.Handle(websocket.Route{Key: "a", Handler: "testdata/chat.Send", Model: text, Reply: true})
		},
		func() {
			api.Handle(websocket.Route{Key: "b", Handler: "testdata/chat.Send", Model: &websocket.Model{Name: "Text", Schema: "{}"}})
		},
		func() { api.Handle(websocket.Route{Key: "$default", Integration: integrations.Mock(nil)}) },
		func() { api.SetDefaultAuth(authorizers.IAM()) },
		func() {
			api.Handle(websocket.Route{Key: "$disconnect", Handler: "testdata/chat.Leave", Function: &function.Config{MemoryMB: 512}})
		},
		func() { api.Function("testdata/chat") },
	}
	for i := range steps {
		steps[(i*3+seed)%len(steps)]()
	}
	return stack
}

func TestOrderOfDeclarationChangesNothing(t *testing.T) {
	first := synthtest.Synth(t, order(0))
	if got := len(first.Of("AWS::ApiGatewayV2::Model")); got != 1 {
		t.Errorf("%d models, want 1 for two routes", got)
	}
	for seed := 1; seed < 8; seed++ {
		again := synthtest.Synth(t, order(seed))
		if got, want := fmt.Sprint(again.Resources), fmt.Sprint(first.Resources); got != want {
			t.Errorf("order %d: another template:\n%s\n%s", seed, want, got)
		}
	}
}

func TestOneMoreRouteReplacesNothing(t *testing.T) {
	declare := func(more bool, handler string) synthtest.Template {
		stack := synthtest.Stack()
		api := websocket.New(stack, "Api", nil)
		if more {
			api.Route("a", "testdata/chat.Send")
			api.Route("$default", "testdata/health.Ping")
		}
		api.Route("send", "testdata/chat."+handler)
		return synthtest.Synth(t, stack)
	}
	before, after := declare(false, "Send"), declare(true, "Leave")
	for _, id := range before.IDs() {
		if !slices.Contains(after.IDs(), id) {
			t.Errorf("%s is gone", id)
		}
	}
}

// Keys are the user's words, so one may be the name of any of our constructs.
func TestKeysNeverTakeTheIDOfAConstruct(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := websocket.New(stack, "Api", nil)
	for _, key := range []string{"Stage", "Resource", "Url", "AccessLog", "a/b", "a|b", "Route:x", "x"} {
		api.Route(key, "testdata/chat.Send")
	}
	problems := synthtest.Report(app)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
}

func TestConnectionsAreGrantedAndNamedUnlessTurnedOff(t *testing.T) {
	for _, off := range []bool{false, true} {
		stack := synthtest.Stack()
		api := websocket.New(stack, "Api", &websocket.Props{NoConnections: off})
		api.Function("testdata/chat") // asked for before its route
		api.Route("send", "testdata/chat.Send")
		template := synthtest.Synth(t, stack)
		granted := strings.Contains(fmt.Sprint(template.Resources), "execute-api:ManageConnections")
		named := strings.Contains(fmt.Sprint(template.Only(t, "AWS::Lambda::Function").Properties["Environment"]), "GATEHOUSE_CONNECTIONS")
		if granted == off || named == off {
			t.Errorf("NoConnections %v: granted %v, named %v", off, granted, named)
		}
	}
}

func TestGrantsForWhatWasMadeElsewhere(t *testing.T) {
	stack := synthtest.Stack()
	api := websocket.New(stack, "Api", &websocket.Props{NoConnections: true, Stages: []websocket.Stage{{Name: "beta"}, {Name: "live"}}})
	api.Route("send", "testdata/chat.Send")
	fn := inline(stack)
	api.GrantConnections(fn)
	fn.AddEnvironment(jsii.String("CONNECTIONS"), jsii.String(api.ConnectionsURL("live")), nil)
	template := synthtest.Synth(t, stack)
	policy := fmt.Sprint(template.Only(t, "AWS::IAM::Policy").Properties)
	if !strings.Contains(policy, "/beta/*/@connections/*") || !strings.Contains(policy, "/live/*/@connections/*") {
		t.Errorf("policy %s", policy)
	}
	if env := fmt.Sprint(template.Resources); !strings.Contains(env, "CONNECTIONS:map[Fn::Join:[ [https:// map[Ref:ApiF70053CD] .execute-api. map[Ref:AWS::Region] . map[Ref:AWS::URLSuffix] /live]]]") {
		t.Errorf("no URL of the connections: %s", env)
	}
}

func TestConnectionsAreServedByTheEndpointWhileItIsOn(t *testing.T) {
	for off, want := range map[bool]string{false: ".execute-api.", true: "https://chat.example.com/talk"} {
		stack := synthtest.Stack()
		api := websocket.New(stack, "Api", &websocket.Props{DisableEndpoint: off})
		api.Route("send", "testdata/chat.Send")
		awscdk.NewCfnOutput(stack, jsii.String("Connections"), &awscdk.CfnOutputProps{Value: jsii.String(api.ConnectionsURL(""))})
		view.Of(api).Stages[0].Mapped = "https://chat.example.com/talk"
		template := synthtest.Synth(t, stack)
		for what, v := range map[string]any{"output": template.Outputs["Connections"], "function": template.Only(t, "AWS::Lambda::Function").Properties["Environment"]} {
			if text := fmt.Sprint(v); !strings.Contains(text, want) {
				t.Errorf("endpoint off %v: %s has %s, want %s", off, what, text, want)
			}
		}
	}
}

func TestAPIIsAWebSocketApi(t *testing.T) {
	stack := synthtest.Stack()
	api := websocket.New(stack, "Api", nil)
	// Routes made by the CDK's own means are routes, too.
	api.AddRoute(jsii.String("other"), &awsapigatewayv2.WebSocketRouteOptions{
		Integration: awsapigatewayv2integrations.NewWebSocketLambdaIntegration(jsii.String("Other"), inline(stack), nil),
	})
	awsapigatewayv2.NewWebSocketStage(stack, jsii.String("Beta"), &awsapigatewayv2.WebSocketStageProps{
		WebSocketApi: api, StageName: jsii.String("beta"), AutoDeploy: jsii.Bool(true),
	})
	api.GrantManageConnections(inlineNamed(stack, "Admin"))
	awscdk.NewCfnOutput(stack, jsii.String("Arn"), &awscdk.CfnOutputProps{Value: api.ArnForExecuteApiV2(jsii.String("send"), jsii.String("v1"))})
	awscdk.NewCfnOutput(stack, jsii.String("Metric"), &awscdk.CfnOutputProps{Value: api.Metric(jsii.String("ConnectCount"), nil).MetricName()})
	template := synthtest.Synth(t, stack)
	if n := len(template.Of("AWS::ApiGatewayV2::Stage")); n != 2 {
		t.Errorf("%d stages, want 2", n)
	}
	if arn := fmt.Sprint(template.Outputs["Arn"]); !strings.Contains(arn, "/v1/send") {
		t.Errorf("ARN %s", arn)
	}
}

func TestStageOfAnImportedAPI(t *testing.T) {
	stack := synthtest.Stack()
	api := websocket.FromAttributes(stack, "Api", websocket.Attributes{ID: "abc123", Endpoint: "wss://abc123.example.com"})
	stage := awsapigatewayv2.NewWebSocketStage(stack, jsii.String("Stage"), &awsapigatewayv2.WebSocketStageProps{WebSocketApi: api, StageName: jsii.String("v1")})
	stage.GrantManagementApiAccess(inline(stack))
	if policy := fmt.Sprint(synthtest.Synth(t, stack).Only(t, "AWS::IAM::Policy").Properties); !strings.Contains(policy, "abc123/v1/*/@connections/*") {
		t.Errorf("policy %s", policy)
	}
}

func TestFromAttributesSaysWhatIsMissing(t *testing.T) {
	stack := synthtest.Stack()
	websocket.FromAttributes(stack, "Api", websocket.Attributes{ID: "abc123"})
	for _, tt := range []struct{ id, api, want string }{{"Other", "", "the ID is empty"}, {"Api", "abc123", `the construct id "Api" is taken`}} {
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.HasPrefix(r, "gatehouse: websocket.FromAttributes: ") || !strings.Contains(r, tt.want) {
					t.Errorf("panic %s, want %s", r, tt.want)
				}
			}()
			websocket.FromAttributes(stack, tt.id, websocket.Attributes{ID: tt.api})
		}()
	}
}

func TestIDsOfAStageAreThoseOfAnother(t *testing.T) {
	app := synthtest.App()
	var templates []synthtest.Template
	for _, name := range []string{"Dev", "Prod"} {
		stage := awscdk.NewStage(app, jsii.String(name), nil)
		stack := awscdk.NewStack(stage, jsii.String("Chat"), nil)
		websocket.New(stack, "Api", nil).Route("send", "testdata/chat.Send")
		templates = append(templates, synthtest.Synth(t, stack))
	}
	if got, want := templates[1].IDs(), templates[0].IDs(); !slices.Equal(got, want) {
		t.Errorf("ids %v, want %v", got, want)
	}
}

func TestPropsOfTheUserAreNotWrittenTo(t *testing.T) {
	stack := synthtest.Stack()
	variables := map[string]string{"color": "blue"}
	props := &websocket.Props{Stages: []websocket.Stage{{Variables: variables}}, Functions: &function.Config{}}
	api := websocket.New(stack, "Api", props)
	model := &websocket.Model{Name: "Text", Schema: "{}"}
	api.Handle(websocket.Route{Key: "send", Handler: "testdata/chat.Send", Model: model})
	variables["color"], model.Schema = "red", "{" // too late to change anything
	template := synthtest.Synth(t, stack)
	if got := fmt.Sprint(template.Only(t, "AWS::ApiGatewayV2::Stage").Properties["StageVariables"]); got != "map[color:blue]" {
		t.Errorf("variables %s", got)
	}
	if props.Functions.Environment != nil {
		t.Errorf("props were changed: %v", props.Functions.Environment)
	}
}

func TestTokensPassWhereTheValueNeedNotBeKnown(t *testing.T) {
	stack := synthtest.Stack()
	param := *awscdk.NewCfnParameter(stack, jsii.String("Value"), nil).ValueAsString()
	api := websocket.New(stack, "Api", &websocket.Props{
		Name: param, Description: param, RouteSelection: param, Stages: []websocket.Stage{{Description: param, Variables: map[string]string{"value": param}, Deployment: param}},
		Functions: &function.Config{Environment: map[string]string{"VALUE": param}},
	})
	api.Handle(websocket.Route{Key: "url", Integration: integrations.URL(param, nil)})
	api.Handle(websocket.Route{Key: "mock", Integration: integrations.Mock(&integrations.MockOptions{Body: param}), Reply: true})
	synthtest.Synth(t, stack)
}

// The first deployment into an account without its role would fail otherwise.
func TestAccessLogNeedsAnAccount(t *testing.T) {
	stack := synthtest.Stack()
	api := websocket.New(stack, "Api", &websocket.Props{Stages: []websocket.Stage{{Name: "plain"}, {Name: "asked", AccessLog: &accesslog.Config{}}}})
	api.Route("$default", "testdata/chat.Send")
	template := synthtest.Synth(t, stack)
	for _, id := range template.Some(t, "AWS::ApiGatewayV2::Stage") {
		p := template.Resources[id].Properties
		if on := p["AccessLogSettings"] != nil; on != (p["StageName"] == "asked") {
			t.Errorf("stage %v: access log %v", p["StageName"], on)
		}
	}
	synthtest.WantWarning(t, stack, `stage "plain": no access log: a WebSocket API writes it with a role of the account: make it with accesslog.NewAccount, once in the application, or set AccessLog`)
}

// API Gateway refuses a stage with logs until the account has its role.
func TestStageWaitsForTheAccount(t *testing.T) {
	stack := synthtest.Stack()
	websocket.New(stack, "Api", nil).Route("$default", "testdata/chat.Send")
	accesslog.NewAccount(stack, "Account")
	template := synthtest.Synth(t, stack)
	account := template.Of("AWS::ApiGateway::Account")[0]
	stage := template.Only(t, "AWS::ApiGatewayV2::Stage")
	if !slices.Contains(stage.DependsOn, account) || stage.Properties["AccessLogSettings"] == nil {
		t.Errorf("the stage depends on %v, want %s too; its access log: %v", stage.DependsOn, account, stage.Properties["AccessLogSettings"])
	}
}

func TestPropsAndRoutesAreCopied(t *testing.T) {
	stack := synthtest.Stack()
	limit, log := &websocket.Throttle{Rate: 1, Burst: 2}, &accesslog.Config{RetentionDays: 7}
	api := websocket.New(stack, "Api", &websocket.Props{Stages: []websocket.Stage{{Throttle: limit, AccessLog: log}}})
	api.Handle(websocket.Route{Key: "$default", Handler: "testdata/chat.Send", Throttle: limit})
	limit.Rate, log.Off = 100, true
	stage := synthtest.Synth(t, stack).Only(t, "AWS::ApiGatewayV2::Stage").Properties
	if stage["AccessLogSettings"] == nil {
		t.Error("the stage has no access log, want that of before the change")
	}
	settings, _ := stage["RouteSettings"].(map[string]any)
	for _, got := range []any{stage["DefaultRouteSettings"], settings["$default"]} {
		if m, _ := got.(map[string]any); m["ThrottlingRateLimit"] != 1.0 {
			t.Errorf("settings %v, want the rate of before the change: 1", got)
		}
	}
}

func TestKeysWithoutAPlanAreWarnedOf(t *testing.T) {
	for _, planned := range []bool{false, true} {
		stack := synthtest.Stack()
		api := websocket.New(stack, "Api", nil)
		api.Handle(websocket.Route{Key: "$connect", Integration: integrations.Mock(nil), APIKey: true})
		if planned {
			awsapigateway.NewCfnUsagePlan(stack, jsii.String("Plan"), nil)
			assertions.Annotations_FromStack(stack).HasNoWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String("usage plan")))
			continue
		}
		synthtest.WantWarning(t, stack, `websocket_test.go:\d+: route "\$connect": needs an API key, but the application has no usage plan`)
	}
}
