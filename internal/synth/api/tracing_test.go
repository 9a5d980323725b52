// Tracing is one switch for functions and stages.

package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// tracedKinds declare, beside the handlers in a package's testdata, an API with
// a function that is asked for before its route is declared, one that is not,
// and one of an authorizer.
var tracedKinds = map[string]func(scope awscdk.Stack, tracing bool, functions *function.Config){
	"httpapi": func(scope awscdk.Stack, tracing bool, functions *function.Config) {
		api := httpapi.New(scope, "Api", &httpapi.Props{Tracing: tracing, Functions: functions, Stages: []httpapi.Stage{{}, {Name: "beta"}}})
		api.Function("testdata/todos")
		api.Handle(
			httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Function: &function.Config{MemoryMB: 512}, Auth: authorizers.Lambda("who", "testdata/auth.Check", nil)},
			httpapi.Route{Key: "GET /health", Handler: "testdata/health.Check"},
		)
	},
	"restapi": func(scope awscdk.Stack, tracing bool, functions *function.Config) {
		api := restapi.New(scope, "Api", &restapi.Props{Tracing: tracing, Functions: functions, Stages: []restapi.Stage{{}, {Name: "beta"}}})
		api.Function("testdata/todos")
		api.Handle(
			restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Function: &function.Config{MemoryMB: 512}, Auth: authorizers.Token("who", "testdata/auth.Check", nil)},
			restapi.Route{Key: "GET /health", Handler: "testdata/health.Check"},
		)
	},
	"websocket": func(scope awscdk.Stack, tracing bool, functions *function.Config) {
		api := websocket.New(scope, "Api", &websocket.Props{Tracing: tracing, Functions: functions, Stages: []websocket.Stage{{}, {Name: "beta"}}})
		api.Function("testdata/chat")
		api.Handle(
			websocket.Route{Key: "$connect", Handler: "testdata/chat.Connect", Function: &function.Config{MemoryMB: 512}, Auth: authorizers.Lambda("who", "testdata/auth.Check", &authorizers.LambdaOptions{Response: authorizers.Policy})},
			websocket.Route{Key: "ping", Handler: "testdata/health.Ping"},
		)
	},
}

// traces returns the logical ids of functions, and of stages, that are traced;
// a function only if its role may write traces.
func traces(t *testing.T, template synthtest.Template) (functions, stages []string) {
	t.Helper()
	may := map[string]bool{}
	for _, id := range template.Of("AWS::IAM::Policy") {
		p := template.Resources[id].Properties
		for _, s := range p["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			actions, _ := s.(map[string]any)["Action"].([]any)
			if slices.Contains(actions, any("xray:PutTraceSegments")) && slices.Contains(actions, any("xray:PutTelemetryRecords")) {
				for _, role := range p["Roles"].([]any) {
					may[role.(map[string]any)["Ref"].(string)] = true
				}
			}
		}
	}
	for _, id := range template.Of("AWS::Lambda::Function") {
		p := template.Resources[id].Properties
		config, traced := p["TracingConfig"].(map[string]any)
		role := p["Role"].(map[string]any)["Fn::GetAtt"].([]any)[0].(string)
		if traced != may[role] {
			t.Errorf("function %s: tracing %v, but its role %s may write traces: %v", id, config, role, may[role])
		}
		if traced && config["Mode"] == "Active" {
			functions = append(functions, id)
		}
	}
	for _, id := range template.Of("AWS::ApiGateway::Stage") {
		if template.Resources[id].Properties["TracingEnabled"] == true {
			stages = append(stages, id)
		}
	}
	return functions, stages
}

func TestTracingIsOneSwitch(t *testing.T) {
	for name, declare := range tracedKinds {
		t.Run(name, func(t *testing.T) {
			t.Chdir("../../../" + name)
			for title, tt := range map[string]struct {
				tracing           bool
				config            *function.Config
				functions, stages int
			}{
				"off":                   {},
				"on":                    {tracing: true, functions: 3, stages: 2},
				"on, beside settings":   {tracing: true, config: &function.Config{MemoryMB: 1024}, functions: 3, stages: 2},
				"of all functions only": {config: &function.Config{Tracing: true}, functions: 3},
			} {
				stack := synthtest.Stack()
				declare(stack, tt.tracing, tt.config)
				template := synthtest.Synth(t, stack)
				functions, stages := traces(t, template)
				if name != "restapi" {
					tt.stages = 0
				}
				if len(functions) != tt.functions || len(stages) != tt.stages {
					t.Errorf("%s: traced are functions %v and stages %v, want %d and %d", title, functions, stages, tt.functions, tt.stages)
				}
				if n := len(template.Of("AWS::Lambda::Function")); n != 3 {
					t.Errorf("%s: %d functions", title, n)
				}
			}
		})
	}
}

func TestTracingOfOneStage(t *testing.T) {
	t.Chdir("../../../restapi")
	stack := synthtest.Stack()
	restapi.New(stack, "Api", &restapi.Props{Stages: []restapi.Stage{{}, {Name: "beta", Tracing: true}}}).Route("GET /todos", "testdata/todos.List")
	functions, stages := traces(t, synthtest.Synth(t, stack))
	if len(functions) != 0 || len(stages) != 1 || !strings.Contains(stages[0], "beta") {
		t.Errorf("traced are functions %v and stages %v", functions, stages)
	}
}

// Settings of the user's, which several APIs can share, stay as they are.
func TestTracingOfOneAPIIsNoneOfAnother(t *testing.T) {
	t.Chdir("../../../httpapi")
	stack, shared := synthtest.Stack(), &function.Config{MemoryMB: 1024}
	tracedKinds["httpapi"](stack, true, shared)
	httpapi.New(stack, "Other", &httpapi.Props{Functions: shared}).Route("GET /todos", "testdata/todos.List")
	functions, _ := traces(t, synthtest.Synth(t, stack))
	if shared.Tracing || slices.ContainsFunc(functions, func(id string) bool { return strings.HasPrefix(id, "Other") }) {
		t.Errorf("traced are %v; the settings are %+v", functions, shared)
	}
}

// An Override may give the function a role; it needs the right too.
func TestTracedFunctionWithARoleOfItsOwn(t *testing.T) {
	t.Chdir("../../../httpapi")
	stack := synthtest.Stack()
	other := awslambda.NewFunction(stack, jsii.String("Other"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"), Code: awslambda.Code_FromInline(new("exports.handler = async () => 'ok'")),
	})
	api := httpapi.New(stack, "Api", &httpapi.Props{Tracing: true, Functions: &function.Config{
		Override: func(p *awslambda.FunctionProps) { p.Role = other.Role() },
	}})
	api.Route("GET /todos", "testdata/todos.List")
	template := synthtest.Synth(t, stack)
	policy := template.Only(t, "AWS::IAM::Policy").Properties
	if text := fmt.Sprint(policy); !strings.Contains(text, "xray:PutTraceSegments") || !strings.Contains(text, "Roles:[map[Ref:OtherServiceRole") {
		t.Errorf("policy %v", policy)
	}
}
