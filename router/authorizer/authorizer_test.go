// What API Gateway sends is read, and what it gets back is a policy that lets
// nobody in by mistake.

package authorizer_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

const (
	methodARN  = "arn:aws:execute-api:eu-central-1:123456789012:abc123/$default/GET/todos/1"
	connectARN = "arn:aws-cn:execute-api:cn-north-1:123456789012:abc123/prod/$connect"
)

func TestPolicy(t *testing.T) {
	rest := &authorizer.RESTRequest{MethodARN: methodARN}
	for name, tt := range map[string]struct {
		policy *authorizer.Policy
		want   string
	}{
		"allow and deny": {
			authorizer.NewPolicy(rest, "u1").Allow("get", "/todos/{id}").Allow("ANY", "/files/{path+}").Deny("DELETE", "/todos/*"),
			`{"principalId":"u1","policyDocument":{"Version":"2012-10-17","Statement":[` +
				`{"Effect":"Allow","Action":"execute-api:Invoke","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc123/$default/GET/todos/*","arn:aws:execute-api:eu-central-1:123456789012:abc123/$default/*/files/*"]},` +
				`{"Effect":"Deny","Action":"execute-api:Invoke","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc123/$default/DELETE/todos/*"]}]}}`,
		},
		"nothing said refuses all": {
			authorizer.NewPolicy(&authorizer.HTTPRequest{RouteARN: methodARN}, "u1"),
			`{"principalId":"u1","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"execute-api:Invoke","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc123/$default/*"]}]}}`,
		},
		"context and usage key": {
			authorizer.NewPolicy(&authorizer.TokenRequest{MethodARN: methodARN}, "u1").AllowAll().With("plan", "gold").With("age", 7).UsageKey("k1"),
			`{"principalId":"u1","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc123/$default/*"]}]},"context":{"age":7,"plan":"gold"},"usageIdentifierKey":"k1"}`,
		},
		"websocket": {
			authorizer.NewPolicy(&authorizer.WebSocketRequest{MethodARN: connectARN}, "u1").AllowThis(),
			`{"principalId":"u1","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":["` + connectARN + `"]}]}}`,
		},
		"deny all": {
			authorizer.NewPolicy(rest, "u1").AllowThis().DenyAll(),
			`{"principalId":"u1","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":["` + methodARN + `"]},` +
				`{"Effect":"Deny","Action":"execute-api:Invoke","Resource":["arn:aws:execute-api:eu-central-1:123456789012:abc123/$default/*"]}]}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(tt.policy)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestMistakesLetNobodyIn(t *testing.T) {
	rest := &authorizer.RESTRequest{MethodARN: methodARN}
	http := &authorizer.HTTPRequest{RouteARN: methodARN}
	socket := &authorizer.WebSocketRequest{MethodARN: connectARN}
	for want, policy := range map[string]*authorizer.Policy{
		`method "FETCH" is unknown`:               authorizer.NewPolicy(rest, "u").AllowAll().Allow("fetch", "/"),
		`path "todos": must start with "/"`:       authorizer.NewPolicy(rest, "u").AllowAll().Allow("GET", "todos"),
		`no API's`:                                authorizer.NewPolicy(&authorizer.HTTPRequest{}, "u").AllowAll(),
		`the principal is empty`:                  authorizer.NewPolicy(rest, "").AllowAll(),
		`context "list" is a []string`:            authorizer.NewPolicy(rest, "u").AllowAll().With("list", []string{"a"}),
		`only REST APIs have usage keys`:          authorizer.NewPolicy(http, "u").AllowAll().UsageKey("k"),
		`a WebSocket API has no methods and path`: authorizer.NewPolicy(socket, "u").AllowThis().Allow("GET", "/"),
	} {
		got, err := json.Marshal(policy)
		if err == nil {
			t.Errorf("%s: no error, but %s", want, got)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want it to contain %s", err, want)
		}
	}
}

func TestHTTPContextMayHoldAnything(t *testing.T) {
	p := authorizer.NewPolicy(&authorizer.HTTPRequest{RouteARN: methodARN}, "u").AllowAll().With("roles", []string{"a", "b"})
	if got, err := json.Marshal(p); err != nil || !strings.Contains(string(got), `"context":{"roles":["a","b"]}`) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestSimple(t *testing.T) {
	for want, answer := range map[string]authorizer.Simple{
		`{"isAuthorized":false}`:                         authorizer.No(),
		`{"isAuthorized":true}`:                          authorizer.Yes(nil),
		`{"isAuthorized":true,"context":{"user":"ada"}}`: authorizer.Yes(map[string]any{"user": "ada"}),
	} {
		if got, err := json.Marshal(answer); err != nil || string(got) != want {
			t.Errorf("%s, %v; want %s", got, err, want)
		}
	}
}

func TestRequests(t *testing.T) {
	var req authorizer.HTTPRequest
	event := `{"version":"2.0","type":"REQUEST","routeArn":"` + methodARN + `","identitySource":["Bearer t1"],"routeKey":"GET /todos/{id}",
		"rawPath":"/todos/1","rawQueryString":"a=1&a=2","cookies":["theme=dark","session=s=1"],"headers":{"authorization":"Bearer t1"},
		"queryStringParameters":{"a":"1,2"},"requestContext":{"http":{"sourceIp":"192.0.2.1"}},"pathParameters":{"id":"1"},"stageVariables":{"v":"x"}}`
	if err := json.Unmarshal([]byte(event), &req); err != nil {
		t.Fatal(err)
	}
	if req.Bearer() != "t1" || req.Header("AUTHORIZATION") != "Bearer t1" || req.Cookie("session") != "s=1" || req.Cookie("none") != "" ||
		req.PathParameters["id"] != "1" || req.Query["a"] != "1,2" || req.StageVariables["v"] != "x" || len(req.RequestContext) == 0 {
		t.Errorf("%+v", req)
	}
	rest := authorizer.RESTRequest{Headers: map[string]string{"X-Key": "k", "Authorization": "Basic dTpw"}}
	if rest.Header("x-key") != "k" || rest.Bearer() != "" {
		t.Errorf("header %q, bearer %q", rest.Header("x-key"), rest.Bearer())
	}
	if token := (&authorizer.TokenRequest{Token: "bearer  t2"}).Bearer(); token != "t2" {
		t.Errorf("token %q", token)
	}
}

// The path is the client's: what stands for other paths in a policy must not
// come from there, since the answer is kept for the client's next requests.
func TestAllowThisTakesNoWildcardsFromThePath(t *testing.T) {
	for _, path := range []string{"*", "todos/*", "todos/?", "todos/${*}"} {
		policy := authorizer.NewPolicy(&authorizer.HTTPRequest{RouteARN: strings.Replace(methodARN, "todos/1", path, 1)}, "u").AllowThis()
		if got, err := json.Marshal(policy); err != nil || strings.Contains(string(got), "Allow") || !strings.Contains(string(got), `"Deny"`) {
			t.Errorf("%s: %s, %v", path, got, err)
		}
	}
}
