// What a WebSocket API asks of an integration.

package integrations

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// ForWebSocket is an integration that a WebSocket API can have.
type ForWebSocket interface {
	Integration

	// WebSocketProblem says why a route can't lead to it with these settings,
	// "" if it can. With reply, the route sends the client what it answers.
	WebSocketProblem(reply bool) string

	// BindWebSocket says what one API needs. It is called at synth, once for
	// each API.
	BindWebSocket(api WebSocketScope) WebSocketBinding
}

// WebSocketScope is the WebSocket API that an integration is made for.
type WebSocketScope struct {
	Scope constructs.Construct // parent of new constructs
	API   awsapigatewayv2.IWebSocketApi
}

// WebSocketBinding is an integration of a WebSocket API.
type WebSocketBinding struct {
	// Target names what is led to, as in [HTTPBinding].
	Target string

	// Props are the integration's properties, all but ApiId.
	Props *awsapigatewayv2.CfnIntegrationProps

	// Response makes a reply of what comes back, all but ApiId and
	// IntegrationId. Nil for a proxy, whose answer is the reply.
	Response *awsapigatewayv2.CfnIntegrationResponseProps

	// Invokes is a function that the API needs a permission for, if any, with
	// Function and Qualifiers as in [HTTPBinding].
	Invokes    awslambda.IFunction
	FunctionID string
	Qualifiers []string
}

// webSocketTimeout is the longest that a WebSocket API waits (API Gateway
// developer guide, "Quotas for configuring and running a WebSocket API").
const webSocketTimeout = 29 * time.Second

// webSocketTimeoutProblem says what is wrong with a timeout that an HTTP API
// would take.
func webSocketTimeoutProblem(t time.Duration) string {
	if t > webSocketTimeout {
		return fmt.Sprintf("Timeout is %v; a WebSocket API waits 50ms to %v", t, webSocketTimeout)
	}
	return ""
}

// noMapping says why a mapping can't be: the one that there is changes requests
// and responses of HTTP.
func (m mapping) noMapping() string {
	if m != (mapping{}) {
		return "Request and Responses change HTTP requests; a WebSocket API has none"
	}
	return ""
}
