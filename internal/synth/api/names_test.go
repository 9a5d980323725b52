// Names of APIs.

package api_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// An Override may take the name away: the CDK then has the construct's id.
func TestNameThatAnOverrideTakesAway(t *testing.T) {
	stack := synthtest.Stack()
	for _, api := range []anAPI{
		httpapi.New(stack, "Http", &httpapi.Props{Override: func(p *awsapigatewayv2.HttpApiProps) { p.ApiName = nil }}),
		restapi.New(stack, "Rest", &restapi.Props{Override: func(p *awsapigateway.RestApiProps) { p.RestApiName = nil }}),
		websocket.New(stack, "Chat", &websocket.Props{Override: func(p *awsapigatewayv2.WebSocketApiProps) { p.ApiName = nil }}),
	} {
		if got, want := view.Of(api).Name, *api.Node().Id(); got != want {
			t.Errorf("the API %s has the name %q", want, got)
		}
	}
}
