// Integrations with URLs.

package httpapi

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
	"github.com/gatehouse-go/gatehouse/local/internal/proxy"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// callURL passes the request on to a backend.
func (g *httpAPI) callURL(c *call, mapped mapping.Request, values *variables, step trace.Step) *reply.Reply {
	u, err := c.route.target.URL(func(name string) (string, bool) {
		value, ok := values.request("path." + name)
		if strings.HasSuffix(c.route.Key, "{"+name+"+}") {
			return proxy.EscapeSegments(value), ok
		}
		return url.PathEscape(value), ok
	}, c.stage.Variables)
	if err != nil {
		return reply.Internal("%v", err)
	}
	if mapped.OwnPath {
		u.Path, u.RawPath = mapped.Path, ""
	}
	if raw := mapped.Query.Raw(); u.RawQuery == "" {
		u.RawQuery = raw
	} else if raw != "" {
		u.RawQuery += "&" + raw
	}
	method := c.route.Integration.Method
	if method == "" || method == "ANY" {
		method = c.Method
	}
	header := g.backendHeader(c.request, mapped.Header)
	step.With("method", method).With("url", u).With("header", header)
	answer, err := proxy.Do(c.Context(), g.host.Transport, proxy.Request{
		Method: method, URL: u, Header: header, Body: c.body, Timeout: c.timeout(),
	})
	if _, ok := errors.AsType[*proxy.BackendError](err); ok {
		return reply.Fail(http.StatusServiceUnavailable, "Service Unavailable", "%v", err)
	}
	if err != nil {
		return reply.Internal("%v", err)
	}
	step.With("status", answer.Status).With("answer's header", answer.Header)
	return answer
}

// backendHeader is what a backend gets: API Gateway says who called in
// Forwarded, not in X-Forwarded-For.
func (g *httpAPI) backendHeader(r *request, from http.Header) http.Header {
	h := maps.Clone(from)
	for name := range h {
		if reply.IsHopByHop(name) {
			delete(h, name)
		}
	}
	for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Port"} {
		delete(h, name)
		if own := r.Header[name]; own != nil {
			h[name] = own
		}
	}
	delete(h, "Host")
	delete(h, "Content-Length")
	h["Forwarded"] = []string{fmt.Sprintf("for=%s;host=%s;proto=http", r.SourceIP(), r.Host)}
	h["Via"] = append(h["Via"][:len(h["Via"]):len(h["Via"])], "HTTP/1.1 AmazonAPIGateway")
	if h["User-Agent"] == nil {
		h["User-Agent"] = []string{"AmazonAPIGateway_" + g.api.ID}
	}
	return h
}
