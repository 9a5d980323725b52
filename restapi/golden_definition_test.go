// Whole templates of APIs that are one definition, one for each behaviour.

package restapi_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func TestGoldenDefinitions(t *testing.T) {
	for name, declare := range map[string]func(awscdk.Stack){
		"definition-shared-function": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{Definition: true, Name: "todo", Description: "todos of everybody"})
			awscdk.Tags_Of(api).Add(jsii.String("part"), jsii.String("api"), nil)
			api.Route("GET /todos", "testdata/todos.List")
			api.Route("POST,PUT /todos/{id}", "testdata/todos.Create")
			api.Route("ANY /pages/{proxy+}", "testdata/todos.Page")
			api.Route("GET /", "testdata/health.Check")
		},
		"definition-authorizers": func(s awscdk.Stack) {
			pool := awscognito.NewUserPool(s, jsii.String("Pool"), nil)
			client := pool.AddClient(jsii.String("Web"), nil)
			api := restapi.New(s, "Api", &restapi.Props{Definition: true, RequireAPIKey: true, DefaultAuth: authorizers.Cognito("users", pool, client),
				Plans: []restapi.UsagePlan{{Name: "free", Keys: []restapi.Key{{Name: "acme"}}, Throttle: &restapi.Throttle{Rate: 5, Burst: 10},
					Routes: []restapi.RouteLimit{{Key: "GET /todos", Throttle: restapi.Throttle{Rate: 1, Burst: 1}}}}}})
			api.Handle(
				restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Scopes: []string{"todos/read"}},
				restapi.Route{Key: "GET /iam", Handler: "testdata/todos.List", Auth: authorizers.IAM()},
				restapi.Route{Key: "GET /token", Handler: "testdata/todos.List", Auth: authorizers.Token("key", "testdata/auth.Check", &authorizers.TokenOptions{
					Header: "X-Token", Pattern: "^[a-z]+$", TTL: authorizers.NoCache,
				})},
				restapi.Route{Key: "GET /request", Handler: "testdata/todos.List", Auth: authorizers.Lambda("request", "testdata/auth.Look", &authorizers.LambdaOptions{
					Response: authorizers.Policy, TTL: time.Minute,
					IdentitySources: []string{"$request.header.X-Tenant", "$request.querystring.key", "$context.httpMethod", "$stageVariables.realm"},
				})},
				restapi.Route{Key: "GET /health", Handler: "testdata/health.Check", Auth: authorizers.None(), APIKey: restapi.APIKeyNotRequired},
			)
		},
		"definition-requests": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{
				Definition: true, CORS: cors.Allow("https://app.example.com"), BinaryMediaTypes: []string{"image/png"}, CompressFrom: -1,
				Stages: []restapi.Stage{{Cache: &restapi.Cache{TTL: time.Minute}}},
				Responses: []restapi.GatewayResponse{
					{Type: restapi.MissingAuthenticationToken, Status: 404, Body: `{"message":"no such thing"}`},
				},
			})
			api.Handle(
				restapi.Route{Key: "POST /todos/{id}", Handler: "testdata/todos.Create", Request: &restapi.Request{
					Body: restapi.SchemaOf[newTodo](), Query: []string{"version"}, Headers: []string{"X-Tenant"}}},
				restapi.Route{Key: "GET /todos/{id}", Handler: "testdata/todos.List", Cache: &restapi.RouteCache{TTL: time.Hour, Keys: []string{"query.page", "header.Accept"}},
					Throttle: &restapi.Throttle{Rate: 1, Burst: 2}, Override: func(p *awsapigateway.CfnMethodProps) { p.OperationName = jsii.String("listTodos") }},
				restapi.Route{Key: "GET /pong", Integration: integrations.Mock(nil)},
			)
		},
		"definition-services": func(s awscdk.Stack) {
			table := awsdynamodb.NewTable(s, jsii.String("Todos"), &awsdynamodb.TableProps{
				PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
			})
			fn := inline(s)
			api := restapi.New(s, "Api", &restapi.Props{Definition: true, Stages: []restapi.Stage{{Variables: map[string]string{"alias": "live"}}}})
			api.Handle(
				restapi.Route{Key: "GET /todos/{id}", Integration: integrations.DynamoDB(table, "GetItem", &integrations.Mapping{
					Request: map[string]string{"application/json": `{"TableName":"` + *table.TableName() + `","Key":{"id":{"S":"$util.escapeJavaScript($input.params('id'))"}}}`},
					Responses: []integrations.RESTResponse{
						{Status: 200, Templates: map[string]string{"application/json": `{"title":$input.json('$.Item.title.S')}`}},
						{Status: 400, Pattern: `4\d{2}`},
					},
				})},
				restapi.Route{Key: "GET /images/{id}", Integration: integrations.S3(awss3.NewBucket(s, jsii.String("Images"), nil), "GET", "images/{id}.png", nil)},
				restapi.Route{Key: "ANY /legacy/{proxy+}", Integration: integrations.URL("https://legacy.example.com/{proxy}", nil)},
				restapi.Route{Key: "GET /stream", Integration: integrations.LambdaStream(fn)},
				restapi.Route{Key: "GET /alias", Integration: integrations.LambdaAlias(fn, "alias", "live")},
			)
		},
		"definition-private": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{
				Definition: true, Endpoint: restapi.Private, VPCEndpoints: []string{"vpce-1"}, DisableEndpoint: true,
				AllowFrom: []restapi.Source{restapi.VPCEndpoints("vpce-1", "vpce-2"), restapi.Accounts("123456789012")},
			})
			api.Route("GET /todos", "testdata/todos.List")
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}

// inline is a function that the test makes itself.
func inline(s awscdk.Stack) awslambda.Function {
	return awslambda.NewFunction(s, jsii.String("Inline"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
	})
}
