// Servers in a VPC, for REST APIs.

package integrations

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
)

// balancer is what a REST API must know of a load balancer, which the CDK tells
// of one that is made in the application.
type balancer struct {
	arn, host *string
	port      float64 // 0: the usual one
}

func (p private) balancer() (balancer, bool) {
	var b balancer
	if isnil.Any(p.target) {
		return b, false
	}
	switch l := p.target.(type) {
	case awselasticloadbalancingv2.ApplicationListener:
		b.arn, b.host = l.LoadBalancer().LoadBalancerArn(), l.LoadBalancer().LoadBalancerDnsName()
	case awselasticloadbalancingv2.NetworkListener:
		b.arn, b.host = l.LoadBalancer().LoadBalancerArn(), l.LoadBalancer().LoadBalancerDnsName()
	default:
		return b, false
	}
	if cfn, ok := p.target.Node().DefaultChild().(awselasticloadbalancingv2.CfnListener); ok && cfn.Port() != nil {
		b.port = *cfn.Port()
	}
	return b, true
}

// RESTProblems implements [RESTProblems].
func (p private) RESTProblems() []string {
	out := restProblems(p.timeout, p.mapping)
	if p.kind == "CloudMap" {
		out = append(out, "a REST API reaches load balancers only; an HTTP API reaches Cloud Map services")
	} else if _, known := p.balancer(); !known && !isnil.Any(p.target) {
		out = append(out, "the listener is imported, and a REST API must know its load balancer: use integrations.URL with a name inside, or an HTTP API")
	}
	for i, text := range out {
		out[i] = p.Kind() + ": " + text
	}
	return out
}

// BindREST implements [ForREST]. (API Gateway developer guide, "Set up a private
// integration".)
func (p private) BindREST(api RESTScope) RESTBinding {
	b, _ := p.balancer()
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
		ConnectionId:      p.link(HTTPScope{Scope: api.Scope}).VpcLinkId(),
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
