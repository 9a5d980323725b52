// What a function may do before anybody grants it anything: write its own logs.

package functions

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// giveRole gives a function a role that may write to its own log group. The
// CDK's own role has AWSLambdaBasicExecutionRole, which may write to every log
// group of the account, and make new ones: so a function that is called while
// its stack is being deleted leaves a group behind that keeps logs forever.
//
// A role that an Override has set stays, and so does what the CDK would do for
// functions whose logs go elsewhere or that need other policies of AWS's.
func giveRole(scope constructs.Construct, id string, props *awslambda.FunctionProps) {
	if props.Role != nil || props.LogGroup == nil || props.DurableConfig != nil {
		return
	}
	role := &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
		InlinePolicies: &map[string]awsiam.PolicyDocument{
			"logs": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{
				Statements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
					Actions:   jsii.Strings("logs:CreateLogStream", "logs:PutLogEvents"),
					Resources: &[]*string{props.LogGroup.LogGroupRef().LogGroupArn},
				})},
			}),
		},
	}
	if props.Vpc != nil {
		// The CDK adds it only to roles that it makes itself.
		role.ManagedPolicies = &[]awsiam.IManagedPolicy{
			awsiam.ManagedPolicy_FromAwsManagedPolicyName(jsii.String("service-role/AWSLambdaVPCAccessExecutionRole")),
		}
	}
	props.Role = awsiam.NewRole(scope, jsii.String(id), role)
}
