// Extensions: of imported APIs, of those of another stack, and what is refused.

package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func elsewhere(stack awscdk.Stack) awsapigatewayv2.IHttpApi {
	return httpapi.FromAttributes(stack, "Elsewhere", httpapi.Attributes{ID: "a1b2c3d4e5"})
}

func TestExtendAnImportedAPI(t *testing.T) {
	stack := synthtest.Stack()
	e := httpapi.Extend(stack, "More", elsewhere(stack), &httpapi.ExtendProps{
		DefaultAuth: authorizers.JWT("login", "https://login.example.com", "todo-app"), CORS: cors.Allow("https://app.example.com"),
	})
	e.Route("ANY /todos", "testdata/todos.List")
	e.Handle(httpapi.Route{Key: "GET /pong", Integration: integrations.URL("https://pong.example.com", nil), Auth: authorizers.None()})
	template := synthtest.Synth(t, stack)
	auth := map[any]any{}
	for _, id := range template.Of("AWS::ApiGatewayV2::Route") {
		r := template.Resources[id].Properties
		auth[r["RouteKey"]] = r["AuthorizationType"]
		if r["ApiId"] != "a1b2c3d4e5" {
			t.Errorf("%s is of %v", id, r["ApiId"])
		}
	}
	if fmt.Sprint(auth) != "map[ANY /todos:JWT GET /pong:NONE OPTIONS /todos:NONE]" {
		t.Errorf("routes %v", auth)
	}
	for _, kind := range []string{"AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Authorizer"} {
		for _, id := range template.Of(kind) {
			if got := template.Resources[id].Properties["ApiId"]; got != "a1b2c3d4e5" {
				t.Errorf("%s is of %v", id, got)
			}
		}
	}
	permission := template.Only(t, "AWS::Lambda::Permission").Properties
	if arn := fmt.Sprint(permission["SourceArn"]); !strings.Contains(arn, ":a1b2c3d4e5/*/*") {
		t.Errorf("the permission is for %s", arn)
	}
	fn := template.Only(t, "AWS::Lambda::Function").Properties
	if !strings.Contains(fmt.Sprint(fn["Environment"]), "https://app.example.com") {
		t.Errorf("the function does not know the CORS policy: %v", fn["Environment"])
	}
	for _, kind := range []string{"AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage"} {
		if made := template.Of(kind); len(made) > 0 {
			t.Errorf("made %v, which belongs to the API", made)
		}
	}
}

// Whoever is deployed first, the API's stack or the extension's next version, no
// resource of the API is in the extension's stack, so neither replaces the other's.
func TestExtendAnAPIOfAnotherStack(t *testing.T) {
	with := func(extended bool) (api string, second awscdk.Stack) {
		app := synthtest.App()
		first := awscdk.NewStack(app, jsii.String("First"), nil)
		second = awscdk.NewStack(app, jsii.String("Second"), nil)
		a := httpapi.New(first, "Api", &httpapi.Props{CORS: cors.AllowAny()})
		a.Handle(httpapi.Route{Key: "GET /todos", Integration: integrations.URL("https://todos.example.com", nil)})
		if extended {
			httpapi.Extend(second, "More", a, &httpapi.ExtendProps{DefaultAuth: authorizers.IAM()}).Handle(
				httpapi.Route{Key: "ANY /users", Integration: integrations.URL("https://users.example.com", nil)})
		}
		template := synthtest.Synth(t, first)
		return fmt.Sprint(template.Resources), second
	}
	alone, _ := with(false)
	extended, second := with(true)
	if alone != extended {
		t.Errorf("an extension changes the API's own resources:\n%s\n%s", alone, extended)
	}
	template := synthtest.Synth(t, second)
	var keys []any
	for _, id := range template.Of("AWS::ApiGatewayV2::Route") {
		keys = append(keys, template.Resources[id].Properties["RouteKey"])
	}
	if len(keys) != 2 { // with OPTIONS: the API's CORS is known
		t.Errorf("routes %v, want ANY /users and its preflight", keys)
	}
	if needs := *second.Dependencies(); len(needs) != 1 || *needs[0].Node().Id() != "First" {
		t.Error("the extension's stack does not wait for the API's")
	}
}

