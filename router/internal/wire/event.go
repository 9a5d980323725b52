// Package wire makes events of HTTP requests, as each service sends them to a
// function, and HTTP responses of what functions send back. Tests and local
// runs use it.
package wire

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind says which service sends the event. The values are those of
// router.EventKind.
type Kind uint8

const (
	REST Kind = iota + 1
	HTTP
	URL
	ALB
	LatticeV1
	LatticeV2
)

// A Route is what a gateway adds that has found the route.
type Route struct {
	Key    string // "GET /todos/{id}"; "" is "$default" or "{proxy+}"
	Params map[string]string
	Multi  bool // a load balancer with multi-value headers
}

// Event returns the event for a request. It reads the request's body.
func Event(kind Kind, r *http.Request, route Route) ([]byte, error) {
	var raw []byte
	if r.Body != nil {
		var err error
		if raw, err = io.ReadAll(r.Body); err != nil {
			return nil, fmt.Errorf("reading the request's body: %w", err)
		}
	}
	m := maker{r: r, route: route, body: string(raw), headers: r.Header.Clone()}
	if m.headers == nil {
		m.headers = http.Header{}
	}
	if host := hostOf(r); host != "" {
		m.headers.Set("Host", host)
	}
	if m.encoded = !utf8.Valid(raw); m.encoded {
		m.body = base64.StdEncoding.EncodeToString(raw)
	}
	switch kind {
	case REST:
		return json.Marshal(m.rest())
	case HTTP, URL:
		return json.Marshal(m.version2(kind))
	case ALB:
		return json.Marshal(m.alb())
	case LatticeV1:
		return json.Marshal(m.latticeV1())
	case LatticeV2:
		return json.Marshal(m.latticeV2())
	}
	return nil, fmt.Errorf("an HTTP request cannot be made into an event of kind %d", kind)
}

func hostOf(r *http.Request) string {
	if r.Host != "" {
		return r.Host
	}
	return r.URL.Host
}

// object is a JSON object.
type object = map[string]any

type maker struct {
	r       *http.Request
	route   Route
	headers http.Header
	body    string
	encoded bool // in base64
}

func (m *maker) rest() object {
	_, resource, ok := strings.Cut(m.route.Key, " ")
	params := m.route.Params
	if !ok {
		resource, params = "/{proxy+}", map[string]string{"proxy": strings.TrimPrefix(m.path(), "/")}
	}
	return object{
		"version": "1.0", "resource": resource, "path": m.path(), "httpMethod": m.method(),
		"headers": last(m.headers), "multiValueHeaders": m.headers,
		"queryStringParameters": last(m.query()), "multiValueQueryStringParameters": orNil(m.query()),
		"pathParameters": orNil(params), "stageVariables": nil,
		"body": m.bodyOrNil(), "isBase64Encoded": m.encoded,
		"requestContext": object{
			"accountId": "123456789012", "apiId": "test", "stage": "test", "requestId": "test-request", "protocol": m.protocol(),
			"httpMethod": m.method(), "resourcePath": resource, "path": "/test" + m.path(), "domainName": domain(m.headers.Get("Host")),
			"identity": object{"sourceIp": m.ip(), "userAgent": m.r.UserAgent()},
		},
	}
}

