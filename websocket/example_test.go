// A WebSocket API with routes, functions and stages.

package websocket_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// newStack returns a stack that builds no functions.
func newStack() (awscdk.App, awscdk.Stack) {
	app := awscdk.NewApp(&awscdk.AppProps{Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}}})
	return app, awscdk.NewStack(app, jsii.String("Chat"), nil)
}

func ExampleNew() {
	app, stack := newStack()
	api := websocket.New(stack, "Api", nil)
	api.Route("$connect", "testdata/chat.Connect")
	api.Route("send", "testdata/chat.Send")
	app.Synth(nil)

	fmt.Println(*api.Node().Path(), *api.Stages()[0].StageName())
	// Output: Chat/Api v1
}

func ExampleAPI_Handle() {
	_, stack := newStack()
	api := websocket.New(stack, "Api", &websocket.Props{
		DefaultAuth: authorizers.Lambda("token", "testdata/auth.Check", &authorizers.LambdaOptions{
			Response:        authorizers.Policy,
			IdentitySources: []string{"$request.querystring.token"},
		}),
	})
	api.Handle(
		websocket.Route{Key: "$connect", Integration: integrations.Mock(nil)}, // carries the authorizer
		websocket.Route{Key: "send", Handler: "testdata/chat.Send", Reply: true},
		websocket.Route{Key: "ping", Integration: integrations.Mock(&integrations.MockOptions{Body: `{"type":"pong"}`}), Reply: true},
	)

	template := assertions.Template_FromStack(stack, nil)
	template.HasResourceProperties(jsii.String("AWS::ApiGatewayV2::Route"), map[string]any{
		"RouteKey": "$connect", "AuthorizationType": "CUSTOM",
	})
	template.ResourceCountIs(jsii.String("AWS::ApiGatewayV2::RouteResponse"), jsii.Number(2))
	// Output:
}

// environments are those that the API is served for, each with its table and
// how many messages a second it takes.
var environments = []struct {
	name, table string
	rate        float64
}{
	{"live", "chat-live", 500},
	{"test", "chat-test", 20},
	{"demo", "chat-demo", 5},
}

func ExampleStage() {
	app, stack := newStack()
	var stages []websocket.Stage
	for _, e := range environments {
		stages = append(stages, websocket.Stage{
			Name:      e.name,
			Variables: map[string]string{"TABLE": e.table},
			Throttle:  &websocket.Throttle{Rate: e.rate, Burst: int(2 * e.rate)},
		})
	}
	api := websocket.New(stack, "Api", &websocket.Props{Stages: stages})
	api.Route("send", "testdata/chat.Send")
	app.Synth(nil)

	for _, stage := range api.Stages() {
		fmt.Println(*stage.StageName())
	}
	// Output:
	// live
	// test
	// demo
}
