// What the template holds, what cdk-nag finds in it, and what the functions
// answer when API Gateway asks them.

package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

// all declares both stacks, as main does.
func all(app awscdk.App) {
	gateway(app)
	private(app)
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, all) }

func TestFunctionsAnswer(t *testing.T) {
	srv := gatehousetest.Serve(t, gateway, local.Config{
		Environment: map[string]string{"ORDERS_TABLE": "orders", "API_URL": "https://api.example.com"},
	})
	// An authorizer's function is one handler: its path tells it from others.
	ask := func(handler, header, value string) (answer map[string]any) {
		t.Helper()
		srv.Invoke("Gateway/Api/Function:functions|auth."+handler, map[string]any{
			"version": "2.0", "type": "REQUEST", "headers": map[string]string{header: value},
			"routeArn": "arn:aws:execute-api:eu-central-1:123456789012:abc/$default/GET/reports/1",
		}).JSON(&answer)
		return answer
	}
	if got := ask("Partner", "x-partner-key", "wrong"); got["isAuthorized"] != false {
		t.Errorf("a wrong key: %v", got)
	}
	if got := ask("Partner", "x-partner-key", "demo-key-of-acme"); got["isAuthorized"] != true || got["context"].(map[string]any)["partner"] != "acme" {
		t.Errorf("the right key: %v", got)
	}
	for token, want := range map[string]string{
		"demo-gold": `{"Action":"execute-api:Invoke","Effect":"Allow","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc/$default/GET/reports/*"]}`,
		"none":      `{"Action":"execute-api:Invoke","Effect":"Deny","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc/$default/*"]}`,
	} {
		got := ask("Plan", "authorization", "Bearer "+token)
		if text, _ := json.Marshal(got["policyDocument"]); !strings.Contains(string(text), want) {
			t.Errorf("%s: %s", token, text)
		}
	}
	orders := srv.Invoke("functions/orders", map[string]any{
		"version": "2.0", "routeKey": "GET /orders", "rawPath": "/orders", "headers": map[string]string{"host": "api.example.com"},
		"requestContext": map[string]any{"routeKey": "GET /orders", "stage": "$default", "http": map[string]string{"method": "GET", "path": "/orders"}},
	}).Response().Status(200)
	if want := `{"table":"orders","self":"https://api.example.com/orders","orders":[]}`; orders.Text != want {
		t.Errorf("GET /orders: %s, want %s", orders.Text, want)
	}
}

// Only the health check is public.
func TestWhoMayCall(t *testing.T) {
	want := map[string]string{
		"GET /health": "NONE", "POST /jobs": "CUSTOM", "GET /reports/{id}": "CUSTOM",
		"GET /jobs": "AWS_IAM", "DELETE /jobs": "AWS_IAM", "POST /jobs/purge": "AWS_IAM", "DELETE /orders": "AWS_IAM",
	}
	routes := gatehousetest.Synth(t, all).Template("Gateway").Resources("AWS::ApiGatewayV2::Route")
	if len(routes) != 14 {
		t.Errorf("%d routes, want 14", len(routes))
	}
	for _, route := range routes {
		kind, named := want[route.Properties["RouteKey"].(string)]
		if !named {
			kind = "JWT"
		}
		if route.Properties["AuthorizationType"] != kind {
			t.Errorf("%v has AuthorizationType %v, want %s", route.Properties["RouteKey"], route.Properties["AuthorizationType"], kind)
		}
	}
}
