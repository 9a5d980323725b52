// Findings of rule packs as problems of a test.

package gatehousetest

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	accept "github.com/gatehouse-go/gatehouse/constructs/nag"
)

// queue is an application with four findings of both packs: a queue that takes
// plain HTTP and has no other for what fails, and a policy with two wildcards.
func queue(app awscdk.App) awscdk.Stack {
	stack := awscdk.NewStack(app, jsii.String("Jobs"), nil)
	awssqs.NewQueue(stack, jsii.String("Queue"), nil)
	awsiam.NewManagedPolicy(stack, jsii.String("Rights"), &awsiam.ManagedPolicyProps{
		Statements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings("sqs:Get*"), Resources: jsii.Strings("*"),
		})},
	})
	return stack
}

func nagFindings(t *testing.T, build func(app awscdk.App)) ([]string, error) {
	t.Helper()
	return nag(t, build, nil)
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.EqualFunc(got, want, strings.HasPrefix) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFindingsOfBothPacksAreProblems(t *testing.T) {
	got, err := nagFindings(t, func(app awscdk.App) { queue(app) })
	if err != nil {
		t.Fatal(err)
	}
	want(t, got,
		"/Jobs/Queue/Resource: AwsSolutions-SQS3: ",
		"/Jobs/Queue/Resource: AwsSolutions-SQS4: ",
		"/Jobs/Queue/Resource: Serverless-SQSRedrivePolicy: ",
		"/Jobs/Rights/Resource: AwsSolutions-IAM5[Action::sqs:Get*]: ",
		"/Jobs/Rights/Resource: AwsSolutions-IAM5[Resource::*]: ",
	)
}

func TestWhatIsAcceptedIsNoProblemIfItIsFound(t *testing.T) {
	const reason = "for reasons, “of” its own" // with characters that cdk-nag encodes, and a comma and quotes
	got, err := nagFindings(t, func(app awscdk.App) {
		accept.Accept(queue(app),
			accept.Finding{Rule: "AwsSolutions-SQS3", At: []string{"Queue"}, Reason: reason},
			accept.Finding{Rule: "AwsSolutions-SQS2", At: []string{"Queue"}, Reason: "found by nobody"},
			accept.Finding{Rule: "Serverless-SQSRedrivePolicy", At: []string{"Queue"}, Reason: `it is "quoted", and`},
			accept.Finding{Rule: "AwsSolutions-IAM5", At: []string{"Rights"}, Details: []string{"Resource::*", "Resource::other"}, Reason: "all queues are ours"},
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, got,
		"/Jobs/Queue/Resource: AwsSolutions-SQS4: ",
		"/Jobs/Queue/Resource: nothing is found any more that AwsSolutions-SQS2 accepts: found by nobody",
		"/Jobs/Rights/Resource: AwsSolutions-IAM5[Action::sqs:Get*]: ",
		"/Jobs/Rights/Resource: nothing is found any more that AwsSolutions-IAM5 accepts: [Resource::other] all queues are ours",
	)
}

func TestOtherWarningsAreProblemsToo(t *testing.T) {
	got, err := nagFindings(t, func(app awscdk.App) {
		stack := awscdk.NewStack(app, jsii.String("Stack"), nil)
		awsiam.NewUser(stack, jsii.String("User"), nil)
		awscdk.Annotations_Of(stack).AddWarning(jsii.String("mind the gap"))
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, got, "/Stack: mind the gap")
}

func TestNothingIsAcceptedForAWholeStack(t *testing.T) {
	_, err := nagFindings(t, func(app awscdk.App) {
		cdknag.NagSuppressions_AddStackSuppressions(queue(app), &[]*cdknag.NagPackSuppression{
			{Id: jsii.String("AwsSolutions-SQS3"), Reason: jsii.String("everywhere")},
		}, nil)
	})
	if err == nil || !strings.Contains(err.Error(), "AwsSolutions-SQS3 is accepted in the whole stack") {
		t.Errorf("%v", err)
	}
}

func TestAnApplicationThatWasNotCheckedIsAnError(t *testing.T) {
	if _, err := nagFindings(t, func(awscdk.App) {}); err == nil || !strings.Contains(err.Error(), "it checked nothing") {
		t.Errorf("%v", err)
	}
}
