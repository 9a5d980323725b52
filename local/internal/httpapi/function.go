// Integrations with Lambda functions.

package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// callFunction calls the route's Lambda function.
func (g *httpAPI) callFunction(c *call, mapped mapping.Request, step trace.Step) *reply.Reply {
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
		answer = g.invoke(c, mapped, to.Function, &called, step)
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

func (g *httpAPI) invoke(c *call, mapped mapping.Request, f *assembly.Function, called *reply.Called, step trace.Step) *reply.Reply {
	request := g.payload(c.request)
	request.Header, request.RawQuery, request.Path = mapped.Header, mapped.Query.Raw(), mapped.Path
	request.Body, request.Authorized = c.body, c.who
	encode, parse := payload.V2, payload.ParseV2
	if c.route.Integration.PayloadVersion == "1.0" {
		encode, parse = payload.V1, payload.ParseV1
	}
	if n := request.BodySize(); n > lambdaruntime.MaxPayload {
		return functionFailed(lambdaruntime.ErrRequestTooLarge, c.timeout())
	}
	event, err := encode(request)
	if err != nil {
		return reply.Internal("event: %v", err)
	}
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	defer cancel()
	output, err := g.host.Functions.Invoke(ctx, functions.Call{
		Function: f, Qualifier: c.route.Integration.CallIn(c.stage.Name).Qualifier, Event: event, TraceID: c.header.Get("X-Amzn-Trace-Id"),
		Step: step,
	})
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
		return reply.Fail(http.StatusServiceUnavailable, "Service Unavailable",
			"the function took longer than the integration's timeout of %v", timeout)
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
		AskedPath:      r.AskedPath(),
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
