// What is wrong with the settings of a domain.

package domain

import (
	"fmt"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/hostname"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/tlspolicy"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// edgeRegion is where certificates of edge endpoints are (API Gateway developer
// guide, "Set up an edge-optimized custom domain name").
const edgeRegion = "us-east-1"

// check finds what is wrong with the properties.
func (d *Domain) check() {
	p := &d.props
	if text := hostname.Problem(p.Name); text != "" {
		d.problem(d.pos, "%s", text)
	}
	d.checkEndpoints()
	d.checkDNS()
	d.checkPolicy()
	d.checkCertificates()
	d.checkMutualTLS()
	d.checkPrivate()
	for _, o := range []struct {
		given, used bool
		name, kind  string
	}{
		{p.Override != nil, !p.version1() && !p.private(), "Override", "a domain of any kind of API"},
		{p.OverrideREST != nil, p.version1(), "OverrideREST", "a domain of REST APIs only"},
		{p.OverridePrivate != nil, p.private(), "OverridePrivate", "a Private domain"},
	} {
		if o.given && !o.used {
			d.problem(d.pos, "%s is for %s, which this is not: the other Overrides are for the rest", o.name, o.kind)
		}
	}
}

func (d *Domain) checkEndpoints() {
	p := &d.props
	switch p.endpoint() {
	case Regional, Edge, Private:
	default:
		d.problem(d.pos, "Endpoint is %q; there are Regional, Edge and Private", p.Endpoint)
	}
	if p.Second == nil {
		return
	}
	switch {
	case p.private():
		d.problem(d.pos, "a Private domain has no Second endpoint: it can't be turned into a public one, so make another domain")
	case p.Second.Endpoint != Regional && p.Second.Endpoint != Edge:
		d.problem(d.pos, "Second.Endpoint is %q; there are Regional and Edge", p.Second.Endpoint)
	case p.Second.Endpoint == p.endpoint():
		d.problem(d.pos, "Second.Endpoint is %s, as Endpoint is: the second is of the other kind", p.Second.Endpoint)
	}
}

func (d *Domain) checkDNS() {
	p := &d.props
	if p.DNS == nil {
		if p.Zone == nil {
			d.problem(d.pos, "has neither Zone nor DNS: give the Zone that the name is in, or DNS: domain.Elsewhere() "+
				"if its records are written by somebody else; a zone is never guessed")
		}
		return
	}
	if isnil.Any(p.DNS) {
		d.problem(d.pos, "DNS is a nil %T", p.DNS)
		return
	}
	if r, ok := p.DNS.(route53); ok && !isnil.Any(r.zone) {
		here, there := *awscdk.Stack_Of(d).Account(), *r.zone.Env().Account
		if place.Differ(here, there) {
			d.problem(d.pos, "the zone is in the account %s, and the domain in %s, from which CloudFormation writes no records there: "+
				"delegate the name to a zone of this account, or give DNS of your own", there, here)
		}
	}
	if hostname.Problem(p.Name) == "" {
		for _, text := range p.DNS.Problems(p.Name) {
			d.problem(d.pos, "%s", text)
		}
	}
}

func (d *Domain) checkPolicy() {
	p := &d.props
	problems, warnings := tlspolicy.Check(string(p.policy()), string(p.Access), string(p.endpoint()))
	for _, text := range problems {
		d.problem(d.pos, "%s", text)
	}
	for _, w := range warnings {
		d.warn(d.pos, w.ID, "%s", w.Text)
	}
	switch {
	case p.policy() == TLS10 && p.private():
		d.problem(d.pos, "SecurityPolicy is TLS10; a Private domain has TLS12 or newer")
	case len(problems) == 0 && p.enhanced() && p.Second != nil:
		d.problem(d.pos, "SecurityPolicy %s: a domain with a Second endpoint has TLS12: change the policy when the Second is gone",
			p.SecurityPolicy)
	}
}

// certificateARN reads the ARN of a certificate of Certificate Manager.
var certificateARN = regexp.MustCompile(`^arn:aws[a-z-]*:acm:([a-z0-9-]+):[0-9]{12}:certificate/[A-Za-z0-9-]+$`)

func (d *Domain) checkCertificates() {
	p := &d.props
	made := p.Certificate == nil && p.CertificateARN == ""
	if made && len(p.Name) > 64 && !token.In(p.Name) {
		// AWS Certificate Manager API reference, "RequestCertificate".
		d.problem(d.pos,
			"the name has %d characters, and that of a new certificate has up to 64: give a Certificate that has it as a further name", len(p.Name))
	}
	d.checkCertificate("Certificate", p.Certificate, p.CertificateARN, p.endpoint() == Edge)
	if made && p.endpoint() == Edge {
		d.checkNewAtEdge("Certificate")
	}
	if s := p.Second; s != nil {
		d.checkCertificate("Second.Certificate", s.Certificate, s.CertificateARN, s.Endpoint == Edge)
		if s.Endpoint == Edge && s.Certificate == nil && s.CertificateARN == "" {
			d.checkNewAtEdge("Second.Certificate")
		}
	}
	if r, ok := p.DNS.(route53); ok && made && !isnil.Any(r.zone) && r.isPrivate() {
		d.problem(d.pos, "a new certificate can't be validated in a private zone, which Certificate Manager doesn't see: give a Certificate")
	}
	d.checkCertificate("OwnershipCertificate", p.OwnershipCertificate, p.OwnershipCertificateARN, false)
	if (p.OwnershipCertificate != nil || p.OwnershipCertificateARN != "") && p.MutualTLS == nil {
		d.problem(d.pos, "OwnershipCertificate is for MutualTLS, which is off: remove it")
	}
}

// checkNewAtEdge finds a certificate that would be made where no edge sees it.
func (d *Domain) checkNewAtEdge(field string) {
	const must = "an Edge endpoint's certificate must be in us-east-1"
	switch region := d.region(); {
	case region == edgeRegion:
	case token.In(region):
		d.warn(d.pos, warning.CertificateRegion, "%s: unless this stack is deployed there, make it in a stack of us-east-1, and give it as %s",
			must, field)
	default:
		d.problem(d.pos, "%s, and this stack is in %s: make it in a stack of us-east-1, and give it as %s", must, region, field)
	}
}

func (d *Domain) checkCertificate(field string, c awscertificatemanager.ICertificate, arn string, edge bool) {
	where := d.region()
	if edge {
		where = edgeRegion
	}
	region := ""
	switch {
	case c != nil && arn != "":
		d.problem(d.pos, "has both a %s and a %sARN: remove one", field, field)
		return
	case c != nil:
		region = *c.Env().Region
		if arn := *c.CertificateArn(); !token.In(arn) {
			if m := certificateARN.FindStringSubmatch(arn); m != nil {
				region = m[1]
			}
		}
	case arn == "" || token.In(arn):
		return
	default:
		m := certificateARN.FindStringSubmatch(arn)
		if m == nil {
			d.problem(d.pos, "%sARN is %q, which is not a certificate of Certificate Manager: it is like "+
				"arn:aws:acm:%s:123456789012:certificate/ID", field, arn, shownRegion(where))
			return
		}
		region = m[1]
	}
	if region == "" || !place.Differ(region, where) {
		return
	}
	what := fmt.Sprintf("that of the domain, %s", where)
	if edge {
		what = "us-east-1 for an Edge endpoint"
	}
	d.problem(d.pos, "%s is in the region %s; it must be %s", field, region, what)
}

func shownRegion(region string) string {
	if token.In(region) {
		return "REGION"
	}
	return region
}

// region returns the region of the domain's stack; a token if it isn't known.
func (d *Domain) region() string { return *awscdk.Stack_Of(d).Region() }
