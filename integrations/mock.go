// Answers that the gateway gives by itself.

package integrations

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"
)

// MockOptions holds what a mock answers. The zero value of each field means its
// default.
type MockOptions struct {
	// Status is the status of the answer. Default: 200.
	Status int

	// Body is the body's mapping template: the text itself, with
	// $context.requestId and such replaced. What comes from the client must be
	// escaped, as $util.escapeJavaScript($input.params('id')): as it is, it could
	// write more than a value. Default: none.
	Body string

	// ContentType is the type of the body. Default: "application/json".
	ContentType string

	// Headers of the answer, as texts. Default: none.
	Headers map[string]string
}

// Mock leads nowhere: the gateway itself answers, with options or, if they are
// nil, with status 200 and no body. Each value that Mock returns is an
// integration of its own.
//
// A WebSocket API uses one where something must accept: on $connect, to have an
// authorizer asked without a function, or for a message that keeps the
// connection open. It sends the Body only from a route that replies.
func Mock(options *MockOptions) Integration {
	m := &mock{}
	if options != nil {
		m.MockOptions = *options
		m.Headers = maps.Clone(options.Headers)
	}
	if m.Status == 0 {
		m.Status = 200
	}
	if m.ContentType == "" {
		m.ContentType = "application/json"
	}
	return m
}

type mock struct{ MockOptions }

func (*mock) Kind() string { return "a Mock integration" }

func (m *mock) Problems() []string {
	var out []string
	if m.Status < 200 || m.Status > 599 {
		out = append(out, fmt.Sprintf("Mock: Status is %d; a status is 200 to 599", m.Status))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		if name == "" || strings.ContainsAny(name, " :\r\n") || strings.ContainsAny(m.Headers[name], "'\r\n") {
			out = append(out, fmt.Sprintf("Mock: header %q: %q: a name has no blank or colon, a value no quotes or line breaks", name,
				m.Headers[name]))
		}
	}
	return out
}

// BindREST implements [ForREST].
func (m *mock) BindREST(RESTScope) RESTBinding {
	response := RESTResponse{Status: m.Status}
	if m.Body != "" {
		response.Templates = map[string]string{m.ContentType: m.Body}
	}
	if len(m.Headers) > 0 {
		response.Headers = map[string]string{}
		for name, value := range m.Headers {
			response.Headers[name] = "'" + value + "'"
		}
	}
	return RESTBinding{
		Integration: &awsapigateway.CfnMethod_IntegrationProperty{
			Type: jsii.String("MOCK"),
			// A body of another content type would be taken for the template's
			// result, and answered with 500.
			PassthroughBehavior: jsii.String("NEVER"),
			RequestTemplates:    map[string]string{"application/json": fmt.Sprintf(`{"statusCode":%d}`, m.Status)},
		},
		Responses: []RESTResponse{response},
	}
}

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
