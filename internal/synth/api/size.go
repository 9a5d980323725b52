// How many resources a stack has left.

package api

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// A stack holds 500 resources (CloudFormation user guide, "CloudFormation
// quotas"). From the first number on it is time to say what to do.
const (
	manyResources = 450
	maxResources  = 500
)

// definitionAdvice is what to do about routes that fill a stack, if a kind of API
// can be one definition.
const definitionAdvice = "set Definition in Props, which makes one resource of all routes (docs/definition.md says what that means for " +
	"an API that is deployed), "

// sizeAdvice is what to do about a stack that is nearly full.
const sizeAdvice = "move APIs, or what is not an API, into stacks of their own (a custom domain maps several APIs under one name), " +
	"and let handlers share a folder, which is one function with one integration and one permission"

// checkSize reports a stack that has more resources than CloudFormation takes,
// and warns of one that soon will. Counting asks the CDK for every construct, so
// APIs that can't have made many don't.
func (a *API) checkSize() {
	if len(a.plan.Routes)+len(a.plan.Resources) < manyResources/5 {
		return
	}
	stack := awscdk.Stack_Of(a.Construct)
	all := *stack.Node().FindAll(constructs.ConstructOrder_PREORDER)
	if len(all) < manyResources {
		return
	}
	advice := sizeAdvice
	if !a.Definition && !a.Extension && !a.Kind.Messages {
		advice = definitionAdvice + advice
	}
	resources := len(slices.DeleteFunc(all, func(c constructs.IConstruct) bool { return !*awscdk.CfnResource_IsCfnResource(c) }))
	switch path := *stack.Node().Path(); {
	case resources > maxResources:
		a.Problem(a.Pos, "stack %s has %d resources, and CloudFormation takes %d in a stack: %s", path, resources, maxResources, advice)
	case resources > manyResources:
		atsynth.Warn(a.Construct, []plan.Warning{plan.Warn(a.Pos, warning.New(warning.ManyResources,
			"stack %s has %d resources of the %d that CloudFormation takes in a stack: %s", path, resources, maxResources, advice))})
	}
}
