// What a WebSocket API asks of an authorizer, and the forms of those that need
// no resource.

package authorizers

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
)

// ForWebSocket is an authorizer that a WebSocket API can have, on its route
// $connect.
type ForWebSocket interface {
	Authorizer

	// BindWebSocket makes what one API needs, with scope as the parent of new
	// constructs. It is called at synth, once for each API.
	BindWebSocket(scope constructs.Construct, api awsapigatewayv2.IWebSocketApi) WebSocketBinding
}

// WebSocketBinding is what the route $connect says of its authorizer.
type WebSocketBinding struct {
	Type string  // AuthorizationType: NONE, AWS_IAM or CUSTOM
	ID   *string // AuthorizerId; nil for a type that has none
}

// KindsForWebSocket names the authorizers that a WebSocket API can have, for
// messages.
const KindsForWebSocket = "None and IAM"

func (none) BindWebSocket(constructs.Construct, awsapigatewayv2.IWebSocketApi) WebSocketBinding {
	return WebSocketBinding{Type: "NONE"}
}

func (iam) BindWebSocket(constructs.Construct, awsapigatewayv2.IWebSocketApi) WebSocketBinding {
	return WebSocketBinding{Type: "AWS_IAM"}
}
