// What a WebSocket API asks of an integration, and the forms of Lambda and URL.

package integrations

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ForWebSocket is an integration that a WebSocket API can have.
type ForWebSocket interface {
	Integration

	// WebSocketProblem says why a route can't lead to it with these settings,
	// "" if it can. With reply, the route sends the client what it answers.
	WebSocketProblem(reply bool) string

	// BindWebSocket says what one API needs. It is called at synth, once for
	// each API, with scope as the parent of constructs that it makes.
	BindWebSocket(scope constructs.Construct) WebSocketBinding
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

	// Invokes is a function that the API needs a permission for, if any.
	Invokes awslambda.IFunction
}

// KindsForWebSocket names the integrations that a WebSocket API can have, for
// messages.
const KindsForWebSocket = "Lambda, URL and Mock"

// webSocketTimeout is the longest that a WebSocket API waits (API Gateway
// developer guide, "Quotas for configuring and running a WebSocket API").
const webSocketTimeout = 29 * time.Second

// invoked is the address at which API Gateway invokes a function.
func invoked(scope constructs.Construct, fn awslambda.IFunction) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("apigateway"), Account: jsii.String("lambda"),
		Resource: jsii.String("path/2015-03-31/functions"), ResourceName: jsii.String(*fn.FunctionArn() + "/invocations"),
	})
}

func (lambda) WebSocketProblem(bool) string { return "" }

func (l lambda) BindWebSocket(scope constructs.Construct) WebSocketBinding {
	return WebSocketBinding{
		Target: within(scope, l.fn),
		Props: &awsapigatewayv2.CfnIntegrationProps{
			IntegrationType: jsii.String("AWS_PROXY"),
			IntegrationUri:  invoked(scope, l.fn),
		},
		Invokes: l.fn,
	}
}

func (u urlIntegration) WebSocketProblem(bool) string {
	if u.Timeout > webSocketTimeout {
		return fmt.Sprintf("URL %q: Timeout is %v; a WebSocket API waits 50ms to %v", u.url, u.Timeout, webSocketTimeout)
	}
	return ""
}

// BindWebSocket sends messages by POST unless told otherwise. A server would
// not know whose message it got, so headers tell it.
func (u urlIntegration) BindWebSocket(scope constructs.Construct) WebSocketBinding {
	method := "POST"
	target := stable(scope, u.url)
	if u.Method != "" {
		method = strings.ToUpper(u.Method)
		target = method + " " + target
	}
	props := &awsapigatewayv2.CfnIntegrationProps{
		IntegrationType:   jsii.String("HTTP_PROXY"),
		IntegrationMethod: jsii.String(method),
		IntegrationUri:    jsii.String(u.url),
		RequestParameters: map[string]string{
			"integration.request.header.Connection-Id": "context.connectionId",
			"integration.request.header.Event-Type":    "context.eventType",
			"integration.request.header.Route-Key":     "context.routeKey",
		},
	}
	if u.Timeout != 0 {
		props.TimeoutInMillis = jsii.Number(u.Timeout.Milliseconds())
		target = fmt.Sprintf("%s %v", target, u.Timeout)
	}
	return WebSocketBinding{Target: target, Props: props}
}
