// Routes that are reached through the front alone: who reads buckets, who calls
// function URLs, and by which secret an API knows the front.

package front

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/frontsecret"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

const twoDistributions = warning.TwoDistributions

// guard has an API let requests in through the front alone. It reads that when it
// is planned.
func (f *Front) guard(r *route) {
	a, ok := apiIn(r.to)
	if !ok {
		return // the destination says what is wrong
	}
	if a.view == nil {
		f.problem(r.pos, "route %q: Only: this API is not made by this library, so it can't be made to know the front: give it a resource "+
			"policy or an authorizer of your own, or leave Only out", r.Path)
		return
	}
	if other := a.view.Front; other != nil && other.Pos != r.pos {
		if of := other.Of; of != *f.Node().Path() {
			f.problem(r.pos, "route %q: Only: the API is reached through the front at %s alone", r.Path, other.Pos)
		}
		return
	}
	header := frontsecret.Header
	if a.kindOf() == plan.REST {
		header = "Referer" // of all headers the one that a resource policy sees
	}
	a.view.Front = &view.Front{Pos: r.pos, Of: *f.Node().Path(), Header: header, Secrets: f.secrets()}
}

// apiIn returns the API of a destination.
func apiIn(to destination) (*api, bool) {
	switch d := to.(type) {
	case *api:
		return d, true
	case *socketAPI:
		return &d.api, true
	}
	return nil, false
}

// secrets are those that count: the one that the front sends, and the one before,
// which it sends until its own update is done.
func (f *Front) secrets() []string {
	n := max(f.props.Secret, 1)
	out := []string{f.secret(n)}
	if n > 1 {
		out = append(out, f.secret(n-1))
	}
	return out
}

func (f *Front) secret(n int) string {
	id := jsii.String("Secret" + strconv.Itoa(n))
	made, ok := f.Node().TryFindChild(id).(awssecretsmanager.Secret)
	if !ok {
		made = awssecretsmanager.NewSecret(f, id, &awssecretsmanager.SecretProps{
			Description: jsii.String("By this APIs know requests that come through the front"),
			GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
				PasswordLength: jsii.Number(48), ExcludePunctuation: jsii.Bool(true),
			},
		})
	}
	return *made.SecretValue().UnsafeUnwrap() // a reference, which CloudFormation follows when it deploys
}

// arnOf returns the front's ARN, or, for what is in another stack and can't refer
// to it, that of any distribution of the account.
func (f *Front) arnOf(user constructs.IConstruct) (arn *string, operator string) {
	if *awscdk.Stack_Of(user).Node().Path() == *f.stack().Node().Path() {
		return f.Distribution.DistributionArn(), "StringEquals"
	}
	return f.anyDistribution(), "StringLike"
}

// anyDistribution is the ARN of every distribution of the account.
func (f *Front) anyDistribution() *string {
	return f.stack().FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("cloudfront"), Region: jsii.String(""), Resource: jsii.String("distribution"), ResourceName: jsii.String("*"),
	})
}

// letRead lets the front read a bucket, once.
func (f *Front) letRead(b awss3.IBucket) {
	path := *b.Node().Path()
	if f.read[path] {
		return
	}
	f.read[path] = true
	arn, operator := f.arnOf(b)
	statement := func(action string, resource *string) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(action), Resources: &[]*string{resource},
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudfront.amazonaws.com"), nil)},
			Conditions: &map[string]any{operator: map[string]any{"AWS:SourceArn": arn}},
		})
	}
	if added := b.AddToResourcePolicy(statement("s3:GetObject", b.ArnForObjects(jsii.String("*")))); !*added.StatementAdded {
		f.warn(f.pos, warning.BucketPolicy, "bucket %s is made elsewhere: its policy must let cloudfront.amazonaws.com do s3:GetObject for "+
			"the front", path)
	}
	if key := b.EncryptionKey(); key != nil {
		// The distribution needs the bucket, and that its key, so the key can't refer to the distribution.
		key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("kms:Decrypt"), Resources: jsii.Strings("*"),
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudfront.amazonaws.com"), nil)},
			Conditions: &map[string]any{"StringLike": map[string]any{"AWS:SourceArn": f.anyDistribution()}},
		}), jsii.Bool(true))
	}
}

// bucketAccess returns the id of the access control by which the front reads
// buckets: one for all.
func (f *Front) bucketAccess() string {
	id := jsii.String("BucketAccess")
	if made, ok := f.Node().TryFindChild(id).(awscloudfront.S3OriginAccessControl); ok {
		return *made.OriginAccessControlId()
	}
	return *awscloudfront.NewS3OriginAccessControl(f, id, nil).OriginAccessControlId()
}

// functionAccess lets the front call a function URL, and returns the id of the
// access control by which it does.
func (f *Front) functionAccess(u awslambda.IFunctionUrl) string {
	path := *u.Node().Path()
	if !f.read[path] {
		f.read[path] = true
		arn, _ := f.arnOf(f)
		for _, action := range []string{"InvokeFunctionUrl", "InvokeFunction"} {
			// Lambda developer guide, "Control access to Lambda function URLs": both are needed since October 2025.
			props := &awslambda.CfnPermissionProps{
				Action: jsii.String("lambda:" + action), FunctionName: u.FunctionArn(), Principal: jsii.String("cloudfront.amazonaws.com"),
				SourceArn: arn,
			}
			if action == "InvokeFunctionUrl" {
				props.FunctionUrlAuthType = jsii.String("AWS_IAM")
			} else {
				props.InvokedViaFunctionUrl = jsii.Bool(true)
			}
			awslambda.NewCfnPermission(f, jsii.String(fmt.Sprintf("%s:%s", action, atsynth.ChildID(path))), props)
		}
	}
	id := jsii.String("FunctionAccess")
	if made, ok := f.Node().TryFindChild(id).(awscloudfront.FunctionUrlOriginAccessControl); ok {
		return *made.OriginAccessControlId()
	}
	return *awscloudfront.NewFunctionUrlOriginAccessControl(f, id, nil).OriginAccessControlId()
}
