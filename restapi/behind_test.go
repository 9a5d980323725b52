// What a deployment's snapshot holds by value: replaced things behind a route must
// give the stage a new deployment.

package restapi_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func TestStagesFollowWhatIsBehindRoutes(t *testing.T) {
	to := func(integration func(s awscdk.Stack, name string) integrations.Integration) func(awscdk.Stack, string) {
		return func(s awscdk.Stack, name string) {
			restapi.New(s, "Api", nil).Handle(restapi.Route{Key: "POST /a", Integration: integration(s, name)})
		}
	}
	named := func(name string) *function.Config {
		return &function.Config{Override: func(p *awslambda.FunctionProps) { p.FunctionName = jsii.String(name) }}
	}
	for what, test := range map[string]struct {
		declare  func(s awscdk.Stack, name string)
		replaced string // a type; "" if an update is enough
	}{
		"function": {func(s awscdk.Stack, name string) {
			restapi.New(s, "Api", nil).Handle(restapi.Route{Key: "GET /a", Handler: list, Function: named(name)})
		}, "AWS::Lambda::Function"},
		"authorizer's function": {func(s awscdk.Stack, name string) {
			restapi.New(s, "Api", &restapi.Props{DefaultAuth: authorizers.LambdaFunction("own", ownFunction(s, name), &authorizers.LambdaOptions{Response: authorizers.Policy})}).Route("GET /a", list)
		}, "AWS::Lambda::Function"},
		"own function": {to(func(s awscdk.Stack, name string) integrations.Integration {
			return integrations.Lambda(ownFunction(s, name))
		}), "AWS::Lambda::Function"},
		"queue": {to(func(s awscdk.Stack, name string) integrations.Integration {
			queue := awssqs.NewQueue(s, jsii.String("Queue"), &awssqs.QueueProps{QueueName: jsii.String(name)})
			return integrations.SQS(queue, integrations.SendMessage, nil)
		}), "AWS::SQS::Queue"},
		"bus": {to(func(s awscdk.Stack, name string) integrations.Integration {
			return integrations.EventBridge(awsevents.NewEventBus(s, jsii.String("Bus"), &awsevents.EventBusProps{EventBusName: jsii.String(name)}), nil)
		}), "AWS::Events::EventBus"},
		"stream": {to(func(s awscdk.Stack, name string) integrations.Integration {
			return integrations.Kinesis(awskinesis.NewStream(s, jsii.String("Stream"), &awskinesis.StreamProps{StreamName: jsii.String(name), Encryption: awskinesis.StreamEncryption_UNENCRYPTED}), nil)
		}), "AWS::Kinesis::Stream"},
		"machine": {to(func(s awscdk.Stack, name string) integrations.Integration {
			return integrations.StepFunctions(awsstepfunctions.NewStateMachine(s, jsii.String("Machine"), &awsstepfunctions.StateMachineProps{
				StateMachineName: jsii.String(name), DefinitionBody: awsstepfunctions.DefinitionBody_FromString(jsii.String("{}")),
			}), integrations.StartExecution, nil)
		}), "AWS::StepFunctions::StateMachine"},
		"table": {to(func(s awscdk.Stack, name string) integrations.Integration {
			table := awsdynamodb.NewTable(s, jsii.String("Table"), &awsdynamodb.TableProps{
				TableName: jsii.String(name), PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
			})
			return integrations.DynamoDB(table, "Scan", &integrations.Mapping{
				Request: map[string]string{"application/json": `{"TableName":"` + *table.TableName() + `"}`},
			})
		}), "AWS::DynamoDB::Table"},
		"bucket": {to(func(s awscdk.Stack, name string) integrations.Integration {
			return integrations.S3(awss3.NewBucket(s, jsii.String("Bucket"), &awss3.BucketProps{BucketName: jsii.String(name)}), "PUT", "a.png", nil)
		}), "AWS::S3::Bucket"},
		"load balancer": {to(func(s awscdk.Stack, name string) integrations.Integration {
			balancer := awselasticloadbalancingv2.NewApplicationLoadBalancer(s, jsii.String("Alb"), &awselasticloadbalancingv2.ApplicationLoadBalancerProps{
				Vpc: network(s, "10.0.0.0/16"), LoadBalancerName: jsii.String(name),
			})
			return integrations.ALB(balancer.AddListener(jsii.String("Http"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
				Port: jsii.Number(80), Open: jsii.Bool(false), DefaultAction: awselasticloadbalancingv2.ListenerAction_FixedResponse(jsii.Number(200), nil),
			}), nil)
		}), "AWS::ElasticLoadBalancingV2::LoadBalancer"},
		"subnets of a VPC link": {to(func(s awscdk.Stack, name string) integrations.Integration {
			balancer := awselasticloadbalancingv2.NewApplicationLoadBalancer(s, jsii.String("Alb"), &awselasticloadbalancingv2.ApplicationLoadBalancerProps{
				Vpc: network(s, map[string]string{"one": "10.0.0.0/16", "two": "10.1.0.0/16"}[name]),
			})
			return integrations.ALB(balancer.AddListener(jsii.String("Http"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
				Port: jsii.Number(80), Open: jsii.Bool(false), DefaultAction: awselasticloadbalancingv2.ListenerAction_FixedResponse(jsii.Number(200), nil),
			}), nil)
		}), "AWS::ApiGatewayV2::VpcLink"},
		"endpoint type": {func(s awscdk.Stack, name string) {
			restapi.New(s, "Api", &restapi.Props{Endpoint: map[string]restapi.Endpoint{"one": restapi.Regional, "two": restapi.Edge}[name]}).Route("GET /a", list)
		}, ""},
		"VPC endpoints": {func(s awscdk.Stack, name string) {
			restapi.New(s, "Api", &restapi.Props{
				Endpoint: restapi.Private, VPCEndpoints: []string{"vpce-" + name}, AllowFrom: []restapi.Source{restapi.VPCs("vpc-1")},
			}).Route("GET /a", list)
		}, ""},
		"addresses": {func(s awscdk.Stack, name string) {
			restapi.New(s, "Api", &restapi.Props{Override: func(p *awsapigateway.RestApiProps) {
				p.EndpointConfiguration.IpAddressType = map[string]awsapigateway.IpAddressType{"one": awsapigateway.IpAddressType_IPV4, "two": awsapigateway.IpAddressType_DUAL_STACK}[name]
			}}).Route("GET /a", list)
		}, ""},
		"resource policy": {func(s awscdk.Stack, name string) {
			restapi.New(s, "Api", &restapi.Props{AllowFrom: []restapi.Source{restapi.IPs(map[string]string{"one": "192.0.2.0/24", "two": "198.51.100.0/24"}[name])}}).Route("GET /a", list)
		}, ""},
	} {
		t.Run(what, func(t *testing.T) {
			c := changes.Of(t, func(s awscdk.Stack) { test.declare(s, "one") }, func(s awscdk.Stack) { test.declare(s, "two") })
			if test.replaced != "" && !strings.Contains(strings.Join(c.With(redeploy.Replace), "\n"), test.replaced) {
				t.Fatalf("no %s is replaced: %v", test.replaced, c.Steps)
			}
			if len(c.With(redeploy.Create)) != 1 || !strings.HasSuffix(c.With(redeploy.Create)[0], "AWS::ApiGateway::Deployment") {
				t.Errorf("want a new deployment, and nothing else that is new: %v", c.Steps)
			}
			c.WantSafe(t)
		})
	}
}

func ownFunction(s awscdk.Stack, name string) awslambda.Function {
	return awslambda.NewFunction(s, jsii.String("Own"), &awslambda.FunctionProps{
		FunctionName: jsii.String(name), Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"), Code: awslambda.Code_FromInline(jsii.String("x")),
	})
}

func network(s awscdk.Stack, cidr string) awsec2.IVpc {
	return awsec2.NewVpc(s, jsii.String("Vpc"), &awsec2.VpcProps{IpAddresses: awsec2.IpAddresses_Cidr(jsii.String(cidr)), NatGateways: jsii.Number(0), SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
		{Name: jsii.String("Inside"), SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS},
	}})
}
