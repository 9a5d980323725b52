// What every integration says of itself, and what each kind of API asks of it.

package integrations

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
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
	// Function its name in ids, which never derives from an order.
	Invokes    awslambda.IFunction
	Function   string
	Qualifiers []string

	// PerRoute asks for a permission for each route rather than one for the
	// whole API.
	PerRoute bool
}

// KindsForHTTP names the integrations that an HTTP API can have, for messages.
const KindsForHTTP = "Lambda, LambdaAlias, URL, ALB, NLB, CloudMap, SQS, EventBridge, StepFunctions, Kinesis, AppConfig and FromHTTP"

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

// variant is what is added to the name of a target for settings that are not
// the usual ones, so that integrations that differ have ids that differ.
func variant(scope constructs.Construct, settings ...string) string {
	text := ""
	for _, s := range settings {
		if s != "" {
			text += stable(scope, s) + "\x00"
		}
	}
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return " #" + hex.EncodeToString(sum[:4])
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
