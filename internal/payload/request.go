// A request as the gateway has it, before it becomes an event.

package payload

import (
	"encoding/base64"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/urltext"
)

// Request is what events are made of.
type Request struct {
	Method         string
	Path           string // decoded, with the stage unless that's $default: HTTP APIs give it so
	AskedPath      string // as the client sent it: percent-encoded, and with the key of a custom domain's mapping
	RawQuery       string
	Protocol       string      // e.g. "HTTP/1.1"
	Header         http.Header // with Host, Content-Length and what the gateway adds
	Body           []byte
	RouteKey       string            // e.g. "GET /todos/{id}", "$default"
	Params         map[string]string // of the path
	Stage          string
	StageVariables map[string]string
	AccountID      string
	APIID          string
	Domain         string
	RequestID      string
	SourceIP       string
	Time           time.Time
	Authorized     *Authorized // nil for routes without authorization
}

// Authorized is what an authorizer found out.
type Authorized struct {
	JWT       *JWT
	Lambda    map[string]any // context of a Lambda authorizer
	Principal string         // principalId of a Lambda authorizer's policy
	IsLambda  bool
	UsageKey  string // usageIdentifierKey of a Lambda authorizer: the caller's API key
	IAM       *IAM
}

// JWT holds the claims of a token, as text as events have them, and its scopes.
type JWT struct {
	Claims map[string]string `json:"claims"`
	Scopes []string          `json:"scopes"`
}

// IAM is the caller of a signed request.
type IAM struct {
	AccessKey       string  `json:"accessKey"`
	AccountID       string  `json:"accountId"`
	CallerID        string  `json:"callerId"`
	CognitoIdentity *string `json:"cognitoIdentity"`
	PrincipalOrgID  string  `json:"principalOrgId"`
	UserARN         string  `json:"userArn"`
	UserID          string  `json:"userId"`
}

// clock is the form of times in requestContext.
const clock = "02/Jan/2006:15:04:05 -0700"

// domainPrefix is the first label of the domain.
func (r *Request) domainPrefix() string {
	return r.Domain[:len(r.Domain)-len(strings.TrimLeft(r.Domain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"))]
}

// query returns the decoded values of each parameter, in order.
func (r *Request) query() map[string][]string { return urltext.ParseQuery(r.RawQuery) }

// body is the body as events have it: nil when empty, in base64 unless its
// type is one of text. Without a type it is base64, too (measured in 2026).
func (r *Request) body() (body *string, encoded bool) {
	if len(r.Body) == 0 {
		return nil, false
	}
	s, encoded := Body(r.Body, r.Header.Get("Content-Type"), r.Header.Get("Content-Encoding"))
	return &s, encoded
}

// Body is a body as events of HTTP APIs, function URLs and load balancers have it
// (Elastic Load Balancing user guide, "Lambda functions as targets").
func Body(raw []byte, contentType, contentEncoding string) (body string, encoded bool) {
	if len(raw) == 0 || isText(contentType, contentEncoding) && utf8.Valid(raw) {
		return string(raw), false
	}
	return base64.StdEncoding.EncodeToString(raw), true
}

// BodySize is the least that the body takes in an event, in bytes.
func (r *Request) BodySize() int {
	if isText(r.Header.Get("Content-Type"), r.Header.Get("Content-Encoding")) {
		return len(r.Body)
	}
	return base64.StdEncoding.EncodedLen(len(r.Body))
}

// textTypes are the types whose bodies aren't encoded, beside text/*.
var textTypes = []string{"application/json", "application/javascript", "application/xml"}

func isText(contentType, contentEncoding string) bool {
	if contentEncoding != "" && contentEncoding != "identity" {
		return false
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(contentType, ";")
	}
	media = strings.ToLower(strings.TrimSpace(media))
	return strings.HasPrefix(media, "text/") || slices.Contains(textTypes, media)
}

// orNil turns an empty map into the null that 1.0 events have.
func orNil[V any](m map[string]V) map[string]V {
	if len(m) == 0 {
		return nil
	}
	return m
}
