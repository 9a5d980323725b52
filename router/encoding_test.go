// What arrives encoded, and what does not: as recorded on AWS from 2024 to 2026.

package router_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// catch sends a hand-written event to a route and returns the request that the
// handler sees, nil if none does.
func catch(t *testing.T, config router.Config, key, event string) (seen *router.Request) {
	t.Helper()
	r := router.New(config)
	r.Handle(key, func(_ context.Context, req *router.Request) (any, error) {
		seen = req
		return nil, nil
	})
	if _, err := r.Invoke(t.Context(), []byte(event)); err != nil {
		t.Fatal(err)
	}
	return seen
}

func TestPathParametersAreDecodedOnce(t *testing.T) {
	const (
		rest  = `{"httpMethod":"GET","resource":%q,"path":%q,"pathParameters":{%q:%q},"requestContext":{"stage":"s"}}`
		http1 = `{"version":"1.0","httpMethod":"GET","resource":%q,"path":%q,"pathParameters":{%q:%q},"requestContext":{"stage":"$default"}}`
	)
	for _, c := range []struct{ event, resource, path, name, param, want string }{
		{rest, "/todos/{id}", "/todos/blue%20sky", "id", "blue%20sky", "blue sky"},
		{rest, "/todos/{id}", "/todos/a%2520b", "id", "a%2520b", "a%20b"},
		{rest, "/todos/{id}", "/todos/a%2Fb", "id", "a%2Fb", "a/b"},
		{rest, "/todos/{id}", "/todos/a+b", "id", "a+b", "a+b"},
		{rest, "/todos/{id}", "/todos/100%", "id", "100%", "100%"},
		{rest, "/todos/{id}", "/todos/%FF", "id", "%FF", "%FF"},
		{rest, "/todos/{id}", "/todos/%00%0A", "id", "%00%0A", "\x00\n"},
		{rest, "/todos/{proxy+}", "/todos/a%20b/c%2Fd/", "proxy", "a%20b/c%2Fd", "a b/c/d"},
		{rest, "/todos/{proxy+}", "/todos/a%20b/%zz", "proxy", "a%20b/%zz", "a b/%zz"},
		{http1, "/todos/{id}", "/todos/blue%20sky", "id", "blue sky", "blue sky"},
		{http1, "/todos/{id}", "/todos/a%2520b", "id", "a%20b", "a%20b"},
		{http1, "/todos/{id}", "/todos/a%2Fb", "id", "a/b", "a/b"},
	} {
		event := fmt.Sprintf(c.event, c.resource, c.path, c.name, c.param)
		passedOn := strings.Replace(event, fmt.Sprintf(`"resource":%q`, c.resource), `"resource":"/{all+}"`, 1)
		for name, seen := range map[string]*router.Request{
			"named":     catch(t, router.Config{}, "GET "+c.resource, event),
			"exact":     catch(t, router.Config{ExactRoutes: true}, "GET "+c.resource, event),
			"passed on": catch(t, router.Config{}, "GET "+c.resource, passedOn),
		} {
			if seen == nil {
				t.Errorf("%s, %s: no route takes it", c.path, name)
				continue
			}
			if got := seen.Param(c.name); got != c.want {
				t.Errorf("%s, %s: %q, want %q", c.path, name, got, c.want)
			}
			for _, v := range seen.Params() {
				if v != c.want {
					t.Errorf("%s, %s: Params has %q, want %q", c.path, name, v, c.want)
				}
			}
		}
	}
}

func TestFormat2IsNotDecodedTwice(t *testing.T) {
	event := `{"version":"2.0","routeKey":"GET /todos/{id}","rawPath":"/todos/a%20b","pathParameters":{"id":"a%20b"},"requestContext":{"http":{"method":"GET"}}}`
	for _, e := range []string{event, strings.Replace(event, "GET /todos/{id}", "$default", 1)} {
		if got := catch(t, router.Config{}, "GET /todos/{id}", e).Param("id"); got != "a%20b" {
			t.Errorf("%q, want what the gateway has decoded", got)
		}
	}
}