func (m *maker) version2(kind Kind) object {
	headers, key, path := object{}, m.route.Key, m.path()
	for name, values := range m.headers {
		if name != "Cookie" {
			headers[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	if key == "" {
		key = "$default"
	}
	host := domain(m.headers.Get("Host"))
	if kind == URL {
		path, host, key = m.r.URL.EscapedPath(), "test.lambda-url.us-east-1.on.aws", "$default"
		if path == "" {
			path = "/"
		}
	}
	e := object{
		"version": "2.0", "routeKey": key, "rawPath": path, "rawQueryString": m.r.URL.RawQuery, "headers": headers, "isBase64Encoded": m.encoded,
		"requestContext": object{
			"accountId": "123456789012", "apiId": "test", "domainName": host, "requestId": "test-request", "routeKey": key, "stage": "$default",
			"http": object{"method": m.method(), "path": path, "protocol": m.protocol(), "sourceIp": m.ip(), "userAgent": m.r.UserAgent()},
		},
	}
	if cookies := m.cookies(); cookies != nil {
		e["cookies"] = cookies
	}
	if q := m.query(); len(q) > 0 {
		joined := object{}
		for name, values := range q {
			joined[name] = strings.Join(values, ",")
		}
		e["queryStringParameters"] = joined
	}
	if kind == HTTP && len(m.route.Params) > 0 {
		e["pathParameters"] = m.route.Params
	}
	if m.body != "" {
		e["body"] = m.body
	}
	return e
}

func (m *maker) alb() object {
	e := object{
		"httpMethod": m.method(), "path": m.r.URL.EscapedPath(), "body": m.body, "isBase64Encoded": m.encoded,
		"requestContext": object{"elb": object{
			"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/test/0123456789abcdef",
		}},
	}
	headers := m.forwarded()
	query := map[string][]string{} // as the client sent them
	for part := range strings.SplitSeq(m.r.URL.RawQuery, "&") {
		if name, v, _ := strings.Cut(part, "="); name != "" {
			query[name] = append(query[name], v)
		}
	}
	if m.route.Multi {
		e["multiValueHeaders"], e["multiValueQueryStringParameters"] = headers, query
		return e
	}
	single := map[string]string{}
	for name, values := range headers {
		single[name] = strings.Join(values, ", ")
	}
	e["headers"], e["queryStringParameters"] = single, emptyOr(last(query))
	return e
}

func (m *maker) latticeV1() object {
	single := map[string]string{}
	for name, values := range m.forwarded() {
		single[name] = strings.Join(values, ", ")
	}
	return object{
		"raw_path": m.r.URL.RequestURI(), "method": m.method(), "headers": single, "query_string_parameters": emptyOr(last(m.query())),
		"body": m.body, "is_base64_encoded": m.encoded,
	}
}

func (m *maker) latticeV2() object {
	return object{
		"version": "2.0", "path": m.r.URL.EscapedPath(), "method": m.method(), "headers": m.forwarded(), "queryStringParameters": m.query(),
		"body": m.body, "isBase64Encoded": m.encoded,
		"requestContext": object{
			"serviceNetworkArn": "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-test",
			"serviceArn":        "arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-test",
			"targetGroupArn":    "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-test",
			"region":            "us-east-1", "timeEpoch": "1700000000000000",
			"identity": object{"sourceVpcArn": "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-test"},
		},
	}
}

// forwarded returns the headers with small names, and with the client's address
// where those services put it.
func (m *maker) forwarded() map[string][]string {
	headers := map[string][]string{}
	for name, values := range m.headers {
		headers[strings.ToLower(name)] = values
	}
	if ip := m.ip(); ip != "" {
		headers["x-forwarded-for"] = []string{strings.Join(append(slices.Clone(headers["x-forwarded-for"]), ip), ", ")}
	}
	return headers
}

func (m *maker) method() string {
	if m.r.Method == "" {
		return http.MethodGet
	}
	return m.r.Method
}

func (m *maker) path() string {
	if m.r.URL.Path == "" {
		return "/"
	}
	return m.r.URL.Path
}

func (m *maker) protocol() string {
	if m.r.Proto == "" {
		return "HTTP/1.1"
	}
	return m.r.Proto
}

func (m *maker) query() map[string][]string {
	q, _ := url.ParseQuery(m.r.URL.RawQuery)
	return q
}

func (m *maker) cookies() []string {
	var all []string
	for _, line := range m.headers["Cookie"] {
		for c := range strings.SplitSeq(line, ";") {
			all = append(all, strings.TrimSpace(c))
		}
	}
	return all
}

func (m *maker) ip() string {
	host, _, err := net.SplitHostPort(m.r.RemoteAddr)
	if err != nil {
		return "127.0.0.1"
	}
	return host
}

func (m *maker) bodyOrNil() any {
	if m.body == "" {
		return nil
	}
	return m.body
}

func domain(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}

// last returns the last of each value, nil for none.
func last(m map[string][]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	out := map[string]string{}
	for name := range maps.Keys(m) {
		if values := m[name]; len(values) > 0 {
			out[name] = values[len(values)-1]
		}
	}
	return out
}

func emptyOr(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

func orNil[V any](m map[string]V) any {
	if len(m) == 0 {
		return nil
	}
	return m
}
