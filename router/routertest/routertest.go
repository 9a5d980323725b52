// Package routertest tests routes in three lines: it makes events of HTTP
// requests, of each kind, and reads the responses back.
//
//	resp := routertest.Do(t, r, "GET", "/todos/7", nil)
//	resp.Status(200)
//	resp.JSON(&todo)
package routertest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/internal/wire"
)

// T is what of testing.T is needed.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// A Route is what a gateway adds to an event when it has found the route. The
// zero value is that of a catch-all: "$default", or "/{proxy+}" in a REST API.
type Route struct {
	// Key is as registered at the gateway: "GET /todos/{id}".
	Key string

	// Params are the path parameters as the event has them: a REST API's are
	// percent-encoded. Nil: found by Key and the request's path.
	Params map[string]string

	// Multi says that a load balancer's target group has multi-value headers.
	Multi bool

	// Format1 makes the event of an HTTP API with payload format 1.0, which the
	// router takes for a RESTEvent. It's for RESTEvent and HTTPEvent.
	Format1 bool

	// Stage is the stage's name. "": $default in an HTTP API, "test" in a REST API.
	// The request's path is without it.
	Stage string

	// Mapping is the key of a custom domain's mapping by which the request comes,
	// such as "shop"; the request's path begins with it.
	Mapping string

	// BinaryTypes are the binary media types of a REST API: requests of these
	// types have their body in base64. Nil: only bodies that aren't UTF-8 have.
	BinaryTypes []string

	// Claims are those of a token that a JWT authorizer, or a REST API's user pool
	// authorizer, has checked; the event has them as text. Nil: there is none.
	// Scopes are what the HTTP API's route asks for.
	Claims map[string]any
	Scopes []string
}

// Event returns the event that the service sends for a request. It reads the
// request's body. Without Params in the route, the path's are found by the key.
// WebSocket events are made by Message.
func Event(kind router.EventKind, r *http.Request, route Route) ([]byte, error) {
	out, err := wire.Event(wire.Kind(kind), r, wire.Route(route))
	if err != nil {
		return nil, fmt.Errorf("routertest: %w", err)
	}
	return out, nil
}

// Message returns the event of a WebSocket API: the route that was selected,
// such as router.Connect, and the message's text.
func Message(route, connectionID, body string) []byte {
	kind := "MESSAGE"
	switch route {
	case router.Connect:
		kind = "CONNECT"
	case router.Disconnect:
		kind = "DISCONNECT"
	}
	out, err := json.Marshal(map[string]any{
		"requestContext": map[string]any{
			"routeKey": route, "eventType": kind, "connectionId": connectionID, "messageDirection": "IN", "stage": "test",
			"apiId": "test", "domainName": "test.execute-api.us-east-1.amazonaws.com", "requestId": "test-request",
			"identity": map[string]any{"sourceIp": "127.0.0.1"},
		},
		"body": body, "isBase64Encoded": false,
	})
	if err != nil {
		panic("routertest: " + err.Error()) // strings can always be encoded
	}
	return out
}

// Context returns a context as Lambda gives it: with a deadline, and ids.
func Context(parent context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	ctx := lambdacontext.NewContext(parent, &lambdacontext.LambdaContext{
		AwsRequestID: "test-invocation", InvokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:test",
	})
	return context.WithTimeout(ctx, timeout)
}

// Response returns what a client gets of a response that the router gave to an
// event of that kind, by a REST API with every type as a binary one; AnyEvent
// takes whatever any of them takes. A response that the service would refuse is an
// error.
func Response(kind router.EventKind, out []byte) (*http.Response, error) {
	resp, err := wire.Response(wire.Kind(kind), wire.Route{}, out, nil)
	if err != nil {
		return nil, fmt.Errorf("routertest: %w", err)
	}
	return resp, nil
}

// Kinds are all kinds of event that an HTTP request can be made into, for tests
// that hold for each.
var Kinds = []router.EventKind{
	router.RESTEvent, router.HTTPEvent, router.URLEvent, router.ALBEvent, router.LatticeV1Event, router.LatticeV2Event,
}

