// Whole templates of APIs that are one definition, one for each behaviour.

package httpapi_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestGoldenDefinitions(t *testing.T) {
	quiet := []httpapi.Stage{{AccessLog: &accesslog.Config{Off: true}}}
	login := authorizers.JWT("login", "https://login.example.com", "todo-app", "admin-app")
	for name, declare := range map[string]func(awscdk.Stack){
		"definition-no-routes": func(s awscdk.Stack) {
			httpapi.New(s, "Api", &httpapi.Props{Definition: true, Stages: quiet})
		},
		"definition-shared-function": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Definition: true, Name: "todo", Description: "todos of everybody", CORS: cors.AllowAny()})
			api.Route("GET /todos", "testdata/todos.List")
			api.Route("POST,PUT /todos", "testdata/todos.Create")
			api.Route("ANY /pages/{proxy+}", "testdata/todos.Page")
			api.Route("GET /todos/{id}/parts/{part}", "testdata/todos.Page")
			api.Route("$default", "testdata/health.Check")
		},
		"definition-auth": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Definition: true, Stages: quiet, DefaultAuth: login, CORS: cors.Allow("https://app.example.com")})
			api.Handle(
				httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Scopes: []string{"todos:read"}},
				httpapi.Route{Key: "POST /todos", Handler: "testdata/todos.Create", Auth: authorizers.IAM()},
				httpapi.Route{Key: "ANY /todos/{id}", Handler: "testdata/todos.Page"},
				httpapi.Route{Key: "GET /health", Handler: "testdata/health.Check", Auth: authorizers.None()},
				httpapi.Route{Key: "GET /own", Handler: "testdata/health.Check", Auth: authorizers.LambdaFunction("own", inline(s, "Asked"), &authorizers.LambdaOptions{
					IdentitySources: []string{"$request.header.X-Key", "$context.routeKey"}, TTL: time.Minute,
				})},
				httpapi.Route{Key: "GET /none", Handler: "testdata/health.Check", Auth: authorizers.FromHTTP(awsapigatewayv2.NewHttpNoneAuthorizer())},
			)
		},
		"definition-integrations": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Definition: true, Stages: quiet})
			fn := inline(s, "Inline")
			api.Handle(
				httpapi.Route{Key: "GET /inline", Integration: integrations.Lambda(fn)},
				httpapi.Route{Key: "POST /inline", Integration: integrations.LambdaWith(fn, &integrations.LambdaOptions{PermissionPerRoute: true, PayloadFormat: "1.0"})},
				httpapi.Route{Key: "GET /legacy/{proxy+}", Integration: integrations.URL("https://legacy.example.com/{proxy}", nil)},
				httpapi.Route{Key: "POST /hook", Integration: integrations.URL("https://hooks.example.com/in", &integrations.URLOptions{
					Method: "put", Timeout: 5 * time.Second, Request: []integrations.Change{integrations.SetHeader("x-from", "$context.apiId")},
					Responses: []integrations.Response{{Status: 201, Changes: []integrations.Change{integrations.SetStatus(200), integrations.RemoveHeader("x")}}},
				})},
				httpapi.Route{Key: "POST /jobs", Integration: integrations.SQS(awssqs.NewQueue(s, jsii.String("Queue"), nil), integrations.SendMessage, nil)},
			)
		},
		"definition-settings": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{
				Definition: true, DisableEndpoint: true,
				Stages: []httpapi.Stage{
					{Name: "live", Throttle: &httpapi.Throttle{Rate: 100, Burst: 50}, AccessLog: &accesslog.Config{Off: true}, Variables: map[string]string{"alias": "live"}},
				},
				Override: func(p *awsapigatewayv2.HttpApiProps) {
					p.IpAddressType = awsapigatewayv2.IpAddressType_DUAL_STACK
				},
			})
			awscdk.Tags_Of(s).Add(jsii.String("owner"), jsii.String("todos"), nil)
			awscdk.Tags_Of(api).Add(jsii.String("part"), jsii.String("api"), nil)
			alias := inline(s, "Aliased")
			alias.AddAlias(jsii.String("live"), nil)
			api.Handle(
				httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Throttle: &httpapi.Throttle{Rate: 1, Burst: 2}},
				httpapi.Route{Key: "GET /alias", Integration: integrations.LambdaAlias(alias, "alias", "live")},
			)
		},
		"definition-own-document": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Definition: true, Stages: quiet, OpenAPI: `{"openapi":"3.0.1","info":{"title":"todos","version":"2.0"},
				"paths":{"/todos/{id}":{"get":{"summary":"One of the todos","responses":{"200":{"description":"it"}}}}}}`})
			api.Route("GET /todos/{id}", "testdata/todos.List")
		},
		"definition-cleaner": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Definition: true, Stages: quiet, CleanRouteSettings: true})
			api.Handle(httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Throttle: &httpapi.Throttle{Rate: 1, Burst: 2}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}
