// The statements of a test that is made of a trace.

package console

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// testWriter writes the statements.
type testWriter struct {
	server Server
	api    *API
	file   *testFile
	needs  []string // packages of the standard library
}

func (w *testWriter) add(format string, args ...any) {
	w.file.Steps = append(w.file.Steps, fmt.Sprintf(format, args...))
}

// request writes a request and what is wanted of its answer.
func (w *testWriter) request(t *trace.Trace, raw *trace.Raw) {
	body := "nil"
	if text, masked := textOf(t.Request.Body, raw); len(raw.Body) > 0 {
		switch {
		case masked || isText(raw.Body):
			body = literal(text)
		default:
			body = "[]byte(" + strconv.Quote(text) + ")"
		}
	}
	args := []string{strconv.Quote(t.Method), literal(w.path(t, raw)), body}
	args = append(args, w.options(t, raw)...)
	w.add("response := api.Do(%s)", strings.Join(args, ", "))
	w.add("response.Status(%d)", t.Status)
	if want := t.Response.Body; isWanted(want) {
		w.add("if want := %s; response.Text != want {\nt.Errorf(\"the body is %%s, want %%s\", response.Text, want)\n}", literal(want.Text))
	}
}

// isWanted reports whether a test can want a body: it is text, whole, and
// nothing in it is masked.
func isWanted(b *trace.Body) bool {
	return b != nil && b.Text != "" && !b.Truncated && !strings.Contains(b.Text, trace.Masked)
}

// path is the path of a request after the stage. The test's URL becomes that of
// its stage or its custom domain.
func (w *testWriter) path(t *trace.Trace, raw *trace.Raw) string {
	target := printableTarget(t.Path)
	if domain := w.domain(raw.Host); domain != "" {
		w.file.Address = "server.URL(" + strconv.Quote(domain) + ")"
		return target
	}
	usual := pathOf(w.api.URL)
	if rest, ok := below(target, usual); ok {
		return rest
	}
	for _, s := range w.api.Stages {
		if rest, ok := below(target, pathOf(s.URL)); ok && s.URL != "" {
			w.file.Address = "server.URL(" + strconv.Quote(w.api.Path) + ") + " + strconv.Quote(pathOf(s.URL))
			return rest
		}
	}
	w.file.Address = "server.URL(" + strconv.Quote(w.api.Path) + ")"
	return target
}

func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}

// below returns what follows a prefix of whole segments.
func below(target, prefix string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(target, prefix)
	if ok && rest != "" && !strings.HasPrefix(rest, "/") && !strings.HasPrefix(rest, "?") {
		return "", false
	}
	return rest, ok
}

// domain is the custom domain that a Host header names, or empty.
func (w *testWriter) domain(host string) string {
	name, _, _ := strings.Cut(host, ":")
	for _, d := range w.api.Domains {
		if strings.EqualFold(d.Name, name) {
			return d.Name
		}
	}
	return ""
}

// options are the options of a request: its headers, and how it proves who calls.
func (w *testWriter) options(t *trace.Trace, raw *trace.Raw) (list []string) {
	if domain := w.domain(raw.Host); domain != "" {
		w.needs = append(w.needs, "net/http")
		list = append(list, fmt.Sprintf("func(r *http.Request) { r.Host = %s }", strconv.Quote(domain)))
	}
	signed := false
	fields := map[string][]string{}
	var order []string
	for _, f := range t.Request.Headers {
		name := http.CanonicalHeaderKey(f[0])
		if slices.Contains(left, name) || strings.HasPrefix(name, "Sec-") && name != "Sec-Websocket-Protocol" || name == "Upgrade" {
			continue
		}
		if fields[f[0]] == nil {
			order = append(order, f[0])
		}
		fields[f[0]] = append(fields[f[0]], f[1])
	}
	for _, name := range order {
		values := fields[name]
		switch canonical := http.CanonicalHeaderKey(name); {
		case strings.HasPrefix(canonical, "X-Amz-"): // of the signature
			signed = true
		case canonical == "Authorization" && strings.HasPrefix(raw.Header.Get(name), "AWS4-"):
			signed = true
		case canonical == "X-Api-Key" && w.keyName(raw.Header.Get(name)) != "":
			list = append(list, "api.APIKey("+strconv.Quote(w.keyName(raw.Header.Get(name)))+")")
		case strings.Contains(values[0], trace.Masked) && w.token(t, raw.Header.Get(name)) != "":
			list = append(list, "gatehousetest.Header("+strconv.Quote(name)+", \"Bearer \"+"+w.token(t, raw.Header.Get(name))+")")
		case strings.Contains(values[0], trace.Masked):
			w.needs = append(w.needs, "os")
			list = append(list, fmt.Sprintf("gatehousetest.Header(%s, os.Getenv(%s))", strconv.Quote(name), strconv.Quote(variable(name))))
		case len(values) > 1:
			w.needs = append(w.needs, "net/http")
			list = append(list, fmt.Sprintf("func(r *http.Request) { r.Header[%s] = %#v }", strconv.Quote(canonical), values))
		default:
			list = append(list, "gatehousetest.Header("+strconv.Quote(name)+", "+literal(values[0])+")")
		}
	}
	if signed {
		list = append(list, "api.Signed()")
	}
	return list
}

