// Handshakes: who gets in, and who doesn't.

package websocket_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/local"
)

func TestConnectDecidesWhoGetsIn(t *testing.T) {
	s := serve(t, template(map[string]object{"$connect": nil, "$default": replies(nil)}, nil), nil)
	c := s.connect("?do=event&x=1&x=2", "")
	event := c.event(`{"do":"event"}`)
	if got := event["requestContext"].(object)["routeKey"]; got != "$default" {
		t.Errorf("routeKey %v", got)
	}
	for query, want := range map[string]int{
		"?do=status&arg=403": 403, "?do=status&arg=401": 401, "?do=status&arg=500": 500, "?do=fail": 502, "?do=nonsense": 502,
	} {
		if got := s.refused(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if c := s.connect("?do=protocol&arg=chat.v2", "chat.v1", "chat.v2"); c.Subprotocol() != "chat.v2" {
		t.Errorf("subprotocol %q", c.Subprotocol())
	}
	if c := s.connect("", "chat.v1"); c.Subprotocol() != "" {
		t.Errorf("subprotocol %q, which $connect did not choose", c.Subprotocol())
	}
}

func TestWithoutConnectEverybodyGetsIn(t *testing.T) {
	s := serve(t, template(map[string]object{"$default": replies(nil)}, nil), nil)
	if event := s.connect("").event("{}"); event["body"] != "{}" {
		t.Errorf("%v", event)
	}
}

func TestHandshakesThatAreNone(t *testing.T) {
	s := serve(t, template(map[string]object{"$connect": nil}, nil), nil)
	good := func() *http.Request {
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.url(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		} {
			r.Header.Set(name, value)
		}
		return r
	}
	for what, c := range map[string]struct {
		change func(r *http.Request)
		want   int
	}{
		"good":       {func(r *http.Request) {}, 101},
		"no upgrade": {func(r *http.Request) { r.Header.Del("Upgrade"); r.Header.Del("Connection") }, 426},
		"version":    {func(r *http.Request) { r.Header.Set("Sec-WebSocket-Version", "8") }, 400},
		"key":        {func(r *http.Request) { r.Header.Set("Sec-WebSocket-Key", "short") }, 400},
		"two keys":   {func(r *http.Request) { r.Header.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") }, 400},
		"method":     {func(r *http.Request) { r.Method = "POST" }, 400},
		"stage":      {func(r *http.Request) { r.URL.Path = "/v2" }, 403},
		"root":       {func(r *http.Request) { r.URL.Path = "/" }, 403},
		"below":      {func(r *http.Request) { r.URL.Path = "/v1/chat" }, 403},
		"rebinding":  {func(r *http.Request) { r.Host = "evil.example.com" }, 403},
	} {
		r := good()
		c.change(r)
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", what, response.StatusCode, c.want)
		}
	}
}

func TestLambdaAuthorizerOfConnect(t *testing.T) {
	s := serve(t, template(map[string]object{
		"$connect": {"AuthorizationType": "CUSTOM", "AuthorizerId": ref("Auth")}, "$default": replies(nil),
	}, object{
		"A": function("authorizer"), "PA": permission("A"),
		"Auth": resource("Authorizer", object{
			"ApiId": ref("Api"), "Name": "token", "AuthorizerType": "REQUEST", "IdentitySource": list{"route.request.querystring.token", "context.stage", "stageVariables.color"},
			"AuthorizerUri": object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${A.Arn}/invocations"},
		}),
	}), nil)
	for query, want := range map[string]int{"": 401, "?token=": 401, "?token=bad": 403, "?token=fail": 500} {
		if got := s.refused(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	event := s.connect("?token=good").event("{}")
	who, _ := event["requestContext"].(object)["authorizer"].(object)
	if who["team"] != "blue" || who["principalId"] != "alice" {
		t.Errorf("a message's authorizer: %v", who)
	}
}

func TestSignedConnect(t *testing.T) {
	s := serve(t, template(map[string]object{"$connect": {"AuthorizationType": "AWS_IAM"}, "$default": replies(nil)}, nil), nil)
	if got := s.refused(""); got != 403 {
		t.Errorf("unsigned: %d", got)
	}
	dial := func(secret string) (*websocket.Conn, error) {
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.url(), nil)
		if err != nil {
			t.Fatal(err)
		}
		sign(t, r, nil, "AKIDLOCAL", secret)
		conn, _, err := websocket.Dial(t.Context(), s.url(), &websocket.DialOptions{HTTPHeader: r.Header})
		return conn, err
	}
	if _, err := dial("wrong"); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("a wrong signature: %v", err)
	}
	conn, err := dial("secret")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	event := (&client{conn, t}).event("{}")
	if identity := event["requestContext"].(object)["identity"].(object); identity["accessKey"] != "AKIDLOCAL" || !strings.HasSuffix(identity["userArn"].(string), ":user/AKIDLOCAL") {
		t.Errorf("%v", identity)
	}
}

func TestRoutesThatCannotBeServedSayWhy(t *testing.T) {
	s := serve(t, template(map[string]object{"$connect": {"Target": "integrations/${V}"}}, object{
		"V": integration(object{"IntegrationType": "HTTP_PROXY", "IntegrationUri": "http://inside.example.com", "ConnectionType": "VPC_LINK", "ConnectionId": "v"}),
	}), nil)
	if got := s.refused(""); got != 501 {
		t.Errorf("a route into a VPC: %d", got)
	}
	s.logs("leads into a VPC")
}

func TestThrottleOfConnect(t *testing.T) {
	s := serve(t, template(map[string]object{"$connect": nil}, object{
		"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "v1", "AutoDeploy": true,
			"RouteSettings": object{"$connect": object{"ThrottlingRateLimit": 0.001, "ThrottlingBurstLimit": 1}}}),
	}), func(c *local.Config) {})
	s.connect("")
	if got := s.refused(""); got != 429 {
		t.Errorf("the second: %d", got)
	}
}

// A browser can't set headers of a handshake: it signs the URL.
func TestPresignedConnect(t *testing.T) {
	s := serve(t, template(map[string]object{"$connect": {"AuthorizationType": "AWS_IAM"}, "$default": replies(nil)}, nil), nil)
	address := func(secret string) string {
		return presign(t, s.url()+"?room=1&X-Amz-Expires=60", "AKIDLOCAL", secret)
	}
	if _, _, err := websocket.Dial(t.Context(), address("wrong"), nil); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("a wrong signature: %v", err)
	}
	conn, _, err := websocket.Dial(t.Context(), address("secret"), nil)
	if err != nil {
		t.Fatal(err)
	}
	conn.CloseNow()
}
