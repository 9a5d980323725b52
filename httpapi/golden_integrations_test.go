// Whole templates, one for each integration.

package httpapi_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsappconfig"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsservicediscovery"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// lead declares routes, one for each integration. Without stages there is one.
type lead func(s awscdk.Stack, routes map[string]integrations.Integration, stages ...httpapi.Stage)

func leadTo(s awscdk.Stack, routes map[string]integrations.Integration, stages ...httpapi.Stage) {
	if len(stages) == 0 {
		stages = quiet
	}
	api := httpapi.New(s, "Api", &httpapi.Props{Stages: stages})
	for key, integration := range routes {
		api.Handle(httpapi.Route{Key: key, Integration: integration})
	}
}

func vpc(s awscdk.Stack) awsec2.Vpc {
	return awsec2.NewVpc(s, jsii.String("Vpc"), &awsec2.VpcProps{
		MaxAzs: jsii.Number(1), NatGateways: jsii.Number(0), RestrictDefaultSecurityGroup: jsii.Bool(false),
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{{Name: jsii.String("App"), SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS}},
	})
}

func machine(s awscdk.Stack, id string, kind awsstepfunctions.StateMachineType) awsstepfunctions.StateMachine {
	return awsstepfunctions.NewStateMachine(s, jsii.String(id), &awsstepfunctions.StateMachineProps{
		StateMachineType: kind,
		DefinitionBody:   awsstepfunctions.DefinitionBody_FromString(jsii.String(`{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}`)),
	})
}

