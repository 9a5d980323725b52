// API keys of $connect and of messages.

package websocket_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

const goodKey = "good-key-of-twenty-chars"

// keyed has an API whose stage belongs to a plan with a good key.
func keyed(routes map[string]object, api, plan object) object {
	all := object{"ApiStages": list{object{"ApiId": ref("Api"), "Stage": "v1"}}}
	for name, value := range plan {
		all[name] = value
	}
	rest := func(kind string, properties object) object {
		return object{"Type": "AWS::ApiGateway::" + kind, "Properties": properties}
	}
	properties := object{"Name": "api", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
	for name, value := range api {
		properties[name] = value
	}
	return template(routes, object{
		"Api": resource("Api", properties), "A": function("authorizer"), "AP": permission("A"),
		"Auth": resource("Authorizer", object{
			"ApiId": ref("Api"), "Name": "token", "AuthorizerType": "REQUEST",
			"AuthorizerUri": object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${A.Arn}/invocations"},
		}),
		"Key": rest("ApiKey", object{"Value": goodKey, "Enabled": true}), "Plan": rest("UsagePlan", all),
		"PK": rest("UsagePlanKey", object{"KeyId": ref("Key"), "UsagePlanId": ref("Plan"), "KeyType": "API_KEY"}),
	})
}

// dial connects with an API key, or returns the status of the refusal.
func (s *server) dial(key, query string) (*client, int) {
	s.t.Helper()
	options := &websocket.DialOptions{HTTPHeader: http.Header{}}
	if key != "" {
		options.HTTPHeader.Set("X-Api-Key", key)
	}
	conn, response, err := websocket.Dial(s.t.Context(), s.url()+query, options)
	if err != nil {
		if response == nil {
			s.t.Fatal(err)
			return nil, 0
		}
		return nil, response.StatusCode
	}
	s.t.Cleanup(func() { _ = conn.CloseNow() })
	return &client{conn, s.t}, response.StatusCode
}

func TestConnectNeedsAnAPIKeyOfAPlan(t *testing.T) {
	routes := map[string]object{"$connect": {"ApiKeyRequired": true}, "$default": replies(nil)}
	s := serve(t, keyed(routes, nil, object{"Quota": object{"Limit": 2, "Period": "MONTH"}}), nil)
	for _, c := range []struct {
		key  string
		want int
	}{{"", 403}, {"guessed", 403}, {goodKey, 101}, {goodKey, 101}, {goodKey, 429}} {
		if _, got := s.dial(c.key, ""); got != c.want {
			t.Errorf("key %q: %d, want %d", c.key, got, c.want)
		}
	}
	if err := s.Reload(s.dir); err != nil {
		t.Fatal(err)
	}
	if _, got := s.dial(goodKey, ""); got != 429 {
		t.Errorf("after a reload the quota is not used up: %d", got)
	}
	if keys := s.APIs()[0].Keys; len(keys) != 1 {
		t.Errorf("keys of the API: %v", keys)
	}
}

func TestMessagesNeedTheAPIKeyOfTheirConnection(t *testing.T) {
	routes := map[string]object{"paid": replies(object{"ApiKeyRequired": true}), "$default": replies(nil)}
	s := serve(t, keyed(routes, nil, object{"Throttle": object{"RateLimit": 0.001, "BurstLimit": 1}}), nil)
	without, _ := s.dial("", "")
	without.send(`{"action":"paid"}`)
	if got := without.receive(); !strings.Contains(got, `"message":"Forbidden"`) {
		t.Errorf("without a key: %s", got)
	}
	with, _ := s.dial(goodKey, "")
	identity := with.event(`{"action":"paid"}`)["requestContext"].(object)["identity"].(object)
	if identity["apiKey"] != goodKey || identity["apiKeyId"] == nil {
		t.Errorf("the function is told %v", identity)
	}
	with.send(`{"action":"paid"}`)
	if got := with.receive(); !strings.Contains(got, `"message":"Too Many Requests"`) {
		t.Errorf("more than the plan allows: %s", got)
	}
	if identity := with.event(`{}`)["requestContext"].(object)["identity"].(object); identity["apiKey"] != nil {
		t.Errorf("a route without keys is told one: %v", identity)
	}
}

func TestTheAuthorizerNamesTheAPIKey(t *testing.T) {
	routes := map[string]object{"$connect": {"ApiKeyRequired": true, "AuthorizationType": "CUSTOM", "AuthorizerId": ref("Auth")}}
	s := serve(t, keyed(routes, object{"ApiKeySelectionExpression": "$context.authorizer.usageIdentifierKey"}, nil), nil)
	if _, got := s.dial("", "?token=good&key="+goodKey); got != 101 {
		t.Errorf("the authorizer's key: %d", got)
	}
	if _, got := s.dial(goodKey, "?token=good&key=guessed"); got != 403 {
		t.Errorf("a key in the header: %d", got)
	}
}
