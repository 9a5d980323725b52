// Format 2.0.

package payload

import (
	"encoding/json"
	"net/http"
	"strings"
)

type eventV2 struct {
	Version               string            `json:"version"`
	Type                  string            `json:"type,omitempty"`           // authorizers
	RouteARN              string            `json:"routeArn,omitempty"`       // authorizers
	IdentitySource        []string          `json:"identitySource,omitempty"` // authorizers
	RouteKey              string            `json:"routeKey"`
	RawPath               string            `json:"rawPath"`
	RawQueryString        string            `json:"rawQueryString"`
	Cookies               []string          `json:"cookies,omitempty"`
	Headers               map[string]string `json:"headers"`
	QueryStringParameters map[string]string `json:"queryStringParameters,omitempty"`
	RequestContext        contextV2         `json:"requestContext"`
	Body                  *string           `json:"body,omitempty"`
	PathParameters        map[string]string `json:"pathParameters,omitempty"`
	IsBase64Encoded       *bool             `json:"isBase64Encoded,omitempty"` // not for authorizers
	StageVariables        map[string]string `json:"stageVariables,omitempty"`
}

type contextV2 struct {
	AccountID    string        `json:"accountId"`
	APIID        string        `json:"apiId"`
	Authorizer   *authorizerV2 `json:"authorizer,omitempty"`
	DomainName   string        `json:"domainName"`
	DomainPrefix string        `json:"domainPrefix"`
	HTTP         httpV2        `json:"http"`
	RequestID    string        `json:"requestId"`
	RouteKey     string        `json:"routeKey"`
	Stage        string        `json:"stage"`
	Time         string        `json:"time"`
	TimeEpoch    int64         `json:"timeEpoch"`
}

type httpV2 struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

type authorizerV2 struct {
	JWT    *JWT            `json:"jwt,omitempty"`
	Lambda *map[string]any `json:"lambda,omitempty"`
	IAM    *IAM            `json:"iam,omitempty"`
}

// V2 makes the event of a route, in format 2.0.
func V2(r *Request) ([]byte, error) {
	e := r.v2()
	body, encoded := r.body()
	e.Body, e.IsBase64Encoded = body, &encoded
	if a := r.Authorized; a != nil {
		e.RequestContext.Authorizer = &authorizerV2{JWT: a.JWT, IAM: a.IAM}
		if a.IsLambda {
			e.RequestContext.Authorizer.Lambda = &a.Lambda
		}
	}
	return json.Marshal(e)
}

// AuthorizerV2 makes the event of a Lambda authorizer, in format 2.0.
func AuthorizerV2(r *Request, routeARN string, identity []string) ([]byte, error) {
	e := r.v2()
	e.Type, e.RouteARN, e.IdentitySource = "REQUEST", routeARN, identity
	return json.Marshal(e)
}

func (r *Request) v2() *eventV2 {
	headers := make(map[string]string, len(r.Header))
	for name, values := range r.Header {
		if name != "Cookie" {
			headers[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	query := map[string]string{}
	for name, values := range r.query() {
		query[name] = strings.Join(values, ",")
	}
	return &eventV2{
		Version:               "2.0",
		RouteKey:              r.RouteKey,
		RawPath:               r.Path,
		RawQueryString:        r.RawQuery,
		Cookies:               cookies(r.Header),
		Headers:               headers,
		QueryStringParameters: query,
		PathParameters:        r.Params,
		StageVariables:        r.StageVariables,
		RequestContext: contextV2{
			AccountID:    r.AccountID,
			APIID:        r.APIID,
			DomainName:   r.Domain,
			DomainPrefix: r.domainPrefix(),
			HTTP: httpV2{
				Method: r.Method, Path: r.Path, Protocol: r.Protocol,
				SourceIP: r.SourceIP, UserAgent: r.Header.Get("User-Agent"),
			},
			RequestID: r.RequestID,
			RouteKey:  r.RouteKey,
			Stage:     r.Stage,
			Time:      r.Time.UTC().Format(clock),
			TimeEpoch: r.Time.UnixMilli(),
		},
	}
}

// cookies gives each cookie by itself.
func cookies(h http.Header) (list []string) {
	for _, line := range h["Cookie"] {
		for c := range strings.SplitSeq(line, ";") {
			if c = strings.TrimSpace(c); c != "" {
				list = append(list, c)
			}
		}
	}
	return list
}
