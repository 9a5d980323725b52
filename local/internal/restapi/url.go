// Integrations with URLs: HTTP and HTTP_PROXY.

package restapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/proxy"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// stageVariable is a stage variable in a URI.
var stageVariable = regexp.MustCompile(`\$\{stageVariables\.([A-Za-z0-9_]+)\}`)

// uriParameter is a path parameter in a URI.
var uriParameter = regexp.MustCompile(`\{([^{}]+?)\+?\}`)

// fill puts stage variables and path parameters into a URI. What a mapping gives a
// parameter goes in as it is, since paths come as they were sent.
func (c *call) fill(uri string, path map[string]string) (string, *failure) {
	missing := ""
	uri = stageVariable.ReplaceAllStringFunc(uri, func(match string) string {
		name := stageVariable.FindStringSubmatch(match)[1]
		v, ok := c.variables[name]
		if !ok {
			missing = "stage variable " + name
		}
		return v
	})
	uri = uriParameter.ReplaceAllStringFunc(uri, func(match string) string {
		name := uriParameter.FindStringSubmatch(match)[1]
		if v, ok := path[name]; ok {
			return v
		}
		if v, ok := c.requestValue("path." + name); ok && strings.HasSuffix(c.method.Integration.Type, "_PROXY") {
			return v
		}
		missing = "parameter " + name
		return ""
	})
	if missing != "" {
		return "", internal("the URI needs %s, which there is not", missing)
	}
	return uri, nil
}

func (c *call) target(out *outgoing, raw string) (*url.URL, *failure) {
	uri, f := c.fill(c.method.Integration.URI, out.path)
	if f != nil {
		return nil, f
	}
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, internal("the URI %q is no http or https URL", uri)
	}
	if raw != "" {
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += raw
	}
	for _, q := range out.query {
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += url.QueryEscape(q[0]) + "=" + url.QueryEscape(q[1])
	}
	return u, nil
}

// backendMethod is the method with which a backend is called.
func (c *call) backendMethod() string {
	if m := c.method.Integration.Method; m != "" && m != "ANY" {
		return m
	}
	return c.Method
}

func (c *call) timeout() time.Duration {
	if t := c.method.Integration.Timeout; t != 0 {
		return t
	}
	return integrationTime
}

// gatewayHeaders are what API Gateway adds to a request that it makes itself.
func (c *call) gatewayHeaders(out *outgoing) http.Header {
	h := http.Header{
		"Accept": {"application/json"}, "User-Agent": {"AmazonAPIGateway_" + c.api.api.ID},
		"X-Amzn-Apigateway-Api-Id": {c.api.api.ID}, "X-Amzn-Trace-Id": c.header["X-Amzn-Trace-Id"],
	}
	if len(out.body) > 0 {
		contentType := c.header.Get("Content-Type")
		if contentType == "" {
			contentType = "application/json"
		}
		h["Content-Type"] = []string{contentType}
	}
	return h
}

// unsent are mapped headers that a backend does not get (recorded in 2024).
var unsent = map[string]bool{"Expect": true, "Proxy-Authenticate": true, "Te": true, "Connection": true}

// sent adds the mapped headers; host is what the Host header is to be.
func sent(h, mapped http.Header) (host string) {
	for name, values := range mapped {
		switch {
		case name == "Host":
			host = values[0]
		case name == "Trailer":
			h["trailer"] = values // net/http leaves the canonical name out
		case !unsent[name]:
			h[name] = values
		}
	}
	return host
}

// callURL calls an HTTP integration: the backend sees nothing of the client but the type
// of its body (recorded in 2024).
func (g *restAPI) callURL(c *call, out *outgoing, step trace.Step) (*answer, *failure) {
	u, f := c.target(out, "")
	if f != nil {
		return nil, f
	}
	h := c.gatewayHeaders(out)
	host := sent(h, out.header)
	c.sends(step, u, h, out.body)
	b, f := g.do(c, u, host, h, out.body)
	if f != nil {
		return nil, f
	}
	return c.respond(b, step)
}

