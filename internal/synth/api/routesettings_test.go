// The function that removes settings of routes before their routes go.

package api_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/websocket"
)

const cleanerType = "Custom::GatehouseRouteSettings"

// An API with or without the setting, whose routes have throttles or none.
func cleanedHTTP(stack awscdk.Stack, clean bool, throttled ...string) {
	api := httpapi.New(stack, "Api", &httpapi.Props{CleanRouteSettings: clean, Stages: []httpapi.Stage{
		{}, {Name: "test", RouteLimits: []httpapi.RouteLimit{{Key: "GET /always", Throttle: httpapi.Throttle{Rate: 1, Burst: 1}}}},
	}})
	target := integrations.URL("https://example.com", nil)
	api.Handle(httpapi.Route{Key: "GET /always", Integration: target})
	for _, key := range throttled {
		api.Handle(httpapi.Route{Key: key, Integration: target, Throttle: &httpapi.Throttle{Rate: 1, Burst: 1}})
	}
}

func cleanedWebSocket(stack awscdk.Stack, clean bool, throttled ...string) {
	api := websocket.New(stack, "Api", &websocket.Props{CleanRouteSettings: clean})
	for _, key := range append([]string{"$default"}, throttled...) {
		route := websocket.Route{Key: key, Integration: integrations.Mock(nil)}
		if key != "$default" {
			route.Throttle = &websocket.Throttle{Rate: 1, Burst: 1}
		}
		api.Handle(route)
	}
}

// What a deployment changes when a throttle is taken away with its route: the
// custom resource, which is the same one and waits for the stages. That it stays
// for the last one too is what cleans up after it.
func TestCleanRouteSettings(t *testing.T) {
	for name, tt := range map[string]struct {
		declare       func(awscdk.Stack, bool, ...string)
		keys          []string
		before, after string
		stages        int
	}{
		"HTTP":      {cleanedHTTP, []string{"GET /a/{id}", "$default"}, `{"$default":["$default","GET /a/{id}"],"test":["$default","GET /a/{id}","GET /always"]}`, `{"$default":[],"test":["GET /always"]}`, 2},
		"WebSocket": {cleanedWebSocket, []string{"say"}, `{"v1":["say"]}`, `{"v1":[]}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synth := func(clean bool, keys ...string) synthtest.Template {
				stack := synthtest.Stack()
				tt.declare(stack, clean, keys...)
				return synthtest.Synth(t, stack)
			}
			if off := synth(false, tt.keys...); len(off.Of(cleanerType)) != 0 || len(off.Of("AWS::Lambda::Function")) != 0 {
				t.Errorf("off: %v", off.IDs())
			}
			first, second := synth(true, tt.keys...), synth(true)
			if a, b := first.Of(cleanerType), second.Of(cleanerType); !slices.Equal(a, b) {
				t.Errorf("another resource: %v, %v", a, b)
			}
			if a, b := first.Of("AWS::Lambda::Function"), second.Of("AWS::Lambda::Function"); !slices.Equal(a, b) || len(a) != 1 {
				t.Errorf("another function: %v, %v", a, b)
			}
			for i, template := range []synthtest.Template{first, second} {
				resource := template.Only(t, cleanerType)
				if got, want := resource.Properties["Stages"], []string{tt.before, tt.after}[i]; got != want {
					t.Errorf("stages %v, want %v", got, want)
				}
				stages := template.Of("AWS::ApiGatewayV2::Stage")
				for _, stage := range stages {
					if !slices.Contains(resource.DependsOn, stage) {
						t.Errorf("it does not wait for %s: %v", stage, resource.DependsOn)
					}
				}
				if len(stages) != tt.stages {
					t.Errorf("stages: %v", stages)
				}
			}
		})
	}
}

// What a deployment does that removes a route with a limit, in order: the stages
// first, then the custom resource, and the route only in the end.
func TestTheCleanerRunsBetweenStagesAndRoutes(t *testing.T) {
	c := changes.Of(t,
		func(stack awscdk.Stack) { cleanedHTTP(stack, true, "GET /a") },
		func(stack awscdk.Stack) { cleanedHTTP(stack, true) },
	)
	c.WantSafe(t)
	place := func(action redeploy.Action, kind string) (first, last int) {
		first = -1
		for i, s := range c.Steps {
			if s.Action == action && s.Type == kind {
				if last = i; first < 0 {
					first = i
				}
			}
		}
		if first < 0 {
			t.Fatalf("no %s of a %s: %v", action, kind, c.Steps)
		}
		return first, last
	}
	_, stages := place(redeploy.Update, "AWS::ApiGatewayV2::Stage")
	cleaner, _ := place(redeploy.Update, cleanerType)
	route, _ := place(redeploy.Delete, "AWS::ApiGatewayV2::Route")
	if stages > cleaner || cleaner > route {
		t.Errorf("%v", c.Steps)
	}
}

func TestTheCleanerMayDoNothingElse(t *testing.T) {
	stack := synthtest.Stack()
	cleanedHTTP(stack, true)
	template := synthtest.Synth(t, stack)
	text, err := json.Marshal(template.Only(t, "AWS::IAM::Policy").Properties["PolicyDocument"])
	if err != nil {
		t.Fatal(err)
	}
	api := template.Of("AWS::ApiGatewayV2::Api")[0]
	arn := func(end string) string {
		return `{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":apigateway:",{"Ref":"AWS::Region"},"::/apis/",{"Ref":"` + api + `"},"` + end + `"]]}`
	}
	for _, want := range []string{
		`{"Action":"apigateway:GET","Effect":"Allow","Resource":[` + arn("/routes") + `,` + arn("/stages/*") + `]}`,
		`{"Action":"apigateway:DELETE","Effect":"Allow","Resource":` + arn("/stages/*/routesettings/*") + `}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	if n := strings.Count(string(text), "apigateway:"); n != 5 { // two actions, three ARNs
		t.Errorf("%s", text)
	}
}

// The code is compiled in the application's module.
func TestTheCleanerIsBuilt(t *testing.T) {
	context := local.Context()
	out := t.TempDir()
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Context: &context, Outdir: &out})
	cleanedHTTP(awscdk.NewStack(app, jsii.String("Test"), nil), true)
	app.Synth(nil)
	built, err := filepath.Glob(filepath.Join(out, "asset.*", "bootstrap*"))
	if err != nil || len(built) != 1 {
		t.Fatalf("%v, %v", built, err)
	}
	if info, err := os.Stat(built[0]); err != nil || info.Size() < 1<<20 {
		t.Errorf("%v, %v", info, err)
	}
}
