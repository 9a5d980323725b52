// What every integration says of itself, and what each kind of API asks of it.

package integrations

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// Integration is what a route leads to. Make one with a function of this
// package. Two values that are equal by == are one integration.
type Integration interface {
	Kind() string       // for messages: "URL integration"
	Problems() []string // what is wrong with its settings, each with what would be right
}

// ForHTTP is an integration that an HTTP API can have.
type ForHTTP interface {
	Integration

	// BindHTTP says what one API needs. It is called at synth, once for each
	// API, with scope as the parent of constructs that it makes.
	BindHTTP(scope constructs.Construct) HTTPBinding
}

// HTTPBinding is an integration of an HTTP API.
type HTTPBinding struct {
	// Target names what is led to, from what it is and never from an order: the
	// id of the integration's construct derives from it. It must differ for
	// integrations that differ.
	Target string

	// Props are the integration's properties, all but ApiId.
	Props *awsapigatewayv2.CfnIntegrationProps

	// Invokes is a function that the API needs a permission for, if any.
	Invokes awslambda.IFunction
}

// KindsForHTTP names the integrations that an HTTP API can have, for messages.
const KindsForHTTP = "Lambda and URL"

// stable returns a text in which tokens of the CDK, whose own text depends on
// the order of creation, are replaced by what they stand for.
func stable(scope constructs.Construct, text string) string {
	if !*awscdk.Token_IsUnresolved(text) {
		return text
	}
	resolved, err := json.Marshal(awscdk.Stack_Of(scope).Resolve(text))
	if err != nil {
		return text
	}
	return string(resolved)
}

// within returns the path of a construct as seen from the stack of scope, so
// that the same application in another stage has the same ids.
func within(scope constructs.Construct, c constructs.IConstruct) string {
	path, stack := *c.Node().Path(), *awscdk.Stack_Of(scope).Node().Path()
	return strings.TrimPrefix(path, stack+"/")
}
