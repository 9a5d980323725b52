// The protocol of an API's resource, where an Override sets it.

package api_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// A ProtocolType that is none passes the CDK's own validation.
func TestProtocolTypeOfTheResource(t *testing.T) {
	for want, declare := range map[string]func(awscdk.Stack) constructs.Construct{
		`ProtocolType is "HTPP"; that of an HTTP API is "HTTP"`: func(stack awscdk.Stack) constructs.Construct {
			api := httpapi.New(stack, "Api", nil)
			api.Route("GET /a", "testdata/handlers.Get")
			return api
		},
		`ProtocolType is "HTPP"; that of a WebSocket API is "WEBSOCKET"`: func(stack awscdk.Stack) constructs.Construct {
			api := websocket.New(stack, "Api", nil)
			api.Handle(websocket.Route{Key: "$default", Integration: integrations.URL("https://example.com", nil)})
			return api
		},
	} {
		app := synthtest.App()
		stack := awscdk.NewStack(app, jsii.String("Test"), nil)
		declare(stack).Node().DefaultChild().(awsapigatewayv2.CfnApi).SetProtocolType(jsii.String("HTPP"))
		if got := synthtest.Report(app); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
