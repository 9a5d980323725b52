// What an HTTP API's route leads to: a function, a URL, an AWS service.

package httpapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
	"github.com/gatehouse-go/gatehouse/local/internal/payload"
	"github.com/gatehouse-go/gatehouse/local/internal/proxy"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/service"
)

// call is a request that may reach its integration.
type call struct {
	*request
	body []byte
	who  *payload.Authorized // nil on a public route
}

func (g *httpAPI) integrate(c *call) *reply.Reply {
	if c.ContentLength < 0 {
		c.header.Set("Content-Length", strconv.Itoa(len(c.body)))
	}
	in := c.route.Integration
	values := &variables{api: g.api, of: c.request, body: c.body, who: c.who}
	if in.Subtype != "" {
		return g.callService(c, values)
	}
	mapped := mapping.Request{Header: c.header, Query: mapping.ParseQuery(c.URL.RawQuery), Path: c.URL.Path}.Apply(c.route.request, values.get)
	var answer *reply.Reply
	if in.Type == "HTTP_PROXY" {
		answer = g.callURL(c, mapped, values)
	} else {
		answer = g.callFunction(c, mapped)
	}
	if answer.Reason != "" {
		return answer // the gateway's own
	}
	return c.route.mapResponse(answer, values)
}

// timeout is how long an integration may take: 30 s unless it says less
// (developer guide, "Quotas for HTTP APIs").
func (c *call) timeout() time.Duration {
	return cmp.Or(c.route.Integration.Timeout, gateway.IntegrationTime)
}

// callFunction calls the route's Lambda function.
func (g *httpAPI) callFunction(c *call, mapped mapping.Request) *reply.Reply {
	in := c.route.Integration
	to := in.CallIn(c.stage.Name)
	switch {
	case to.Missing != "":
		return reply.Internal("the integration's URI needs stage variable %s, which stage %s does not have", to.Missing, c.stage.Name)
	case to.Function == nil:
		return reply.Unable(to.Reason)
	}
	var answer *reply.Reply
	called := reply.Called{Function: to.Function.Path}
	source := g.sourceARN(c.request)
	if in.Credentials == "" && !to.Function.Permits(to.Qualifier, source) {
		of := strings.TrimSuffix(to.Function.Path+":"+to.Qualifier, ":")
		answer = reply.Internal("no AWS::Lambda::Permission of %s lets API Gateway call it as %s", of, source)
	} else {
		answer = g.invoke(c, mapped, to.Function, &called)
	}
	answer.Called = called
	return answer
}

// sourceARN is what API Gateway calls the route's function as.
func (g *httpAPI) sourceARN(r *request) string {
	_, path, ok := strings.Cut(r.route.Key, " ")
	if !ok {
		return g.api.SourceARN(r.stage.Name + "/$default")
	}
	return g.api.SourceARN(r.stage.Name + "/" + r.Method + path)
}

func (g *httpAPI) invoke(c *call, mapped mapping.Request, f *assembly.Function, called *reply.Called) *reply.Reply {
	request := g.payload(c.request)
	request.Header, request.RawQuery, request.Path = mapped.Header, mapped.Query.Raw(), mapped.Path
	request.Body, request.Authorized = c.body, c.who
	encode, parse := payload.V2, payload.ParseV2
	if c.route.Integration.PayloadVersion == "1.0" {
		encode, parse = payload.V1, payload.ParseV1
	}
	event, err := encode(request)
	if err != nil {
		return reply.Internal("event: %v", err)
	}
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	defer cancel()
	output, err := g.host.Functions.Invoke(ctx, f, event, c.header.Get("X-Amzn-Trace-Id"))
	if err != nil {
		return functionFailed(err, c.timeout())
	}
	called.Cold, called.Init = output.Cold, output.Init
	answer, err := parse(output.Payload)
	if err != nil {
		return reply.Internal("%v", err)
	}
	return &reply.Reply{Status: answer.Status, Header: answer.Header, Body: answer.Body}
}

// functionFailed is how an HTTP API answers for a function that gave no answer.
func functionFailed(err error, timeout time.Duration) *reply.Reply {
	unable, isUnable := errors.AsType[*functions.Unable](err)
	switch {
	case isUnable:
		return reply.Unable(unable.Reason)
	case errors.Is(err, lambdaruntime.ErrRequestTooLarge):
		return reply.Fail(http.StatusRequestEntityTooLarge, "Request Entity Too Large", "the event is larger than Lambda takes: %v", err)
	case errors.Is(err, context.DeadlineExceeded):
		return reply.Fail(http.StatusServiceUnavailable, "Service Unavailable", "the function took longer than the integration's timeout of %v", timeout)
	case errors.Is(err, lambdaruntime.ErrThrottled), errors.Is(err, lambdaruntime.ErrClosed):
		return reply.Fail(http.StatusServiceUnavailable, "Service Unavailable", "%v", err)
	}
	return reply.Internal("%v", err)
}

// payload is the request as events have it, before mappings and without a body.
func (g *httpAPI) payload(r *request) *payload.Request {
	params := make(map[string]string, len(r.params))
	for _, p := range r.params {
		params[p.Name] = p.Value
	}
	return &payload.Request{
		Method:         r.Method,
		Path:           r.URL.Path,
		AskedPath:      r.Asked.URL.Path,
		RawQuery:       r.URL.RawQuery,
		Protocol:       r.Proto,
		Header:         r.header,
		RouteKey:       r.route.Key,
		Params:         params,
		Stage:          r.stage.Name,
		StageVariables: r.stage.Variables,
		AccountID:      g.api.Account,
		APIID:          g.api.ID,
		Domain:         r.DomainName(),
		RequestID:      r.ID,
		SourceIP:       r.SourceIP(),
		Time:           r.Started,
	}
}

// callURL passes the request on to a backend.
func (g *httpAPI) callURL(c *call, mapped mapping.Request, values *variables) *reply.Reply {
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
	answer, err := proxy.Do(c.Context(), g.host.Transport, c.timeout(), method, u, g.backendHeader(c.request, mapped.Header), c.body)
	if _, ok := errors.AsType[*proxy.BackendError](err); ok {
		return reply.Fail(http.StatusServiceUnavailable, "Service Unavailable", "%v", err)
	}
	if err != nil {
		return reply.Internal("%v", err)
	}
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

// callService calls an AWS service, at the endpoint that the developer named.
func (g *httpAPI) callService(c *call, values *variables) *reply.Reply {
	in := c.route.Integration
	to, err := service.New(in.Subtype, g.api.Region, g.host.Getenv, g.host.Client)
	if err != nil {
		return reply.Unable(in.Path + ": " + err.Error())
	}
	parameters := map[string]string{}
	for name, value := range c.route.service {
		if text, ok := value.Eval(values.get); ok {
			parameters[name] = text
		}
	}
	if missing := to.Missing(parameters); len(missing) > 0 {
		return reply.Fail(http.StatusBadRequest, "Bad Request", "the request gives no value for %s", strings.Join(missing, ", "))
	}
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	defer cancel()
	answer, err := to.Do(ctx, parameters)
	if errors.Is(err, context.DeadlineExceeded) {
		return reply.Fail(http.StatusServiceUnavailable, "Service Unavailable", "%s took longer than %v", in.Subtype, c.timeout())
	}
	if err != nil {
		return reply.Internal("%s: %v", in.Subtype, err)
	}
	return &reply.Reply{Status: answer.Status, Header: answer.Header, Body: answer.Body}
}
