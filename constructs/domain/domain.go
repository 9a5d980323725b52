// A custom domain: what users say of it, and its making.

package domain

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// Props holds the settings of a domain. The zero value of each field means its
// default. Props are copied: changing them after New changes nothing.
type Props struct {
	// Name is the domain's name, such as "api.example.com", or
	// "*.api.example.com" for all names one level below. Required.
	Name string

	// Zone is the Route 53 zone that the name is in: short for DNS:
	// Route53(Zone). A zone is never looked up or guessed: give either.
	Zone awsroute53.IHostedZone

	// DNS is where the name is looked up: [Route53], [Elsewhere] or your own.
	DNS DNS

	// Certificate of the name. Default: one is made, validated by DNS.
	Certificate awscertificatemanager.ICertificate

	// CertificateARN is a certificate made elsewhere, instead of Certificate.
	CertificateARN string

	// Override changes the properties of the domain name before it is made:
	// whatever is not named here. Default: none.
	Override func(*awsapigateway.CfnDomainNameProps)
}

// Domain is a name by which clients reach stages of APIs.
type Domain struct {
	constructs.Construct

	props    Props
	pos      plan.Pos
	resource awsapigateway.CfnDomainName
	mapped   []*mapped
	problems []plan.Problem
}

// New makes a domain. Mistakes are reported at synth.
func New(scope constructs.Construct, id string, props *Props) *Domain {
	d := &Domain{pos: plan.Caller(1)}
	if props != nil {
		d.props = *props
	}
	free, problem := atsynth.FreeID(scope, id)
	constructs.NewConstruct_Override(d, scope, jsii.String(free))
	if problem != "" {
		d.problem(d.pos, "domain.New: %s", problem)
	}
	if d.props.Zone != nil {
		d.props.DNS = Route53(d.props.Zone)
	}
	d.check()
	if len(d.problems) == 0 {
		d.make()
	}
	atsynth.Do(d, d.render, func() []plan.Problem { return d.problems })
	return d
}

// Name returns the domain's name.
func (d *Domain) Name() string { return d.props.Name }

// check finds what is wrong with the properties.
func (d *Domain) check() {
	if d.props.Name == "" {
		d.problem(d.pos, `the Name is empty: write one such as "api.example.com"`)
	}
	if d.props.DNS == nil {
		d.problem(d.pos, "neither Zone nor DNS: a zone is never guessed")
	}
}

// make makes the domain's own resources.
func (d *Domain) make() {
	props := &awsapigateway.CfnDomainNameProps{
		DomainName:             jsii.String(d.props.Name),
		RegionalCertificateArn: jsii.String(d.certificate()),
		EndpointConfiguration:  &awsapigateway.CfnDomainName_EndpointConfigurationProperty{Types: jsii.Strings("REGIONAL")},
		SecurityPolicy:         jsii.String("TLS_1_2"),
	}
	if d.props.Override != nil {
		d.props.Override(props)
	}
	d.resource = awsapigateway.NewCfnDomainName(d, jsii.String("Resource"), props)
	d.props.DNS.Records(d, d.props.Name, Target{Name: *d.resource.AttrRegionalDomainName(), ZoneID: *d.resource.AttrRegionalHostedZoneId()})
}

func (d *Domain) certificate() string {
	switch {
	case d.props.Certificate != nil:
		return *d.props.Certificate.CertificateArn()
	case d.props.CertificateARN != "":
		return d.props.CertificateARN
	}
	return *awscertificatemanager.NewCertificate(d, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
		DomainName: jsii.String(d.props.Name),
		Validation: d.props.DNS.Validation(),
	}).CertificateArn()
}

// render makes the mappings, unless something is wrong.
func (d *Domain) render() {
	if len(d.problems) > 0 {
		atsynth.Refuse(d, d.problems)
		return
	}
	for _, m := range slices.SortedFunc(slices.Values(d.mapped), byPath) {
		d.makeMapping(m)
	}
}

// scopeIn returns the construct that holds the domain's mappings in a stack: the
// domain itself in its own. In others there is one for it, so that a path which
// moves from one API to another of the stack keeps its logical id.
func (d *Domain) scopeIn(stack awscdk.Stack) constructs.Construct {
	if *stack.Node().Path() == *awscdk.Stack_Of(d).Node().Path() {
		return d
	}
	id := jsii.String("Domain:" + childID(*d.Node().Path()))
	if c := stack.Node().TryFindChild(id); c != nil {
		return c.(constructs.Construct)
	}
	return constructs.NewConstruct(stack, id)
}
