// DNS of several makers.

package domain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// A zone that is given by its id alone has no name to compare with.
func TestAZoneOfWhichOnlyTheIDIsKnown(t *testing.T) {
	stack := synthtest.Stack()
	z := awsroute53.HostedZone_FromHostedZoneId(stack, jsii.String("Zone"), jsii.String("Z1"))
	domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: z})
	if n := len(synthtest.Synth(t, stack).Of("AWS::Route53::RecordSet")); n != 2 {
		t.Errorf("%d records, want 2", n)
	}
}

// cloud is DNS of a user's own.
type cloud struct {
	domain.DNS // for certificates
	asked      []string
}

func (c *cloud) Problems(name string) []string {
	c.asked = append(c.asked, name)
	if strings.HasPrefix(name, "*") {
		return []string{"the cloud has no wildcards"}
	}
	return nil
}

func (c *cloud) Records(scope constructs.Construct, name string, target domain.Target) {
	awscdk.NewCfnResource(scope, jsii.String("Cloud"), &awscdk.CfnResourceProps{
		Type: jsii.String("Custom::CloudRecord"), Properties: &map[string]any{"Name": name, "Target": target.Name},
	})
}

func TestDNSOfYourOwn(t *testing.T) {
	stack := synthtest.Stack()
	dns := &cloud{DNS: domain.Elsewhere()}
	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: dns})
	if d.Target().Name == "" || d.ARN() == "" || d.URL("/v1") != "https://api.example.com/v1" || d.Name() != "api.example.com" {
		t.Errorf("target %v, ARN %q, URL %q", d.Target(), d.ARN(), d.URL("/v1"))
	}
	template := synthtest.Synth(t, stack)
	record := template.Only(t, "Custom::CloudRecord").Properties
	if record["Name"] != "api.example.com" || record["Target"] == nil {
		t.Errorf("record %v", record)
	}
	if c := template.Only(t, "AWS::CertificateManager::Certificate").Properties; c["ValidationMethod"] != "DNS" {
		t.Errorf("certificate %v", c)
	}
	if !slices.Equal(dns.asked, []string{"api.example.com"}) {
		t.Errorf("asked for %v", dns.asked)
	}
}

// The CDK's zones don't say before synth whether they have VPCs.
func TestNewCertificateInAZoneOfTheCDKs(t *testing.T) {
	app := synthtest.App()
	stack := stackIn(app, "Test", "eu-west-1")
	for id, z := range map[string]awsroute53.IHostedZone{
		"A": awsroute53.NewHostedZone(stack, jsii.String("Zone"), &awsroute53.HostedZoneProps{ZoneName: jsii.String("example.com")}),
		"B": awsroute53.NewPublicHostedZone(stack, jsii.String("Public"), &awsroute53.PublicHostedZoneProps{ZoneName: jsii.String("example.com")}),
	} {
		domain.New(stack, id, &domain.Props{Name: strings.ToLower(id) + ".example.com", Zone: z})
	}
	reports(t, app)
}
