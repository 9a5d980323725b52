package local

// Integrations with URLs: the request goes on to a backend, its answer comes
// back while it's written.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/service"
)

// target is a piece of an integration's URI.
type target struct {
	text     string
	param    string // of the path
	variable string // of the stage
}

// parseTarget reads a URI such as "https://${stageVariables.host}/pets/{id}".
func parseTarget(uri string) (pieces []target, err error) {
	if !strings.HasPrefix(uri, "http://") && !strings.HasPrefix(uri, "https://") && !strings.HasPrefix(uri, "${stageVariables.") {
		return nil, fmt.Errorf("its URI %q is no http or https URL", uri)
	}
	for uri != "" {
		open := strings.IndexByte(uri, '{')
		if open < 0 {
			return append(pieces, target{text: uri}), nil
		}
		end := strings.IndexByte(uri[open:], '}')
		if end < 0 {
			return nil, fmt.Errorf("its URI has a { without a }: %q", uri)
		}
		name := uri[open+1 : open+end]
		before := uri[:open]
		uri = uri[open+end+1:]
		if variable, ok := strings.CutPrefix(name, "stageVariables."); ok && strings.HasSuffix(before, "$") {
			pieces = append(pieces, target{text: strings.TrimSuffix(before, "$")}, target{variable: variable})
		} else {
			pieces = append(pieces, target{text: before}, target{param: strings.TrimSuffix(name, "+")})
		}
	}
	return pieces, nil
}

// targetURL fills the integration's URI in.
func (x *exchange) targetURL(m *mapped) (*url.URL, error) {
	var b strings.Builder
	for _, piece := range x.route.targets {
		switch {
		case piece.param != "":
			value, ok := x.requestVariable("path." + piece.param)
			if !ok {
				return nil, fmt.Errorf("the URI needs parameter {%s}, which the route hasn't", piece.param)
			}
			b.WriteString(x.escape(piece.param, value))
		case piece.variable != "":
			value, ok := x.stage.Variables[piece.variable]
			if !ok {
				return nil, fmt.Errorf("the URI needs stage variable %s, which stage %s hasn't", piece.variable, x.stage.Name)
			}
			b.WriteString(value)
		default:
			b.WriteString(piece.text)
		}
	}
	u, err := url.Parse(b.String())
	if err != nil {
		return nil, err
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the URI %q is no http or https URL", b.String())
	}
	if m.ownPath {
		u.Path, u.RawPath = m.path, ""
	}
	if raw := m.query.raw(); u.RawQuery == "" {
		u.RawQuery = raw
	} else if raw != "" {
		u.RawQuery += "&" + raw
	}
	return u, nil
}

// escape puts a parameter into a path: only a greedy one may have slashes.
func (x *exchange) escape(param, value string) string {
	if !strings.HasSuffix(x.route.Key, "{"+param+"+}") {
		return url.PathEscape(value)
	}
	segments := strings.Split(value, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return strings.Join(segments, "/")
}

func (x *exchange) callURL() *reply {
	if bad := x.readBody(); bad != nil {
		return bad
	}
	m := x.mapRequest()
	u, err := x.targetURL(m)
	if err != nil {
		return x.internal("%v", err)
	}
	method := x.route.Integration.Method
	if method == "" || method == "ANY" {
		method = x.r.Method
	}
	ctx, cancel := context.WithTimeout(x.r.Context(), x.timeout())
	request, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(x.body))
	if err != nil {
		cancel()
		return x.internal("%v", err)
	}
	request.Header = x.backendHeader(m.header)
	response, err := x.g.srv.transport.RoundTrip(request)
	if err != nil {
		cancel()
		return x.fail(http.StatusServiceUnavailable, "Service Unavailable", "backend %s: %v", u.Host, err)
	}
	a := &reply{status: response.StatusCode, header: response.Header, stream: &cancelling{response.Body, cancel}}
	return x.mapResponse(a)
}

// backendHeader is what a backend gets: API Gateway says who called in
// Forwarded, not in X-Forwarded-For.
func (x *exchange) backendHeader(from http.Header) http.Header {
	h := maps.Clone(from)
	for name := range h {
		if isHopByHop(name) {
			delete(h, name)
		}
	}
	for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port"} {
		delete(h, name)
		if own := x.r.Header[name]; own != nil {
			h[name] = own
		}
	}
	delete(h, "Host")
	delete(h, "Content-Length")
	h["Forwarded"] = []string{fmt.Sprintf("for=%s;host=%s;proto=http", x.sourceIP(), x.r.Host)}
	h["Via"] = append(h["Via"][:len(h["Via"]):len(h["Via"])], "HTTP/1.1 AmazonAPIGateway")
	if h["User-Agent"] == nil {
		h["User-Agent"] = []string{"AmazonAPIGateway_" + x.g.api.ID}
	}
	return h
}

// cancelling ends a request's context with its body.
type cancelling struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (c *cancelling) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}

// callService calls an AWS service, at the endpoint that the developer named.
func (x *exchange) callService() *reply {
	if bad := x.readBody(); bad != nil {
		return bad
	}
	in := x.route.Integration
	call, err := service.New(in.Subtype, x.g.api.Region, x.g.srv.getenv, x.g.srv.client)
	if err != nil {
		return x.unable(in.Path + ": " + err.Error())
	}
	parameters := map[string]string{}
	for name, value := range x.route.service {
		if text, ok := value.Eval(x.variable); ok {
			parameters[name] = text
		}
	}
	if missing := call.Missing(parameters); len(missing) > 0 {
		return x.fail(http.StatusBadRequest, "Bad Request", "the request gives no value for %s", strings.Join(missing, ", "))
	}
	ctx, cancel := context.WithTimeout(x.r.Context(), x.timeout())
	defer cancel()
	answer, err := call.Do(ctx, parameters)
	if errors.Is(err, context.DeadlineExceeded) {
		return x.fail(http.StatusServiceUnavailable, "Service Unavailable", "%s took longer than %v", in.Subtype, x.timeout())
	}
	if err != nil {
		return x.internal("%s: %v", in.Subtype, err)
	}
	return &reply{status: answer.Status, header: answer.Header, body: answer.Body}
}
