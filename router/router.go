// The router: routes in, a function from event to response out.

package router

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/gatehouse-go/gatehouse/cors"
)

// Config holds the settings of a router; its zero value works.
type Config struct {
	// CORS is the policy of all routes; nil sends no CORS headers.
	CORS *cors.Policy
}

// A Router finds the handler of an event and answers it.
type Router struct {
	config Config
	routes map[string]Handler
}

// New returns a router without routes.
func New(config Config) *Router {
	return &Router{config: config, routes: map[string]Handler{}}
}

// Handle registers a handler for a route key such as "GET /todos/{id}".
func (r *Router) Handle(key string, h Handler) {
	if _, ok := r.routes[key]; ok {
		panic(fmt.Sprintf("router: %q registered twice", key))
	}
	r.routes[key] = h
}

// Get registers a handler for GET requests to the pattern.
func (r *Router) Get(pattern string, h Handler) { r.Handle("GET "+pattern, h) }

// Post registers a handler for POST requests to the pattern.
func (r *Router) Post(pattern string, h Handler) { r.Handle("POST "+pattern, h) }

// Request is one HTTP request.
type Request struct {
	Method, Path    string
	headers, params map[string]string
	body            []byte
}

// Param returns a path parameter.
func (r *Request) Param(name string) string { return r.params[name] }

// Response is one HTTP response.
type Response struct {
	Status int
	Header map[string][]string
	Body   []byte
}

type event struct {
	RouteKey, RawPath          string
	HTTPMethod, Resource, Path string
	Headers, PathParameters    map[string]string
	Body                       string
	IsBase64Encoded            bool
	RequestContext             struct{ HTTP struct{ Method string } }
}

// Start polls Lambda for events and answers them; it does not return.
func Start(r *Router) { lambda.StartHandler(r) }

// Invoke answers one event.
func (r *Router) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	req := &Request{Method: e.HTTPMethod, Path: e.Path, headers: e.Headers, params: e.PathParameters, body: []byte(e.Body)}
	key := e.HTTPMethod + " " + e.Resource
	if e.RouteKey != "" {
		key, req.Method, req.Path = e.RouteKey, e.RequestContext.HTTP.Method, e.RawPath
	}
	if e.IsBase64Encoded {
		b, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return nil, err
		}
		req.body = b
	}
	h := r.routes[key]
	if h == nil {
		_, path, _ := strings.Cut(key, " ")
		if h = r.routes["ANY "+path]; h == nil {
			h = r.routes["$default"]
		}
	}
	if h == nil {
		return json.Marshal(map[string]any{"statusCode": 404, "body": `{"statusCode":404,"message":"Not found"}`})
	}
	v, err := h(ctx, req)
	if err != nil {
		return nil, errors.Join(errors.New("router: handler"), err)
	}
	resp, ok := v.(*Response)
	if !ok {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		resp = &Response{Status: 200, Header: map[string][]string{"Content-Type": {"application/json"}}, Body: b}
	}
	out := map[string]any{"statusCode": resp.Status, "body": string(resp.Body)}
	if e.RouteKey == "" {
		out["multiValueHeaders"] = resp.Header
	} else {
		h := map[string]string{}
		for k, v := range resp.Header {
			h[k] = strings.Join(v, ",")
		}
		out["headers"] = h
	}
	return json.Marshal(out)
}