func TestQueriesAreReadAlikeByEveryKind(t *testing.T) {
	for _, kind := range routertest.Kinds {
		for raw, want := range map[string]url.Values{
			"a=1;b=2":             {"a": {"1;b=2"}},
			"a=%&b=%zz":           {"a": {"%"}, "b": {"%zz"}},
			"a=x+y&b=x%2By":       {"a": {"x y"}, "b": {"x+y"}},
			"a&b=&":               {"a": {""}, "b": {""}},
			"back=https%3A%2F%2F": {"back": {"https://"}},
		} {
			req := &http.Request{Method: "GET", URL: &url.URL{Path: "/", RawQuery: raw}}
			event, err := routertest.Event(kind, req, routertest.Route{})
			if err != nil {
				t.Fatal(err)
			}
			if got := catch(t, router.Config{}, "GET /", string(event)).Queries(); !reflect.DeepEqual(got, want) {
				t.Errorf("%v %q: %q, want %q", kind, raw, got, want)
			}
		}
	}
}

// As Powertools and REST APIs themselves, which ignore slashes at the end.
func TestRESTRoutesTakePathsWithAndWithoutASlash(t *testing.T) {
	for _, c := range []struct {
		key, path string
		want      bool
	}{
		{"GET /todos/", "/todos", true},
		{"GET /todos/", "/todos/", true},
		{"GET /todos/", "/todos//", true},
		{"GET /todos", "/todos/", true},
		{"GET /todos/{id}/", "/todos/7", true},
		{"GET /todos/", "/todos/7", false},
		{"GET /todos/{path+}", "/todos/", false},
	} {
		event := fmt.Sprintf(`{"httpMethod":"GET","resource":"/{proxy+}","path":%q,"requestContext":{"stage":"s"}}`, c.path)
		if got := catch(t, router.Config{}, c.key, event) != nil; got != c.want {
			t.Errorf("%s takes %s: %t, want %t", c.key, c.path, got, c.want)
		}
	}
}

// A preflight of a REST API asks for the route that the request would take.
func TestPreflightsOfRESTPathsWithASlash(t *testing.T) {
	r := router.New(router.Config{CORS: cors.Allow("https://all.example")})
	r.Add(router.Route{Key: "PUT /todos", CORS: cors.Allow("https://one.example"), Handler: func(context.Context, *router.Request) (any, error) { return nil, nil }})
	r.Get("/other", func(context.Context, *router.Request) (any, error) { return nil, nil })
	for _, path := range []string{"/todos", "/todos/"} {
		out, err := r.Invoke(t.Context(), fmt.Appendf(nil, `{"httpMethod":"OPTIONS","path":%q,"headers":{"Origin":"https://one.example","Access-Control-Request-Method":"PUT"}}`, path))
		if text := string(out); err != nil || !strings.Contains(text, `"Access-Control-Allow-Origin":["https://one.example"]`) || !strings.Contains(text, `"Access-Control-Allow-Methods":["OPTIONS,PUT"]`) {
			t.Errorf("%s: %s %v", path, text, err)
		}
	}
}

func TestForwardedAddressesMayHavePorts(t *testing.T) {
	for forwarded, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "203.0.113.7:4711": "203.0.113.7", "10.0.0.1:80, 203.0.113.7:4711": "203.0.113.7",
		"2001:db8::7": "2001:db8::7", "[2001:db8::7]:4711": "2001:db8::7", "[2001:db8::7]": "2001:db8::7", "": "", "unknown": "unknown",
	} {
		event := fmt.Sprintf(`{"httpMethod":"GET","path":"/","headers":{"x-forwarded-for":%q},"requestContext":{"elb":{}}}`, forwarded)
		if got := catch(t, router.Config{}, "GET /", event).SourceIP(); got != want {
			t.Errorf("%q: %q, want %q", forwarded, got, want)
		}
	}
}

