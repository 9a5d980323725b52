// The roles that APIs assume to call services.

package integrations

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
)

// roleFor returns the role that an API assumes for a target, with the right to
// one more action: the user's, or one of the API's own for each target, whose
// name must never derive from an order.
func roleFor(scope constructs.Construct, users awsiam.IRole, target, action string, resources []*string) awsiam.IRole {
	role := users
	if role == nil {
		role = ownRole(scope, "Role:"+atsynth.ChildID(target))
	}
	role.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(action), Resources: &resources,
	}))
	return role
}

// ownRole returns a role of the API. API Gateway may take it for APIs of the
// account only. (IAM user guide, "The confused deputy problem". No guide names
// the form of aws:SourceArn, and a wrong one would fail every call.)
func ownRole(scope constructs.Construct, id string) awsiam.IRole {
	if role, ok := scope.Node().TryFindChild(jsii.String(id)).(awsiam.Role); ok {
		return role
	}
	return awsiam.NewRole(scope, jsii.String(id), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String(invoke.Principal), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": awscdk.Stack_Of(scope).Account()}},
		}),
	})
}
