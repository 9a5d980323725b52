// Format 1.0 as HTTP APIs have it: the shape of a REST API's event.

package payload

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/urltext"
)

type eventV1 struct {
	Version                         string              `json:"version"`
	Type                            string              `json:"type,omitempty"`               // authorizers
	MethodARN                       string              `json:"methodArn,omitempty"`          // authorizers
	IdentitySource                  *string             `json:"identitySource,omitempty"`     // authorizers
	AuthorizationToken              *string             `json:"authorizationToken,omitempty"` // authorizers
	Resource                        string              `json:"resource"`
	Path                            string              `json:"path"`
	HTTPMethod                      string              `json:"httpMethod"`
	Headers                         map[string]string   `json:"headers"`
	MultiValueHeaders               map[string][]string `json:"multiValueHeaders,omitempty"`
	QueryStringParameters           map[string]string   `json:"queryStringParameters"`
	MultiValueQueryStringParameters map[string][]string `json:"multiValueQueryStringParameters"`
	RequestContext                  contextV1           `json:"requestContext"`
	PathParameters                  map[string]string   `json:"pathParameters"`
	StageVariables                  map[string]string   `json:"stageVariables"`
	Body                            *string             `json:"body"`
	IsBase64Encoded                 bool                `json:"isBase64Encoded"`
}

type contextV1 struct {
	AccountID         string         `json:"accountId"`
	APIID             string         `json:"apiId"`
	Authorizer        map[string]any `json:"authorizer,omitempty"`
	DomainName        string         `json:"domainName"`
	DomainPrefix      string         `json:"domainPrefix"`
	ExtendedRequestID string         `json:"extendedRequestId"`
	HTTPMethod        string         `json:"httpMethod"`
	Identity          identityV1     `json:"identity"`
	Path              string         `json:"path"`
	Protocol          string         `json:"protocol"`
	RequestID         string         `json:"requestId"`
	RequestTime       string         `json:"requestTime"`
	RequestTimeEpoch  int64          `json:"requestTimeEpoch"`
	ResourceID        string         `json:"resourceId"`
	ResourcePath      string         `json:"resourcePath"`
	Stage             string         `json:"stage"`
}

type identityV1 struct {
	AccessKey                     *string `json:"accessKey"`
	AccountID                     *string `json:"accountId"`
	Caller                        *string `json:"caller"`
	CognitoAuthenticationProvider *string `json:"cognitoAuthenticationProvider"`
	CognitoAuthenticationType     *string `json:"cognitoAuthenticationType"`
	CognitoIdentityID             *string `json:"cognitoIdentityId"`
	CognitoIdentityPoolID         *string `json:"cognitoIdentityPoolId"`
	PrincipalOrgID                *string `json:"principalOrgId"`
	SourceIP                      string  `json:"sourceIp"`
	User                          *string `json:"user"`
	UserAgent                     string  `json:"userAgent"`
	UserARN                       *string `json:"userArn"`
}

// V1 makes the event of a route, in format 1.0.
func V1(r *Request) ([]byte, error) {
	e := r.v1()
	e.Body, e.IsBase64Encoded = r.body()
	if a := r.Authorized; a != nil {
		e.RequestContext.authorize(a)
	}
	return json.Marshal(e)
}

// AuthorizerV1 makes the event of a Lambda authorizer, in format 1.0.
func AuthorizerV1(r *Request, methodARN string, identity []string) ([]byte, error) {
	e := r.v1()
	all := strings.Join(identity, ",")
	e.Type, e.MethodARN, e.IdentitySource, e.AuthorizationToken = "REQUEST", methodARN, &all, &all
	return json.Marshal(e)
}

func (c *contextV1) authorize(a *Authorized) {
	switch {
	case a.JWT != nil:
		c.Authorizer = map[string]any{"claims": a.JWT.Claims, "scopes": a.JWT.Scopes}
	case a.IsLambda:
		c.Authorizer = maps.Clone(a.Lambda)
		if c.Authorizer == nil {
			c.Authorizer = map[string]any{}
		}
		if a.Principal != "" {
			c.Authorizer["principalId"] = a.Principal
		}
	case a.IAM != nil:
		c.Identity.AccessKey = &a.IAM.AccessKey
		c.Identity.AccountID = &a.IAM.AccountID
		c.Identity.Caller = &a.IAM.CallerID
		c.Identity.User = &a.IAM.UserID
		c.Identity.UserARN = &a.IAM.UserARN
	}
}

func (r *Request) v1() *eventV1 {
	headers := make(map[string]string, len(r.Header))
	for name, values := range r.Header {
		if len(values) > 0 {
			headers[name] = values[len(values)-1]
		}
	}
	multi := r.query()
	single := make(map[string]string, len(multi))
	for name, values := range multi {
		single[name] = values[len(values)-1]
	}
	resource := r.RouteKey
	if _, path, ok := strings.Cut(r.RouteKey, " "); ok {
		resource = path
	}
	decoded := urltext.UnescapePath(r.AskedPath)
	return &eventV1{
		Version:                         "1.0",
		Resource:                        resource,
		Path:                            r.AskedPath,
		HTTPMethod:                      r.Method,
		Headers:                         headers,
		MultiValueHeaders:               r.Header,
		QueryStringParameters:           orNil(single),
		MultiValueQueryStringParameters: orNil(multi),
		PathParameters:                  orNil(r.Params),
		StageVariables:                  orNil(r.StageVariables),
		RequestContext: contextV1{
			AccountID:         r.AccountID,
			APIID:             r.APIID,
			DomainName:        r.Domain,
			DomainPrefix:      r.domainPrefix(),
			ExtendedRequestID: r.RequestID,
			HTTPMethod:        r.Method,
			Identity:          identityV1{SourceIP: r.SourceIP, UserAgent: r.Header.Get("User-Agent")},
			Path:              decoded,
			Protocol:          r.Protocol,
			RequestID:         r.RequestID,
			RequestTime:       r.Time.UTC().Format(clock),
			RequestTimeEpoch:  r.Time.UnixMilli(),
			ResourceID:        r.RouteKey,
			ResourcePath:      resource,
			Stage:             r.Stage,
		},
	}
}
