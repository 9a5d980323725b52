// The roles that APIs assume to call services.

package integrations

import (
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

func ownRole(scope constructs.Construct, id string) awsiam.IRole {
	if role, ok := scope.Node().TryFindChild(jsii.String(id)).(awsiam.Role); ok {
		return role
	}
	return awsiam.NewRole(scope, jsii.String(id), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String(invoke.Principal), nil),
	})
}
