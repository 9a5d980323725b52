// Load balancers in a VPC.

package integrations

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// ALB leads to a listener of an Application Load Balancer, which is opened to
// the VPC link if the API makes one. From a REST API the path comes with the
// stage's name in front (API Gateway developer guide, "Private integrations for
// REST APIs"). Options may be nil.
func ALB(listener awselasticloadbalancingv2.IApplicationListener, options *PrivateOptions) Integration {
	p := newPrivate("ALB", listener, options)
	if made, ok := listener.(awselasticloadbalancingv2.ApplicationListener); ok && !isnil.Any(listener) && p.vpc == nil {
		p.vpc = made.LoadBalancer().Vpc()
	}
	return loadBalancer{p}
}

// NLB leads to a listener of a Network Load Balancer, which is opened to the
// VPC link if the API makes one and the load balancer has security groups.
// From a REST API the path comes as with ALB. Options may be nil.
func NLB(listener awselasticloadbalancingv2.INetworkListener, options *PrivateOptions) Integration {
	p := newPrivate("NLB", listener, options)
	if made, ok := listener.(awselasticloadbalancingv2.NetworkListener); ok && !isnil.Any(listener) && p.vpc == nil {
		p.vpc = made.LoadBalancer().Vpc()
	}
	return loadBalancer{p}
}

// loadBalancer leads to a listener.
type loadBalancer struct{ private }

// balancer is what a REST API must know of a load balancer, which the CDK tells
// of one that is made in the application.
type balancer struct {
	arn, host *string
	port      float64 // 0: the usual one
}

func balancerOf(listener constructs.IConstruct) (balancer, bool) {
	var b balancer
	if isnil.Any(listener) {
		return b, false
	}
	switch l := listener.(type) {
	case awselasticloadbalancingv2.ApplicationListener:
		b.arn, b.host = l.LoadBalancer().LoadBalancerArn(), l.LoadBalancer().LoadBalancerDnsName()
	case awselasticloadbalancingv2.NetworkListener:
		b.arn, b.host = l.LoadBalancer().LoadBalancerArn(), l.LoadBalancer().LoadBalancerDnsName()
	default:
		return b, false
	}
	if cfn, ok := listener.Node().DefaultChild().(awselasticloadbalancingv2.CfnListener); ok && cfn.Port() != nil {
		b.port = *cfn.Port()
	}
	return b, true
}

// RESTProblems implements facet.RESTChecked.
func (p loadBalancer) RESTProblems() []string {
	found := problems.In(p.kind + " integration")
	found.Each(restProblems(p.timeout, p.mapping)...)
	if _, known := balancerOf(p.target); !known && !isnil.Any(p.target) {
		found.Add("the listener is imported, and a REST API must know its load balancer: use integrations.URL with a name inside, or an HTTP API")
	}
	return found.All()
}

// BindREST implements [ForREST]. (API Gateway developer guide, "Set up a private
// integration".)
func (p loadBalancer) BindREST(api RESTScope) RESTBinding {
	b, _ := balancerOf(p.target)
	scheme, host := "http", *b.host
	if p.serverName != "" {
		scheme, host = "https", p.serverName
	}
	if b.port != 0 {
		host = fmt.Sprintf("%s:%v", host, b.port)
	}
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type:              jsii.String("HTTP_PROXY"),
		Uri:               jsii.String(scheme + "://" + host),
		ConnectionType:    jsii.String("VPC_LINK"),
		ConnectionId:      p.link(api.Scope).VpcLinkId(),
		IntegrationTarget: b.arn,
	}
	if p.method != "" {
		integration.IntegrationHttpMethod = jsii.String(strings.ToUpper(p.method))
	}
	if p.timeout != 0 {
		integration.TimeoutInMillis = jsii.Number(p.timeout.Milliseconds())
	}
	return RESTBinding{Integration: integration, AppendPath: true}
}
