// Servers in a VPC, which an API reaches through a VPC link.

package integrations

import (
	"fmt"
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

// ALB leads to a listener of an Application Load Balancer, which is opened to
// the VPC link if the API makes one. From a REST API the path comes with the
// stage's name in front (API Gateway developer guide, "Private integrations for
// REST APIs"). Options may be nil.
func ALB(listener awselasticloadbalancingv2.IApplicationListener, options *PrivateOptions) Integration {
	p := newPrivate("ALB", listener, options)
	if made, ok := listener.(awselasticloadbalancingv2.ApplicationListener); ok && !isnil.Any(listener) && p.vpc == nil {
		p.vpc = made.LoadBalancer().Vpc()
	}
	return p
}

// NLB leads to a listener of a Network Load Balancer, which is opened to the
// VPC link if the API makes one and the load balancer has security groups.
// From a REST API the path comes as with ALB. Options may be nil.
func NLB(listener awselasticloadbalancingv2.INetworkListener, options *PrivateOptions) Integration {
	p := newPrivate("NLB", listener, options)
	if made, ok := listener.(awselasticloadbalancingv2.NetworkListener); ok && !isnil.Any(listener) && p.vpc == nil {
		p.vpc = made.LoadBalancer().Vpc()
	}
	return p
}

// CloudMap leads to the instances of a Cloud Map service, which needs SRV
// records or HTTP discovery with a port for each instance. Options must name
// the VPC or a VPC link.
func CloudMap(service awsservicediscovery.IService, options *PrivateOptions) Integration {
	return newPrivate("CloudMap", service, options)
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

func (p private) Kind() string { return p.kind + " integration" }

func (p private) Problems() []string {
	var out []string
	add := func(format string, args ...any) {
		out = append(out, p.Kind()+": "+fmt.Sprintf(format, args...))
	}
	switch {
	case isnil.Any(p.target):
		add("its target is nil")
	case isnil.Any(p.vpcLink) && isnil.Any(p.vpc) && p.kind == "CloudMap":
		add("a Cloud Map service does not say in which VPC its instances are: give VPC or VpcLink")
	case isnil.Any(p.vpcLink) && isnil.Any(p.vpc):
		add("the listener is imported, so its VPC is not known: give VPC or VpcLink")
	}
	if text := methodProblem(p.method); text != "" {
		add("%s", text)
	}
	if text := timeoutProblem(p.timeout); text != "" {
		add("%s", text)
	}
	if !*awscdk.Token_IsUnresolved(p.serverName) && strings.ContainsAny(p.serverName, ":/ ") {
		add("ServerName %q: write a host name only, such as internal.example.com", p.serverName)
	}
	for _, text := range p.mapping.problems() {
		add("%s", text)
	}
	return out
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
		ConnectionId:         p.link(api).VpcLinkId(),
		PayloadFormatVersion: jsii.String("1.0"),
	}
	target := within(api.Scope, p.target)
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
func (p private) link(api HTTPScope) awsapigatewayv2.IVpcLink {
	if !isnil.Any(p.vpcLink) {
		return p.vpcLink
	}
	id := "VpcLink:" + strings.ReplaceAll(within(api.Scope, p.vpc), "/", "|")
	link, made := api.Scope.Node().TryFindChild(jsii.String(id)).(awsapigatewayv2.VpcLink)
	var group awsec2.ISecurityGroup
	if made {
		group = link.Node().FindChild(jsii.String("Access")).(awsec2.ISecurityGroup)
	} else {
		link, group = newLink(api.Scope, id, p.vpc)
	}
	// Said by the link, so that the rule is in the API's stack: the other way
	// round, a load balancer's stack and the API's would need each other.
	why := jsii.String("from the API's VPC link")
	switch listener := p.target.(type) {
	case awselasticloadbalancingv2.IApplicationListener:
		group.Connections().AllowToDefaultPort(listener, why)
	case awselasticloadbalancingv2.NetworkListener:
		// A network load balancer may do without security groups.
		if b, _ := p.balancer(); b.port != 0 && listener.LoadBalancer().SecurityGroups() != nil {
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
	awscdk.Annotations_Of(link).AcknowledgeWarning(jsii.String("@aws-cdk/aws-ec2:ipv4IgnoreEgressRule"), jsii.String("the VPC link may send everywhere"))
	link.AddSecurityGroups(group)
	return link, group
}
