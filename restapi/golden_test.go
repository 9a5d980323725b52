// Whole templates, one for each behaviour.

package restapi_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

type newTodo struct {
	ID    string `path:"id"`
	Title string `json:"title" check:"required,maxlen=80"`
}

func TestGolden(t *testing.T) {
	for name, declare := range map[string]func(awscdk.Stack){
		"shared-function": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", nil)
			api.Route("GET /todos", "testdata/todos.List")
			api.Route("POST,PUT /todos/{id}", "testdata/todos.Create")
			api.Route("ANY /pages/{proxy+}", "testdata/todos.Page")
			api.Route("GET /", "testdata/health.Check")
		},
		"auth": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{DefaultAuth: authorizers.IAM()})
			api.Route("GET /todos", "testdata/todos.List")
			api.Handle(restapi.Route{Key: "GET /health", Handler: "testdata/health.Check", Auth: authorizers.None()})
		},
		"authorizers": func(s awscdk.Stack) {
			pool := awscognito.NewUserPool(s, jsii.String("Pool"), nil)
			client := pool.AddClient(jsii.String("Web"), nil)
			api := restapi.New(s, "Api", &restapi.Props{DefaultAuth: authorizers.Cognito("users", pool, client)})
			api.Handle(
				restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Scopes: []string{"todos/read"}},
				restapi.Route{Key: "POST /todos", Handler: "testdata/todos.List"},
				restapi.Route{Key: "GET /token", Handler: "testdata/todos.List", Auth: authorizers.Token("key", "testdata/auth.Check", &authorizers.TokenOptions{
					Header: "X-Token", Pattern: "^[a-z]+$", TTL: authorizers.NoCache,
				})},
				restapi.Route{Key: "GET /request", Handler: "testdata/todos.List", Auth: authorizers.Lambda("request", "testdata/auth.Look", &authorizers.LambdaOptions{
					Response: authorizers.Policy, TTL: time.Minute,
					IdentitySources: []string{"$request.header.X-Tenant", "$request.querystring.key", "$context.httpMethod", "$stageVariables.realm"},
				})},
				restapi.Route{Key: "GET /health", Handler: "testdata/health.Check", Auth: authorizers.None()},
			)
		},
		"cors": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{
				DefaultAuth:      authorizers.IAM(),
				BinaryMediaTypes: []string{"*/*"},
				CORS: &cors.Policy{
					AllowOrigins: []string{"https://app.example.com"}, ExposeHeaders: []string{"X-Total"},
					MaxAge: 10 * time.Minute, AllowCredentials: true,
				},
			})
			api.Route("GET,POST /todos", "testdata/todos.List")
			api.Handle(restapi.Route{Key: "GET /pong", Integration: integrations.Mock(nil), Auth: authorizers.None()})
		},
		"requests": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", nil)
			api.Handle(
				restapi.Route{Key: "POST /todos/{id}", Handler: "testdata/todos.Create", Request: &restapi.Request{Body: restapi.SchemaOf[newTodo]()}},
				restapi.Route{Key: "PUT /todos/{id}", Handler: "testdata/todos.Create", Request: &restapi.Request{
					Body: restapi.SchemaOf[newTodo](), Query: []string{"version"}, Headers: []string{"X-Tenant"}}},
				restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Request: &restapi.Request{Query: []string{"page"}}},
				restapi.Route{Key: "GET /lists", Handler: "testdata/todos.List", Request: &restapi.Request{Query: []string{"page"}}},
			)
		},
		"keys": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{
				RequireAPIKey: true,
				Stages:        []restapi.Stage{{}, {Name: "beta"}},
				Plans: []restapi.UsagePlan{
					{
						Name: "free", Throttle: &restapi.Throttle{Rate: 5, Burst: 10}, Quota: &restapi.Quota{Requests: 1000, Per: restapi.Month},
						Routes: []restapi.RouteLimit{{Key: "POST /todos/{id}", Throttle: restapi.Throttle{Rate: 1, Burst: 1}}},
						Keys:   []restapi.Key{{Name: "acme"}, {Name: "old", ID: "abcdef"}},
					},
					{Name: "testers", Stages: []string{"beta"}, Keys: []restapi.Key{{Name: "robot", Value: "robot-key-of-twenty-characters", Disabled: true}}},
				},
			})
			api.Route("POST /todos/{id}", "testdata/todos.Create")
			api.Handle(restapi.Route{Key: "GET /health", Handler: "testdata/health.Check", APIKey: restapi.APIKeyNotRequired})
		},
		"stages": func(s awscdk.Stack) {
			accesslog.NewAccount(s, "Account")
			api := restapi.New(s, "Api", &restapi.Props{
				KeepDeployments: true,
				Stages: []restapi.Stage{
					{
						Name: "live", Description: "for everybody", Variables: map[string]string{"TABLE": "live"},
						Throttle: &restapi.Throttle{Rate: 100, Burst: 50}, ExecutionLog: restapi.LogErrors, Metrics: true, Tracing: true,
						Canary: &restapi.Canary{Percent: 10, Base: "a1b2c3", Variables: map[string]string{"TABLE": "next"}}, ClientCertificate: true,
					},
					{Name: "test", ExecutionLog: restapi.LogInfo, LogData: true, AccessLog: &accesslog.Config{RetentionDays: 1}},
					{Name: "stream", AccessLog: &accesslog.Config{Firehose: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/amazon-apigateway-log"}},
					{Name: "quiet", AccessLog: &accesslog.Config{Off: true}},
				},
			})
			api.Handle(restapi.Route{Key: "GET /todos/{id}", Handler: "testdata/todos.List", Throttle: &restapi.Throttle{Rate: 1, Burst: 2}})
		},
		"cache": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{Stages: []restapi.Stage{{Cache: &restapi.Cache{SizeGB: 1.6, TTL: time.Minute}}}})
			api.Route("GET /todos/{id}", "testdata/todos.List")
			api.Route("POST /todos", "testdata/todos.Create")
			api.Handle(
				restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Cache: &restapi.RouteCache{TTL: time.Hour, Keys: []string{"query.page", "header.Accept"}}},
				restapi.Route{Key: "GET /now", Handler: "testdata/todos.List", Cache: &restapi.RouteCache{Off: true}},
				restapi.Route{Key: "GET /mine", Handler: "testdata/todos.List", Auth: authorizers.IAM()},
			)
		},
		"responses": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{CORS: cors.AllowAny(), Responses: []restapi.GatewayResponse{
				{Type: restapi.Default4XX, Headers: map[string]string{"X-Request": "context.requestId", "Cache-Control": "no-store"}},
				{Type: restapi.MissingAuthenticationToken, Status: 404, Body: `{"message":"no such thing"}`},
			}})
			api.Route("GET /todos", "testdata/todos.List")
		},
		"private": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{
				Endpoint: restapi.Private, VPCEndpoints: []string{"vpce-1"},
				AllowFrom: []restapi.Source{restapi.VPCEndpoints("vpce-1", "vpce-2"), restapi.VPCs("vpc-3"), restapi.IPs("203.0.113.0/24"), restapi.Accounts("123456789012")},
			})
			api.Route("GET /todos", "testdata/todos.List")
		},
		"integrations": func(s awscdk.Stack) {
			fn := awslambda.NewFunction(s, jsii.String("Inline"), &awslambda.FunctionProps{
				Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
				Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
			})
			api := restapi.New(s, "Api", nil)
			api.Handle(
				restapi.Route{Key: "GET,POST /inline", Integration: integrations.Lambda(fn)},
				restapi.Route{Key: "ANY /legacy/{proxy+}", Integration: integrations.URL("https://legacy.example.com/{proxy}", nil)},
				restapi.Route{Key: "POST /hook", Integration: integrations.URL("https://hooks.example.com/in", &integrations.URLOptions{Method: "put", Timeout: 5 * time.Second})},
			)
		},
		"services": func(s awscdk.Stack) {
			table := awsdynamodb.NewTable(s, jsii.String("Todos"), &awsdynamodb.TableProps{
				PartitionKey:  &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
				EncryptionKey: awskms.NewKey(s, jsii.String("Key"), nil),
			})
			bucket := awss3.NewBucket(s, jsii.String("Images"), nil)
			api := restapi.New(s, "Api", &restapi.Props{CORS: cors.AllowAny(), BinaryMediaTypes: []string{"image/png"}})
			api.Handle(
				restapi.Route{Key: "GET /todos/{id}", Integration: integrations.DynamoDB(table, "GetItem", &integrations.Mapping{
					Request: map[string]string{"application/json": `{"TableName":"` + *table.TableName() + `","Key":{"id":{"S":"$util.escapeJavaScript($input.params('id'))"}}}`},
					Responses: []integrations.RESTResponse{
						{Status: 200, Templates: map[string]string{"application/json": `{"title":$input.json('$.Item.title.S')}`}},
						{Status: 400, Pattern: `4\d{2}`},
					},
				})},
				restapi.Route{Key: "GET /todos", Integration: integrations.DynamoDB(table, "Scan", &integrations.Mapping{
					Request: map[string]string{"application/json": `{"TableName":"` + *table.TableName() + `"}`}, Timeout: 5 * time.Second,
				})},
				restapi.Route{Key: "GET /images/{id}", Integration: integrations.S3(bucket, "GET", "images/{id}.png", nil)},
				restapi.Route{Key: "PUT /images/{id}", Integration: integrations.S3(bucket, "PUT", "images/{id}.png", nil)},
				restapi.Route{Key: "DELETE /images/{id}", Integration: integrations.S3(bucket, "DELETE", "images/{id}.png", nil)},
			)
		},
		"more-services": func(s awscdk.Stack) {
			queue := awssqs.NewQueue(s, jsii.String("Queue"), nil)
			bus := awsevents.NewEventBus(s, jsii.String("Bus"), nil)
			stream := awskinesis.NewStream(s, jsii.String("Stream"), nil)
			machine := awsstepfunctions.NewStateMachine(s, jsii.String("Machine"), &awsstepfunctions.StateMachineProps{
				DefinitionBody:   awsstepfunctions.DefinitionBody_FromString(jsii.String(`{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`)),
				StateMachineType: awsstepfunctions.StateMachineType_EXPRESS,
			})
			api := restapi.New(s, "Api", nil)
			api.Handle(
				restapi.Route{Key: "POST /queue", Integration: integrations.SQS(queue, integrations.SendMessage, nil)},
				restapi.Route{Key: "POST /bus", Integration: integrations.EventBridge(bus, nil)},
				restapi.Route{Key: "POST /stream", Integration: integrations.Kinesis(stream, &integrations.ServiceOptions{Timeout: 5 * time.Second})},
				restapi.Route{Key: "POST /start", Integration: integrations.StepFunctions(machine, integrations.StartExecution, nil)},
				restapi.Route{Key: "POST /run", Integration: integrations.StepFunctions(machine, integrations.StartSyncExecution, nil)},
			)
		},
		"vpc": func(s awscdk.Stack) {
			vpc := awsec2.Vpc_FromVpcAttributes(s, jsii.String("Vpc"), &awsec2.VpcAttributes{
				VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("a", "b"), PrivateSubnetIds: jsii.Strings("subnet-1", "subnet-2"),
			})
			alb := awselasticloadbalancingv2.NewApplicationLoadBalancer(s, jsii.String("Alb"), &awselasticloadbalancingv2.ApplicationLoadBalancerProps{Vpc: vpc})
			app := alb.AddListener(jsii.String("App"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
				Port: jsii.Number(8080), Protocol: awselasticloadbalancingv2.ApplicationProtocol_HTTP, Open: jsii.Bool(false),
				DefaultAction: awselasticloadbalancingv2.ListenerAction_FixedResponse(jsii.Number(200), nil),
			})
			api := restapi.New(s, "Api", nil)
			api.Handle(
				restapi.Route{Key: "ANY /app/{proxy+}", Integration: integrations.ALB(app, nil)},
				restapi.Route{Key: "GET /safe", Integration: integrations.ALB(app, &integrations.PrivateOptions{ServerName: "app.example.com", Method: "POST"})},
			)
		},
		"ways-to-a-function": func(s awscdk.Stack) {
			fn := awslambda.NewFunction(s, jsii.String("Inline"), &awslambda.FunctionProps{
				Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
				Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
			})
			api := restapi.New(s, "Api", &restapi.Props{
				Stages: []restapi.Stage{{Name: "live", Variables: map[string]string{"alias": "live"}}, {Name: "test", Variables: map[string]string{"alias": "next"}}},
			})
			api.Handle(
				restapi.Route{Key: "GET /stream", Integration: integrations.LambdaStream(fn)},
				restapi.Route{Key: "GET /alias", Integration: integrations.LambdaAlias(fn, "alias", "live", "next")},
				restapi.Route{Key: "POST /mapped", Integration: integrations.LambdaMapped(fn, &integrations.Mapping{
					Request: map[string]string{"application/json": `{"body":$input.json('$')}`},
				})},
			)
		},
		"props": func(s awscdk.Stack) {
			api := restapi.New(s, "Api", &restapi.Props{
				Name: "todo", Description: "todos of everybody", Endpoint: restapi.Edge, CompressFrom: -1, NoURLOutput: true,
				Override: func(p *awsapigateway.RestApiProps) { p.DisableExecuteApiEndpoint = jsii.Bool(true) },
			})
			api.Handle(restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List", Override: func(p *awsapigateway.CfnMethodProps) {
				p.OperationName = jsii.String("listTodos")
			}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}
