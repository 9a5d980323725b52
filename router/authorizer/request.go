// What API Gateway asks.

package authorizer

import (
	"encoding/json"
	"strings"
)

// Request is any of the requests of this package.
type Request interface {
	asked() (arn string, kind kind)
}

// kind is the kind of API that asks.
type kind int

const (
	httpAPI kind = iota
	restAPI
	webSocketAPI
)

// HTTPRequest is what an HTTP API asks, in payload format 2.0.
type HTTPRequest struct {
	RouteARN       string            `json:"routeArn"` // of the request: "arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/GET/todos/1"
	IdentitySource []string          `json:"identitySource"`
	RouteKey       string            `json:"routeKey"` // "GET /todos/{id}"
	RawPath        string            `json:"rawPath"`
	RawQuery       string            `json:"rawQueryString"`
	Cookies        []string          `json:"cookies"`
	Headers        map[string]string `json:"headers"`
	Query          map[string]string `json:"queryStringParameters"` // several values are joined by commas
	PathParameters map[string]string `json:"pathParameters"`
	StageVariables map[string]string `json:"stageVariables"`
	RequestContext json.RawMessage   `json:"requestContext"`
}

// RESTRequest is what a REST API asks an authorizer of type REQUEST, and an HTTP
// API in payload format 1.0.
type RESTRequest struct {
	MethodARN          string              `json:"methodArn"`
	Resource           string              `json:"resource"` // "/todos/{id}"
	Path               string              `json:"path"`
	Method             string              `json:"httpMethod"`
	Headers            map[string]string   `json:"headers"`
	MultiHeaders       map[string][]string `json:"multiValueHeaders"`
	Query              map[string]string   `json:"queryStringParameters"`
	MultiQuery         map[string][]string `json:"multiValueQueryStringParameters"`
	PathParameters     map[string]string   `json:"pathParameters"`
	StageVariables     map[string]string   `json:"stageVariables"`
	RequestContext     json.RawMessage     `json:"requestContext"`
	AuthorizationToken string              `json:"authorizationToken"` // of an HTTP API: the identity sources, joined by commas
}

// TokenRequest is what a REST API asks an authorizer of type TOKEN.
type TokenRequest struct {
	MethodARN string `json:"methodArn"`
	Token     string `json:"authorizationToken"` // the whole header: "Bearer eyJ..."
}

// WebSocketRequest is what a WebSocket API asks when a client connects.
type WebSocketRequest struct {
	MethodARN      string              `json:"methodArn"` // "arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/$connect"
	Headers        map[string]string   `json:"headers"`
	MultiHeaders   map[string][]string `json:"multiValueHeaders"`
	Query          map[string]string   `json:"queryStringParameters"`
	MultiQuery     map[string][]string `json:"multiValueQueryStringParameters"`
	StageVariables map[string]string   `json:"stageVariables"`
	RequestContext json.RawMessage     `json:"requestContext"`
}

func (r *HTTPRequest) asked() (string, kind)      { return r.RouteARN, httpAPI }
func (r *RESTRequest) asked() (string, kind)      { return r.MethodARN, restAPI }
func (r *TokenRequest) asked() (string, kind)     { return r.MethodARN, restAPI }
func (r *WebSocketRequest) asked() (string, kind) { return r.MethodARN, webSocketAPI }

// Header returns a header, whose name is in any case; "" if there is none.
func (r *HTTPRequest) Header(name string) string { return header(r.Headers, name) }

// Header returns a header, whose name is in any case; "" if there is none.
func (r *RESTRequest) Header(name string) string { return header(r.Headers, name) }

// Header returns a header, whose name is in any case; "" if there is none.
func (r *WebSocketRequest) Header(name string) string { return header(r.Headers, name) }

// Bearer returns the token in the header Authorization; "" if there is none.
func (r *HTTPRequest) Bearer() string { return bearer(r.Header("Authorization")) }

// Bearer returns the token in the header Authorization; "" if there is none.
func (r *RESTRequest) Bearer() string { return bearer(r.Header("Authorization")) }

// Bearer returns the token in the header Authorization; "" if there is none.
// Browsers can't send one when they connect.
func (r *WebSocketRequest) Bearer() string { return bearer(r.Header("Authorization")) }

// Bearer returns the token without the word Bearer; "" if there is none.
func (r *TokenRequest) Bearer() string { return bearer(r.Token) }

// Cookie returns the value of a cookie; "" if there is none.
func (r *HTTPRequest) Cookie(name string) string {
	for _, c := range r.Cookies {
		if n, value, ok := strings.Cut(c, "="); ok && strings.TrimSpace(n) == name {
			return value
		}
	}
	return ""
}

func header(headers map[string]string, name string) string {
	if v, ok := headers[strings.ToLower(name)]; ok { // as HTTP APIs send them
		return v
	}
	found := ""
	for n, v := range headers {
		if strings.EqualFold(n, name) && (found == "" || v < found) { // one of several that differ in case, always the same
			found = v
		}
	}
	return found
}

func bearer(value string) string {
	scheme, token, ok := strings.Cut(value, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
