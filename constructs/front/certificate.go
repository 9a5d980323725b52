// The certificate, which CloudFront wants in us-east-1.

package front

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/aws-cdk-go/awscdk/v2/customresources"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// certificateARN returns the ARN of the given certificate, or of one that is
// made.
func (f *Front) certificateARN() string {
	switch {
	case f.props.Certificate != nil:
		return *f.props.Certificate.CertificateArn()
	case f.props.CertificateARN != "":
		return f.props.CertificateARN
	case *f.stack().Region() == edgeRegion:
		return f.props.DNS.Certificate(f, f.names()...)
	}
	return f.certificateElsewhere()
}

// certificateElsewhere makes the certificate in a stack of its own in us-east-1,
// and reads its ARN from a parameter there: a reference from stack to stack does
// not cross regions. The parameter's name follows the names, so that a new
// certificate is read anew.
func (f *Front) certificateElsewhere() string {
	support := f.supportStack()
	scope := constructs.NewConstruct(support, jsii.String(*f.Node().Addr()))
	if f.props.Zone != nil && token.In(*f.props.Zone.HostedZoneId()) {
		f.problem(f.pos, "the zone is made by a stack in another region than us-east-1, where the certificate is made: import it by its id "+
			"(awsroute53.HostedZone_FromHostedZoneAttributes), or give a Certificate")
		return ""
	}
	certificate := f.props.DNS.Certificate(scope, f.names()...)
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(f.names())), ",")))
	name := "/gatehouse/front/" + *f.Node().Addr() + "/" + hex.EncodeToString(sum[:8])
	awsssm.NewStringParameter(scope, jsii.String("CertificateArn"), &awsssm.StringParameterProps{
		ParameterName: jsii.String(name), StringValue: jsii.String(certificate),
	})
	f.stack().AddDependency(support, jsii.String("the certificate of "+f.props.Name))
	arn := f.stack().FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("ssm"), Region: jsii.String(edgeRegion), Resource: jsii.String("parameter"),
		ResourceName: jsii.String(strings.TrimPrefix(name, "/")),
	})
	read := customresources.NewAwsCustomResource(f, jsii.String("CertificateArn"), &customresources.AwsCustomResourceProps{
		InstallLatestAwsSdk: jsii.Bool(false),
		OnUpdate: &customresources.AwsSdkCall{
			Service: jsii.String("SSM"), Action: jsii.String("getParameter"), Region: jsii.String(edgeRegion),
			Parameters:         map[string]any{"Name": name},
			PhysicalResourceId: customresources.PhysicalResourceId_Of(jsii.String(name)),
		},
		Policy: customresources.AwsCustomResourcePolicy_FromSdkCalls(&customresources.SdkCallsPolicyOptions{Resources: &[]*string{arn}}),
	})
	return *read.GetResponseField(jsii.String("Parameter.Value"))
}

// supportStack returns the stack in us-east-1 that belongs to the front's: one
// for all fronts of it.
func (f *Front) supportStack() awscdk.Stack {
	stack := f.stack()
	around := awscdk.Stage_Of(f)
	id := jsii.String(*stack.Node().Id() + "-" + edgeRegion)
	if found, ok := around.Node().TryFindChild(id).(awscdk.Stack); ok {
		return found
	}
	env := &awscdk.Environment{Region: jsii.String(edgeRegion)}
	if account := *stack.Account(); !token.In(account) {
		env.Account = jsii.String(account)
	}
	return awscdk.NewStack(around, id, &awscdk.StackProps{
		Env: env, StackName: jsii.String(*stack.StackName() + "-" + edgeRegion),
		Description: jsii.String("Certificates for CloudFront, of the stack " + *stack.StackName()),
	})
}
