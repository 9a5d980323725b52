// A second API, in front of servers in a VPC, and with objects of the CDK.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2authorizers"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsservicediscovery"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
)

// private declares the API of the servers.
func private(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Private"), nil)
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{
		MaxAzs:   jsii.Number(2),
		FlowLogs: &map[string]*awsec2.FlowLogOptions{"All": {}},
	})
	web, raw, names := servers(stack, vpc)

	check := awslambda.NewFunction(stack, jsii.String("Check"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_24_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async (e) => ({isAuthorized: e.headers.authorization === " +
			"'Bearer demo'})")),
		MemorySize: jsii.Number(256), Timeout: awscdk.Duration_Seconds(jsii.Number(3)),
	})
	api := httpapi.New(stack, "Api", &httpapi.Props{
		DefaultAuth: authorizers.LambdaFunction("check", check, nil),
		Stages:      []httpapi.Stage{{Throttle: &httpapi.Throttle{Rate: 50, Burst: 100}}}, // for each route: servers scale less than API Gateway
	})

	// One VPC link for all three, made by the API; the load balancer lets it in.
	api.Handle(
		httpapi.Route{Key: "ANY /web/{proxy+}", Integration: integrations.ALB(web, &integrations.PrivateOptions{
			Request: []integrations.Change{integrations.SetPath("/${request.path.proxy}")},
		})},
		httpapi.Route{Key: "ANY /raw/{proxy+}", Integration: integrations.NLB(raw, nil)},
		httpapi.Route{Key: "ANY /named/{proxy+}", Integration: integrations.CloudMap(names, &integrations.PrivateOptions{VPC: vpc})},
	)

	// Integrations and authorizers of the CDK, as they are.
	api.Handle(httpapi.Route{
		Key: "GET /hello",
		Integration: integrations.FromHTTP("hello", awsapigatewayv2integrations.NewHttpUrlIntegration(jsii.String("Hello"),
			jsii.String("https://example.com"), nil)),
		Auth: authorizers.FromHTTP(awsapigatewayv2authorizers.NewHttpJwtAuthorizer(jsii.String("Login"), jsii.String("https://login.example.com"),
			&awsapigatewayv2authorizers.HttpJwtAuthorizerProps{JwtAudience: jsii.Strings("hello")})),
	})

	acceptInPrivate(stack)
}

// servers stand for those that you have.
func servers(stack awscdk.Stack, vpc awsec2.IVpc) (web awselasticloadbalancingv2.ApplicationListener,
	raw awselasticloadbalancingv2.NetworkListener, names awsservicediscovery.Service) {
	alb := awselasticloadbalancingv2.NewApplicationLoadBalancer(stack, jsii.String("Web"),
		&awselasticloadbalancingv2.ApplicationLoadBalancerProps{Vpc: vpc})
	web = alb.AddListener(jsii.String("Http"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
		Port: jsii.Number(80), Open: jsii.Bool(false),
		DefaultAction: awselasticloadbalancingv2.ListenerAction_FixedResponse(jsii.Number(200), &awselasticloadbalancingv2.FixedResponseOptions{
			ContentType: jsii.String("text/plain"), MessageBody: jsii.String("web"),
		}),
	})
	nlb := awselasticloadbalancingv2.NewNetworkLoadBalancer(stack, jsii.String("Raw"),
		&awselasticloadbalancingv2.NetworkLoadBalancerProps{Vpc: vpc})
	raw = nlb.AddListener(jsii.String("Tcp"), &awselasticloadbalancingv2.BaseNetworkListenerProps{
		Port: jsii.Number(80),
		DefaultTargetGroups: &[]awselasticloadbalancingv2.INetworkTargetGroup{
			awselasticloadbalancingv2.NewNetworkTargetGroup(stack, jsii.String("RawServers"), &awselasticloadbalancingv2.NetworkTargetGroupProps{
				Port: jsii.Number(80), Vpc: vpc, TargetType: awselasticloadbalancingv2.TargetType_IP,
			}),
		},
	})
	namespace := awsservicediscovery.NewPrivateDnsNamespace(stack, jsii.String("Names"), &awsservicediscovery.PrivateDnsNamespaceProps{
		Name: jsii.String("gateway.internal"), Vpc: vpc,
	})
	return web, raw, namespace.CreateService(jsii.String("Orders"), &awsservicediscovery.DnsServiceProps{
		DnsRecordType: awsservicediscovery.DnsRecordType_SRV,
	})
}
