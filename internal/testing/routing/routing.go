// Package routing holds one set of cases for the generated routers of every
// language: which route an event leads to, and what the router answers itself.
//
//	for _, g := range routing.Groups(t) {
//		answers := ... // of a function with g.Routes, under g.CORS
//		for i, c := range g.Cases {
//			c.Check(t, answers[i])
//		}
//	}
//
// Beside the cases of testdata there are the events of package truth, which were
// recorded of AWS.
package routing

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/truth"
)

// Group is a function, and events for it. The handler of each route answers with
// status 200 and the route's key as the body.
type Group struct {
	Name     string   `json:"name"`
	Routes   []string `json:"routes"`
	Messages bool     `json:"messages"` // of a WebSocket API
	CORS     string   `json:"cors"`     // the variable GATEHOUSE_CORS
	Cases    []*Case  `json:"cases"`
}

// Case is an event, and what becomes of it.
type Case struct {
	Name    string            `json:"name"`
	Event   json.RawMessage   `json:"event"`
	Route   string            `json:"route"`   // whose handler is called
	Status  int               `json:"status"`  // otherwise: the router's own answer
	Headers map[string]string `json:"headers"` // that the answer has, in any case
	Absent  []string          `json:"absent"`  // headers that it lacks
	Error   string            `json:"error"`   // otherwise: part of the text by which the invocation fails
}

// Answer is what a router gave.
type Answer struct {
	Payload json.RawMessage `json:"payload"`
	Error   string          `json:"error"` // of an invocation that failed
}

//go:embed testdata/routing.json
var table []byte

// Groups returns all cases.
func Groups(t testing.TB) []*Group {
	t.Helper()
	var groups []*Group
	if err := json.Unmarshal(table, &groups); err != nil {
		t.Fatal(err)
	}
	return append(groups, recorded(t)...)
}

// recorded are the events of package truth that name a route, by what they are
// routed among: their own route and others that match their path, too.
func recorded(t testing.TB) []*Group {
	groups := map[string]*Group{}
	for _, c := range truth.Of(truth.Events(t), "rest", "http1", "http2") {
		key := c.API.Route
		if c.Kind == "rest" {
			key = c.API.Method + " " + c.API.Resource
		}
		event, err := complete(c, key)
		if err != nil {
			t.Fatal(err)
		}
		g := groups[key]
		if g == nil {
			g = &Group{Name: "recorded: " + key, Routes: []string{key}}
			for _, other := range []string{"ANY /{proxy+}", "$default", "TRACE /{other+}"} {
				if other != key {
					g.Routes = append(g.Routes, other)
				}
			}
			groups[key] = g
		}
		g.Cases = append(g.Cases, &Case{Name: c.ID, Event: event, Route: key})
	}
	var out []*Group
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, groups[key])
	}
	return out
}

// complete fills in what the recording leaves out of how an event names its
// route.
func complete(c *truth.Event, key string) (json.RawMessage, error) {
	var event map[string]any
	if err := json.Unmarshal(c.Event, &event); err != nil {
		return nil, fmt.Errorf("%s: %w", c.ID, err)
	}
	set := func(in map[string]any, name string, value any) {
		if _, there := in[name]; !there {
			in[name] = value
		}
	}
	context, _ := event["requestContext"].(map[string]any)
	if context == nil {
		context = map[string]any{}
		event["requestContext"] = context
	}
	path, _, _ := strings.Cut(c.Request.Target, "?")
	if c.Kind == "http2" {
		set(event, "routeKey", key)
		set(event, "rawPath", path)
		set(context, "http", map[string]any{})
		if http, ok := context["http"].(map[string]any); ok {
			set(http, "method", c.Request.Method)
		}
		return json.Marshal(event)
	}
	_, resource, found := strings.Cut(key, " ")
	if !found {
		resource = key
	}
	if c.Kind == "http1" {
		set(event, "version", "1.0")
	}
	set(event, "resource", resource)
	set(event, "path", path)
	set(event, "httpMethod", c.Request.Method)
	return json.Marshal(event)
}

// Check compares an answer with what is wanted.
func (c *Case) Check(t testing.TB, got Answer) {
	t.Helper()
	if c.Error != "" {
		if !strings.Contains(got.Error, c.Error) {
			t.Errorf("%s: failed with %q, want %q", c.Name, got.Error, c.Error)
		}
		return
	}
	var response struct {
		StatusCode        int
		Body              string
		Headers           map[string]string
		MultiValueHeaders map[string][]string
	}
	if got.Error != "" {
		t.Errorf("%s: failed with %q", c.Name, got.Error)
		return
	}
	if err := json.Unmarshal(got.Payload, &response); err != nil {
		t.Errorf("%s: %v: %s", c.Name, err, got.Payload)
		return
	}
	headers := map[string]string{}
	for name, value := range response.Headers {
		headers[strings.ToLower(name)] = value
	}
	for name, values := range response.MultiValueHeaders {
		headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	status := c.Status
	if c.Route != "" {
		status = 200
		if response.Body != c.Route {
			t.Errorf("%s: handled by %q, want %q", c.Name, response.Body, c.Route)
		}
	}
	if response.StatusCode != status {
		t.Errorf("%s: status %d, want %d: %s", c.Name, response.StatusCode, status, got.Payload)
	}
	for name, want := range c.Headers {
		if value := headers[strings.ToLower(name)]; value != want {
			t.Errorf("%s: %s: %q, want %q", c.Name, name, value, want)
		}
	}
	for _, name := range c.Absent {
		if value, there := headers[strings.ToLower(name)]; there {
			t.Errorf("%s: %s: %q, want none", c.Name, name, value)
		}
	}
}
