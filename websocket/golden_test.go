// Whole templates, one for each behaviour.

package websocket_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// inline is a function that was made elsewhere.
func inline(stack awscdk.Stack) awslambda.Function { return inlineNamed(stack, "Inline") }

func inlineNamed(stack awscdk.Stack, id string) awslambda.Function {
	return awslambda.NewFunction(stack, jsii.String(id), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => ({statusCode: 200})")),
	})
}

// domain is a domain name that was made elsewhere.
func chatDomain(stack awscdk.Stack) *domain.Domain {
	return domain.New(stack, "Domain", &domain.Props{
		Name: "chat.example.com", DNS: domain.Elsewhere(), CertificateARN: "arn:aws:acm:eu-west-1:111122223333:certificate/one",
	})
}

func TestGolden(t *testing.T) {
	quiet := []websocket.Stage{{AccessLog: &accesslog.Config{Off: true}}}
	for name, declare := range map[string]func(awscdk.Stack){
		"shared-function": func(s awscdk.Stack) {
			api := websocket.New(s, "Api", nil)
			api.Route("$connect", "testdata/chat.Connect")
			api.Route("$disconnect", "testdata/chat.Leave")
			api.Route("send", "testdata/chat.Send")
			api.Route("$default", "testdata/health.Ping")
		},
		"reply": func(s awscdk.Stack) {
			api := websocket.New(s, "Api", &websocket.Props{Stages: quiet, NoConnections: true})
			api.Handle(
				websocket.Route{Key: "ping", Handler: "testdata/health.Ping", Reply: true},
				websocket.Route{Key: "time", Integration: integrations.Mock(&integrations.MockOptions{Body: `{"time":$context.requestTimeEpoch}`}), Reply: true},
			)
		},
		"integrations": func(s awscdk.Stack) {
			fn := inline(s)
			api := websocket.New(s, "Api", &websocket.Props{Stages: quiet})
			api.Handle(
				websocket.Route{Key: "$connect", Integration: integrations.Mock(nil)},
				websocket.Route{Key: "a", Integration: integrations.Lambda(fn)},
				websocket.Route{Key: "b", Integration: integrations.Lambda(fn)},
				websocket.Route{Key: "c", Integration: integrations.URL("https://chat.example.com/messages", nil)},
				websocket.Route{Key: "d", Integration: integrations.URL("https://chat.example.com/messages", &integrations.URLOptions{Method: "put", Timeout: 5 * time.Second}), Reply: true},
			)
		},
		"integrations-of-the-CDK": func(s awscdk.Stack) {
			queue := awssqs.NewQueue(s, jsii.String("Queue"), nil)
			role := awsiam.NewRole(s, jsii.String("Role"), &awsiam.RoleProps{AssumedBy: awsiam.NewServicePrincipal(jsii.String("apigateway.amazonaws.com"), nil)})
			queue.GrantSendMessages(role)
			api := websocket.New(s, "Api", &websocket.Props{Stages: quiet})
			send := integrations.FromWebSocket("queue", awsapigatewayv2integrations.NewWebSocketAwsIntegration(jsii.String("Queue"), &awsapigatewayv2integrations.WebSocketAwsIntegrationProps{
				IntegrationUri:              jsii.String("arn:aws:apigateway:eu-west-1:sqs:path/111122223333/" + *queue.QueueName()),
				IntegrationMethod:           jsii.String("POST"),
				CredentialsRole:             role,
				RequestParameters:           &map[string]*string{"integration.request.header.Content-Type": jsii.String("'application/x-www-form-urlencoded'")},
				RequestTemplates:            &map[string]*string{"$default": jsii.String("Action=SendMessage&MessageBody=$util.urlEncode($input.body)")},
				TemplateSelectionExpression: jsii.String(`\$default`),
			}))
			api.Handle(
				websocket.Route{Key: "order", Integration: send},
				websocket.Route{Key: "order again", Integration: send, Reply: true},
				websocket.Route{Key: "call", Integration: integrations.FromWebSocket("call", awsapigatewayv2integrations.NewWebSocketLambdaIntegration(jsii.String("Call"), inline(s), nil))},
			)
		},
		"auth": func(s awscdk.Stack) {
			fn := inline(s)
			api := websocket.New(s, "Api", &websocket.Props{Stages: quiet, DefaultAuth: authorizers.IAM(), NoConnections: true})
			api.Route("$connect", "testdata/chat.Connect")
			api.Handle(websocket.Route{Key: "send", Handler: "testdata/chat.Send", Auth: authorizers.None()})
			api.GrantConnect(fn)
		},
		"lambda-authorizer": func(s awscdk.Stack) {
			api := websocket.New(s, "Api", &websocket.Props{Stages: quiet, DefaultAuth: authorizers.Lambda("token", "testdata/auth.Check", &authorizers.LambdaOptions{
				Response: authorizers.Policy, IdentitySources: []string{"$request.querystring.token", "$context.stage"},
			})})
			api.Route("$connect", "testdata/chat.Connect")
			api.Route("send", "testdata/chat.Send")
		},
		"model-and-key": func(s awscdk.Stack) {
			api := websocket.New(s, "Api", &websocket.Props{
				Stages: quiet, NoConnections: true, RouteSelection: "${request.body.service}/${request.body.action}", APIKeyFrom: websocket.AuthorizerAPIKey,
			})
			text := &websocket.Model{Name: "Text", Schema: `{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}`}
			api.Handle(
				websocket.Route{Key: "chat/send", Handler: "testdata/chat.Send", Model: text, APIKey: true},
				websocket.Route{Key: "chat/shout", Handler: "testdata/chat.Send", Model: text},
			)
		},
		"stage": func(s awscdk.Stack) {
			api := websocket.New(s, "Api", &websocket.Props{
				Name: "chat", Description: "talk",
				Stages: []websocket.Stage{{
					Name: "beta", Description: "for some", Variables: map[string]string{"color": "blue", "level": "3"},
					Throttle: &websocket.Throttle{Rate: 100, Burst: 50}, AccessLog: &accesslog.Config{RetentionDays: 90},
					ExecutionLog: websocket.LogInfo, LogData: true, Metrics: true,
				}},
				Functions: &function.Config{MemoryMB: 512, Environment: map[string]string{"LEVEL": "debug"}},
			})
			api.Route("$default", "testdata/chat.Send")
			api.Handle(websocket.Route{Key: "shout", Handler: "testdata/chat.Send", Throttle: &websocket.Throttle{Rate: 0.5, Burst: 1}})
		},
		"domain": func(s awscdk.Stack) {
			api := websocket.New(s, "Api", &websocket.Props{
				Stages:          []websocket.Stage{{AccessLog: &accesslog.Config{Off: true}, Domain: &domain.Mapping{Domain: chatDomain(s), Path: "talk"}}},
				DisableEndpoint: true,
				Override:        func(p *awsapigatewayv2.WebSocketApiProps) { p.DisableSchemaValidation = jsii.Bool(true) },
			})
			api.Route("$default", "testdata/chat.Send")
		},
		"alias-by-stage": func(s awscdk.Stack) {
			fn := inline(s)
			fn.AddAlias(jsii.String("live"), nil)
			fn.AddAlias(jsii.String("next"), nil)
			off := &accesslog.Config{Off: true}
			api := websocket.New(s, "Api", &websocket.Props{Stages: []websocket.Stage{
				{Name: "live", Variables: map[string]string{"alias": "live"}, AccessLog: off},
				{Name: "test", Variables: map[string]string{"alias": "next"}, AccessLog: off},
			}})
			api.Handle(websocket.Route{Key: "send", Integration: integrations.LambdaAlias(fn, "alias", "live", "next")})
		},
		"stages": func(s awscdk.Stack) {
			accesslog.NewAccount(s, "Account")
			api := websocket.New(s, "Api", &websocket.Props{Stages: []websocket.Stage{
				{Name: "live", Variables: map[string]string{"color": "red"}},
				{AccessLog: &accesslog.Config{RetentionDays: 1}, RouteLimits: []websocket.RouteLimit{{Key: "send", Throttle: websocket.Throttle{Rate: 2, Burst: 3}}}},
				{Name: "held", Deployment: "a1b2c3", AccessLog: &accesslog.Config{Off: true}, Metrics: true},
				{Name: "byhand", Deployment: websocket.ByHand, AccessLog: &accesslog.Config{Off: true}},
			}})
			api.Handle(
				websocket.Route{Key: "send", Handler: "testdata/chat.Send"},
				websocket.Route{Key: "shout", Handler: "testdata/chat.Send", Throttle: &websocket.Throttle{Rate: 1, Burst: 1}},
			)
			view.Of(api).Stages[0].Mapped = "https://chat.example.com"
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}
