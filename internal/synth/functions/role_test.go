// What the role of a function allows.

package functions

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// roles returns the roles of a stack with one function, by what they are for,
// as JSON.
func roles(t *testing.T, override func(awscdk.Stack, *awslambda.FunctionProps)) map[string]string {
	t.Helper()
	stack := synthtest.Stack()
	settings := plain
	settings.Overrides = []func(*awslambda.FunctionProps){func(p *awslambda.FunctionProps) { override(stack, p) }}
	New(stack, "F", source.Go, settings)
	template := synthtest.Synth(t, stack)
	found := map[string]string{}
	for _, id := range template.Of("AWS::IAM::Role") {
		text, err := json.Marshal(template.Resources[id].Properties)
		if err != nil {
			t.Fatal(err)
		}
		found[id[:len(id)-8]] = string(text)
	}
	return found
}

func TestFunctionMayWriteItsOwnLogsAndNothingElse(t *testing.T) {
	const want = `"Policies":[{"PolicyDocument":{"Statement":[{"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Effect":"Allow",` +
		`"Resource":{"Fn::GetAtt":["FLogs9A783F07","Arn"]}}],"Version":"2012-10-17"},"PolicyName":"logs"}]`
	got := roles(t, func(awscdk.Stack, *awslambda.FunctionProps) {})
	if len(got) != 1 || !strings.Contains(got["FRole"], want) || strings.Contains(got["FRole"], "Managed") {
		t.Errorf("%v", got)
	}
}

func TestRoleFollowsWhatAnOverrideSets(t *testing.T) {
	got := roles(t, func(stack awscdk.Stack, p *awslambda.FunctionProps) {
		p.LogGroup = awslogs.LogGroup_FromLogGroupName(stack, jsii.String("Own"), jsii.String("own"))
	})
	if !strings.Contains(got["FRole"], `":log-group:own`) {
		t.Errorf("another log group: %v", got)
	}

	got = roles(t, func(stack awscdk.Stack, p *awslambda.FunctionProps) {
		p.Vpc = awsec2.NewVpc(stack, jsii.String("Vpc"), nil)
	})
	if !strings.Contains(got["FRole"], "AWSLambdaVPCAccessExecutionRole") || strings.Contains(got["FRole"], "AWSLambdaBasicExecutionRole") {
		t.Errorf("in a VPC: %v", got)
	}

	got = roles(t, func(stack awscdk.Stack, p *awslambda.FunctionProps) {
		p.Role = awsiam.NewRole(stack, jsii.String("Mine"), &awsiam.RoleProps{AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil)})
	})
	if len(got) != 1 || got["Mine"] == "" || strings.Contains(got["Mine"], "logs") {
		t.Errorf("a role of the user's: %v", got)
	}

	got = roles(t, func(_ awscdk.Stack, p *awslambda.FunctionProps) { p.LogGroup = nil })
	if len(got) != 1 || !strings.Contains(got["FServiceRole"], "AWSLambdaBasicExecutionRole") {
		t.Errorf("logs in Lambda's own group: %v", got)
	}
}
