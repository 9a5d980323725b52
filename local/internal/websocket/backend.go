// What is sent to servers: those of URLs, and AWS services.

package websocket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/gatehouse-go/gatehouse/local/internal/proxy"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// callURL sends a message to another server. Parameters map values of the
// message's context to headers and query (developer guide, "Setting up data
// mappings for WebSocket APIs").
func (g *socketAPI) callURL(ctx context.Context, route *route, e *event, body []byte, step trace.Step) *reply.Reply {
	in := route.Integration
	u, err := route.target.url.URL(func(string) (string, bool) { return "", false }, e.stage.Variables)
	if err != nil {
		return internal("%v", err)
	}
	query := u.Query()
	mapped := e.mapped(in.Request)
	header := mapped.header
	maps.Copy(query, mapped.query)
	u.RawQuery = query.Encode()
	if len(body) > 0 && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	step.With("method", in.Method).With("url", u).With("header", header).With("body", body)
	deadline, _ := ctx.Deadline()
	answer, err := proxy.Do(ctx, g.host.Transport,
		proxy.Request{Method: in.Method, URL: u, Header: header, Body: body, Timeout: deadline.Sub(e.at)})
	switch _, failed := errors.AsType[*proxy.BackendError](err); {
	case ctx.Err() != nil:
		return timedOut()
	case failed, err != nil:
		return internal("%v", err)
	}
	if answer.Stream != nil {
		defer answer.Stream.Close()
		limited := http.MaxBytesReader(nil, answer.Stream, maxMessage)
		if answer.Body, err = io.ReadAll(limited); err != nil {
			return internal("the backend's answer: %v", err)
		}
		answer.Stream = nil
	}
	return answer
}

// callService calls an AWS service, signed, at the endpoint that the developer
// named.
func (g *socketAPI) callService(ctx context.Context, route *route, e *event, body []byte, step trace.Step) *reply.Reply {
	in, s := route.Integration, route.target.service
	mapped := e.mapped(in.Request)
	path, err := e.fill(s.Path, mapped.path)
	if err != nil {
		return internal("%v", err)
	}
	header := http.Header{"Accept": {"application/json"}, "User-Agent": {"AmazonAPIGateway_" + g.api.ID}}
	if len(body) > 0 {
		header.Set("Content-Type", "application/json")
	}
	r, err := s.Request(cmp.Or(in.Method, http.MethodPost), path, mapped.query, header, body)
	if err != nil {
		return internal("%v", err)
	}
	maps.Copy(r.Header, mapped.header)
	endpoint, err := s.Endpoint(g.host.Getenv)
	if err != nil {
		g.host.Warn(fmt.Sprintf("%s: it would have sent %s %s with %d bytes", route.Path, r.Method, r.URL.RequestURI(), len(body)))
		return reply.Unable(route.Path + ": " + err.Error())
	}
	step.With("service", s.Name).With("method", r.Method).With("url", r.URL).With("header", r.Header.Clone()).With("body", body)
	response, err := s.Send(ctx, endpoint, r, body, g.host.Getenv, g.host.Transport)
	switch {
	case ctx.Err() != nil:
		return timedOut()
	case err != nil:
		return internal("%s: %v", s.Name, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(http.MaxBytesReader(nil, response.Body, maxMessage))
	if err != nil {
		return internal("the answer of %s: %v", s.Name, err)
	}
	return &reply.Reply{Status: response.StatusCode, Header: response.Header, Body: text}
}

// mapping is what an integration's parameters add to its request.
type mapping struct {
	header http.Header
	query  url.Values
	path   map[string]string
}

func (e *event) mapped(parameters map[string]string) mapping {
	m := mapping{http.Header{}, url.Values{}, map[string]string{}}
	for to, from := range parameters {
		value, ok := e.parameter(from)
		place, name, _ := strings.Cut(strings.TrimPrefix(to, "integration.request."), ".")
		switch {
		case !ok:
		case place == "header":
			m.header.Set(name, value)
		case place == "querystring":
			m.query.Set(name, value)
		case place == "path":
			m.path[name] = url.PathEscape(value)
		}
	}
	return m
}

// placeholder is a stage variable or parameter in a URI.
var placeholder = regexp.MustCompile(`\$\{stageVariables\.(\w+)\}|\{(\w+)\}`)

// fill puts stage variables and parameters into the path of a URI.
func (e *event) fill(path string, parameters map[string]string) (string, error) {
	var missing error
	path = placeholder.ReplaceAllStringFunc(path, func(match string) string {
		of := placeholder.FindStringSubmatch(match)
		from, name, what := parameters, of[2], "parameter"
		if of[1] != "" {
			from, name, what = e.stage.Variables, of[1], "stage variable"
		}
		value, ok := from[name]
		if !ok {
			missing = fmt.Errorf("the integration's URI needs %s %s, which there is not", what, name)
		}
		return value
	})
	return path, missing
}

// parameter is the value of a mapping expression: 'text', "context.x",
// "stageVariables.x", "route.request.header.x", "route.request.body.x".
func (e *event) parameter(from string) (string, bool) {
	switch {
	case len(from) > 1 && from[0] == '\'' && from[len(from)-1] == '\'':
		return from[1 : len(from)-1], true
	case strings.HasPrefix(from, "route.request.body."):
		return e.parsed.find(strings.TrimPrefix(from, "route.request.body."))
	case e.request == nil && strings.HasPrefix(from, "route.request."):
		return "", false
	}
	return e.identity(from)
}
