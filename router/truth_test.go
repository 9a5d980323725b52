// What was recorded on AWS: test events are made as it was, the router reads
// events as the client meant them, and answers are read as they were.

package router_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/truth"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/internal/wire"
)

func TestTruthEvents(t *testing.T) {
	divergences := []truth.Divergence[*truth.Event]{
		{Reason: "a test event has the headers of the client only, not those of an edge location", Explains: func(c *truth.Event, problem string) bool {
			return c.API.Endpoint == "EDGE" && strings.Contains(problem, "CloudFront")
		}},
	}
	truth.Run(t, "router events", truth.Events(t), divergences, func(t *testing.T, c *truth.Event) []string {
		req, route, kind := eventRequest(c)
		event, err := wire.Event(kind, req, route)
		if err != nil {
			return []string{err.Error()}
		}
		problems := c.Compare(event)
		return append(problems, readsAsSent(t, c, event)...)
	})
}

// eventRequest is a case's request below its stage, and the route it takes.
func eventRequest(c *truth.Event) (*http.Request, wire.Route, wire.Kind) {
	route := wire.Route{
		Key: c.API.Route, Stage: c.API.Stage, Multi: c.API.MultiValueHeaders, BinaryTypes: c.API.BinaryMediaTypes, Format1: c.Kind == "http1",
	}
	target := c.Request.Target
	if c.Kind == "rest" {
		route.Key = c.API.Method + " " + c.API.Resource
		target = strings.TrimPrefix(target, "/"+c.API.Stage)
	} else if c.API.Stage != "" && c.API.Stage != "$default" && c.API.Domain == nil {
		target = strings.TrimPrefix(target, "/"+c.API.Stage)
	}
	if c.API.Domain != nil {
		route.Mapping = c.API.Domain.MappingKey
	}
	if a := c.API.Authorizer; a != nil && a.Type == "JWT" {
		d := json.NewDecoder(bytes.NewReader(a.Token))
		d.UseNumber()
		if err := d.Decode(&route.Claims); err != nil {
			panic(err)
		}
		route.Scopes = a.RouteScopes
	}
	path, query, _ := strings.Cut(target, "?")
	u := &url.URL{Path: path, RawQuery: query}
	if plain, err := url.PathUnescape(path); err == nil {
		u.Path, u.RawPath = plain, path
	}
	req := &http.Request{
		Method: c.Request.Method, URL: u, Host: "test.execute-api.us-east-1.amazonaws.com", Proto: "HTTP/1.1", RemoteAddr: "203.0.113.7:4711",
		Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(c.Request.Body())),
	}
	for _, h := range c.Request.Headers {
		req.Header[h[0]] = append(req.Header[h[0]], h[1])
	}
	kinds := map[string]wire.Kind{"rest": wire.REST, "http1": wire.HTTP, "http2": wire.HTTP, "url": wire.URL, "alb": wire.ALB}
	return req, route, kinds[c.Kind]
}

// readsAsSent gives the recorded event, its placeholders filled by ours, to the
// router and compares what a handler sees with what the client sent.
func readsAsSent(t *testing.T, c *truth.Event, event []byte) (problems []string) {
	t.Helper()
	complain := func(what string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			problems = append(problems, fmt.Sprintf("a handler sees %s %q, want %q", what, got, want))
		}
	}
	var recorded map[string]any
	if err := json.Unmarshal(c.Event, &recorded); err != nil {
		t.Fatal(err)
	}
	asked, route, _ := eventRequest(c)
	seen := false
	for _, exact := range []bool{false, true} {
		r := router.New(router.Config{ExactRoutes: exact})
		h := func(_ context.Context, req *router.Request) (any, error) {
			seen = true
			for name, v := range req.Params() {
				if want := wantedParam(c, recorded, name); want != nil {
					complain("parameter "+name, v, *want)
				}
			}
			if _, ok := recorded["queryStringParameters"]; ok && (c.Kind != "alb" || c.API.MultiValueHeaders) {
				_, raw, _ := strings.Cut(c.Request.Target, "?")
				want, err := url.ParseQuery(raw)
				if err != nil {
					t.Fatal(err)
				}
				complain("query", req.Queries(), want)
			}
			body, err := req.Body()
			if err != nil {
				return nil, err
			}
			if _, ok := recorded["body"]; ok {
				complain("body", string(body), string(c.Request.Body()))
			}
			hr, err := req.HTTPRequest(context.Background())
			if err != nil {
				return nil, err
			}
			if c.API.Domain == nil && !strings.HasPrefix(asked.URL.Path, "//") {
				complain("path", hr.URL.Path, asked.URL.Path)
			}
			complain("source address", req.SourceIP(), "203.0.113.7")
			return nil, nil
		}
		r.Handle(registered(c, route.Key, exact), h)
		seen = false
		if _, err := r.Invoke(t.Context(), event); err != nil {
			problems = append(problems, err.Error())
		}
		if !seen {
			problems = append(problems, fmt.Sprintf("no route takes it, with ExactRoutes %t", exact))
		}
	}
	slices.Sort(problems)
	return slices.Compact(problems)
}

