// Extensions of WebSocket APIs made elsewhere.

package websocket_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/connectionsenv"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestExtendAnImportedAPI(t *testing.T) {
	stack := synthtest.Stack()
	of := websocket.FromAttributes(stack, "Elsewhere", websocket.Attributes{ID: "a1b2c3d4e5"})
	e := websocket.Extend(stack, "More", of, &websocket.ExtendProps{Stages: []string{"live"}})
	e.Route("join", "testdata/chat.Send")
	e.Handle(websocket.Route{Key: "ping", Integration: integrations.Mock(&integrations.MockOptions{Body: `"pong"`}), Reply: true})
	template := synthtest.Synth(t, stack)
	if got := template.Of("AWS::ApiGatewayV2::Route"); len(got) != 2 {
		t.Errorf("routes %v", got)
	}
	for _, kind := range []string{"Route", "Integration", "RouteResponse", "IntegrationResponse"} {
		for _, id := range template.Of("AWS::ApiGatewayV2::" + kind) {
			if of := template.Resources[id].Properties["ApiId"]; of != "a1b2c3d4e5" {
				t.Errorf("%s is of %v", id, of)
			}
		}
	}
	fn := template.Only(t, "AWS::Lambda::Function").Properties
	env := fmt.Sprint(fn["Environment"].(map[string]any)["Variables"].(map[string]any)[connectionsenv.Name])
	if !strings.Contains(env, "a1b2c3d4e5") || !strings.Contains(env, "live") {
		t.Errorf("the function does not know the connections: %s", env)
	}
	if text := fmt.Sprint(template.Resources); !strings.Contains(text, ":a1b2c3d4e5/live/*/@connections/*") {
		t.Error("the function may not use the connections")
	}
	if made := append(template.Of("AWS::ApiGatewayV2::Api"), template.Of("AWS::ApiGatewayV2::Stage")...); len(made) > 0 {
		t.Errorf("made %v, which belongs to the API", made)
	}
}

func TestExtendAnAPIOfAnotherStack(t *testing.T) {
	app := synthtest.App()
	first := awscdk.NewStack(app, jsii.String("First"), nil)
	second := awscdk.NewStack(app, jsii.String("Second"), nil)
	a := websocket.New(first, "Api", nil)
	a.Handle(websocket.Route{Key: "$default", Integration: integrations.Mock(nil)})
	e := websocket.Extend(second, "More", a, nil)
	e.Route("join", "testdata/chat.Send")
	template := synthtest.Synth(t, second)
	if got := template.Of("AWS::ApiGatewayV2::Route"); len(got) != 1 {
		t.Errorf("routes %v", got)
	}
	if text := fmt.Sprint(template.Resources); !strings.Contains(text, "/v1/*/@connections/*") {
		t.Error("the function may not use the connections of the API's stage")
	}
	if needs := *second.Dependencies(); len(needs) != 1 || *needs[0].Node().Id() != "First" {
		t.Error("the extension's stack does not wait for the API's")
	}
}

func TestReportOfExtensions(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	a := websocket.New(stack, "Api", nil)
	a.Handle(websocket.Route{Key: "join", Integration: integrations.Mock(nil)})
	e := websocket.Extend(stack, "More", a, nil)
	e.Handle(websocket.Route{Key: "join", Integration: integrations.Mock(nil)})
	throttled := websocket.Extend(stack, "Throttled", a, nil)
	throttled.Handle(websocket.Route{Key: "leave", Integration: integrations.Mock(nil), Throttle: &websocket.Throttle{Rate: 1, Burst: 1}})
	websocket.Extend(stack, "Nil", nil, nil).Handle(websocket.Route{Key: "a", Integration: integrations.Mock(nil)})
	got := strings.Join(synthtest.Report(app), "\n")
	for _, want := range []string{`route "join": made already by Test/Api at extend_test.go:`, "Throttle is a setting of stages", "websocket.Extend: the API is nil"} {
		if !strings.Contains(got, want) {
			t.Errorf("report\n%s\nwant it to contain %s", got, want)
		}
	}
}
