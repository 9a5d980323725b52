// Whole templates, one for each authorizer.

package httpapi_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2authorizers"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

var quiet = []httpapi.Stage{{AccessLog: &accesslog.Config{Off: true}}}

// inline is a function that the test makes itself.
func inline(s awscdk.Stack, id string) awslambda.Function {
	return awslambda.NewFunction(s, jsii.String(id), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
	})
}

func TestGoldenOfAuthorizers(t *testing.T) {
	for name, declare := range map[string]func(awscdk.Stack){
		"auth-jwt-source": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet, DefaultAuth: authorizers.WithIdentitySource(
				authorizers.JWT("login", "https://login.example.com", "todo-app"), "$request.querystring.token")})
			api.Route("GET /todos", "testdata/todos.List")
		},
		"auth-cognito": func(s awscdk.Stack) {
			pool := awscognito.NewUserPool(s, jsii.String("Users"), nil)
			web := pool.AddClient(jsii.String("Web"), nil)
			app := pool.AddClient(jsii.String("App"), nil)
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet, DefaultAuth: authorizers.Cognito("users", pool, web, app)})
			api.Handle(httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Scopes: []string{"todos/read"}})
		},
		"auth-lambda-handler": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet, DefaultAuth: authorizers.Lambda("session", "testdata/auth.Check", nil)})
			api.Route("GET /todos", "testdata/todos.List")
			api.Handle(httpapi.Route{Key: "DELETE /todos/{id}", Handler: "testdata/todos.Page", Auth: authorizers.Lambda("admin", "testdata/auth.Decide", &authorizers.LambdaOptions{
				Response:        authorizers.Policy,
				IdentitySources: []string{"$request.header.X-Admin", "$context.routeKey"},
				TTL:             time.Hour,
				Function:        &function.Config{MemoryMB: 512, Timeout: 3 * time.Second},
			})})
		},
		"auth-lambda-function": func(s awscdk.Stack) {
			auth := authorizers.LambdaFunction("old", inline(s, "Auth"), &authorizers.LambdaOptions{
				Response: authorizers.Policy, PayloadFormat: "1.0", IdentitySources: []string{}, TTL: authorizers.NoCache,
			})
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet})
			api.Handle(httpapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Auth: auth})
		},
		"auth-iam-grant": func(s awscdk.Stack) {
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet, DefaultAuth: authorizers.IAM()})
			api.Route("GET,PUT /todos/{id}/notes", "testdata/todos.List")
			api.Route("ANY /files/{path+}", "testdata/todos.Page")
			user := awsiam.NewUser(s, jsii.String("User"), nil)
			api.GrantInvoke("PUT /todos/{id}/notes", user)
			api.GrantInvoke("GET /files/{path+}", user)
		},
		"auth-from-cdk": func(s awscdk.Stack) {
			own := awsapigatewayv2authorizers.NewHttpLambdaAuthorizer(jsii.String("Own"), inline(s, "Auth"), nil)
			login := awsapigatewayv2authorizers.NewHttpJwtAuthorizer(jsii.String("Login"), jsii.String("https://login.example.com"),
				&awsapigatewayv2authorizers.HttpJwtAuthorizerProps{JwtAudience: jsii.Strings("todo-app")})
			api := httpapi.New(s, "Api", &httpapi.Props{Stages: quiet, DefaultAuth: authorizers.FromHTTP(own)})
			api.Route("GET,POST /todos", "testdata/todos.List")
			api.Handle(
				httpapi.Route{Key: "PUT /todos", Handler: "testdata/todos.Create", Auth: authorizers.FromHTTP(login), Scopes: []string{"write"}},
				httpapi.Route{Key: "GET /iam", Handler: "testdata/todos.List", Auth: authorizers.FromHTTP(awsapigatewayv2authorizers.NewHttpIamAuthorizer())},
			)
			api.GrantInvoke("GET /iam", awsiam.NewUser(s, jsii.String("User"), nil))
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}
