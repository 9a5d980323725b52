// The resources of a domain itself.

package domain

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
)

// make makes the domain's own resources. The id of the domain name is the same
// whichever resource it is: so CloudFormation refuses a change of its type before
// it does anything, instead of failing halfway since the name is in use.
func (d *Domain) make() {
	switch p := &d.props; {
	case p.private():
		d.makePrivate()
	case p.version1():
		d.makeVersion1()
	default:
		d.makeVersion2()
	}
	if d.target != (Target{}) {
		d.props.DNS.Records(d, d.props.Name, d.target)
	}
}

// makeVersion2 makes a regional domain for any kind of API.
func (d *Domain) makeVersion2() {
	p := &d.props
	config := &awsapigatewayv2.CfnDomainName_DomainNameConfigurationProperty{
		CertificateArn:                      jsii.String(d.certificateFor(Regional)),
		EndpointType:                        jsii.String(string(Regional)),
		IpAddressType:                       d.addresses(),
		SecurityPolicy:                      jsii.String(string(p.policy())),
		OwnershipVerificationCertificateArn: optional(arnOf(p.OwnershipCertificate, p.OwnershipCertificateARN)),
	}
	props := &awsapigatewayv2.CfnDomainNameProps{
		DomainName:               jsii.String(p.Name),
		DomainNameConfigurations: []any{config},
	}
	if uri, version := d.truststore(); uri != "" {
		props.MutualTlsAuthentication = &awsapigatewayv2.CfnDomainName_MutualTlsAuthenticationProperty{
			TruststoreUri: jsii.String(uri), TruststoreVersion: optional(version),
		}
	}
	for _, text := range panics.Override("domain.Props.Override", p.Override, props) {
		d.problem(d.pos, "%s", text)
	}
	for _, policy := range policies(props.DomainNameConfigurations) {
		d.checkOverride("domain.Props.Override", policy, Regional)
	}
	r := awsapigatewayv2.NewCfnDomainName(d, jsii.String("Resource"), props)
	d.arn, d.ref = *r.AttrDomainNameArn(), *r.Ref()
	d.target = Target{Name: *r.AttrRegionalDomainName(), ZoneID: *r.AttrRegionalHostedZoneId()}
	d.mode = &routingMode{r.RoutingMode, r.SetRoutingMode, "ROUTING_RULE_THEN_API_MAPPING"}
}

// makeVersion1 makes a domain for REST APIs.
func (d *Domain) makeVersion1() {
	p := &d.props
	endpoints := []Endpoint{p.endpoint()}
	if p.Second != nil {
		endpoints = append(endpoints, p.Second.Endpoint)
	}
	slices.Sort(endpoints) // which of them DNS leads to changes nothing here
	var types []*string
	props := &awsapigateway.CfnDomainNameProps{
		DomainName:                          jsii.String(p.Name),
		SecurityPolicy:                      jsii.String(string(p.policy())),
		EndpointAccessMode:                  optional(d.access()),
		OwnershipVerificationCertificateArn: optional(arnOf(p.OwnershipCertificate, p.OwnershipCertificateARN)),
	}
	for _, e := range endpoints {
		types = append(types, jsii.String(string(e)))
		if e == Edge {
			props.CertificateArn = jsii.String(d.certificateFor(e))
		} else {
			props.RegionalCertificateArn = jsii.String(d.certificateFor(e))
		}
	}
	props.EndpointConfiguration = &awsapigateway.CfnDomainName_EndpointConfigurationProperty{Types: &types, IpAddressType: d.addresses()}
	if uri, version := d.truststore(); uri != "" {
		props.MutualTlsAuthentication = &awsapigateway.CfnDomainName_MutualTlsAuthenticationProperty{
			TruststoreUri: jsii.String(uri), TruststoreVersion: optional(version),
		}
	}
	for _, text := range panics.Override("domain.Props.OverrideREST", p.OverrideREST, props) {
		d.problem(d.pos, "%s", text)
	}
	d.checkOverride("domain.Props.OverrideREST", props.SecurityPolicy, p.endpoint())
	r := awsapigateway.NewCfnDomainName(d, jsii.String("Resource"), props)
	d.arn, d.ref = *r.AttrDomainNameArn(), *r.Ref()
	d.target = Target{Name: *r.AttrRegionalDomainName(), ZoneID: *r.AttrRegionalHostedZoneId()}
	if p.endpoint() == Edge {
		d.target = Target{Name: *r.AttrDistributionDomainName(), ZoneID: *r.AttrDistributionHostedZoneId()}
	}
	d.mode = &routingMode{r.RoutingMode, r.SetRoutingMode, "ROUTING_RULE_THEN_BASE_PATH_MAPPING"}
}

// certificateFor returns the ARN of the certificate for an endpoint: a given
// one, or one that is made.
func (d *Domain) certificateFor(e Endpoint) string {
	p := &d.props
	first, second := arnOf(p.Certificate, p.CertificateARN), ""
	if p.Second != nil {
		second = arnOf(p.Second.Certificate, p.Second.CertificateARN)
	}
	switch {
	case p.Second == nil || e == p.endpoint():
		if first != "" {
			return first
		}
	case second != "":
		return second
	case first != "" && d.region() == edgeRegion:
		return first // one region serves both
	}
	if d.certificate == "" {
		d.certificate = p.DNS.Certificate(d, p.Name)
	}
	return d.certificate
}

func arnOf(c awscertificatemanager.ICertificate, arn string) string {
	if c != nil {
		return *c.CertificateArn()
	}
	return arn
}

// addresses returns the type of IP addresses, which is written out only if it
// isn't API Gateway's default.
func (d *Domain) addresses() *string {
	if d.props.DualStack {
		return jsii.String("dualstack")
	}
	return nil
}

// access returns the endpoint access mode that a newer security policy needs.
func (d *Domain) access() string {
	if d.props.Access == "" && d.props.enhanced() {
		return string(Strict)
	}
	return string(d.props.Access)
}

// optional returns nil for what is left out.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
