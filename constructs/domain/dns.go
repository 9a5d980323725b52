// Where a domain's name is looked up.

package domain

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Target is where a domain's name must lead.
type Target struct {
	Name   string // a host name: a CDK token
	ZoneID string // of the Route 53 zone that Name is in, for alias records: a CDK token
}

// DNS is where a domain's name is looked up. [Route53] and [Elsewhere] make
// one; a type of yours with these methods is one too.
type DNS interface {
	// Problems returns what is wrong with the name, as seen from here.
	Problems(name string) []string

	// Validation is how the certificate's owner is told from others.
	Validation() awscertificatemanager.CertificateValidation

	// Records makes the name lead to the target.
	Records(scope constructs.Construct, name string, target Target)
}

// Route53 is a hosted zone of Route 53: the certificate's validation and alias
// records for IPv4 and IPv6 are written to it.
func Route53(zone awsroute53.IHostedZone) DNS { return route53{zone} }

type route53 struct{ zone awsroute53.IHostedZone }

func (r route53) Problems(string) []string { return nil }

func (r route53) Validation() awscertificatemanager.CertificateValidation {
	return awscertificatemanager.CertificateValidation_FromDns(r.zone)
}

func (r route53) Records(scope constructs.Construct, name string, target Target) {
	for _, kind := range []string{"A", "AAAA"} {
		awsroute53.NewCfnRecordSet(scope, jsii.String("Alias"+kind), &awsroute53.CfnRecordSetProps{
			Name: jsii.String(name + "."), Type: jsii.String(kind), HostedZoneId: r.zone.HostedZoneId(),
			AliasTarget: &awsroute53.CfnRecordSet_AliasTargetProperty{DnsName: jsii.String(target.Name), HostedZoneId: jsii.String(target.ZoneID)},
		})
	}
}

// Elsewhere is DNS that this application doesn't write to: what its records
// must say are outputs of the stack.
func Elsewhere() DNS { return elsewhere{} }

type elsewhere struct{}

func (elsewhere) Problems(string) []string { return nil }

func (elsewhere) Validation() awscertificatemanager.CertificateValidation {
	return awscertificatemanager.CertificateValidation_FromDns(nil)
}

func (elsewhere) Records(scope constructs.Construct, name string, target Target) {
	awscdk.NewCfnOutput(scope, jsii.String("Target"), &awscdk.CfnOutputProps{Value: jsii.String(target.Name), Description: jsii.String("where a CNAME of " + name + " must lead")})
	awscdk.NewCfnOutput(scope, jsii.String("TargetZone"), &awscdk.CfnOutputProps{Value: jsii.String(target.ZoneID), Description: jsii.String("the hosted zone of the target, for an alias record of Route 53")})
}
