// The functions, started behind a Runtime API with the events of their APIs.

package main

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

// start starts the function whose logical id begins with a text, and returns
// what calls it with an event.
func (s *stack) start(t *testing.T, id, dynamoDB string) func(event map[string]any) (status int, body string) {
	t.Helper()
	config := lambdaruntime.Config{Name: id, Command: []string{"./bootstrap"}, Timeout: 10 * time.Second, MaxWorkers: 1, Environment: map[string]string{
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_ENDPOINT_URL_DYNAMODB": dynamoDB,
	}}
	for logical, fn := range s.of("AWS::Lambda::Function") {
		if strings.HasPrefix(logical, id) {
			key := fn["Code"].(map[string]any)["S3Key"].(string)
			config.Dir = filepath.Join(s.dir, "asset."+strings.TrimSuffix(key, ".zip"))
			maps.Copy(config.Environment, resolve(fn["Environment"].(map[string]any)["Variables"].(map[string]any)))
		}
	}
	fn := lambdaruntime.New(config)
	t.Cleanup(fn.Close)
	return func(event map[string]any) (int, string) {
		t.Helper()
		answer, err := fn.Invoke(t.Context(), []byte(text(event)))
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			StatusCode int    `json:"statusCode"`
			Body       string `json:"body"`
		}
		if err := json.Unmarshal(answer, &got); err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		return got.StatusCode, got.Body
	}
}

// resolve gives each resource its logical id as a name.
func resolve(values map[string]any) map[string]string {
	out := map[string]string{}
	for name, value := range values {
		if made, ok := value.(map[string]any); ok {
			value = made["Ref"]
		}
		out[name], _ = value.(string)
	}
	return out
}

// partner calls the partners' API in a stage, with the subject of a certificate.
func (s *stack) partner(stage, subject, method, resource, id, body string) map[string]any {
	var variables map[string]string
	for _, made := range s.of("AWS::ApiGateway::Stage") {
		if made["StageName"] == stage {
			variables = resolve(made["Variables"].(map[string]any))
		}
	}
	identity := map[string]any{"sourceIp": "203.0.113.7"}
	if subject != "" {
		identity["clientCert"] = map[string]any{"subjectDN": subject, "issuerDN": "CN=Example Partners CA,O=Example", "serialNumber": "1"}
	}
	url := strings.ReplaceAll(resource, "{id}", id)
	return map[string]any{
		"resource": resource, "path": "/" + stage + url, "httpMethod": method, "body": body,
		"pathParameters": map[string]string{"id": id}, "stageVariables": variables,
		"headers": map[string]string{"Content-Type": "application/json", "Host": s.env.partners},
		"requestContext": map[string]any{
			"resourcePath": resource, "path": "/" + stage + url, "httpMethod": method, "stage": stage, "apiId": "a1b2c3", "protocol": "HTTP/1.1", "identity": identity,
		},
	}
}

func TestFunctionsAnswer(t *testing.T) {
	production := synth(t, "Production")[1]
	dynamoDB := newDynamoDB(t)
	call := production.start(t, "PartnersFunctionfunctionsorders", dynamoDB)
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
		status, body := call(production.partner(tt.stage, tt.subject, tt.method, tt.resource, tt.id, tt.body))
		if status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %s, want %d with %s", tt.what, status, body, tt.status, tt.want)
		}
	}

	staff := production.start(t, "StaffFunctionfunctionsstaff", dynamoDB)
	for _, tt := range []struct {
		query  map[string]string
		status int
		want   string
	}{{map[string]string{"partner": teaHouse}, 200, `"id":"a-1"`}, {nil, 422, "partner"}} {
		status, body := staff(map[string]any{
			"version": "2.0", "routeKey": "GET /orders", "rawPath": "/orders", "queryStringParameters": tt.query,
			"requestContext": map[string]any{"routeKey": "GET /orders", "stage": "$default", "http": map[string]string{"method": "GET", "path": "/orders"}},
		})
		if status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("staff asks for orders by %v: %d %s, want %d with %s", tt.query, status, body, tt.status, tt.want)
		}
	}
}
