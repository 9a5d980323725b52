// What a WebSocket API asks of an authorizer.

package authorizers

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// ForWebSocket is an authorizer that a WebSocket API can have, on its route
// $connect.
type ForWebSocket interface {
	Authorizer

	// WebSocketProblem says why a WebSocket API can't have it with these
	// settings, "" if it can.
	WebSocketProblem() string

	// BindWebSocket makes what one API needs. It is called at synth, once for
	// each API.
	BindWebSocket(api WebSocketScope) WebSocketBinding
}

// WebSocketScope is the WebSocket API that an authorizer is made for.
type WebSocketScope struct {
	Scope    constructs.Construct // parent of new constructs
	API      awsapigatewayv2.IWebSocketApi
	Function awslambda.IFunction // built from the authorizer's handler; nil if it has none
}

// WebSocketBinding is what the route $connect says of its authorizer.
type WebSocketBinding struct {
	Type string  // AuthorizationType: NONE, AWS_IAM or CUSTOM
	ID   *string // AuthorizerId; nil for a type that has none
}