func TestGoldenOfIntegrations(t *testing.T) {
	for name, declare := range integrationStacks(leadTo) {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}

// integrationStacks has stacks with each integration that HTTP APIs can have.
func integrationStacks(leadTo lead) map[string]func(awscdk.Stack) {
	changes := []integrations.Change{
		integrations.AppendHeader("X-Request-Id", "$context.requestId"),
		integrations.SetHeader("X-User", "user ${context.authorizer.sub}"),
		integrations.RemoveHeader("Cookie"),
		integrations.AppendQuery("lang", "en"),
		integrations.SetQuery("page", "$request.querystring.p"),
		integrations.RemoveQuery("debug"),
		integrations.SetPath("/v2/${request.path.id}"),
	}
	responses := []integrations.Response{
		{Status: 500, Changes: []integrations.Change{integrations.SetStatus(503), integrations.SetHeader("Retry-After", "5")}},
		{Status: 404, Changes: []integrations.Change{integrations.AppendHeader("X-Error", "$response.body.message"), integrations.RemoveHeader("Server")}},
	}
	return map[string]func(awscdk.Stack){
		"integration-lambda": func(s awscdk.Stack) {
			fn := inline(s, "Fn")
			live := fn.AddAlias(jsii.String("live"), nil)
			leadTo(s, map[string]integrations.Integration{
				"GET /alias":        integrations.Lambda(live),
				"GET /version":      integrations.Lambda(fn.CurrentVersion()),
				"GET,PUT /old/{id}": integrations.LambdaWith(fn, &integrations.LambdaOptions{PayloadFormat: "1.0", Timeout: 5 * time.Second, PermissionPerRoute: true}),
				"$default":          integrations.LambdaWith(fn, &integrations.LambdaOptions{PermissionPerRoute: true}),
				"GET /mapped/{id}":  integrations.LambdaWith(fn, &integrations.LambdaOptions{Request: changes, Responses: responses}),
			})
		},
		"integration-alias-by-stage": func(s awscdk.Stack) {
			fn := inline(s, "Fn")
			fn.AddAlias(jsii.String("live"), nil)
			fn.AddAlias(jsii.String("next"), nil)
			off := &accesslog.Config{Off: true}
			leadTo(s, map[string]integrations.Integration{
				"GET /a": integrations.LambdaAlias(fn, "alias", "live", "next"),
				"GET /b": integrations.LambdaAlias(fn, "alias", "live", "next"), // one integration
			},
				httpapi.Stage{Name: "live", Variables: map[string]string{"alias": "live"}, AccessLog: off},
				httpapi.Stage{Name: "test", Variables: map[string]string{"alias": "next"}, AccessLog: off})
		},
		"integration-url": func(s awscdk.Stack) {
			leadTo(s, map[string]integrations.Integration{
				"GET /users/{id}/{rest+}": integrations.URL("https://users.example.com/{id}/files/{rest}", nil),
				"POST /users/{id}":        integrations.URL("https://users.example.com/", &integrations.URLOptions{Method: "PUT", Request: changes, Responses: responses}),
			})
		},
		"integration-alb": func(s awscdk.Stack) {
			balancer := awselasticloadbalancingv2.NewApplicationLoadBalancer(s, jsii.String("Alb"), &awselasticloadbalancingv2.ApplicationLoadBalancerProps{Vpc: vpc(s)})
			listener := balancer.AddListener(jsii.String("Http"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
				Port: jsii.Number(80), Open: jsii.Bool(false),
				DefaultAction: awselasticloadbalancingv2.ListenerAction_FixedResponse(jsii.Number(200), nil),
			})
			leadTo(s, map[string]integrations.Integration{
				"ANY /{proxy+}": integrations.ALB(listener, nil),
				"GET /slow": integrations.ALB(listener, &integrations.PrivateOptions{
					Method: "POST", ServerName: "internal.example.com", Timeout: 3 * time.Second, Responses: responses,
				}),
			})
		},
		"integration-nlb": func(s awscdk.Stack) {
			network := vpc(s)
			balancer := awselasticloadbalancingv2.NewNetworkLoadBalancer(s, jsii.String("Nlb"), &awselasticloadbalancingv2.NetworkLoadBalancerProps{Vpc: network})
			listener := balancer.AddListener(jsii.String("Tcp"), &awselasticloadbalancingv2.BaseNetworkListenerProps{
				Port: jsii.Number(80),
				DefaultTargetGroups: &[]awselasticloadbalancingv2.INetworkTargetGroup{
					awselasticloadbalancingv2.NewNetworkTargetGroup(s, jsii.String("Targets"), &awselasticloadbalancingv2.NetworkTargetGroupProps{
						Port: jsii.Number(80), Vpc: network,
					}),
				},
			})
			leadTo(s, map[string]integrations.Integration{"ANY /{proxy+}": integrations.NLB(listener, nil)})
		},
		"integration-nlb-secured": func(s awscdk.Stack) {
			network := vpc(s)
			group := awsec2.NewSecurityGroup(s, jsii.String("Group"), &awsec2.SecurityGroupProps{Vpc: network})
			balancer := awselasticloadbalancingv2.NewNetworkLoadBalancer(s, jsii.String("Nlb"), &awselasticloadbalancingv2.NetworkLoadBalancerProps{
				Vpc: network, SecurityGroups: &[]awsec2.ISecurityGroup{group},
			})
			listener := balancer.AddListener(jsii.String("Tcp"), &awselasticloadbalancingv2.BaseNetworkListenerProps{
				Port: jsii.Number(8080),
				DefaultTargetGroups: &[]awselasticloadbalancingv2.INetworkTargetGroup{
					awselasticloadbalancingv2.NewNetworkTargetGroup(s, jsii.String("Targets"), &awselasticloadbalancingv2.NetworkTargetGroupProps{
						Port: jsii.Number(8080), Vpc: network,
					}),
				},
			})
			leadTo(s, map[string]integrations.Integration{"ANY /{proxy+}": integrations.NLB(listener, nil)})
		},
		"integration-cloudmap": func(s awscdk.Stack) {
			network := vpc(s)
			namespace := awsservicediscovery.NewPrivateDnsNamespace(s, jsii.String("Names"), &awsservicediscovery.PrivateDnsNamespaceProps{
				Name: jsii.String("internal"), Vpc: network,
			})
			service := namespace.CreateService(jsii.String("Orders"), &awsservicediscovery.DnsServiceProps{DnsRecordType: awsservicediscovery.DnsRecordType_SRV})
			link := awsapigatewayv2.NewVpcLink(s, jsii.String("Link"), &awsapigatewayv2.VpcLinkProps{Vpc: network})
			leadTo(s, map[string]integrations.Integration{
				"ANY /orders": integrations.CloudMap(service, &integrations.PrivateOptions{VpcLink: link, Timeout: 2 * time.Second}),
			})
		},
		"integration-sqs": func(s awscdk.Stack) {
			queue := awssqs.NewQueue(s, jsii.String("Jobs"), &awssqs.QueueProps{Encryption: awssqs.QueueEncryption_KMS})
			leadTo(s, map[string]integrations.Integration{
				"POST /jobs":   integrations.SQS(queue, integrations.SendMessage, nil),
				"GET /jobs":    integrations.SQS(queue, integrations.ReceiveMessage, &integrations.ServiceOptions{Parameters: map[string]string{"MaxNumberOfMessages": "10"}}),
				"DELETE /jobs": integrations.SQS(queue, integrations.DeleteMessage, nil),
				"POST /purge":  integrations.SQS(queue, integrations.PurgeQueue, &integrations.ServiceOptions{Timeout: time.Second, Responses: responses}),
			})
		},
		"integration-sqs-fifo": func(s awscdk.Stack) {
			queue := awssqs.NewQueue(s, jsii.String("Jobs"), &awssqs.QueueProps{Fifo: jsii.Bool(true)})
			role := awsiam.NewRole(s, jsii.String("Caller"), &awsiam.RoleProps{AssumedBy: awsiam.NewServicePrincipal(jsii.String("apigateway.amazonaws.com"), nil)})
			leadTo(s, map[string]integrations.Integration{
				"POST /jobs/{group}": integrations.SQS(queue, integrations.SendMessage, &integrations.ServiceOptions{
					Role:       role,
					Parameters: map[string]string{"MessageGroupId": "$request.path.group", "MessageDeduplicationId": "$context.requestId"},
				}),
			})
		},
		"integration-eventbridge": func(s awscdk.Stack) {
			leadTo(s, map[string]integrations.Integration{
				"POST /events":  integrations.EventBridge(awsevents.NewEventBus(s, jsii.String("Bus"), nil), nil),
				"POST /default": integrations.EventBridge(awsevents.EventBus_FromEventBusName(s, jsii.String("Default"), jsii.String("default")), &integrations.ServiceOptions{Parameters: map[string]string{"Source": "shop"}}),
			})
		},
		"integration-stepfunctions": func(s awscdk.Stack) {
			slow, quick := machine(s, "Slow", awsstepfunctions.StateMachineType_STANDARD), machine(s, "Quick", awsstepfunctions.StateMachineType_EXPRESS)
			leadTo(s, map[string]integrations.Integration{
				"POST /orders":   integrations.StepFunctions(slow, integrations.StartExecution, nil),
				"DELETE /orders": integrations.StepFunctions(slow, integrations.StopExecution, nil),
				"POST /quotes":   integrations.StepFunctions(quick, integrations.StartSyncExecution, nil),
			})
		},
		"integration-kinesis": func(s awscdk.Stack) {
			leadTo(s, map[string]integrations.Integration{"POST /clicks": integrations.Kinesis(awskinesis.NewStream(s, jsii.String("Clicks"), nil), nil)})
		},
		"integration-appconfig": func(s awscdk.Stack) {
			app := awsappconfig.NewApplication(s, jsii.String("App"), &awsappconfig.ApplicationProps{ApplicationName: jsii.String("shop")})
			environment := app.AddEnvironment(jsii.String("Prod"), nil)
			flags := app.AddHostedConfiguration(jsii.String("Flags"), &awsappconfig.HostedConfigurationOptions{
				Content: awsappconfig.ConfigurationContent_FromInlineJson(jsii.String(`{}`), nil),
			})
			leadTo(s, map[string]integrations.Integration{"GET /flags": integrations.AppConfig(environment, flags, nil)})
		},
		"integration-from-cdk": func(s awscdk.Stack) {
			queue := awssqs.NewQueue(s, jsii.String("Jobs"), nil)
			leadTo(s, map[string]integrations.Integration{
				"GET,POST /fn": integrations.FromHTTP("fn", awsapigatewayv2integrations.NewHttpLambdaIntegration(jsii.String("Fn"), inline(s, "Fn"), nil)),
				"POST /jobs":   integrations.FromHTTP("jobs", awsapigatewayv2integrations.NewHttpSqsIntegration(jsii.String("Jobs"), &awsapigatewayv2integrations.HttpSqsIntegrationProps{Queue: queue})),
				"GET /url": integrations.FromHTTP("url", awsapigatewayv2integrations.NewHttpUrlIntegration(jsii.String("Url"), jsii.String("https://example.com"), &awsapigatewayv2integrations.HttpUrlIntegrationProps{
					Timeout:          awscdk.Duration_Seconds(jsii.Number(3)),
					ParameterMapping: awsapigatewayv2.NewParameterMapping().RemoveHeader(jsii.String("cookie")),
				})),
			})
		},
	}
}