func TestReportOfExtensions(t *testing.T) {
	url := integrations.URL("https://a.example.com", nil)
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	a := httpapi.New(stack, "Api", nil)
	a.Handle(httpapi.Route{Key: "GET /todos/{id}", Integration: url})
	e := httpapi.Extend(stack, "More", a, nil)
	e.Handle(httpapi.Route{Key: "GET /todos/{todo}", Integration: url})
	e.Handle(httpapi.Route{Key: "GET /slow", Integration: url, Throttle: &httpapi.Throttle{Rate: 1, Burst: 1}})
	one := httpapi.Extend(stack, "One", elsewhere(stack), nil)
	one.Handle(httpapi.Route{Key: "GET /a", Integration: url})
	httpapi.Extend(stack, "Two", awsapigatewayv2.HttpApi_FromHttpApiAttributes(stack, jsii.String("Again"), &awsapigatewayv2.HttpApiAttributes{HttpApiId: jsii.String("a1b2c3d4e5")}), nil).
		Handle(httpapi.Route{Key: "GET /a", Integration: url})
	httpapi.Extend(stack, "Nil", nil, nil).Handle(httpapi.Route{Key: "GET /a", Integration: url})
	got := synthtest.Report(app)
	want := []string{
		`the API is nil`, `route "GET /a": made already by Test/One at extend_test.go:`,
		"Throttle is a setting of stages",
	}
	text := strings.Join(got, "\n")
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("report\n%s\nwant it to contain %s", text, w)
		}
	}
	for _, p := range got {
		if !strings.Contains(p, "extend_test.go:") {
			t.Errorf("no place: %s", p)
		}
	}
}

func TestExtensionInAnotherStageOfTheCDK(t *testing.T) {
	app := synthtest.App()
	url := integrations.URL("https://a.example.com", nil)
	a := httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", nil)
	a.Handle(httpapi.Route{Key: "GET /a", Integration: url})
	prod := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Prod"), nil), jsii.String("Test"), nil)
	httpapi.Extend(prod, "Far", a, nil).Handle(httpapi.Route{Key: "GET /b", Integration: url})
	got := synthtest.Report(app)
	if len(got) != 1 || !strings.Contains(got[0], "extend_test.go:") || !strings.Contains(got[0], "httpapi.Extend: the extension is in the Stage Prod, and the API in no Stage") {
		t.Errorf("%q", got)
	}
}

func TestRouteThatTheAPIHas(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	a := httpapi.New(stack, "Api", nil)
	url := integrations.URL("https://a.example.com", nil)
	login := authorizers.JWT("login", "https://login.example.com", "app")
	a.Handle(httpapi.Route{Key: "GET /todos/{id}", Integration: url, Auth: login})
	httpapi.Extend(stack, "More", a, nil).Handle(httpapi.Route{Key: "GET /todos/{todo}", Integration: url}, httpapi.Route{Key: "GET /b", Integration: url, Auth: login})
	got := synthtest.Report(app)
	if len(got) != 2 || !strings.Contains(got[0]+got[1], `route "GET /todos/{todo}": the same as "GET /todos/{id}" of Test/Api at extend_test.go:`) ||
		!strings.Contains(got[0]+got[1], `authorizer "login": made already by Test/Api`) {
		t.Errorf("%q", got)
	}
}

// The OPTIONS routes that nobody declared don't stand in each other's way: where
// the API answers preflights, an extension does not.
func TestPreflightsOfAPIAndExtension(t *testing.T) {
	app := synthtest.App()
	first, second := awscdk.NewStack(app, jsii.String("First"), nil), awscdk.NewStack(app, jsii.String("Second"), nil)
	policy, url := cors.Allow("https://app.example.com"), integrations.URL("https://a.example.com", nil)
	a := httpapi.New(first, "Api", &httpapi.Props{CORS: policy, DefaultAuth: authorizers.IAM()})
	a.Handle(httpapi.Route{Key: "ANY /{proxy+}", Integration: url}, httpapi.Route{Key: "ANY /", Integration: url})
	httpapi.Extend(second, "More", a, &httpapi.ExtendProps{DefaultAuth: authorizers.IAM()}).Handle(httpapi.Route{Key: "$default", Integration: url})
	for id, r := range synthtest.Synth(t, second).Resources {
		if r.Type == "AWS::Lambda::Function" || r.Type == "AWS::ApiGatewayV2::Route" && r.Properties["RouteKey"] != "$default" {
			t.Errorf("%s: %v", id, r)
		}
	}
}

func TestNothingIsMadeTwiceOfNoAPI(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	url := integrations.URL("https://a.example.com", nil)
	for _, id := range []string{"One", "Two"} {
		httpapi.Extend(stack, id, nil, nil).Handle(httpapi.Route{Key: "GET /a", Integration: url})
	}
	if got := synthtest.Report(app); len(got) != 2 || strings.Contains(got[0]+got[1], "made already") {
		t.Errorf("%q", got)
	}
}
