// Events of API Gateway and of function URLs.

package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/payload"
)

// request is what all events of gateways have.
func (m *maker) request(body []byte) *payload.Request {
	return &payload.Request{
		Method: m.method(), Path: m.matched(), AskedPath: m.sent(), RawQuery: m.r.URL.RawQuery, Protocol: m.protocol(), Header: m.headers,
		Body:     body,
		RouteKey: m.route.Key, Params: m.params, AccountID: accountID, APIID: apiID, Domain: domain(m.header("Host")),
		RequestID: "test-request", SourceIP: m.ip(), Time: received,
	}
}

func (m *maker) rest(body []byte) ([]byte, error) {
	m.gatewayHeaders("https", "443")
	for name := range m.headers {
		if key := http.CanonicalHeaderKey(name); key == "Content-Length" || slices.Contains(payload.Dropped, key) {
			delete(m.headers, name)
		}
	}
	r := m.request(body)
	r.Stage = m.stage("test")
	r.AskedPath = "/" + r.Stage + m.sent()
	if !strings.Contains(r.RouteKey, " ") { // no route: a catch-all
		r.RouteKey = "ANY /"
		if r.Path != "/" {
			r.RouteKey, r.Params = "ANY /{proxy+}", map[string]string{"proxy": strings.TrimSuffix(r.Path[1:], "/")}
		}
	}
	if m.route.Claims != nil { // of a user pool's token
		jwt, err := m.jwt()
		if err != nil {
			return nil, err
		}
		r.Authorized = &payload.Authorized{JWT: jwt}
	}
	return payload.REST(r, payload.RESTContext{
		RequestID: requestID, ResourceID: "test",
		Binary: payload.IsBinary(m.route.BinaryTypes, m.header("Content-Type")) || !utf8.Valid(body),
	})
}

// http is the event of an HTTP API, in either format.
func (m *maker) http(body []byte) ([]byte, error) {
	m.gatewayHeaders("https", "443")
	m.headers = canonical(m.headers)
	r := m.request(body)
	r.Stage = m.stage("$default")
	r.Path, r.AskedPath = m.withStage(m.pathBelowMapping(m.decoded())), m.withStage(m.sent())
	if r.RouteKey == "" {
		r.RouteKey = "$default"
	}
	if m.route.Claims != nil {
		jwt, err := m.jwt()
		if err != nil {
			return nil, err
		}
		r.Authorized = &payload.Authorized{JWT: jwt}
	}
	if m.route.Format1 {
		return payload.V1(r)
	}
	return payload.V2(r)
}

func (m *maker) url(body []byte) ([]byte, error) {
	m.gatewayHeaders("https", "443")
	m.add("X-Amzn-Tls-Version", "TLSv1.3")
	m.add("X-Amzn-Tls-Cipher-Suite", "TLS_AES_128_GCM_SHA256")
	m.headers = canonical(m.headers)
	r := m.request(body)
	r.Path, r.Params, r.RouteKey, r.Stage = m.decoded(), nil, "$default", "$default"
	r.Domain, r.AccountID, r.RequestID = "test.lambda-url.us-east-1.on.aws", "anonymous", requestID
	return payload.URL(r)
}

// canonical writes header names in one way.
func canonical(headers http.Header) http.Header {
	out := http.Header{}
	for _, name := range sortedNames(headers) {
		key := http.CanonicalHeaderKey(name)
		out[key] = append(out[key], headers[name]...)
	}
	return out
}

// withStage puts the stage before the path, unless a custom domain is in between
// or it's $default.
func (m *maker) withStage(path string) string {
	if stage := m.stage("$default"); stage != "$default" && m.route.Mapping == "" {
		return "/" + stage + path
	}
	return path
}

// jwt is what a JWT authorizer has found: all scopes of the token, if the route
// has any, and null otherwise (reported in 2026).
func (m *maker) jwt() (*payload.JWT, error) {
	raw := make(map[string]json.RawMessage, len(m.route.Claims))
	for name, v := range m.route.Claims {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("claim %q: %w", name, err)
		}
		raw[name] = text
	}
	jwt := &payload.JWT{Claims: payload.ClaimTexts(raw)}
	if len(m.route.Scopes) > 0 {
		jwt.Scopes = strings.Fields(jwt.Claims["scope"])
		if jwt.Claims["scope"] == "" {
			jwt.Scopes = strings.Fields(strings.Trim(jwt.Claims["scp"], "[]"))
		}
	}
	return jwt, nil
}
