// The generated router: which handler an event reaches, and what is added to its
// answer. All cases run in one process.

package pybuild

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/testing/truth"
)

// routed is an event for a router with some routes.
type routed struct {
	Routes []string        `json:"routes"`
	CORS   string          `json:"cors"` // the policy, as the environment has it
	Event  json.RawMessage `json:"event"`
	Result json.RawMessage `json:"result,omitempty"` // of the handlers; nil: the key of the route
}

// answer is what the router returned.
type answer struct {
	StatusCode int
	Headers    map[string]string
	Body       string
}

// routeAll has the generated router answer events, each handler with the key of
// its route.
func routeAll(t *testing.T, cases []routed) []answer {
	t.Helper()
	by, err := python.InPath("")
	if err != nil {
		t.Skip("no Python on this machine")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"gatehouse.py": helperText, "gatehouse_router.py": routerText} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const program = `
import json, sys, types
sys.path.insert(0, sys.argv[1])
import gatehouse, gatehouse_router

def named(key, result):
    def handler(event, context):
        return {"statusCode": 200, "body": key} if result is None else result
    return handler

answers = []
for case in json.load(sys.stdin):
    gatehouse.cors.__init__(case["cors"])
    router = gatehouse_router.router({key: named(key, case.get("result")) for key in case["routes"]})
    answers.append(router(case["event"], None))
json.dump(answers, sys.stdout)
`
	text, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(by.Program, "-S", "-B", "-c", program, dir)
	cmd.Stdin = bytes.NewReader(text)
	var output, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &complaint
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, complaint.String())
	}
	var answers []answer
	if err := json.Unmarshal(output.Bytes(), &answers); err != nil {
		t.Fatalf("%v: %s", err, output.String())
	}
	return answers
}

func TestTheHandlerIsThatOfTheRouteThatTheGatewayNames(t *testing.T) {
	routes := []string{"ANY /admin/{proxy+}", "GET /files/{name}", "GET /files/secret/{name}", "GET /mixed", "ANY /mixed", "ANY /{proxy+}",
		"GET /", "POST /todos/{id}/done", "$default"}
	cases := []struct {
		event, want string
	}{
		// Format 2.0.
		{`{"routeKey":"ANY /admin/{proxy+}","rawPath":"/admin/x","requestContext":{"http":{"method":"GET"}}}`, "ANY /admin/{proxy+}"},
		{`{"routeKey":"ANY /{proxy+}","rawPath":"/admin/x","requestContext":{"http":{"method":"GET"}}}`, "ANY /{proxy+}"}, // sent as /admin%2Fx
		{`{"routeKey":"GET /files/{name}","rawPath":"/files/secret/x","requestContext":{"http":{"method":"GET"}}}`, "GET /files/{name}"},
		{`{"routeKey":"$default","rawPath":"/admin/x","requestContext":{"http":{"method":"GET"}}}`, "$default"},
		{`{"routeKey":"GET /else","rawPath":"/admin/x","requestContext":{"http":{"method":"GET"}}}`, ""},
		{`{"routeKey":"POST /mixed","rawPath":"/mixed","requestContext":{"http":{"method":"POST"}}}`, ""}, // another function's route
		// Format 1.0 and REST APIs.
		{`{"httpMethod":"GET","resource":"/{proxy+}","path":"/admin/x"}`, "ANY /{proxy+}"},
		{`{"httpMethod":"GET","resource":"/mixed","path":"/mixed"}`, "GET /mixed"},
		{`{"httpMethod":"POST","resource":"/mixed","path":"/mixed"}`, "ANY /mixed"},
		{`{"httpMethod":"get","resource":"/mixed","path":"/mixed"}`, "ANY /mixed"}, // methods mind case, so the gateway meant ANY
		{`{"httpMethod":"DELETE","resource":"$default","path":"/x"}`, "$default"},
		{`{"httpMethod":"GET","resource":"/else","path":"/mixed"}`, ""},
		{`{"httpMethod":"GET","resource":"/","path":"/"}`, "GET /"},
		// Events that name no route.
		{`{"httpMethod":"GET","path":"/files/secret/x"}`, "GET /files/secret/{name}"},
		{`{"httpMethod":"GET","path":"/files/x"}`, "GET /files/{name}"},
		{`{"httpMethod":"GET","path":"/admin/x/y"}`, "ANY /admin/{proxy+}"},
		{`{"httpMethod":"GET","path":"/mixed"}`, "GET /mixed"},
		{`{"httpMethod":"PUT","path":"/mixed"}`, "ANY /mixed"},
		{`{"httpMethod":"POST","path":"/todos/7/done"}`, "POST /todos/{id}/done"},
		{`{"httpMethod":"GET","path":"/todos/7/done"}`, "ANY /{proxy+}"},
		{`{"httpMethod":"GET","path":"/"}`, "GET /"},
		{`{"httpMethod":"POST","path":"/"}`, "$default"}, // {proxy+} takes no empty rest
		{`{"rawPath":"/prod/mixed","requestContext":{"stage":"prod","http":{"method":"GET"}}}`, "GET /mixed"},
	}
	var all []routed
	for _, c := range cases {
		all = append(all, routed{Routes: routes, Event: json.RawMessage(c.event)})
	}
	for i, got := range routeAll(t, all) {
		c := cases[i]
		switch {
		case c.want == "" && (got.StatusCode != 404 || got.Body != `{"statusCode":404,"message":"Not found"}`):
			t.Errorf("%s: %d %s", c.event, got.StatusCode, got.Body)
		case c.want != "" && got.Body != c.want:
			t.Errorf("%s: %s, want %s", c.event, got.Body, c.want)
		}
	}
}

