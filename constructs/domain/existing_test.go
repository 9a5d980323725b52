// What is read of domain names that the CDK made.

package domain_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// The rules of its endpoint and security policy hold for a domain name of the
// CDK's as for one of ours.
func TestDomainNamesOfTheCDKKeepTheirRules(t *testing.T) {
	for policy, want := range map[awsapigatewayv2.SecurityPolicy]string{
		awsapigatewayv2.SecurityPolicy_TLS_1_2: "",
		awsapigatewayv2.SecurityPolicy_TLS_1_0: `path "a/b": has several parts, and`,
	} {
		app := synthtest.App()
		stack := awscdk.NewStack(app, jsii.String("Test"), nil)
		name := awsapigatewayv2.NewDomainName(stack, jsii.String("Name"), &awsapigatewayv2.DomainNameProps{
			DomainName: jsii.String("api.example.com"), SecurityPolicy: policy,
			Certificate: awscertificatemanager.Certificate_FromCertificateArn(stack, jsii.String("C"), jsii.String("arn:aws:acm:eu-west-1:111122223333:certificate/a")),
		})
		domain.FromHTTP(stack, "Domain", name).Map("a/b", restAPI(stack, "Api").DeploymentStage())
		got := strings.Join(synthtest.Report(app), "\n")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", policy, got, want)
		}
	}
}
