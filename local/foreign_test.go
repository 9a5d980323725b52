// Apps that Gatehouse did not make, and hostile requests.

package local_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// API Gateway takes more parameter names than the constructs of Gatehouse do.
func TestRoutesOfForeignApps(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{
		"GET /users/{user-id}":        nil,
		"GET /a/{user.id}/b/{x:y}":    nil,
		"GET /files/{the-path+}":      nil,
		"GET /odd/{x}.json":           nil,
		"ANY /proxy/{user-id}":        {"Target": "integrations/${U}"},
		"GET /mapped/{user-id}/{a.b}": {"Target": "integrations/${M}"},
		"GET /literal/:id/*":          nil,
	}, object{
		"U": urlIntegration("http://127.0.0.1:1/{user-id}", nil),
		"M": integration(object{"RequestParameters": object{"append:header.who": "$request.path.user-id ${request.path.a.b}"}}),
	}), nil)
	for path, want := range map[string]map[string]any{
		"/users/7":       {"pathParameters.user-id": "7", "routeKey": "GET /users/{user-id}"},
		"/files/a/b%20c": {"pathParameters.the-path": "a/b c"},
		"/mapped/7/8":    {"headers.who": "7 8"},
		"/literal/:id/*": {"routeKey": "GET /literal/:id/*"},
	} {
		wantEvent(t, get(t, base+path).event(t), want)
	}
	event := get(t, base+"/a/1/b/2").event(t)
	if params, _ := event["pathParameters"].(object); params["user.id"] != "1" || params["x:y"] != "2" {
		t.Errorf("parameters are %v", event["pathParameters"])
	}
	if r := get(t, base+"/proxy/7"); r.StatusCode != 503 { // the backend is not there
		t.Errorf("proxy: got %d %s", r.StatusCode, r.body)
	}
	// What can't be read says why, and takes no other requests with it.
	if r := get(t, base+"/odd/7.json"); r.StatusCode != 501 || !strings.Contains(r.body, "/odd/{x}.json") {
		t.Errorf("got %d %s", r.StatusCode, r.body)
	}
	get(t, base+"/elsewhere").want(t, 404, `{"message":"Not Found"}`)
}

// Whatever a path or query holds, the function gets an event that is valid
// JSON, or the client an answer of the gateway.
func TestHostilePathsAndQueries(t *testing.T) {
	base, _, log := serve(t, template(nil, map[string]object{
		"GET /v2/{a}":       nil,
		"GET /v1/{a}":       {"Target": "integrations/${I1}"},
		"GET /rest/{more+}": nil,
	}, object{"I1": integration(object{"PayloadFormatVersion": "1.0"})}), nil)
	address := strings.TrimPrefix(base, "http://")
	for target, want := range map[string]string{
		"/v2/a%2Fb":         "a/b", // an encoded slash does not split
		"/v1/a%2Fb":         "a/b",
		"/v2/a%00b":         "a\x00b",
		"/v1/a%0D%0Ab":      "a\r\nb",
		"/v2/%1b%5b31m":     "\x1b[31m",
		"/v2/a%25zz":        "a%zz",
		"/v2/a%ff":          "a%ff", // what is no text once decoded stays as it was sent
		"/v1/a%ff":          "a%ff",
		"/rest/a%2Fb/%zzc":  "", // net/http: no path
		"/v2/%":             "",
		"/v2/a?x=%&y=1;b=2": "a",
	} {
		status, event := rawGet(t, address, target)
		if want == "" {
			if status != http.StatusBadRequest {
				t.Errorf("%s: got %d, want 400", target, status)
			}
			continue
		}
		var got any
		for _, name := range []string{"a", "more"} {
			if v := at(event, "pathParameters", name); v != nil {
				got = v
			}
		}
		if status != 200 || got != want {
			t.Errorf("%s: got %d %q, want %q", target, status, got, want)
		}
		if strings.Contains(target, "?") {
			wantEvent(t, event, map[string]any{"queryStringParameters.x": "%", "queryStringParameters.y": "1;b=2"})
		}
	}
	if text := log.String(); !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\x1b") {
		t.Errorf("the log has what a terminal must not get: %q", text)
	}
}

// rawGet sends a target byte by byte.
func rawGet(t *testing.T, address, target string) (status int, event object) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", target)
	r, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	read := response{Response: r}
	var text strings.Builder
	if _, err := bufio.NewReader(r.Body).WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	if read.body = text.String(); r.StatusCode == 200 {
		event = read.event(t)
	}
	return r.StatusCode, event
}