// registered is the key by which the router knows the route: under ExactRoutes
// the gateway's own, else one for all methods of its path.
func registered(c *truth.Event, key string, exact bool) string {
	method, path, ok := strings.Cut(key, " ")
	switch {
	case c.Kind != "url" && c.Kind != "alb" && !ok && exact:
		return "$default"
	case c.Kind == "url" || c.Kind == "alb" || c.API.Domain != nil || !ok:
		return "ANY /{all*}"
	case exact:
		return method + " " + path
	}
	return "ANY " + path
}

// wantedParam is a path parameter as the client meant it; nil for one that only
// the router has.
func wantedParam(c *truth.Event, recorded map[string]any, name string) *string {
	params, _ := recorded["pathParameters"].(map[string]any)
	v, ok := params[name].(string)
	if !ok {
		return nil
	}
	if c.Kind == "rest" {
		plain, err := url.PathUnescape(v)
		if err != nil {
			return nil
		}
		v = plain
	}
	return &v
}

func TestTruthResponses(t *testing.T) {
	divergences := []truth.Divergence[*truth.Response]{
		{Reason: "there is always a function in a test", Explains: func(c *truth.Response, _ string) bool { return c.Function.Missing != "" }},
	}
	truth.Run(t, "router responses", truth.Responses(t), divergences, func(t *testing.T, c *truth.Response) []string {
		kinds := map[string]wire.Kind{"rest": wire.REST, "http1": wire.HTTP, "http2": wire.HTTP, "url": wire.URL, "alb": wire.ALB}
		route := wire.Route{Format1: c.Kind == "http1", BinaryTypes: append([]string{}, c.API.BinaryMediaTypes...)}
		req := &http.Request{Method: "GET", Header: http.Header{}}
		for _, h := range c.Request.Headers {
			req.Header.Add(h[0], h[1])
		}
		var resp *http.Response
		switch {
		case len(c.Function.Fails) > 0:
			resp = wire.Failure(kinds[c.Kind], route, req)
		case c.Function.Missing != "":
			return []string{"no function"}
		default:
			resp, _ = wire.Response(kinds[c.Kind], route, []byte(c.Function.Returns), req)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		problems := c.Compare(resp.StatusCode, resp.Header, body)
		return append(problems, sendsAlike(t, c, kinds[c.Kind], route, resp, body)...)
	})
}

// sendsAlike lets a handler answer what the client has got, and compares what a
// client gets of that.
func sendsAlike(t *testing.T, c *truth.Response, kind wire.Kind, route wire.Route, resp *http.Response, body []byte) []string {
	t.Helper()
	config := router.Config{Event: router.EventKind(kind)}
	if route.Format1 {
		config.Event = router.RESTEvent
	}
	if c.Kind == "rest" {
		route.BinaryTypes = nil // the body is as it's meant
	}
	header := maps.Clone(resp.Header)
	r := router.New(config)
	r.Handle("ANY /{all*}", func(context.Context, *router.Request) (any, error) {
		return &router.Response{Status: resp.StatusCode, Header: header, Body: bytes.Clone(body)}, nil
	})
	event, err := wire.Event(kind, &http.Request{Method: "GET", URL: &url.URL{Path: "/"}}, route)
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.Invoke(t.Context(), event)
	if err != nil {
		return []string{err.Error()}
	}
	again, err := wire.Response(kind, route, out, nil)
	if err != nil {
		return []string{"a handler's answer is refused: " + err.Error()}
	}
	text, err := io.ReadAll(again.Body)
	if err != nil {
		t.Fatal(err)
	}
	if again.StatusCode != resp.StatusCode || !bytes.Equal(text, body) {
		return []string{fmt.Sprintf("a handler's answer is %d %q, want %d %q", again.StatusCode, text, resp.StatusCode, body)}
	}
	for name, values := range resp.Header {
		if got := again.Header[name]; !slices.Equal(got, values) && strings.Join(got, ", ") != strings.Join(values, ", ") {
			return []string{fmt.Sprintf("a handler's answer has %s %q, want %q", name, got, values)}
		}
	}
	return nil
}
