// Servers in a VPC, which an API reaches through a VPC link.

package integrations

import (
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsservicediscovery"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// PrivateOptions holds the settings of an integration in a VPC. The zero value
// of each field means its default.
type PrivateOptions struct {
	// VpcLink is the way into the VPC. An account has 10 in a region, so APIs
	// may share one. Default: one that the API makes for the VPC, in its
	// private subnets, with a security group of its own.
	VpcLink awsapigatewayv2.IVpcLink

	// VPC is the one for which a link is made. Default: that of the load
	// balancer, if it is made in the application; Cloud Map services and
	// imported listeners need VPC or VpcLink.
	VPC awsec2.IVpc

	// Method is the HTTP method of the request to the server. Default: that
	// of the client's request.
	Method string

	// ServerName turns TLS on, and is the name that the server's certificate
	// must have. Default: plain HTTP.
	ServerName string

	// Timeout is how long the API waits for the server: 50 ms to 30 s.
	// Default: 30 s.
	Timeout time.Duration

	// Request is what the API changes in requests. Default: nothing.
	Request []Change

	// Responses is what the API changes in responses. Default: nothing.
	Responses []Response
}

func newPrivate(kind string, target constructs.IConstruct, options *PrivateOptions) private {
	p := private{kind: kind, target: target}
	if options == nil {
		return p
	}
	p.vpcLink, p.vpc = options.VpcLink, options.VPC
	p.method, p.serverName, p.timeout = strings.ToUpper(options.Method), options.ServerName, options.Timeout
	p.mapping = newMapping(options.Request, options.Responses)
	return p
}

type private struct {
	kind       string // "ALB", "NLB" or "CloudMap"
	target     constructs.IConstruct
	vpcLink    awsapigatewayv2.IVpcLink
	vpc        awsec2.IVpc
	method     string
	serverName string
	timeout    time.Duration
	mapping    mapping
}

func (p private) Kind() string { return "an " + p.kind + " integration" }

func (p private) Problems() []string {
	found := problems.In(p.kind + " integration")
	switch {
	case isnil.Any(p.target):
		found.Add("its target is nil")
	case isnil.Any(p.vpcLink) && isnil.Any(p.vpc) && p.kind == "CloudMap":
		found.Add("a Cloud Map service does not say in which VPC its instances are: give VPC or VpcLink")
	case isnil.Any(p.vpcLink) && isnil.Any(p.vpc):
		found.Add("the listener is imported, so its VPC is not known: give VPC or VpcLink")
	}
	found.Each(methodProblem(p.method))
	found.Each(timeoutProblem(p.timeout))
	if !token.In(p.serverName) && strings.ContainsAny(p.serverName, ":/ ") {
		found.Add("ServerName %q: write a host name only, such as internal.example.com", p.serverName)
	}
	found.Each(p.mapping.problems()...)
	return found.All()
}

// ProblemsOn checks the integration on a route.
func (p private) ProblemsOn(key routekey.Key) []string {
	return p.mapping.pathProblems(key.Path.Params())
}

func (p private) BindHTTP(api HTTPScope) HTTPBinding {
	method := p.method
	if method == "" {
		method = "ANY"
	}
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:      jsii.String("HTTP_PROXY"),
		IntegrationMethod:    jsii.String(method),
		IntegrationUri:       p.uri(),
		ConnectionType:       jsii.String("VPC_LINK"),
		ConnectionId:         p.link(api.Scope).VpcLinkId(),
		PayloadFormatVersion: jsii.String("1.0"),
	}
	target := place.Within(api.Scope, p.target)
	if p.method != "" {
		target = method + " " + target
	}
	if p.serverName != "" {
		props.TlsConfig = &awsapigatewayv2.CfnIntegration_TlsConfigProperty{ServerNameToVerify: jsii.String(p.serverName)}
	}
	target += setTimeout(props, p.timeout)
	p.mapping.write(props)
	return HTTPBinding{Target: target + variant(api.Scope, p.serverName, p.mapping.request, p.mapping.responses), Props: props}
}

func (p private) uri() *string {
	switch t := p.target.(type) {
	case awsservicediscovery.IService:
		return t.ServiceArn()
	case awselasticloadbalancingv2.IListener:
		return t.ListenerArn()
	}
	panic("integrations: " + p.kind + " with a target of another kind")
}

// link returns the VPC link: the user's, or the API's own for this VPC.
func (p private) link(scope constructs.Construct) awsapigatewayv2.IVpcLink {
	if !isnil.Any(p.vpcLink) {
		return p.vpcLink
	}
	id := "VpcLink:" + atsynth.ChildID(place.Within(scope, p.vpc))
	link, made := scope.Node().TryFindChild(jsii.String(id)).(awsapigatewayv2.VpcLink)
	var group awsec2.ISecurityGroup
	if made {
		group = link.Node().FindChild(jsii.String("Access")).(awsec2.ISecurityGroup)
	} else {
		link, group = newLink(scope, id, p.vpc)
	}
	// Said by the link, so that the rule is in the API's stack: the other way
	// round, a load balancer's stack and the API's would need each other.
	why := jsii.String("from the API's VPC link")
	switch listener := p.target.(type) {
	case awselasticloadbalancingv2.IApplicationListener:
		group.Connections().AllowToDefaultPort(listener, why)
	case awselasticloadbalancingv2.NetworkListener:
		// A network load balancer may do without security groups.
		if b, _ := balancerOf(p.target); b.port != 0 && listener.LoadBalancer().SecurityGroups() != nil {
			group.Connections().AllowTo(listener.LoadBalancer(), awsec2.Port_Tcp(jsii.Number(b.port)), why)
		}
	}
	return link
}

func newLink(scope constructs.Construct, id string, vpc awsec2.IVpc) (awsapigatewayv2.VpcLink, awsec2.ISecurityGroup) {
	link := awsapigatewayv2.NewVpcLink(scope, jsii.String(id), &awsapigatewayv2.VpcLinkProps{Vpc: vpc})
	group := awsec2.NewSecurityGroup(link, jsii.String("Access"), &awsec2.SecurityGroupProps{
		Vpc: vpc, Description: jsii.String("VPC link of an HTTP API"),
	})
	// The link may send everywhere: ports behind a network load balancer and in
	// Cloud Map are not known here. So what a rule adds is there already, which
	// is nothing to warn of.
	awscdk.Annotations_Of(link).AcknowledgeWarning(jsii.String("@aws-cdk/aws-ec2:ipv4IgnoreEgressRule"),
		jsii.String("the VPC link may send everywhere"))
	link.AddSecurityGroups(group)
	return link, group
}
