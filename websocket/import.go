// WebSocket APIs made elsewhere.

package websocket

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
)

// Attributes are what is known of a WebSocket API that was made elsewhere. Both
// may be CDK tokens.
type Attributes struct {
	ID       string // required: "a1b2c3d4e5"
	Endpoint string // "wss://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"; needed for what uses it
}

// FromAttributes refers to a WebSocket API that was made elsewhere: for stages
// of the CDK's own, their metrics, and their grants of connections.
func FromAttributes(scope constructs.Construct, id string, attributes Attributes) awsapigatewayv2.IWebSocketApi {
	if attributes.ID == "" {
		panic("gatehouse: websocket.FromAttributes: the ID is empty: it is the first part of the API's host name")
	}
	if _, problem := atsynth.FreeID(scope, id); problem != "" {
		panic("gatehouse: websocket.FromAttributes: " + problem)
	}
	attrs := &awsapigatewayv2.WebSocketApiAttributes{WebSocketId: jsii.String(attributes.ID)}
	if attributes.Endpoint != "" {
		attrs.ApiEndpoint = jsii.String(attributes.Endpoint)
	}
	return awsapigatewayv2.WebSocketApi_FromWebSocketApiAttributes(scope, jsii.String(id), attrs)
}
