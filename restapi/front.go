// An API that is reached through a front alone.

package restapi

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// refererKey is the condition key of the header by which a front is known (AWS
// global condition context keys, "aws:Referer").
const refererKey = "aws:Referer"

// checkFront finds what a resource policy can't guard. A policy that lets
// everybody in who knows the front would do as an IAM policy for routes with IAM.
func (a *API) checkFront(p *plan.Plan, problem func(r *plan.Planned, format string, args ...any)) {
	if a.base.View.Front == nil {
		return
	}
	for _, r := range p.Routes {
		if plan.AsksIAM(r.Auth) {
			problem(r, "the front at %s lets requests in through itself alone (Only), by a resource policy; beside it, IAM would let in every "+
				"caller with an AWS account: give the route another authorizer, or leave Only out", a.base.View.Front.Pos)
		}
	}
}

// guardFront lets in who knows the front's secret, and nobody else.
func (a *API) guardFront() {
	front := a.base.View.Front
	if front == nil {
		return
	}
	known := map[string]any{refererKey: front.Secrets}
	for _, s := range []awsiam.PolicyStatement{
		statement(awsiam.Effect_ALLOW, map[string]any{"StringEquals": known}),
		statement(awsiam.Effect_DENY, map[string]any{"StringNotEquals": known}),
	} {
		a.RestApi.AddToResourcePolicy(s)
	}
}