// A Result is the response to a request, and the test it belongs to.
type Result struct {
	*http.Response
	Text string // the body
	t    T
}

// Do sends a request to the router as an HTTP API does, and fails the test if
// the invocation fails. The body may be nil, a string, []byte, an io.Reader, or
// a value to be sent as JSON. Each option changes the request before.
func Do(t T, r *router.Router, method, target string, body any, options ...func(*http.Request)) *Result {
	t.Helper()
	return DoAs(t, router.HTTPEvent, r, method, target, body, options...)
}

// DoAs is Do for another kind of event.
func DoAs(t T, kind router.EventKind, r *router.Router, method, target string, body any, options ...func(*http.Request)) *Result {
	t.Helper()
	req := Request(t, method, target, body, options...)
	route, _ := req.Context().Value(routeKey{}).(Route)
	event, err := Event(kind, req, route)
	if err != nil {
		t.Fatalf("%v", err)
	}
	ctx, cancel := Context(req.Context(), 30*time.Second)
	defer cancel()
	out, err := r.Invoke(ctx, event)
	if err != nil {
		t.Fatalf("routertest: %s %s: the invocation fails: %v", method, target, err)
	}
	resp, err := wire.Response(wire.Kind(kind), wire.Route(route), out, req)
	if err != nil {
		t.Fatalf("routertest: %v: %s", err, out)
	}
	return Read(t, resp)
}

// Request makes a request of the arguments that Do takes. A target without a
// host goes to that of an API.
func Request(t T, method, target string, body any, options ...func(*http.Request)) *http.Request {
	t.Helper()
	reader, isJSON, err := readerOf(body)
	if err != nil {
		t.Fatalf("routertest: %v", err)
	}
	req, err := http.NewRequest(method, target, reader)
	if err != nil {
		t.Fatalf("routertest: %v", err)
	}
	if req.Host == "" {
		req.Host = "test.execute-api.us-east-1.amazonaws.com"
	}
	if isJSON {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, option := range options {
		option(req)
	}
	return req
}

// Read returns the result that a response is, also one of a real server. It
// reads and closes the body.
func Read(t T, resp *http.Response) *Result {
	t.Helper()
	text, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		t.Fatalf("routertest: %v", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(text))
	return &Result{Response: resp, Text: string(text), t: t}
}

// Via is an option that sends the request by a route of the gateway, for what that
// adds to the event: path parameters, the claims of a token, a stage.
//
//	routertest.Do(t, r, "GET", "/me", nil, routertest.Via(routertest.Route{Key: "GET /me", Claims: map[string]any{"sub": "7"}}))
//
// It is for Do and DoAs only.
func Via(route Route) func(*http.Request) {
	return func(r *http.Request) { *r = *r.WithContext(context.WithValue(r.Context(), routeKey{}, route)) }
}

type routeKey struct{}

// Header is an option that sets a request header.
func Header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func readerOf(body any) (r io.Reader, isJSON bool, err error) {
	switch b := body.(type) {
	case nil:
		return nil, false, nil
	case string:
		return strings.NewReader(b), false, nil
	case []byte:
		return bytes.NewReader(b), false, nil
	case io.Reader:
		return b, false, nil
	}
	text, err := json.Marshal(body)
	return bytes.NewReader(text), true, err
}

// Status fails the test unless the response has that status.
func (r *Result) Status(want int) *Result {
	r.t.Helper()
	if r.StatusCode != want {
		r.t.Errorf("status %d, want %d: %.500s", r.StatusCode, want, r.Text)
	}
	return r
}

// JSON decodes the body into v and fails the test if it doesn't fit.
func (r *Result) JSON(v any) *Result {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.Text), v); err != nil {
		r.t.Fatalf("routertest: the body is not the JSON that is expected: %v: %.500s", err, r.Text)
	}
	return r
}