func TestMessagesOfWebSocketAPIs(t *testing.T) {
	routes := []string{"$connect", "join", "$default"}
	event := func(route string) json.RawMessage {
		return json.RawMessage(`{"requestContext":{"routeKey":"` + route + `","eventType":"MESSAGE","connectionId":"c="}}`)
	}
	want := []string{"$connect", "join", "$default", "", "404"}
	got := routeAll(t, []routed{{Routes: routes, Event: event("$connect")}, {Routes: routes, Event: event("join")}, {Routes: routes, Event: event("leave")},
		{Routes: routes, Event: event("$disconnect")}, {Routes: []string{"join"}, Event: event("leave")}})
	for i, a := range got {
		if a.Body != want[i] && (a.StatusCode != 404 || want[i] != "404") || a.StatusCode == 404 && want[i] != "404" {
			t.Errorf("%d: %+v, want %s", i, a, want[i])
		}
	}
}

// The headers are those that package cors has, which the Go router uses.
func TestCORSHeadersComeFromThePolicy(t *testing.T) {
	one := cors.Allow("https://app.example.com")
	one.ExposeHeaders, one.AllowCredentials, one.MaxAge = []string{"X-Total"}, true, 3600e9
	several := cors.Allow("https://a.example", "http://b.example:81")
	scheme := cors.Allow("https://*")
	wrong := &cors.Policy{AllowOrigins: []string{"https://*", "https://app.example*", "null"}, AllowCredentials: true}
	named := cors.AllowAny()
	named.AllowMethods, named.AllowHeaders = []string{"GET"}, []string{"X-One"}
	policies := []*cors.Policy{nil, one, several, cors.AllowAny(), scheme, wrong, named}
	origins := []string{"", "https://app.example.com", "http://b.example:81", "https://evil.example", "null", "https://", "https://app.example.evil"}
	type try struct {
		policy            *cors.Policy
		origin            string
		method, preflight string
	}
	var tries []try
	var cases []routed
	for _, policy := range policies {
		for _, origin := range origins {
			for _, method := range []string{"GET", "POST", "OPTIONS"} {
				tr := try{policy: policy, origin: origin, method: method}
				headers := map[string]string{}
				if origin != "" {
					headers["origin"] = origin
				}
				if method == "OPTIONS" {
					headers["access-control-request-method"] = "GET"
				}
				tries = append(tries, tr)
				event, _ := json.Marshal(map[string]any{"httpMethod": method, "resource": "/x", "path": "/x", "headers": headers})
				cases = append(cases, routed{Routes: []string{"GET /x", "ANY /x"}, CORS: policy.Env(), Event: event,
					Result: json.RawMessage(`{"statusCode":200,"headers":{"access-control-allow-origin":"mine","Vary":"Accept"},"body":"x"}`)})
			}
		}
	}
	for i, got := range routeAll(t, cases) {
		tr := tries[i]
		want := map[string]string{"access-control-allow-origin": "mine", "Vary": "Accept"}
		asks := tr.method == "OPTIONS" && tr.origin != "" && tr.policy != nil
		if asks {
			want = map[string]string{}
		}
		if tr.policy != nil {
			full := tr.policy.WithDefaults()
			vary := tr.method == "GET"
			for name, value := range tr.policy.Headers(tr.origin) {
				switch {
				case name == "Vary" && vary:
					want[name] = "Accept, Origin"
				case name != "Vary":
					delete(want, strings.ToLower(name))
					want[name] = value
				}
			}
			if want["Access-Control-Allow-Origin"] != "" {
				want["Access-Control-Allow-Headers"] = strings.Join(full.AllowHeaders, ",")
				if tr.policy.MaxAge > 0 {
					want["Access-Control-Max-Age"] = "3600"
				}
			}
			if asks {
				want["Access-Control-Allow-Methods"] = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"
			}
		}
		if !maps.Equal(got.Headers, want) || asks && got.StatusCode != 204 {
			t.Errorf("%s from %q under %s:\n%d %v\nwant %v", tr.method, tr.origin, tr.policy.Env(), got.StatusCode, got.Headers, want)
		}
	}
}

