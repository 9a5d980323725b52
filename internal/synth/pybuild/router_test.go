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
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/testing/routing"
)

// routed is an event for a router with some routes.
type routed struct {
	Routes []string        `json:"routes"`
	CORS   string          `json:"cors"` // the policy, as the environment has it
	Event  json.RawMessage `json:"event"`
	Result json.RawMessage `json:"result,omitempty"` // of the handlers; nil: the key of the route
}

// routeAll has the generated router answer events, each handler with the key of
// its route.
func routeAll(t *testing.T, cases []routed) []routing.Answer {
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
    try:
        answers.append({"payload": router(case["event"], None)})
    except Exception as err:
        answers.append({"error": str(err)})
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
	var answers []routing.Answer
	if err := json.Unmarshal(output.Bytes(), &answers); err != nil {
		t.Fatalf("%v: %s", err, output.String())
	}
	return answers
}

func TestRouterInPython(t *testing.T) {
	var cases []routed
	groups := routing.Groups(t)
	for _, g := range groups {
		for _, c := range g.Cases {
			cases = append(cases, routed{Routes: g.Routes, CORS: g.CORS, Event: c.Event})
		}
	}
	answers := routeAll(t, cases)
	for _, g := range groups {
		t.Run(g.Name, func(t *testing.T) {
			for i, c := range g.Cases {
				c.Check(t, answers[i])
			}
		})
		answers = answers[len(g.Cases):]
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
		policy *cors.Policy
		origin string
		method string
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
	for i, a := range routeAll(t, cases) {
		var got struct {
			StatusCode int
			Headers    map[string]string
		}
		if err := json.Unmarshal(a.Payload, &got); err != nil {
			t.Fatal(err)
		}
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
