// The form that a Mock has in a WebSocket API.

package integrations

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"
)

// WebSocketProblem implements [ForWebSocket].
func (m *mock) WebSocketProblem(reply bool) string {
	switch {
	case len(m.Headers) > 0:
		return "its Mock has Headers, and the messages of a WebSocket API have none"
	case reply && m.Body == "":
		return "replies, but its Mock has no Body that could be sent"
	case !reply && m.Body != "":
		return "its Mock has a Body, but nobody gets it: set Reply on the route"
	}
	return ""
}

// anyTemplate selects the template named $default; the backslash keeps the
// name from being taken for a variable.
const anyTemplate = `\$default`

// BindWebSocket implements [ForWebSocket].
func (m *mock) BindWebSocket(api WebSocketScope) WebSocketBinding {
	b := WebSocketBinding{
		Target: fmt.Sprintf("mock %d", m.Status),
		Props: &awsapigatewayv2.CfnIntegrationProps{
			IntegrationType:             jsii.String("MOCK"),
			RequestTemplates:            map[string]string{"$default": fmt.Sprintf(`{"statusCode":%d}`, m.Status)},
			TemplateSelectionExpression: jsii.String(anyTemplate),
		},
	}
	if m.Body != "" {
		sum := sha256.Sum256([]byte(stable(api.Scope, m.Body)))
		b.Target += " " + hex.EncodeToString(sum[:8])
		b.Response = &awsapigatewayv2.CfnIntegrationResponseProps{
			IntegrationResponseKey:      jsii.String("$default"),
			ResponseTemplates:           map[string]string{"$default": m.Body},
			TemplateSelectionExpression: jsii.String(anyTemplate),
		}
	}
	return b
}
