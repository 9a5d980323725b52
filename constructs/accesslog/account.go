// The account's role for the logs of API Gateway.

package accesslog

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/account"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Account gives API Gateway the role by which all REST and WebSocket APIs of
// an account and region write logs to CloudWatch.
type Account struct {
	constructs.Construct

	role awsiam.Role
}

// Role is the role by which logs are written.
func (a *Account) Role() awsiam.Role { return a.role }

// NewAccount makes the role and sets it for the account and region of the stack:
// once, and only in one application, since the last one that is deployed wins.
// Stacks for other accounts or regions need one too, and Env, which tells them
// apart. Role and setting outlive their stack, as other stacks' logs depend on
// them.
//
// With an Account for theirs, REST and WebSocket APIs have access logs by
// default.
func NewAccount(scope constructs.Construct, id string) *Account {
	pos := plan.Caller(1)
	free, problem := atsynth.FreeID(scope, id)
	a := &Account{}
	constructs.NewConstruct_Override(a, scope, jsii.String(free))
	a.role = awsiam.NewRole(a, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("apigateway.amazonaws.com"), nil),
		ManagedPolicies: &[]awsiam.IManagedPolicy{
			awsiam.ManagedPolicy_FromAwsManagedPolicyName(jsii.String("service-role/AmazonAPIGatewayPushToCloudWatchLogs")),
		},
	})
	setting := awsapigateway.NewCfnAccount(a, jsii.String("Account"), &awsapigateway.CfnAccountProps{CloudWatchRoleArn: a.role.RoleArn()})
	a.role.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN)
	setting.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	var problems []plan.Problem
	if problem != "" {
		problems = append(problems, plan.Problem{Pos: pos, Text: "accesslog.NewAccount: " + problem})
	}
	if first := account.Set(a); first != nil {
		problems = append(problems, plan.Problem{Pos: pos, Text: fmt.Sprintf(
			"accesslog.NewAccount: the application has an Account already, %s: the setting is the account's and region's, so one must do; "+
				"stacks for different ones need Env", *first.Node().Path())})
	}
	a.Node().AddValidation(atsynth.Validation(func() []plan.Problem { return problems }))
	return a
}