func TestLoadBalancersWithoutMultiValueHeadersAreWarnedOfOnce(t *testing.T) {
	var log bytes.Buffer
	r := router.New(router.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	r.Get("/", func(context.Context, *router.Request) (any, error) {
		return &router.Response{Header: http.Header{"Link": {"<a>", "<b>"}, "X-One": {"1"}}, Cookies: []*http.Cookie{{Name: "a"}, {Name: "b"}}}, nil
	})
	const single = `{"httpMethod":"GET","path":"/","headers":{"a":"b"},"requestContext":{"elb":{}}}`
	multi := strings.Replace(single, `"headers":{"a":"b"}`, `"multiValueHeaders":{"a":["b"]}`, 1)
	if _, err := r.Invoke(t.Context(), []byte(multi)); err != nil || log.Len() > 0 {
		t.Errorf("with multi-value headers: %v, %s", err, &log)
	}
	for range 3 {
		if _, err := r.Invoke(t.Context(), []byte(single)); err != nil {
			t.Fatal(err)
		}
	}
	text := log.String()
	if strings.Count(text, "\n") != 1 || !strings.Contains(text, "lambda.multi_value_headers.enabled") || !strings.Contains(text, "Link Set-Cookie") || strings.Contains(text, "X-One") {
		t.Errorf("%s", text)
	}
}

func TestAHeaderThatAResponseHasOnceIsSentOnce(t *testing.T) {
	for _, kind := range []router.EventKind{router.RESTEvent, router.HTTPEvent, router.ALBEvent} {
		for range 20 { // maps have no order
			r := router.New(router.Config{})
			r.Get("/", func(context.Context, *router.Request) (any, error) {
				return &router.Response{Header: http.Header{"content-type": {"text/csv"}, "Content-Type": {"text/html"}}, Body: "x"}, nil
			})
			req, err := http.NewRequest("GET", "/", nil)
			if err != nil {
				t.Fatal(err)
			}
			event, err := routertest.Event(kind, req, routertest.Route{})
			if err != nil {
				t.Fatal(err)
			}
			out, err := r.Invoke(t.Context(), event)
			if err != nil {
				t.Fatal(err)
			}
			if text := string(out); strings.Contains(text, "text/csv") || !strings.Contains(text, "text/html") {
				t.Fatalf("%v: %s", kind, text)
			}
		}
	}
}

// Hostile requests of every kind reach the handler as the client meant them, and
// what it answers is valid JSON.
func TestHostilePathsArriveWhole(t *testing.T) {
	for _, kind := range routertest.Kinds {
		for sent, want := range map[string]string{
			"a%2Fb": "a/b", "%00": "\x00", "%0d%0a": "\r\n", "%1b%5b31m": "\x1b[31m", "%FF%FE": "%FF%FE", "%E2%82": "%E2%82", "%": "%", "%u0041": "%u0041",
		} {
			u := &url.URL{Path: "/x/" + sent}
			if plain, err := url.PathUnescape(sent); err == nil {
				u.Path, u.RawPath = "/x/"+plain, "/x/"+sent
			}
			if kind == router.HTTPEvent && strings.Contains(want, "/") {
				continue // the gateway has decoded it, and names the route
			}
			event, err := routertest.Event(kind, &http.Request{Method: "GET", URL: u}, routertest.Route{})
			if err != nil {
				t.Fatal(err)
			}
			if kind != router.HTTPEvent && u.RawPath == "" {
				want = sent
				event = bytes.ReplaceAll(event, []byte("%25"), []byte("%"))
			}
			r := router.New(router.Config{})
			got := ""
			r.Get("/x/{id}", func(_ context.Context, req *router.Request) (any, error) {
				got = req.Param("id")
				return map[string]string{"id": got}, nil
			})
			out, err := r.Invoke(t.Context(), event)
			if err != nil || !json.Valid(out) || got != want {
				t.Errorf("%v %s: %q, want %q; %v %s", kind, sent, got, want, err, out)
			}
		}
	}
}
