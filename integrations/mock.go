// Answers that API Gateway gives by itself.

package integrations

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// MockOptions holds the settings of a Mock. The zero value of each field means
// its default.
type MockOptions struct {
	// Body is what is answered: a text, or a mapping template, in which
	// $context.requestId and the like stand for their values. Default: none.
	Body string
}

// Mock answers by itself, without a server behind it. Options may be nil.
//
// A WebSocket API uses one where something must accept: on $connect, to have an
// authorizer asked without a function, or for a message that keeps the
// connection open. It sends the Body only from a route that replies.
func Mock(options *MockOptions) Integration {
	m := mock{}
	if options != nil {
		m.MockOptions = *options
	}
	return m
}

type mock struct{ MockOptions }

func (mock) Kind() string       { return "Mock integration" }
func (mock) Problems() []string { return nil }

func (m mock) WebSocketProblem(reply bool) string {
	switch {
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

func (m mock) BindWebSocket(scope constructs.Construct) WebSocketBinding {
	b := WebSocketBinding{
		Target: "mock",
		Props: &awsapigatewayv2.CfnIntegrationProps{
			IntegrationType:             jsii.String("MOCK"),
			RequestTemplates:            map[string]string{"$default": `{"statusCode":200}`},
			TemplateSelectionExpression: jsii.String(anyTemplate),
		},
	}
	if m.Body != "" {
		sum := sha256.Sum256([]byte(stable(scope, m.Body)))
		b.Target = "mock " + hex.EncodeToString(sum[:8])
		b.Response = &awsapigatewayv2.CfnIntegrationResponseProps{
			IntegrationResponseKey:      jsii.String("$default"),
			ResponseTemplates:           map[string]string{"$default": m.Body},
			TemplateSelectionExpression: jsii.String(anyTemplate),
		}
	}
	return b
}
