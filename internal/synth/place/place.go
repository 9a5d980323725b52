// Package place says where a construct is deployed: in which Stage of the CDK,
// region and account. What is in another one can't be referred to, which the
// CDK says by ending the program.
package place

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
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

// Differ reports whether two regions, or accounts, are certainly not the same.
// Tokens may be.
func Differ(a, b string) bool {
	return a != b && !token.In(a) && !token.In(b)
}

// Stage returns the path of the CDK's Stage that a construct belongs to; "" for
// the app.
func Stage(c constructs.IConstruct) string { return *awscdk.Stage_Of(c).Node().Path() }

// Within returns the path of a construct as seen from the stack of scope, so
// that the same application in another Stage has the same ids.
func Within(scope constructs.Construct, c constructs.IConstruct) string {
	return strings.TrimPrefix(*c.Node().Path(), *awscdk.Stack_Of(scope).Node().Path()+"/")
}

// Stages returns the Stages of the CDK that two constructs belong to, for
// messages, and whether these are two: each is deployed apart.
func Stages(a, b constructs.IConstruct) (ofA, ofB string, differ bool) {
	pathA, pathB := Stage(a), Stage(b)
	return stageName(pathA), stageName(pathB), pathA != pathB
}

func stageName(path string) string {
	if path == "" {
		return "no Stage"
	}
	return "the Stage " + path
}
