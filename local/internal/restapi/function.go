// Integrations with Lambda functions, with and without proxy.

package restapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// called finds the function of the call, and checks that API Gateway may call it.
func (g *restAPI) called(c *call) (f *assembly.Function, qualifier string, failed *failure) {
	in := c.method.Integration
	to := in.CallIn(c.stage.Name)
	switch {
	case to.Missing != "":
		return nil, "", internal("the integration's URI needs stage variable %s, which stage %s does not have", to.Missing, c.stage.Name)
	case to.Function == nil:
		return nil, "", unable(to.Reason)
	}
	if in.Method != "" && in.Method != http.MethodPost {
		return nil, "", internal("the integration calls its function with %s; functions take POST only", in.Method)
	}
	source := g.sourceARN(c)
	if in.Credentials == "" && !to.Function.Permits(to.Qualifier, source) {
		of := strings.TrimSuffix(to.Function.Path+":"+to.Qualifier, ":")
		return nil, "", internal("no AWS::Lambda::Permission of %s lets API Gateway call it as %s", of, source)
	}
	return to.Function, to.Qualifier, nil
}

// invoke calls a function.
func (g *restAPI) invoke(c *call, f *assembly.Function, qualifier string, event []byte,
	step trace.Step) (*lambdaruntime.Response, reply.Called, error) {
	called := reply.Called{Function: f.Path}
	ctx, cancel := context.WithTimeout(c.Context(), c.timeout())
	defer cancel()
	output, err := g.host.Functions.Invoke(ctx, functions.Call{
		Function: f, Qualifier: qualifier, Event: event, TraceID: c.header.Get("X-Amzn-Trace-Id"), Step: step,
	})
	if err == nil {
		called.Cold, called.Init = output.Cold, output.Init
	}
	return output, called, err
}

// functionFailed is how a REST API answers for a function that gave no answer.
func functionFailed(c *call, err error) *failure {
	unable1, isUnable := errors.AsType[*functions.Unable](err)
	switch {
	case isUnable:
		return unable(unable1.Reason)
	case errors.Is(err, lambdaruntime.ErrRequestTooLarge):
		return &failure{kind: requestTooLarge, reason: fmt.Sprintf("the event is larger than Lambda takes: %v", err)}
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{kind: integrationTimeout, reason: fmt.Sprintf("the function took longer than the integration's timeout of %v",
			c.timeout())}
	}
	return internal("%v", err)
}

// proxyFunction calls a function with the whole request.
func (g *restAPI) proxyFunction(c *call, step trace.Step) (*answer, *failure) {
	f, qualifier, failed := g.called(c)
	if failed != nil {
		return nil, failed
	}
	event, err := c.event()
	if err != nil {
		return nil, internal("event: %v", err)
	}
	if len(event) > lambdaruntime.MaxPayload {
		return nil, functionFailed(c, lambdaruntime.ErrRequestTooLarge)
	}
	if c.method.Method.Stream {
		return g.streamFunction(c, f, qualifier, event, step)
	}
	output, called, err := g.invoke(c, f, qualifier, event, step)
	a := &answer{called: called}
	if err != nil {
		if _, ok := errors.AsType[*lambdaruntime.FunctionError](err); ok {
			return a, malformed("the function failed: %v", err)
		}
		return a, functionFailed(c, err)
	}
	r, err := payload.ParseREST(output.Payload)
	if err != nil {
		return a, malformed("%v", err)
	}
	a.status, a.header, a.body = r.Status, http.Header{}, r.Body
	for name, values := range r.Header {
		setRenamed(a.header, name, values)
	}
	if r.Encoded && g.isBinary(c.accepted()) {
		decoded, err := r.Decode()
		if err != nil {
			return a, internal("%v", err)
		}
		a.body = decoded
	}
	if a.header["X-Amzn-Trace-Id"] == nil {
		a.header["X-Amzn-Trace-Id"] = []string{c.trace()}
	}
	return a, nil
}

// trace is the header by which a proxied call can be traced: the client's own, with a
// Parent if it has none (recorded in 2024).
func (c *call) trace() string {
	id := c.header.Get("X-Amzn-Trace-Id")
	if !strings.Contains(id, "Parent=") {
		id += ";Parent=" + c.id[:8] + c.id[24:32]
	}
	if !strings.Contains(id, "Sampled=") {
		id += ";Sampled=0"
	}
	return id
}

// malformed is the failure of a proxied function whose answer isn't one.
func malformed(format string, args ...any) *failure {
	f := internal(format, args...)
	f.status = http.StatusBadGateway
	return f
}

// event is the event of a proxied function.
func (c *call) event() ([]byte, error) {
	return payload.REST(c.payload(), payload.RESTContext{
		RequestID: c.id, ResourceID: c.method.Method.ResourceID, Key: c.key, Binary: c.api.isBinary(c.header.Get("Content-Type")),
	})
}

// payload is the request as events have it.
func (c *call) payload() *payload.Request {
	params := make(map[string]string, len(c.params))
	for _, p := range c.params {
		params[p.Name] = p.Value
	}
	return &payload.Request{
		Method: c.Method, Path: c.path, AskedPath: c.AskedPath(), RawQuery: c.URL.RawQuery, Protocol: c.Proto,
		Header: c.Spelled(c.header), Body: c.body, RouteKey: c.method.Key, Params: params, Stage: c.stage.Name,
		StageVariables: c.variables, AccountID: c.api.api.Account, APIID: c.api.api.ID, Domain: c.DomainName(),
		RequestID: c.ID, SourceIP: c.SourceIP(), Time: c.Started, Authorized: c.who,
	}
}

// callFunction calls a function with what the templates make of the request.
func (g *restAPI) callFunction(c *call, out *outgoing, step trace.Step) (*answer, *failure) {
	f, qualifier, failed := g.called(c)
	if failed != nil {
		return nil, failed
	}
	event := out.body
	if len(event) == 0 {
		event = []byte("{}") // recorded in 2025
	}
	if !json.Valid(event) {
		return nil, internal("what the function is to get is not JSON: %.60q", event)
	}
	if strings.EqualFold(out.header.Get("X-Amz-Invocation-Type"), "Event") {
		go g.invokeLater(c, f, qualifier, event, step)
		return c.respond(&backendAnswer{status: http.StatusAccepted, noMatch: true, header: http.Header{}}, step)
	}
	output, called, err := g.invoke(c, f, qualifier, event, step)
	b := &backendAnswer{status: http.StatusOK, noMatch: true, header: http.Header{"Content-Type": {"application/json"}}}
	if failure, ok := errors.AsType[*lambdaruntime.FunctionError](err); ok {
		b.noMatch, b.match, b.body = false, failure.Message, failure.Payload
		err = nil
	} else if err == nil {
		b.body = output.Payload
	}
	if err != nil {
		return &answer{called: called}, functionFailed(c, err)
	}
	a, failed := c.respond(b, step)
	if a == nil {
		a = &answer{}
	}
	a.called = called
	return a, failed
}

// invokeLater calls a function whose answer nobody waits for.
func (g *restAPI) invokeLater(c *call, f *assembly.Function, qualifier string, event []byte, step trace.Step) {
	if _, err := g.host.Functions.Invoke(context.WithoutCancel(c.Context()), functions.Call{
		Function: f, Qualifier: qualifier, Event: event, Step: step,
	}); err != nil {
		g.host.Warn(fmt.Sprintf("%s: asynchronous call of %s: %v", c.method.Path, f.Path, err))
	}
}
