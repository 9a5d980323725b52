// The functions on this machine, with the events of their APIs.

package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/local"
)

// tableOf is the table of a stage of the partners' API, by its logical id.
func (s *stack) tableOf(stage string) string {
	for _, made := range s.of("AWS::ApiGateway::Stage") {
		if made["StageName"] == stage {
			return made["Variables"].(map[string]any)["ORDERS_TABLE"].(map[string]any)["Ref"].(string)
		}
	}
	return ""
}

// partner calls the partners' API in a stage, with the subject of a certificate.
func (s *stack) partner(stage, subject, method, resource, id, body string) map[string]any {
	identity := map[string]any{"sourceIp": "203.0.113.7"}
	if subject != "" {
		identity["clientCert"] = map[string]any{"subjectDN": subject, "issuerDN": "CN=Example Partners CA,O=Example", "serialNumber": "1"}
	}
	url := strings.ReplaceAll(resource, "{id}", id)
	return map[string]any{
		"resource": resource, "path": "/" + stage + url, "httpMethod": method, "body": body,
		"pathParameters": map[string]string{"id": id}, "stageVariables": map[string]string{"ORDERS_TABLE": s.tableOf(stage)},
		"headers": map[string]string{"Content-Type": "application/json", "Host": s.env.partners},
		"requestContext": map[string]any{
			"resourcePath": resource, "path": "/" + stage + url, "httpMethod": method, "stage": stage, "apiId": "a1b2c3", "protocol": "HTTP/1.1", "identity": identity,
		},
	}
}

func TestFunctionsAnswer(t *testing.T) {
	stack := synth(t)[1]
	srv := gatehousetest.Serve(t, production, local.Config{Workers: 1, Environment: map[string]string{
		"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_ENDPOINT_URL_DYNAMODB": newDynamoDB(t),
		"ORDERS_TABLE": stack.tableOf("live"),
	}}, &awscdk.AppProps{Context: &map[string]any{"aws:cdk:bundling-stacks": []string{stack.env.name}}})
	call := func(function string, event map[string]any) (status int, body string) {
		t.Helper()
		got := srv.Invoke(stack.env.name+function, event).Response()
		return got.StatusCode, got.Text
	}
	const teaHouse, cupAndCo = "CN=tea-house,O=Tea House Ltd", "CN=cup-and-co,O=Cup & Co"
	const one, list = "/orders/{id}", "/orders"

	for _, tt := range []struct {
		what                                       string
		stage, subject, method, resource, id, body string
		status                                     int
		want                                       string
	}{
		{"an order", "live", teaHouse, "PUT", one, "a-1", `{"sku":"tea-1","amount":3}`, 200, `"partner":"` + teaHouse + `","id":"a-1","sku":"tea-1","amount":3`},
		{"the same once more", "live", teaHouse, "PUT", one, "a-1", `{"sku":"tea-1","amount":3}`, 200, `"amount":3`},
		{"another with its id", "live", teaHouse, "PUT", one, "a-1", `{"sku":"tea-1","amount":4}`, 409, "another order has this id"},
		{"too many", "live", teaHouse, "PUT", one, "a-2", `{"sku":"tea-1","amount":30}`, 422, "amount"},
		{"a bad id", "live", teaHouse, "PUT", one, "A 2", `{"sku":"tea-1","amount":3}`, 422, "id"},
		{"reading it", "live", teaHouse, "GET", one, "a-1", "", 200, `"sku":"tea-1"`},
		{"reading them", "live", teaHouse, "GET", list, "", "", 200, `"id":"a-1"`},
		{"another partner", "live", cupAndCo, "GET", one, "a-1", "", 404, "no such order"},
		{"another partner's list", "live", cupAndCo, "GET", list, "", "", 200, "[]"},
		{"the sandbox", "sandbox", teaHouse, "GET", list, "", "", 200, "[]"},
		{"no certificate", "live", "", "GET", list, "", "", 403, "no client certificate"},
	} {
		status, body := call("/Partners/Function:functions|orders", stack.partner(tt.stage, tt.subject, tt.method, tt.resource, tt.id, tt.body))
		if status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %s, want %d with %s", tt.what, status, body, tt.status, tt.want)
		}
	}

	for id, fn := range stack.some(t, "AWS::Lambda::Function") {
		want := `"ORDERS_TABLE":` + ref(stack.tableOf("live"))
		if strings.HasPrefix(id, "StaffFunctionfunctionsstaff") && !strings.Contains(textOf(fn["Environment"]), want) {
			t.Errorf("the staff's function has the environment %s, want %s", textOf(fn["Environment"]), want)
		}
	}
	for _, tt := range []struct {
		query  map[string]string
		status int
		want   string
	}{{map[string]string{"partner": teaHouse}, 200, `"id":"a-1"`}, {nil, 422, "partner"}} {
		status, body := call("/Staff/Function:functions|staff", map[string]any{
			"version": "2.0", "routeKey": "GET /orders", "rawPath": "/orders", "queryStringParameters": tt.query,
			"requestContext": map[string]any{"routeKey": "GET /orders", "stage": "$default", "http": map[string]string{"method": "GET", "path": "/orders"}},
		})
		if status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("staff asks for orders by %v: %d %s, want %d with %s", tt.query, status, body, tt.status, tt.want)
		}
	}
}
