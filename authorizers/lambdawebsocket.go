// The form that a Lambda authorizer has in a WebSocket API.

package authorizers

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"
)

// WebSocketProblem implements [ForWebSocket]. A WebSocket API keeps no answers
// and has one format of event, so TTL and PayloadFormat do not matter to it. (AWS CloudFormation reference,
// AWS::ApiGatewayV2::Authorizer.)
func (a lambda) WebSocketProblem() string {
	if a.response == Simple {
		return fmt.Sprintf("authorizer %q: a WebSocket API only knows answers by policy: set Response to authorizers.Policy, and answer with a *authorizer.Policy", a.name)
	}
	return ""
}

// BindWebSocket implements [ForWebSocket].
func (a lambda) BindWebSocket(api WebSocketScope) WebSocketBinding {
	props := &awsapigatewayv2.CfnAuthorizerProps{}
	if a.sources.n > 0 {
		var sources []string
		for _, s := range a.sources.items() {
			sources = append(sources, webSocketSource(s))
		}
		props.IdentitySource = jsii.Strings(sources...)
	}
	return WebSocketBinding{Type: "CUSTOM", ID: a.makeV2(api.Scope, api.API.ApiId(), api.Function, props)}
}

// webSocketSource writes an identity source as a WebSocket API has it: what an
// HTTP API calls "$request.header.name" is "route.request.header.name" there.
func webSocketSource(source string) string {
	source = strings.TrimPrefix(source, "$")
	if strings.HasPrefix(source, "request.") {
		return "route." + source
	}
	return source
}
