// Traces of connections and messages.

package websocket_test

import (
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// story waits for a trace of an event whose story has a text, and returns it.
func (s *server) story(event, text string) string {
	s.t.Helper()
	for range 500 {
		for _, one := range s.Traces() {
			if story := one.String(); one.Event == event && strings.Contains(story, text) {
				return story
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Errorf("no trace of %s with %s", event, text)
	return ""
}

func has(t *testing.T, story string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(story, text) {
			t.Errorf("no %q in\n%s", text, story)
		}
	}
}

func TestTracesOfAConnection(t *testing.T) {
	s := serve(t, template(map[string]object{
		"$connect": {"AuthorizationType": "CUSTOM", "AuthorizerId": ref("Login")}, "$disconnect": nil, "say": replies(nil), "quiet": nil,
		"model": {"ModelSelectionExpression": "$request.body.action", "RequestModels": object{"model": ref("Model")}},
	}, object{
		"Login": resource("Authorizer", object{
			"ApiId": ref("Api"), "AuthorizerType": "REQUEST", "Name": "login", "IdentitySource": list{"route.request.querystring.token"},
			"AuthorizerUri": object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FAuth.Arn}/invocations"},
		}),
		"FAuth": function("authorizer"), "PAuth": permission("FAuth"),
		"Model": resource("Model", object{"ApiId": ref("Api"), "Name": "M", "ContentType": "application/json", "Schema": object{"required": list{"x"}}}),
	}), nil)
	s.refused("?token=bad-token")
	has(t, s.story("connect", "/v1?token=***"), "403 Forbidden", "ok      stage v1", "ok      routing $connect",
		"refused authorizer login: authorizer login denies", "ok      function S/FAuth")
	c := s.connect("?token=good")
	has(t, s.story("connect", "101 Switching Protocols"), "context: {\"team\":\"blue\"}", "principal: alice", "ok      integration AWS_PROXY")
	c.send(object{"action": "say", "do": "echo", "arg": "hello"})
	if got := c.receive(); got != "hello" {
		t.Fatal(got)
	}
	messages := s.Traces()
	said := messages[len(messages)-1]
	if said.Event != "message" || said.Route != "say" || said.Status != 200 || said.Function != "S/F" {
		t.Errorf("got %+v", said)
	}
	has(t, said.String(), "ok      routing say", "selection expression: $request.body.action", "selects: say", "ok      function S/F", "ok      frame")
	c.send("not json")
	has(t, c.receive(), "Forbidden")
	messages = s.Traces()
	has(t, messages[len(messages)-1].String(), "refused routing $default: no route takes the message", "selects: nothing: the message is not JSON")
	c.send(object{"action": "model"})
	has(t, c.receive(), "Bad request body")
	messages = s.Traces()
	has(t, messages[len(messages)-1].String(), "refused validation: the message does not fit the route's model")
	if err := c.Close(websocket.StatusCode(4001), "bye"); err != nil {
		t.Fatal(err)
	}
	has(t, s.story("disconnect", ""), "ok      frame close", "code: 4001", "reason: bye", "why: close code 4001: bye", "route $disconnect")
}
