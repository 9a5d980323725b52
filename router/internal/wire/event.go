// Package wire makes events of HTTP requests, as each service sends them to a
// function, and HTTP responses of what functions send back. Tests and local
// runs use it.
//
//	event, err := wire.Event(wire.HTTP, request, wire.Route{Key: "GET /todos/{id}"})
//	out := invoke(event)
//	resp, err := wire.Response(wire.HTTP, wire.Route{}, out, request)
//
// What events and answers look like was recorded on AWS from 2024 to 2026; the
// cases are in internal/testing/truth. VPC Lattice follows its user guide.
package wire

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/urltext"
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

// A Route is what a gateway adds that has found the route. The fields are those
// of routertest.Route.
type Route struct {
	Key         string
	Params      map[string]string
	Multi       bool
	Format1     bool
	Stage       string
	Mapping     string
	BinaryTypes []string
	Claims      map[string]any
	Scopes      []string
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
	m := maker{kind: kind, r: r, route: route, headers: r.Header.Clone()}
	if m.headers == nil {
		m.headers = http.Header{}
	}
	m.add("Host", hostOf(r))
	if len(raw) > 0 {
		m.add("Content-Length", strconv.Itoa(len(raw)))
	}
	if err := m.findParams(); err != nil {
		return nil, err
	}
	switch {
	case kind == REST && !route.Format1:
		return m.rest(raw)
	case kind == REST, kind == HTTP:
		return m.http(raw)
	case kind == URL:
		return m.url(raw)
	case kind == ALB:
		return json.Marshal(m.alb(raw))
	case kind == LatticeV1:
		return json.Marshal(m.latticeV1(raw))
	case kind == LatticeV2:
		return json.Marshal(m.latticeV2(raw))
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

// A maker makes one event.
type maker struct {
	kind    Kind
	r       *http.Request
	route   Route
	headers http.Header // names as the client wrote them
	params  map[string]string
}

// What events have whose values don't matter.
const (
	accountID = "123456789012"
	apiID     = "test"
	requestID = "00000000-0000-4000-8000-000000000000"
	traceID   = "Root=1-00000000-000000000000000000000000"
)

// received is when requests arrive.
var received = time.UnixMilli(1700000000000)

// findParams finds the path parameters by the route's key, unless they're given.
func (m *maker) findParams() error {
	m.params = m.route.Params
	if m.params != nil || m.route.Key == "" || m.kind > URL {
		return nil
	}
	table := pattern.Table[struct{}]{REST: m.kind == REST && !m.route.Format1}
	if _, err := table.Add(m.route.Key, struct{}{}); err != nil {
		return err
	}
	_, params, ok := table.Match(m.method(), m.pathBelowMapping(m.matched()))
	if !ok {
		return fmt.Errorf("%s %s is not a request of the route %q; say what the path parameters are", m.method(), m.sent(), m.route.Key)
	}
	m.params = map[string]string{}
	for _, p := range params {
		m.params[p.Name] = p.Value
	}
	return nil
}

// header returns the first value of a header in any spelling.
func (m *maker) header(name string) string {
	for key, values := range m.headers {
		if strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// add adds a header, unless the client sent one.
func (m *maker) add(name, v string) {
	if v != "" && m.header(name) == "" {
		m.headers[name] = []string{v}
	}
}

// gatewayHeaders adds what every service adds.
func (m *maker) gatewayHeaders(proto, port string) {
	m.add("X-Amzn-Trace-Id", traceID)
	m.add("X-Forwarded-Proto", proto)
	m.add("X-Forwarded-Port", port)
	m.addForwardedFor()
}

func (m *maker) addForwardedFor() {
	ip := m.ip()
	if ip == "" {
		return
	}
	for key, values := range m.headers {
		if strings.EqualFold(key, "X-Forwarded-For") {
			m.headers[key] = []string{strings.Join(append(slices.Clone(values), ip), ", ")}
			return
		}
	}
	m.headers["X-Forwarded-For"] = []string{ip}
}

// lowered returns the headers with small names.
func (m *maker) lowered() map[string][]string {
	headers := map[string][]string{}
	for _, name := range sortedNames(m.headers) {
		small := strings.ToLower(name)
		headers[small] = append(headers[small], m.headers[name]...)
	}
	return headers
}

func (m *maker) method() string {
	if m.r.Method == "" {
		return http.MethodGet
	}
	return m.r.Method
}

// sent returns the path as the client sent it, without a stage.
func (m *maker) sent() string {
	if path := m.r.URL.EscapedPath(); path != "" {
		return path
	}
	return "/"
}

// matched returns the path by which the gateway finds the route: a REST API drops
// a doubled slash at its beginning (recorded in 2024).
func (m *maker) matched() string {
	path := m.sent()
	if m.kind == REST && !m.route.Format1 && strings.HasPrefix(path, "//") {
		return path[1:]
	}
	return path
}

// decoded returns the path decoded.
func (m *maker) decoded() string { return urltext.UnescapePath(m.sent()) }

// pathBelowMapping takes the key of a custom domain's mapping from the path.
func (m *maker) pathBelowMapping(path string) string {
	rest, ok := strings.CutPrefix(path, "/"+m.route.Mapping)
	switch {
	case m.route.Mapping == "" || !ok:
		return path
	case rest == "":
		return "/"
	}
	return rest
}

// stage returns the stage's name.
func (m *maker) stage(otherwise string) string {
	if m.route.Stage != "" {
		return m.route.Stage
	}
	return otherwise
}

func (m *maker) protocol() string {
	if m.r.Proto == "" {
		return "HTTP/1.1"
	}
	return m.r.Proto
}

func (m *maker) query() map[string][]string { return urltext.ParseQuery(m.r.URL.RawQuery) }

func (m *maker) ip() string {
	host, _, err := net.SplitHostPort(m.r.RemoteAddr)
	if err != nil {
		return "127.0.0.1"
	}
	return host
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
	for name, values := range m {
		if len(values) > 0 {
			out[name] = values[len(values)-1]
		}
	}
	return out
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func emptyOr(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}
