// The application as its users have it: checked by cdk-nag, built, and its
// authorizers asked as API Gateway asks them.

package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/internal/testing/nagtest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

func stacks(app awscdk.App) []awscdk.Stack {
	gateway(app)
	private(app)
	var out []awscdk.Stack
	for _, id := range []string{"Gateway", "Private"} {
		out = append(out, app.Node().FindChild(jsii.String(id)).(awscdk.Stack))
	}
	return out
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) {
	nagtest.Check(t, func(app awscdk.App) { stacks(app) })
}

// start synthesises the application for this machine and returns what calls the
// function whose logical id begins with a text.
func start(t *testing.T) func(id string, env map[string]string, event any) map[string]any {
	t.Helper()
	app := awscdk.NewApp(&awscdk.AppProps{
		Context: &map[string]any{"gatehouse:target": "host"}, Outdir: jsii.String(t.TempDir()),
	})
	gateway(app)
	dir := *app.Synth(nil).Directory()
	template := assertions.Template_FromStack(app.Node().FindChild(jsii.String("Gateway")).(awscdk.Stack), nil)
	return func(id string, env map[string]string, event any) map[string]any {
		t.Helper()
		var asset string
		for logical, fn := range *template.FindResources(jsii.String("AWS::Lambda::Function"), nil) {
			if strings.HasPrefix(logical, id) {
				key := (*fn)["Properties"].(map[string]any)["Code"].(map[string]any)["S3Key"].(string)
				asset = filepath.Join(dir, "asset."+strings.TrimSuffix(key, ".zip"))
			}
		}
		fn := lambdaruntime.New(lambdaruntime.Config{
			Name: id, Command: []string{"./bootstrap"}, Dir: asset, Timeout: 10 * time.Second, MaxWorkers: 1, Environment: env,
		})
		t.Cleanup(fn.Close)
		payload, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := fn.Invoke(t.Context(), payload)
		if err != nil {
			t.Fatal(err)
		}
		var out map[string]any
		if err := json.Unmarshal(answer, &out); err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		return out
	}
}

func TestFunctionsAnswer(t *testing.T) {
	call := start(t)
	ask := func(header, value string) map[string]any {
		return map[string]any{
			"version": "2.0", "type": "REQUEST", "headers": map[string]string{header: value},
			"routeArn": "arn:aws:execute-api:eu-central-1:123456789012:abc/$default/GET/reports/1",
		}
	}
	partner := func(key string) map[string]any {
		return call("ApiFunctionfunctionsauthPartner", nil, ask("x-partner-key", key))
	}
	if got := partner("wrong"); got["isAuthorized"] != false {
		t.Errorf("a wrong key: %v", got)
	}
	if got := partner("demo-key-of-acme"); got["isAuthorized"] != true || got["context"].(map[string]any)["partner"] != "acme" {
		t.Errorf("the right key: %v", got)
	}
	for token, want := range map[string]string{
		"demo-gold": `{"Action":"execute-api:Invoke","Effect":"Allow","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc/$default/GET/reports/*"]}`,
		"none":      `{"Action":"execute-api:Invoke","Effect":"Deny","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc/$default/*"]}`,
	} {
		got := call("ApiFunctionfunctionsauthPlan", nil, ask("authorization", "Bearer "+token))
		if text, _ := json.Marshal(got["policyDocument"]); !strings.Contains(string(text), want) {
			t.Errorf("%s: %s", token, text)
		}
	}
	got := call("ApiFunctionfunctionsorders", map[string]string{"ORDERS_TABLE": "orders", "API_URL": "https://api.example.com"}, map[string]any{
		"version": "2.0", "routeKey": "GET /orders", "rawPath": "/orders", "headers": map[string]string{"host": "api.example.com"},
		"requestContext": map[string]any{"routeKey": "GET /orders", "stage": "$default", "http": map[string]string{"method": "GET", "path": "/orders"}},
	})
	if body, _ := got["body"].(string); got["statusCode"] != 200.0 || body != `{"table":"orders","self":"https://api.example.com/orders","orders":[]}` {
		t.Errorf("GET /orders: %v", got)
	}
}

// Only the health check is public.
func TestWhoMayCall(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}}})
	want := map[string]string{
		"GET /health": "NONE", "POST /jobs": "CUSTOM", "GET /reports/{id}": "CUSTOM",
		"GET /jobs": "AWS_IAM", "DELETE /jobs": "AWS_IAM", "POST /jobs/purge": "AWS_IAM", "DELETE /orders": "AWS_IAM",
	}
	for _, stack := range stacks(app)[:1] {
		routes := *assertions.Template_FromStack(stack, nil).FindResources(jsii.String("AWS::ApiGatewayV2::Route"), nil)
		if len(routes) != 14 {
			t.Errorf("%d routes, want 14", len(routes))
		}
		for _, route := range routes {
			props := (*route)["Properties"].(map[string]any)
			kind, named := want[props["RouteKey"].(string)]
			if !named {
				kind = "JWT"
			}
			if props["AuthorizationType"] != kind {
				t.Errorf("%v has AuthorizationType %v, want %s", props["RouteKey"], props["AuthorizationType"], kind)
			}
		}
	}
}

// The local server asks the partners' function, which lets a request through to
// the queue: that is only on AWS.
func TestPartnersLocally(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{Context: contextOf(local.Context()), Outdir: jsii.String(t.TempDir())})
	gateway(app)
	srv, err := local.Start(t.Context(), local.Config{Assembly: *app.Synth(nil).Directory()})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	for key, want := range map[string]int{"": http.StatusUnauthorized, "wrong": http.StatusForbidden, "demo-key-of-acme": http.StatusNotImplemented} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL("Gateway/Api")+"/jobs", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			req.Header.Set("X-Partner-Key", key)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("key %q: %d %s, want %d", key, resp.StatusCode, body, want)
		}
	}
}

func contextOf(values map[string]any) *map[string]any { return &values }
