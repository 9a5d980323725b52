// What an HTTP API asks of an integration.

package integrations

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ForHTTP is an integration that an HTTP API can have.
type ForHTTP interface {
	Integration

	// BindHTTP says what one API needs. It is called at synth, once for each
	// API.
	BindHTTP(api HTTPScope) HTTPBinding
}

// HTTPScope is the HTTP API that an integration is made for.
type HTTPScope struct {
	Scope constructs.Construct // parent of new constructs
	API   awsapigatewayv2.IHttpApi
}

// HTTPBinding is an integration of an HTTP API.
type HTTPBinding struct {
	// Target names what is led to, from what it is and never from an order: the
	// id of the integration's construct derives from it. It must differ for
	// integrations that differ.
	Target string

	// Props are the integration's properties, all but ApiId.
	Props *awsapigatewayv2.CfnIntegrationProps

	// Invokes is a function that the API needs a permission for, if any. If a
	// stage variable chooses from aliases of it, Qualifiers are these, and
	// FunctionID its name in ids, which never derives from an order.
	Invokes    awslambda.IFunction
	FunctionID string
	Qualifiers []string

	// PerRoute asks for a permission for each route rather than one for the
	// whole API.
	PerRoute bool
}

// timeoutProblem checks how long an API is to wait (API Gateway V2 API
// reference, TimeoutInMillis).
func timeoutProblem(t time.Duration) string {
	if t != 0 && (t < 50*time.Millisecond || t > 30*time.Second) {
		return fmt.Sprintf("Timeout is %v; an HTTP API waits 50ms to 30s", t)
	}
	return ""
}

// setTimeout writes a timeout that is not the default, and returns what it
// adds to the target's name.
func setTimeout(props *awsapigatewayv2.CfnIntegrationProps, t time.Duration) string {
	if t == 0 {
		return ""
	}
	props.TimeoutInMillis = jsii.Number(t.Milliseconds())
	return fmt.Sprintf(" %v", t)
}
