// Package place says where a construct is deployed: in which Stage of the CDK,
// region and account. What is in another one can't be referred to, which the
// CDK says by ending the program.
package place

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
)

// Of returns the region and account of a construct. Those of one that is
// imported may stand in its ARN.
func Of(c constructs.IConstruct) (region, account string) {
	if resource, ok := c.(interface {
		Env() *interfaces.ResourceEnvironment
	}); ok {
		env := resource.Env()
		return *env.Region, *env.Account
	}
	stack := awscdk.Stack_Of(c)
	return *stack.Region(), *stack.Account()
}

// Differ tells whether two regions, or accounts, are surely not the same: tokens
// may be.
func Differ(a, b string) bool {
	return a != b && !*awscdk.Token_IsUnresolved(a) && !*awscdk.Token_IsUnresolved(b)
}

// Stages returns the Stages of the CDK that two constructs belong to, for
// messages, and whether these are two: each is deployed apart.
func Stages(a, b constructs.IConstruct) (ofA, ofB string, differ bool) {
	pathA, pathB := *awscdk.Stage_Of(a).Node().Path(), *awscdk.Stage_Of(b).Node().Path()
	return stageName(pathA), stageName(pathB), pathA != pathB
}

func stageName(path string) string {
	if path == "" {
		return "no Stage"
	}
	return "the Stage " + path
}
