// Events of REST APIs, and the answers of their functions (recorded from 2024 to 2026).

package payload

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// RESTContext is what the event of a REST API has beside a Request.
type RESTContext struct {
	RequestID  string // a UUID; the Request's is the extended one
	ResourceID string
	Key        string // the API key, if the method needs one
	Binary     bool   // the body is bytes
}

type eventREST struct {
	Type                            string              `json:"type,omitempty"`      // authorizers
	MethodARN                       string              `json:"methodArn,omitempty"` // authorizers
	Resource                        string              `json:"resource"`
	Path                            string              `json:"path"`
	HTTPMethod                      string              `json:"httpMethod"`
	Headers                         map[string]string   `json:"headers"`
	MultiValueHeaders               map[string][]string `json:"multiValueHeaders"`
	QueryStringParameters           map[string]string   `json:"queryStringParameters"`
	MultiValueQueryStringParameters map[string][]string `json:"multiValueQueryStringParameters"`
	PathParameters                  map[string]string   `json:"pathParameters"`
	StageVariables                  map[string]string   `json:"stageVariables"`
	RequestContext                  map[string]any      `json:"requestContext"`
	Body                            *string             `json:"body"`
	IsBase64Encoded                 bool                `json:"isBase64Encoded"`
}

// REST makes the event of a method.
func REST(r *Request, c RESTContext) ([]byte, error) {
	e := r.rest(c)
	if len(r.Body) > 0 {
		text := string(r.Body)
		if c.Binary {
			text, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(r.Body), true
		} else if !utf8.ValidString(text) {
			text = string([]rune(text))
		}
		e.Body = &text
	}
	if a := r.Authorized; a != nil {
		authorizeREST(e.RequestContext, a)
	}
	return json.Marshal(e)
}

// RESTAuthorizer makes the event of a Lambda authorizer of type REQUEST.
func RESTAuthorizer(r *Request, c RESTContext, methodARN string) ([]byte, error) {
	e := r.rest(c)
	e.Type, e.MethodARN = "REQUEST", methodARN
	b, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage // without body
	if err := json.Unmarshal(b, &members); err != nil {
		return nil, err
	}
	delete(members, "body")
	delete(members, "isBase64Encoded")
	return json.Marshal(members)
}

// TokenAuthorizer makes the event of a Lambda authorizer of type TOKEN.
func TokenAuthorizer(token, methodARN string) ([]byte, error) {
	return json.Marshal(map[string]string{"type": "TOKEN", "authorizationToken": token, "methodArn": methodARN})
}

func authorizeREST(context map[string]any, a *Authorized) {
	identity := context["identity"].(map[string]any)
	switch {
	case a.JWT != nil:
		context["authorizer"] = map[string]any{"claims": a.JWT.Claims}
	case a.IsLambda:
		authorizer := maps.Clone(a.Lambda)
		if authorizer == nil {
			authorizer = map[string]any{}
		}
		for name, v := range authorizer { // values are text (developer guide)
			if _, ok := v.(string); !ok && v != nil {
				b, err := json.Marshal(v)
				if err == nil {
					authorizer[name] = string(b)
				}
			}
		}
		authorizer["principalId"] = a.Principal
		context["authorizer"] = authorizer
	case a.IAM != nil:
		identity["accessKey"], identity["accountId"], identity["caller"] = a.IAM.AccessKey, a.IAM.AccountID, a.IAM.CallerID
		identity["user"], identity["userArn"] = a.IAM.UserID, a.IAM.UserARN
	}
}

// canonicalNames are headers whose names API Gateway writes in one way (recorded over
// HTTP/1.1 and HTTP/2).
var canonicalNames = []string{"Authorization", "Host", "User-Agent"}

