// Messages: which route gets each, and what the client gets back.

package websocket_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestSelectionExpressionFindsTheRoute(t *testing.T) {
	for expression, routes := range map[string]map[string]string{ // messages by the key of their route
		"$request.body.action": {
			`{"action":"join"}`: "join", `{"action":"7"}`: "7", `{"action":7}`: "7", `{"action":true}`: "true", `{"action":"unknown"}`: "$default", `{"action":{}}`: "$default",
			`{"action":"$connect"}`: "$default", `{"action":"$disconnect"}`: "$default", `{"action":"$default"}`: "$default", `{"action":null}`: "$default",
			`{}`: "$default", `[]`: "$default", `no JSON`: "$default", ``: "$default", `{"action":"join"} x`: "$default", `{"action":"join"}}`: "$default", `{"action":"join"}]`: "$default", "{\"action\":\"join\"}\n": "join", `{"Action":"join"}`: "$default",
		},
		"${request.body.service}/${request.body.do.it[1]}": {
			`{"service":"chat","do":{"it":["x","say"]}}`: "chat/say", `{"service":"chat"}`: "$default", `{"service":"chat","do":{"it":[]}}`: "$default",
		},
		`\$request.body.action`: {`{"action":"join"}`: "$default"},
	} {
		s := serve(t, template(map[string]object{
			"$connect": nil, "$default": replies(nil), "join": replies(nil), "7": replies(nil), "true": replies(nil), "chat/say": replies(nil),
		}, object{"Api": resource("Api", object{"Name": "api", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": expression})}), nil)
		c := s.connect("")
		for message, want := range routes {
			event := c.event(message)
			if got := event["requestContext"].(object)["routeKey"]; got != want || event["body"] != message {
				t.Errorf("%s, %s: route %v, want %s; body %v", expression, message, got, want, event["body"])
			}
		}
	}
}

func TestRepliesNeedARouteResponse(t *testing.T) {
	s := serve(t, template(map[string]object{"quiet": nil, "loud": replies(nil)}, nil), nil)
	c := s.connect("")
	c.send(object{"action": "quiet", "do": "echo", "arg": "not sent"})
	s.logs("route=quiet")
	c.send(object{"action": "loud", "do": "echo", "arg": "sent"})
	if got := c.receive(); got != "sent" {
		t.Errorf("%s", got)
	}
	c.send(object{"action": "loud", "do": "echo", "arg": ""}) // an empty answer is none
	c.send(object{"action": "loud", "do": "echo", "arg": "after it"})
	if got := c.receive(); got != "after it" {
		t.Errorf("%s", got)
	}
}

func TestErrorFrames(t *testing.T) {
	s := serve(t, template(map[string]object{"do": nil, "slow": {"Target": "integrations/${Slow}"}, "often": nil, "model": {
		"ModelSelectionExpression": `\$default`, "RequestModels": object{"$default": "Text"},
	}}, object{
		"Slow":  integration(object{"TimeoutInMillis": 100}),
		"Model": resource("Model", object{"ApiId": ref("Api"), "Name": "Text", "ContentType": "application/json", "Schema": object{"type": "object", "required": list{"text"}}}),
		"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "v1", "AutoDeploy": true,
			"RouteSettings": object{"often": object{"ThrottlingRateLimit": 0, "ThrottlingBurstLimit": 0}}}),
	}), nil)
	c := s.connect("")
	for message, want := range map[string]string{
		`no JSON`:                                    "Forbidden", // no $default
		`{"action":"none"}`:                          "Forbidden",
		`{"action":"do","do":"fail"}`:                "Internal server error",
		`{"action":"do","do":"nonsense"}`:            "Internal server error",
		`{"action":"slow","do":"sleep","arg":"20s"}`: "Endpoint request timed out",
		`{"action":"often"}`:                         "Too Many Requests",
		`{"action":"model"}`:                         "Bad request body",
	} {
		c.send(message)
		var got struct{ Message, ConnectionID, RequestID string }
		text := c.receive()
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.Message != want || len(got.ConnectionID) != 16 || len(got.RequestID) != 16 {
			t.Errorf("%s: %s, want %q", message, text, want)
		}
	}
}

func TestEventsOfAConnection(t *testing.T) {
	s := serve(t, template(map[string]object{"$connect": nil, "$disconnect": nil, "$default": replies(nil)}, nil), nil)
	c := s.connect("?room=a&room=b")
	event := c.event("hello")
	request := event["requestContext"].(object)
	host := strings.TrimPrefix(s.URL("S/Api"), "http://")
	for name, want := range map[string]any{
		"routeKey": "$default", "eventType": "MESSAGE", "messageDirection": "IN", "stage": "v1", "domainName": host,
		"identity": object{"sourceIp": "127.0.0.1", "userAgent": "Go-http-client/1.1"},
	} {
		if fmt.Sprint(request[name]) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", name, request[name], want)
		}
	}
	if event["isBase64Encoded"] != false || event["body"] != "hello" || event["headers"] != nil || event["stageVariables"].(object)["color"] != "red" {
		t.Errorf("%v", event)
	}
	again := c.event("again")["requestContext"].(object)
	if again["connectionId"] != request["connectionId"] || again["messageId"] == request["messageId"] || again["connectedAt"] != request["connectedAt"] {
		t.Errorf("%v after %v", again, request)
	}
}

// Messages of one connection are handled side by side, as API Gateway does.
func TestMessagesOfAConnectionAreConcurrent(t *testing.T) {
	s := serve(t, template(map[string]object{"$default": replies(nil)}, nil), nil)
	c := s.connect("")
	c.send(object{"do": "sleep", "arg": "3s"})
	c.send(object{"do": "echo", "arg": "first"})
	if got := c.receive(); got != "first" {
		t.Errorf("%s", got)
	}
	if got := c.receive(); got != "slept" {
		t.Errorf("%s", got)
	}
}

func TestMockHTTPAndOwnPayloads(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body strings.Builder
		buf := make([]byte, 1024)
		n, _ := r.Body.Read(buf)
		body.Write(buf[:n])
		if strings.Contains(body.String(), "refuse") {
			w.WriteHeader(http.StatusTeapot)
		}
		fmt.Fprintf(w, `{"method":%q,"body":%q,"route":%q}`, r.Method, body.String(), r.Header.Get("Route-Key"))
	}))
	t.Cleanup(backend.Close)
	response := func(of, key, text string) object {
		return resource("IntegrationResponse", object{"ApiId": ref("Api"), "IntegrationId": ref(of), "IntegrationResponseKey": key,
			"TemplateSelectionExpression": `\$default`, "ResponseTemplates": object{"$default": text}})
	}
	template := template(map[string]object{
		"mock": replies(object{"Target": "integrations/${Mock}"}), "proxy": replies(object{"Target": "integrations/${Proxy}"}),
		"http": replies(object{"Target": "integrations/${Http}"}), "own": replies(object{"Target": "integrations/${Own}"}), "silent": replies(object{"Target": "integrations/${Silent}"}),
	}, object{
		"Mock":  integration(object{"IntegrationType": "MOCK", "IntegrationUri": "", "TemplateSelectionExpression": `\$default`, "RequestTemplates": object{"$default": `{"statusCode":200}`}}),
		"MockR": response("Mock", "$default", `{"from":"$context.connectionId","said":$input.json('$.x'),"color":"$stageVariables.color"}`),
		"Proxy": integration(object{"IntegrationType": "HTTP_PROXY", "IntegrationMethod": "PUT", "IntegrationUri": backend.URL + "/in",
			"RequestParameters": object{"integration.request.header.Route-Key": "context.routeKey"}}),
		"Http": integration(object{"IntegrationType": "HTTP", "IntegrationMethod": "POST", "IntegrationUri": backend.URL,
			"TemplateSelectionExpression": "$request.body.kind", "RequestTemplates": object{"a": `A $input.path('$.x')`, "$default": `other $input.path('$.x')`}}),
		"HttpR4": response("Http", `/4\d\d/`, `no: $input.path('$.body')`), "HttpR": response("Http", "$default", `yes: $input.path('$.body')`),
		"Own": integration(object{"IntegrationType": "AWS", "TemplateSelectionExpression": `\$default`,
			"IntegrationUri":   object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations"},
			"RequestTemplates": object{"$default": `{"requestContext":{"connectionId":"$context.connectionId"},"body":"{\"do\":\"echo\",\"arg\":\"own\"}"}`}}),
		"OwnR":   response("Own", "$default", `got $input.path('$.body')`),
		"Silent": integration(object{"IntegrationType": "MOCK", "IntegrationUri": "", "TemplateSelectionExpression": `\$default`, "RequestTemplates": object{"$default": `{"statusCode":200}`}}),
	})
	s := serve(t, template, nil)
	c := s.connect("")
	for _, m := range []struct{ send, want string }{
		{`{"action":"proxy","x":"y"}`, `{"method":"PUT","body":"{\"action\":\"proxy\",\"x\":\"y\"}","route":"proxy"}`},
		{`{"action":"http","kind":"a","x":"1"}`, `yes: A 1`},
		{`{"action":"http","kind":"b","x":"refuse"}`, `no: other refuse`},
		{`{"action":"own"}`, "got own"},
	} {
		c.send(m.send)
		if got := c.receive(); got != m.want {
			t.Errorf("%s: %s, want %s", m.send, got, m.want)
		}
	}
	c.send(`{"action":"mock","x":{"y":1}}`)
	if got := c.receive(); !strings.Contains(got, `"color":"red"`) || !strings.Contains(got, `="`) {
		t.Errorf("mock: %s", got)
	}
}

// A hundred clients send a hundred messages each through functions: none is
// lost, doubled, or given to somebody else.
func TestManyMessagesOfManyClients(t *testing.T) {
	clients, messages := 20, 20
	if testing.Verbose() {
		clients, messages = 100, 100
	}
	s := serve(t, template(map[string]object{"$default": replies(nil)}, nil), nil)
	var all sync.WaitGroup
	for i := range clients {
		c := s.connect("")
		all.Go(func() {
			go func() {
				for j := range messages {
					c.send(object{"do": "echo", "arg": fmt.Sprintf("%d-%d", i, j)})
				}
			}()
			got := map[string]bool{}
			for range messages {
				message := c.receive()
				if got[message] || !strings.HasPrefix(message, fmt.Sprintf("%d-", i)) {
					t.Errorf("client %d gets %s, a second time: %v", i, message, got[message])
				}
				got[message] = true
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		t.Fatal("messages are missing")
	}
}