// keyName is the name of an API key by its value.
func (w *testWriter) keyName(value string) string {
	for _, name := range w.api.Keys {
		if v, ok := w.server.KeyValue(w.api.Path, name); ok && v == value {
			return name
		}
	}
	return ""
}

// token writes how the test makes a token with the claims of one that was sent;
// "" if it is no token of a JWT authorizer of the route.
func (w *testWriter) token(t *trace.Trace, value string) string {
	i := slices.IndexFunc(w.api.Routes, func(r Route) bool { return r.Key == t.Route })
	if i < 0 || w.api.Routes[i].Auth.Issuer == "" {
		return ""
	}
	text := value
	if scheme, rest, ok := strings.Cut(value, " "); ok && strings.EqualFold(scheme, "Bearer") {
		text = rest
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims map[string]any
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return ""
	}
	// What Token sets, and what is of one token only.
	for _, own := range []string{"iss", "aud", "client_id", "iat", "nbf", "exp", "jti", "token_use"} {
		delete(claims, own)
	}
	var b strings.Builder
	b.WriteString("map[string]any{")
	for i, name := range slices.Sorted(maps.Keys(claims)) {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s: %s", strconv.Quote(name), goValue(claims[name]))
	}
	b.WriteString("}")
	return fmt.Sprintf("api.Token(%s, %s)", strconv.Quote(w.api.Routes[i].Auth.Name), b.String())
}

// goValue writes a JSON value in Go.
func goValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case string:
		return literal(v)
	case bool, float64:
		return fmt.Sprint(v)
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			parts[i] = goValue(one)
		}
		return "[]any{" + strings.Join(parts, ", ") + "}"
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, strconv.Quote(name)+": "+goValue(v[name]))
		}
		return "map[string]any{" + strings.Join(parts, ", ") + "}"
	}
	return "nil"
}

// connection writes a client that connects; it is left out of what it is called
// if nothing is done with it.
func (w *testWriter) connection(t *trace.Trace, raw *trace.Raw, variable string) {
	target := w.path(t, raw)
	_, query, ok := strings.Cut(target, "?")
	if ok {
		query = "?" + query
	}
	args := append([]string{literal(query)}, w.options(t, raw)...)
	if t.Status >= 300 {
		w.add("api.Refused(%s).Status(%d)", strings.Join(args, ", "), t.Status)
		return
	}
	if variable != "" {
		variable += " := "
	}
	w.add("%sapi.Connect(%s)", variable, strings.Join(args, ", "))
}

// message writes a client that connects and sends a message. What it gets back is
// wanted again.
func (w *testWriter) message(t *trace.Trace, raw *trace.Raw) {
	connect, was := connectOf(w.server.Recorder(), t)
	if connect != nil && connect.Status < 300 {
		w.connection(connect, was, "socket")
	} else {
		w.add("socket := api.Connect(\"\")")
	}
	text, _ := textOf(t.Request.Body, raw)
	w.add("socket.Send(%s)", literal(text))
	if want := t.Response.Body; isWanted(want) && t.Status < 400 {
		w.add("if got, want := socket.Receive(), %s; got != want {\nt.Errorf(\"got %%s, want %%s\", got, want)\n}", literal(want.Text))
	}
}

// connectOf is the trace of the connection that a message came by, with its
// request; nil if it was dropped.
func connectOf(recorder *trace.Recorder, t *trace.Trace) (*trace.Trace, *trace.Raw) {
	all := recorder.List(trace.Query{API: t.API})
	for _, s := range slices.Backward(all) {
		if s.Event != trace.Connect || s.Connection != t.Connection || t.Connection == "" {
			continue
		}
		connect, ok := recorder.Get(s.ID)
		raw, there := recorder.Raw(s.ID)
		if ok && there {
			return connect, raw
		}
	}
	return nil, nil
}
