// Where a domain's name is looked up.

package domain

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/hostname"
)

// Target is where a domain's name must lead.
type Target struct {
	Name   string // a host name, for a CNAME record or an alias: a CDK token
	ZoneID string // of the Route 53 zone that Name is in, for an alias: a CDK token
}

// DNS is where a domain's name is looked up. [Route53], [Cloudflare] and
// [Elsewhere] make one; a type of yours with these methods is one too.
type DNS interface {
	// Problems returns what is wrong with the name as seen from here, such as
	// that it is not in the zone. They are reported at synth.
	Problems(name string) []string

	// Certificate makes a certificate of the names below scope, in the region of its
	// stack, and returns its ARN. The deployment waits until it is issued.
	Certificate(scope constructs.Construct, names ...string) string

	// Records makes the name lead to the target. What it makes belongs below
	// scope, the domain.
	Records(scope constructs.Construct, name string, target Target)
}

// Route53 is a hosted zone of Route 53: the record that validates a new
// certificate is written to it, and alias records for IPv4 and IPv6.
func Route53(zone awsroute53.IHostedZone) DNS { return route53{zone} }

type route53 struct{ zone awsroute53.IHostedZone }

func (r route53) Problems(name string) []string {
	if isnil.Any(r.zone) {
		return []string{"the zone of domain.Route53 is nil"}
	}
	if zone := zoneName(r.zone); !hostname.Under(name, zone) {
		return []string{fmt.Sprintf("the name is not under the zone %q", zone)}
	}
	return nil
}

// zoneName returns a zone's name; "" if it isn't known, which the CDK says by a
// panic: of a zone that is given by its id alone.
func zoneName(zone awsroute53.IHostedZone) (name string) {
	defer func() {
		if recover() != nil {
			name = ""
		}
	}()
	return *zone.ZoneName()
}

func (r route53) Certificate(scope constructs.Construct, names ...string) string {
	return newCertificate(scope, names, awscertificatemanager.CertificateValidation_FromDns(r.zone))
}

// newCertificate makes a certificate by CloudFormation's own resource.
func newCertificate(scope constructs.Construct, names []string, validation awscertificatemanager.CertificateValidation) string {
	props := &awscertificatemanager.CertificateProps{DomainName: jsii.String(names[0]), Validation: validation}
	if len(names) > 1 {
		props.SubjectAlternativeNames = jsii.Strings(names[1:]...)
	}
	return *awscertificatemanager.NewCertificate(scope, jsii.String("Certificate"), props).CertificateArn()
}

func (r route53) Records(scope constructs.Construct, name string, target Target) {
	for _, kind := range []string{"A", "AAAA"} {
		awsroute53.NewCfnRecordSet(scope, jsii.String("Alias"+kind), &awsroute53.CfnRecordSetProps{
			HostedZoneId: r.zone.HostedZoneId(),
			Name:         jsii.String(name + "."),
			Type:         jsii.String(kind),
			AliasTarget: &awsroute53.CfnRecordSet_AliasTargetProperty{
				DnsName: jsii.String(target.Name), HostedZoneId: jsii.String(target.ZoneID),
			},
		})
	}
}

// isPrivate reports whether a zone of the application is of VPCs alone: what
// Certificate Manager asks for would not be seen in it.
func (r route53) isPrivate() bool {
	zone, ok := r.zone.Node().DefaultChild().(awsroute53.CfnHostedZone)
	if !ok || zone.Vpcs() == nil {
		return false
	}
	vpcs, known := awscdk.Stack_Of(zone).Resolve(zone.Vpcs()).([]any) // the CDK's own zones have a token, also without any
	return known && len(vpcs) > 0
}

// Elsewhere is DNS that this application doesn't write to. Where the name must
// lead is in outputs of the stack.
//
// A new certificate is validated by a record too, and the first deployment waits
// until somebody has written it. What it must say is not known before, so no
// output can have it: look at the certificate's events of the stack
// ("Content of DNS Record is ..."), or in Certificate Manager. The certificate's
// ARN is an output once it is there.
func Elsewhere() DNS { return elsewhere{} }

type elsewhere struct{}

func (elsewhere) Problems(string) []string { return nil }

func (elsewhere) Certificate(scope constructs.Construct, names ...string) string {
	return newCertificate(scope, names, awscertificatemanager.CertificateValidation_FromDns(nil))
}

func (elsewhere) Records(scope constructs.Construct, name string, target Target) {
	output := func(id, value, description string) {
		awscdk.NewCfnOutput(scope, jsii.String(id), &awscdk.CfnOutputProps{Value: jsii.String(value), Description: jsii.String(description)})
	}
	output("Target", target.Name, "A CNAME record of "+shown(name)+" must lead here")
	output("TargetZone", target.ZoneID, "Hosted zone of the target, for an alias record of Route 53")
	if c, ok := scope.Node().TryFindChild(jsii.String("Certificate")).(awscertificatemanager.Certificate); ok {
		output("CertificateArn", *c.CertificateArn(), "Certificate of "+shown(name)+"; its record for validation must stay")
	}
}