func (r *Request) rest(c RESTContext) *eventREST {
	headers, multi := map[string]string{}, map[string][]string{}
	for name, values := range r.Header {
		if canonical := http.CanonicalHeaderKey(name); slices.Contains(canonicalNames, canonical) {
			name = canonical
		}
		if len(values) > 0 {
			headers[name], multi[name] = values[len(values)-1], values
		}
	}
	query := r.query()
	single := make(map[string]string, len(query))
	for name, values := range query {
		single[name] = values[len(values)-1]
	}
	_, resource, _ := strings.Cut(r.RouteKey, " ")
	identity := map[string]any{
		"accessKey": nil, "accountId": nil, "caller": nil, "cognitoAuthenticationProvider": nil, "cognitoAuthenticationType": nil,
		"cognitoIdentityId": nil, "cognitoIdentityPoolId": nil, "principalOrgId": nil, "sourceIp": r.SourceIP, "user": nil,
		"userAgent": nil, "userArn": nil,
	}
	if agent := headers["User-Agent"]; agent != "" {
		identity["userAgent"] = agent
	}
	if c.Key != "" {
		identity["apiKey"] = c.Key
	}
	path := r.Path
	if strings.HasPrefix(path, "//") {
		path = path[1:]
	}
	return &eventREST{
		Resource: resource, Path: path, HTTPMethod: r.Method, Headers: headers, MultiValueHeaders: multi,
		QueryStringParameters: orNil(single), MultiValueQueryStringParameters: orNil(query),
		PathParameters: orNil(r.Params), StageVariables: orNil(r.StageVariables),
		RequestContext: map[string]any{
			"accountId": r.AccountID, "apiId": r.APIID, "deploymentId": "local0", "domainName": r.Domain, "domainPrefix": r.domainPrefix(),
			"extendedRequestId": r.RequestID, "httpMethod": r.Method, "identity": identity, "path": r.AskedPath,
			"protocol": r.Protocol, "requestId": c.RequestID, "requestTime": r.Time.UTC().Format(clock),
			"requestTimeEpoch": r.Time.UnixMilli(), "resourceId": c.ResourceID, "resourcePath": resource, "stage": r.Stage,
		},
	}
}

// Dropped are the headers of a request that neither functions nor backends nor
// mappings of a REST API see, beside Content-Length (recorded in 2024).
var Dropped = []string{
	"Connection", "Content-Md5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade", "Www-Authenticate",
}

// IsBinary reports whether a content type is one of a REST API's binary media
// types. Those may end in "/*"; a wildcard on their left matches nothing, not even
// itself, except in "*/*" (recorded in 2024).
func IsBinary(types []string, contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	return slices.ContainsFunc(types, func(configured string) bool {
		configured = strings.ToLower(strings.TrimSpace(configured))
		prefix, wild := strings.CutSuffix(configured, "/*")
		switch {
		case configured == "*/*":
			return true
		case media == "" || strings.HasPrefix(configured, "*"):
			return false
		}
		return configured == media || wild && strings.HasPrefix(media, prefix+"/")
	})
}

// RESTResponse is what a function behind a REST API answered.
type RESTResponse struct {
	Response
	Encoded bool // the body is base64, for clients that accept bytes
}

// Decode decodes a body that is base64.
func (r *RESTResponse) Decode() ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(string(r.Body))
	if err != nil {
		return nil, fmt.Errorf("the function's answer says isBase64Encoded, but its body is not: %w", err)
	}
	return b, nil
}

// restMembers are the members that an answer may have: any other is a malformed answer.
var restMembers = []string{"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}

// ParseREST reads the answer of a function with proxy integration.
func ParseREST(output []byte) (*RESTResponse, error) {
	fields := object(output)
	if fields == nil {
		return nil, errors.New("the function's answer is not a JSON object, which a proxy integration needs")
	}
	for name := range fields {
		if !slices.Contains(restMembers, name) {
			return nil, fmt.Errorf("the function's answer has a member %q; it may have %s", name, strings.Join(restMembers, ", "))
		}
	}
	r := &RESTResponse{Response: Response{Status: http.StatusOK, Header: http.Header{}}}
	if raw := fields["statusCode"]; raw != nil && string(raw) != "null" {
		status, err := parseStatus(raw)
		if err != nil {
			return nil, err
		}
		r.Status = status
	}
	if err := r.readHeaders(map[string]json.RawMessage{"multiValueHeaders": fields["multiValueHeaders"]}, true); err != nil {
		return nil, err
	}
	single := &Response{Header: http.Header{}}
	if err := single.readHeaders(map[string]json.RawMessage{"headers": fields["headers"]}, true); err != nil {
		return nil, err
	}
	for name, values := range single.Header { // a pair that is in both counts once
		for _, v := range values {
			if !slices.Contains(r.Header[name], v) {
				r.Header.Add(name, v)
			}
		}
	}
	var body string
	if err := errors.Join(read(fields, "body", &body), read(fields, "isBase64Encoded", &r.Encoded)); err != nil {
		return nil, err
	}
	r.Body = []byte(body)
	return r, nil
}
