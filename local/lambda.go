package local

// Lambda integrations.

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/payload"
)

// integrationTime is how long an integration may take, and takes by default
// (developer guide, "Quotas for HTTP APIs": 30 s).
const integrationTime = 30 * time.Second

func (x *exchange) timeout() time.Duration {
	if t := x.route.Integration.Timeout; t > 0 {
		return t
	}
	return integrationTime
}

func (x *exchange) integrate() *reply {
	in := x.route.Integration
	switch {
	case in.Subtype != "":
		return x.callService()
	case in.Type == "HTTP_PROXY":
		return x.callURL()
	}
	return x.callFunction()
}

// sourceARN is what API Gateway calls the route's function as.
func (x *exchange) sourceARN() string {
	_, path, ok := strings.Cut(x.route.Key, " ")
	if !ok {
		return x.g.api.SourceARN(x.stage.Name + "/$default")
	}
	return x.g.api.SourceARN(x.stage.Name + "/" + x.r.Method + path)
}

func (x *exchange) callFunction() *reply {
	if bad := x.readBody(); bad != nil {
		return bad
	}
	in := x.route.Integration
	call := in.CallIn(x.stage.Name)
	switch {
	case call.Missing != "":
		return x.internal("the integration's URI needs stage variable %s, which stage %s hasn't", call.Missing, x.stage.Name)
	case call.Function == nil:
		return x.unable(call.Reason)
	}
	x.function = call.Function.Path
	if in.Credentials == "" && !call.Function.Permits(call.Qualifier, x.sourceARN()) {
		of := strings.TrimSuffix(call.Function.Path+":"+call.Qualifier, ":")
		return x.internal("no AWS::Lambda::Permission of %s lets API Gateway call it as %s", of, x.sourceARN())
	}
	mapped := x.mapRequest()
	request := x.request()
	request.Header, request.RawQuery, request.Path = mapped.header, mapped.query.raw(), mapped.path
	make, parse := payload.V2, payload.ParseV2
	if in.PayloadVersion == "1.0" {
		make, parse = payload.V1, payload.ParseV1
	}
	event, err := make(request)
	if err != nil {
		return x.internal("event: %v", err)
	}
	ctx, cancel := context.WithTimeout(x.r.Context(), x.timeout())
	defer cancel()
	output, reason, err := x.g.srv.invoke(ctx, call.Function, event, x.header.Get("X-Amzn-Trace-Id"))
	if reason != "" {
		return x.unable(reason)
	}
	if err != nil {
		return x.functionFailed(err)
	}
	x.cold, x.init = output.Cold, output.Init
	answer, err := parse(output.Payload)
	if err != nil {
		return x.internal("%v", err)
	}
	return x.mapResponse(&reply{status: answer.Status, header: answer.Header, body: answer.Body})
}

// functionFailed is how API Gateway answers for a function that gave no answer.
func (x *exchange) functionFailed(err error) *reply {
	switch {
	case errors.Is(err, lambdaruntime.ErrRequestTooLarge):
		return x.fail(http.StatusRequestEntityTooLarge, "Request Entity Too Large", "the event is larger than Lambda takes: %v", err)
	case errors.Is(err, context.DeadlineExceeded):
		return x.fail(http.StatusServiceUnavailable, "Service Unavailable", "the function took longer than the integration's timeout of %v", x.timeout())
	case errors.Is(err, lambdaruntime.ErrThrottled), errors.Is(err, lambdaruntime.ErrClosed):
		return x.fail(http.StatusServiceUnavailable, "Service Unavailable", "%v", err)
	}
	return x.internal("%v", err)
}

// request is the request as events have it.
func (x *exchange) request() *payload.Request {
	params := make(map[string]string, len(x.params))
	for _, p := range x.params {
		params[p.Name] = p.Value
	}
	return &payload.Request{
		Method:         x.r.Method,
		Path:           x.r.URL.Path,
		AskedPath:      x.asked.URL.Path,
		RawQuery:       x.r.URL.RawQuery,
		Protocol:       x.r.Proto,
		Header:         x.header,
		Body:           x.body,
		RouteKey:       x.route.Key,
		Params:         params,
		Stage:          x.stage.Name,
		StageVariables: x.stage.Variables,
		AccountID:      x.g.api.Account,
		APIID:          x.g.api.ID,
		Domain:         x.domainName(),
		RequestID:      x.id,
		SourceIP:       x.sourceIP(),
		Time:           x.started,
		Authorized:     x.authorized,
	}
}

// invoke calls a function. The reason says why it can't be run here.
func (s *Server) invoke(ctx context.Context, def *assembly.Function, event []byte, trace string) (r *lambdaruntime.Response, reason string, err error) {
	for {
		f := s.functions.get(def)
		if f == nil {
			return nil, "", lambdaruntime.ErrClosed
		}
		if f.reason != "" {
			return nil, f.reason, nil
		}
		r, err = f.pool.Do(ctx, lambdaruntime.Invocation{Payload: event, TraceID: trace})
		// New code may have come between get and Do.
		if errors.Is(err, lambdaruntime.ErrClosed) && s.functions.get(def) != f {
			continue
		}
		return r, "", err
	}
}

// encode makes JSON of what surely can become JSON.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("local: " + err.Error())
	}
	return b
}
