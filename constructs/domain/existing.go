// Domains that were made elsewhere.

package domain

import (
	"fmt"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/hostname"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/tlspolicy"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// Attributes are what is known of a domain that was made elsewhere, in the
// region and account of the stack. Its certificate and records are made there;
// its routing mode too, which must let rules in if mappings have any.
type Attributes struct {
	// Name is the domain's name. Required.
	Name string

	// Endpoint is where clients connect to. Default: Regional.
	Endpoint Endpoint

	// ARN is the domain's. Required for a Private one, whose ARN has an id.
	ARN string

	// Target is where the name must lead. Needed by who asks for it only.
	Target Target

	// RESTOnly says that it was made by version 1 of API Gateway's interface,
	// and its mappings are.
	RESTOnly bool

	// SecurityPolicy of the domain. Default: TLS12.
	SecurityPolicy SecurityPolicy

	// MutualTLS says that it asks clients for certificates: the own addresses of
	// mapped APIs are then turned off.
	MutualTLS bool
}

// FromAttributes refers to a domain that was made elsewhere, to map stages to
// it. Mistakes are reported at synth.
func FromAttributes(scope constructs.Construct, id string, attributes Attributes) *Domain {
	return refer(scope, id, "domain.FromAttributes", plan.Caller(1), attributes)
}

// FromHTTP refers to a domain name of the CDK's package awsapigatewayv2, to map
// stages to it.
func FromHTTP(scope constructs.Construct, id string, name awsapigatewayv2.IDomainName) *Domain {
	if isnil.Any(name) {
		panic("gatehouse: domain.FromHTTP: the domain name is nil")
	}
	a := Attributes{Name: *name.Name(), Target: Target{Name: *name.RegionalDomainName(), ZoneID: *name.RegionalHostedZoneId()}}
	cfn, made := name.Node().DefaultChild().(awsapigatewayv2.CfnDomainName)
	if made {
		a.Name, a.ARN, a.MutualTLS = *cfn.DomainName(), *cfn.AttrDomainNameArn(), cfn.MutualTlsAuthentication() != nil
		a.Endpoint, a.SecurityPolicy = configured(cfn)
	}
	d := refer(scope, id, "domain.FromHTTP", plan.Caller(1), a)
	if made {
		d.ref, d.mode = *cfn.Ref(), &routingMode{cfn.RoutingMode, cfn.SetRoutingMode, "ROUTING_RULE_THEN_API_MAPPING"}
	}
	return d
}

// configured returns endpoint and security policy of a domain name by its first
// configuration, "" for what can't be known before the template is made.
func configured(cfn awsapigatewayv2.CfnDomainName) (Endpoint, SecurityPolicy) {
	all, _ := awscdk.Stack_Of(cfn).Resolve(cfn.DomainNameConfigurations()).([]any)
	if len(all) == 0 {
		return "", ""
	}
	first, _ := all[0].(map[string]any)
	endpoint, _ := first["endpointType"].(string)
	policy, _ := first["securityPolicy"].(string)
	return Endpoint(endpoint), SecurityPolicy(policy)
}

// FromREST refers to a domain name of the CDK's package awsapigateway, to map
// stages to it.
func FromREST(scope constructs.Construct, id string, name awsapigateway.IDomainName) *Domain {
	if isnil.Any(name) {
		panic("gatehouse: domain.FromREST: the domain name is nil")
	}
	a := Attributes{
		Name: *name.DomainName(), RESTOnly: true,
		Target: Target{Name: *name.DomainNameAliasDomainName(), ZoneID: *name.DomainNameAliasHostedZoneId()},
	}
	cfn, made := name.Node().DefaultChild().(awsapigateway.CfnDomainName)
	if made {
		a.Name, a.ARN, a.MutualTLS = *cfn.DomainName(), *cfn.AttrDomainNameArn(), cfn.MutualTlsAuthentication() != nil
		if cfn.CertificateArn() != nil { // of an edge endpoint; others have a regional one
			a.Endpoint = Edge
		}
		if policy := cfn.SecurityPolicy(); policy != nil {
			a.SecurityPolicy = SecurityPolicy(*policy)
		}
	}
	d := refer(scope, id, "domain.FromREST", plan.Caller(1), a)
	if made {
		d.ref, d.mode = *cfn.Ref(), &routingMode{cfn.RoutingMode, cfn.SetRoutingMode, "ROUTING_RULE_THEN_BASE_PATH_MAPPING"}
	}
	return d
}

func refer(scope constructs.Construct, id, function string, pos plan.Pos, a Attributes) *Domain {
	d := &Domain{pos: pos, existing: true, arn: a.ARN, ref: a.Name, target: a.Target, props: Props{
		Name: a.Name, Endpoint: a.Endpoint, RESTOnly: a.RESTOnly, SecurityPolicy: a.SecurityPolicy,
	}}
	if a.MutualTLS {
		d.props.MutualTLS = &MutualTLS{}
	}
	d.begin(scope, id, function)
	if text := hostname.Problem(a.Name); text != "" {
		d.problem(pos, "%s", text)
	}
	d.checkEndpoints()
	problems, _ := tlspolicy.Check(string(d.props.policy()), "", string(d.props.endpoint())) // warnings are for who makes it
	for _, text := range problems {
		d.problem(pos, "%s", text)
	}
	d.checkAsking()
	d.checkPrivateName()
	d.checkARN()
	if d.arn == "" {
		d.arn = d.apiARN()
	}
	return d
}

// domainARN reads the ARN of a domain: its region and name, and the id of a
// private one (API Gateway developer guide, "Custom domain names for private
// APIs").
var domainARN = regexp.MustCompile(`^arn:aws[a-z-]*:apigateway:([a-z0-9-]+):[0-9]*:/domainnames/([^+]+)(\+.+)?$`)

// checkARN finds an ARN that is none, or another domain's.
func (d *Domain) checkARN() {
	private := d.props.private()
	if d.arn == "" {
		if private {
			d.problem(d.pos, "a Private domain needs its ARN, which has an id")
		}
		return
	}
	if token.In(d.arn) {
		return
	}
	region := d.region()
	like := fmt.Sprintf("arn:aws:apigateway:%s::/domainnames/%s", shownRegion(region), shown(d.props.Name))
	if private {
		like = fmt.Sprintf("arn:aws:apigateway:%s:123456789012:/domainnames/%s+ID", shownRegion(region), shown(d.props.Name))
	}
	switch m := domainARN.FindStringSubmatch(d.arn); {
	case m == nil || (m[3] != "") != private:
		d.problem(d.pos, "ARN is %q; that of a domain with the Endpoint %s is like %s", d.arn, d.props.endpoint(), like)
	case m[2] != d.props.Name && !token.In(d.props.Name):
		d.problem(d.pos, "ARN is %q, which is that of %q", d.arn, m[2])
	case place.Differ(m[1], region):
		d.problem(d.pos, "ARN is in the region %s; the domain must be in that of the stack, %s", m[1], region)
	}
}

// apiARN returns the ARN of a public domain made elsewhere.
func (d *Domain) apiARN() string {
	stack := awscdk.Stack_Of(d)
	return "arn:" + *stack.Partition() + ":apigateway:" + *stack.Region() + "::/domainnames/" + d.props.Name
}