func TestPreflightsAreAnswered(t *testing.T) {
	policy := cors.Allow("https://a.example").Env()
	event := func(key, path string, more string) json.RawMessage {
		return json.RawMessage(`{"routeKey":"` + key + `","rawPath":"` + path + `","headers":{"origin":"https://a.example"` + more + `},"requestContext":{"http":{"method":"OPTIONS"}}}`)
	}
	const asks = `,"access-control-request-method":"PUT"`
	routes := []string{"GET /todos", "PUT /todos/{id}", "ANY /all", "OPTIONS /own"}
	cases := []routed{
		{Routes: routes, CORS: policy, Event: event("OPTIONS /{proxy+}", "/todos/1", asks)},
		{Routes: routes, CORS: policy, Event: event("OPTIONS /{proxy+}", "/nowhere", asks)},
		{Routes: routes, CORS: policy, Event: event("ANY /all", "/all", asks)},
		{Routes: routes, CORS: policy, Event: event("ANY /all", "/all", "")}, // no preflight: the handler's
		{Routes: routes, CORS: policy, Event: event("OPTIONS /own", "/own", asks)},
		{Routes: routes, CORS: policy, Event: event("OPTIONS /{proxy+}", "/todos", "")},
		{Routes: routes, Event: event("OPTIONS /{proxy+}", "/todos", asks)},
	}
	want := []string{"204 OPTIONS,PUT", "204 DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT", "204 DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT", "200 ",
		"200 ", "204 GET,OPTIONS", "404 "}
	for i, got := range routeAll(t, cases) {
		if text := strings.Join([]string{jsonOf(t, got.StatusCode), got.Headers["Access-Control-Allow-Methods"]}, " "); text != want[i] {
			t.Errorf("%s: %s, want %s", cases[i].Event, text, want[i])
		}
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Events as they were recorded on AWS reach the route that they came by.
func TestTruthEventsReachTheirRoute(t *testing.T) {
	var cases []routed
	var want []string
	events := slices.DeleteFunc(truth.Of(truth.Events(t), "rest", "http1", "http2"), func(c *truth.Event) bool {
		var names struct{ RouteKey, Resource string }
		return json.Unmarshal(c.Event, &names) != nil || names == struct{ RouteKey, Resource string }{} // of a part of the event only
	})
	for _, c := range events {
		key := c.API.Route
		if c.Kind == "rest" {
			key = c.API.Method + " " + c.API.Resource
		}
		routes := []string{"GET /decoy", "ANY /{other+}", "$default", "POST /{a}/{b}"}
		if !slices.Contains(routes, key) {
			routes = append(routes, key)
		}
		cases = append(cases, routed{Routes: routes, Event: c.Event})
		want = append(want, key)
	}
	for i, got := range routeAll(t, cases) {
		if got.Body != want[i] {
			t.Errorf("%s: %s, want %s: %s", events[i].ID, got.Body, want[i], events[i].Event)
		}
	}
	if len(cases) < 15 {
		t.Errorf("%d events", len(cases))
	}
}
