// Whole templates, one for each behaviour.

package httpapi_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestGolden(t *testing.T) {
	quiet := []httpapi.Stage{{AccessLog: &accesslog.Config{Off: true}}}
	login := authorizers.JWT("login", "https://login.example.com", "todo-app", "admin-app")
	for name, declare := range map[string]func(awscdk.Stack){
		"no-routes": func(s awscdk.Stack) {
			httpapi.New(s, "Api", nil)
		},
		"shared-function": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", nil)
			api.Route("GET /todos", "testdata/todos.List")
			api.Route("POST,PUT /todos", "testdata/todos.Create")
			api.Route("ANY /pages/{proxy+}", "testdata/todos.Page")
			api.Route("$default", "testdata/health.Check")
		},
		"function-settings": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{
				Stages:    quiet,
				Functions: &function.Config{Environment: map[string]string{"STAGE": "test"}, Tracing: true},
			})
			api.Route("GET /todos", "testdata/todos.List")
			api.Handle(httpapi.Route{Key: "POST /todos", Handler: "testdata/todos.Create", Function: &function.Config{
				MemoryMB:         512,
				Timeout:          20 * time.Second,
				Architecture:     function.X8664,
				Description:      "todos",
				LogRetentionDays: 90,
				Environment:      map[string]string{"LEVEL": "debug"},
				Override: func(p *awslambda.FunctionProps) {
					p.ReservedConcurrentExecutions = jsii.Number(5)
				},
			}})
		},
		"auth": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet, DefaultAuth: login})
			api.Handle(
				httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Scopes: []string{"todos:read"}},
				httpapi.Route{Key: "POST /todos", Handler: "testdata/todos.Create", Auth: authorizers.IAM()},
				httpapi.Route{Key: "GET /health", Handler: "testdata/health.Check", Auth: authorizers.None()},
			)
		},
		"cors": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet, CORS: &cors.Policy{
				AllowOrigins:     []string{"https://app.example.com", "http://localhost:5173"},
				AllowMethods:     []string{"GET", "POST"},
				AllowHeaders:     []string{"Authorization", "X-Request-Id"},
				ExposeHeaders:    []string{"X-Total"},
				MaxAge:           10 * time.Minute,
				AllowCredentials: true,
			}})
			api.Route("GET /todos", "testdata/todos.List")
		},
		"cors-preflight-beside-authorised-any": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet, CORS: cors.AllowAny(), DefaultAuth: login})
			api.Route("ANY /todos/{id}", "testdata/todos.Page")
			api.Route("$default", "testdata/health.Check")
		},
		"integrations": func(s awscdk.Stack) {
			fn := awslambda.NewFunction(s, jsii.String("Inline"), &awslambda.FunctionProps{
				Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
				Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
			})
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet})
			api.Handle(
				httpapi.Route{Key: "GET /inline", Integration: integrations.Lambda(fn)},
				httpapi.Route{Key: "POST /inline", Integration: integrations.Lambda(fn)},
				httpapi.Route{Key: "GET /legacy/{proxy+}", Integration: integrations.URL("https://legacy.example.com/{proxy}", nil)},
				httpapi.Route{Key: "POST /hook", Integration: integrations.URL("https://hooks.example.com/in", &integrations.URLOptions{Method: "put", Timeout: 5 * time.Second})},
			)
		},
		"throttle": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: []httpapi.Stage{{AccessLog: &accesslog.Config{Off: true}, Throttle: &httpapi.Throttle{Rate: 100, Burst: 50}}}})
			api.Route("GET /todos", "testdata/todos.List")
			api.Handle(httpapi.Route{Key: "POST,PUT /todos", Handler: "testdata/todos.Create", Throttle: &httpapi.Throttle{Rate: 0.5, Burst: 1}})
		},
		"stages": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: []httpapi.Stage{
				{
					Name: "live", Description: "for everybody", Variables: map[string]string{"TABLE": "live"},
					Throttle: &httpapi.Throttle{Rate: 100, Burst: 50}, Metrics: true,
					RouteLimits: []httpapi.RouteLimit{{Key: "POST,PUT /todos", Throttle: httpapi.Throttle{Rate: 2, Burst: 4}}},
				},
				{Description: "as ever", Variables: map[string]string{"TABLE": "main"}, AccessLog: &accesslog.Config{RetentionDays: 1}},
				{Name: "held", Deployment: "a1b2c3", AccessLog: &accesslog.Config{Off: true}},
				{Name: "byhand", Deployment: httpapi.ByHand, AccessLog: &accesslog.Config{Off: true}},
			}})
			api.Route("GET /todos", "testdata/todos.List")
			api.Handle(httpapi.Route{Key: "POST,PUT /todos", Handler: "testdata/todos.Create", Throttle: &httpapi.Throttle{Rate: 0.5, Burst: 1}})
		},
		"endpoint-off": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{DisableEndpoint: true, Stages: []httpapi.Stage{
				{AccessLog: &accesslog.Config{Off: true}}, {Name: "beta", AccessLog: &accesslog.Config{Off: true}},
			}})
			api.Route("GET /todos", "testdata/todos.List")
			view.Of(api).Stages[1].Mapped = "https://api.example.com/beta"
		},
		"props": func(s awscdk.Stack) {
			httpapi.New(s, "Api", &httpapi.Props{
				Name:        "todo",
				Description: "todos of everybody",
				Stages:      []httpapi.Stage{{AccessLog: &accesslog.Config{RetentionDays: accesslog.Forever}}},
				NoURLOutput: true,
				Override: func(p *awsapigatewayv2.HttpApiProps) {
					p.DisableExecuteApiEndpoint = jsii.Bool(true)
				},
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}
