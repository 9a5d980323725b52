// Log groups of the user's: those that a stage can't write to are reported, of
// which the CDK would otherwise end the program.

package api_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestLogGroupsElsewhere(t *testing.T) {
	in := func(region, account string) *awscdk.StackProps {
		return &awscdk.StackProps{Env: &awscdk.Environment{Region: &region, Account: &account}}
	}
	imported := func(region, account string) func(awscdk.App, awscdk.Stack) awslogs.ILogGroup {
		return func(_ awscdk.App, stack awscdk.Stack) awslogs.ILogGroup {
			arn := "arn:aws:logs:" + region + ":" + account + ":log-group:mine"
			return awslogs.LogGroup_FromLogGroupArn(stack, jsii.String("Mine"), &arn)
		}
	}
	each(t, func(t *testing.T, k kind) {
		for name, tt := range map[string]struct {
			group func(app awscdk.App, stack awscdk.Stack) awslogs.ILogGroup
			want  []string
		}{
			"here":             {imported("eu-west-1", "111122223333"), nil},
			"another region":   {imported("us-east-1", "111122223333"), []string{"the Group is in the region us-east-1, and the API in eu-west-1: a stage writes to its own region only"}},
			"another account":  {imported("eu-west-1", "444455556666"), []string{"the Group is in the account 444455556666, and the API in 111122223333"}},
			"anywhere, for us": {imported(*awscdk.Aws_REGION(), *awscdk.Aws_ACCOUNT_ID()), nil},
			"made in another region": {func(app awscdk.App, _ awscdk.Stack) awslogs.ILogGroup {
				return awslogs.NewLogGroup(awscdk.NewStack(app, jsii.String("Far"), in("us-east-1", "111122223333")), jsii.String("Mine"), nil)
			}, []string{"the Group is in the region us-east-1"}},
			"made in another Stage": {func(app awscdk.App, _ awscdk.Stack) awslogs.ILogGroup {
				stage := awscdk.NewStage(app, jsii.String("Beta"), nil)
				return awslogs.NewLogGroup(awscdk.NewStack(stage, jsii.String("Logs"), in("eu-west-1", "111122223333")), jsii.String("Mine"), nil)
			}, []string{"the Group is in the Stage Beta, and the API in no Stage: nothing can refer to what is in another Stage of the CDK"}},
		} {
			t.Run(name, func(t *testing.T) {
				app := synthtest.App()
				stack := awscdk.NewStack(app, jsii.String("Test"), in("eu-west-1", "111122223333"))
				k.make(stack, []stage{{AccessLog: &accesslog.Config{Group: tt.group(app, stack)}}}, false)
				got := synthtest.Report(app)
				if len(got) != len(tt.want) {
					t.Fatalf("%d problems, want %d:\n%s", len(got), len(tt.want), strings.Join(got, "\n"))
				}
				for i, p := range got {
					if !place.MatchString(p) || !strings.Contains(p, tt.want[i]) {
						t.Errorf("problem is\n%s\nwant\n%s", p, tt.want[i])
					}
				}
			})
		}
	})
}