// sends records what a backend is sent.
func (c *call) sends(step trace.Step, u *url.URL, h http.Header, body []byte) {
	step.With("method", c.backendMethod()).With("url", u).With("header", h).With("body", body)
}

// do sends a request and reads the whole answer.
func (g *restAPI) do(c *call, u *url.URL, host string, h http.Header, body []byte) (*backendAnswer, *failure) {
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, c.backendMethod(), u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, internal("%v", err)
	}
	r.Header, r.Host = h, host
	response, err := g.host.Transport.RoundTrip(r)
	if err != nil {
		return nil, c.backendFailed(u, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err != nil {
		return nil, c.backendFailed(u, err)
	}
	if len(text) > maxBody {
		return nil, internal("the backend's answer is larger than %d bytes", maxBody)
	}
	return &backendAnswer{status: response.StatusCode, match: strconv.Itoa(response.StatusCode), header: response.Header, body: text}, nil
}

func (c *call) backendFailed(u *url.URL, err error) *failure {
	if errors.Is(err, context.DeadlineExceeded) {
		return &failure{kind: integrationTimeout, reason: fmt.Sprintf("%s took longer than %v", u.Host, c.timeout())}
	}
	// An endpoint that can't be reached is 500 and a failed answer 504 on AWS; which of both
	// isn't recorded.
	return &failure{kind: integrationFailure, reason: fmt.Sprintf("backend %s: %v", u.Host, err)}
}

// proxyURL passes a request on, and the answer back with some headers renamed.
func (g *restAPI) proxyURL(c *call, out *outgoing, step trace.Step) (*answer, *failure) {
	u, f := c.target(out, c.query.Raw())
	if f != nil {
		return nil, f
	}
	h := http.Header{}
	for name, values := range c.header {
		if name != "Host" && !reply.IsHopByHop(name) {
			h[name] = values
		}
	}
	h["X-Amzn-Apigateway-Api-Id"] = []string{g.api.ID}
	if h["User-Agent"] == nil {
		h["User-Agent"] = []string{"AmazonAPIGateway_" + g.api.ID}
	}
	host := sent(h, out.header)
	c.sends(step, u, h, out.body)
	if host != "" && host != u.Host {
		return g.proxyHost(c, u, host, h, out.body, step)
	}
	response, err := proxy.Do(c.Context(), g.host.Transport, proxy.Request{
		Method: c.backendMethod(), URL: u, Header: h, Body: out.body, Timeout: c.timeout(),
	})
	if err != nil {
		return nil, c.backendFailed(u, err)
	}
	step.With("status", response.Status).With("answer's header", response.Header)
	return c.passBack(response.Status, response.Header, response)
}

// proxyHost is a call with a Host header of its own.
func (g *restAPI) proxyHost(c *call, u *url.URL, host string, h http.Header, body []byte, step trace.Step) (*answer, *failure) {
	b, f := g.do(c, u, host, h, body)
	if f != nil {
		return nil, f
	}
	step.With("status", b.status).With("answer's header", b.header)
	return c.passBack(b.status, b.header, &reply.Reply{Body: b.body})
}

// passBack makes the answer of a proxied one.
func (c *call) passBack(status int, header http.Header, r *reply.Reply) (*answer, *failure) {
	a := &answer{status: status, header: http.Header{}}
	for name, values := range header {
		if name == "Keep-Alive" {
			continue
		}
		setRenamed(a.header, name, values)
	}
	if r.Stream == nil {
		a.body = r.Body
		return a, nil
	}
	if len(c.api.rest.BinaryMediaTypes) == 0 && !c.method.Method.Stream {
		text, err := io.ReadAll(io.LimitReader(r.Stream, maxBody+1))
		r.Stream.Close()
		if err != nil || len(text) > maxBody {
			return nil, &failure{kind: integrationFailure, reason: "the backend's answer broke off or is too large"}
		}
		a.body = validText(text)
		return a, nil
	}
	a.stream = r
	return a, nil
}
