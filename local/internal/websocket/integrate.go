// What routes lead to: functions, other servers, mocks.

package websocket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/functions"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/proxy"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/service"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
	"github.com/gatehouse-go/gatehouse/local/internal/vtl"
)

// target is an integration with what was worked out beforehand.
type target struct {
	url       proxy.Target
	service   *service.Target // of an AWS integration that is no function
	selection selection
	templates map[string]*vtl.Template
	responses []response
}

// response makes a reply of an answer whose status fits.
type response struct {
	fits      *regexp.Regexp // nil for $default
	selection selection
	templates map[string]*vtl.Template
}

func parseTarget(in *assembly.Integration) (t *target, err error) {
	t = &target{}
	function := in.Function != nil || in.ByStage != nil
	switch {
	case in.Connection == "VPC_LINK":
		return nil, errors.New("it leads into a VPC, which can't be reached from here")
	case in.Type == "AWS_PROXY" && function, in.Type == "AWS" && function, in.Type == "MOCK":
	case in.Type == "HTTP_PROXY", in.Type == "HTTP":
		if t.url, err = proxy.Parse(in.URI); err != nil {
			return nil, err
		}
	case in.Type == "AWS":
		if t.service, err = service.Parse(in.URI); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("an integration of type %s with %s is not served", in.Type, in.URI)
	}
	if in.Socket == nil {
		return t, nil
	}
	t.selection = parseSelection(in.Socket.Selection)
	if t.templates, err = parseTemplates(in.Socket.Templates); err != nil {
		return nil, err
	}
	for _, r := range in.Socket.Responses {
		made := response{selection: parseSelection(r.Selection)}
		if made.templates, err = parseTemplates(r.Templates); err != nil {
			return nil, err
		}
		if r.Key != defaultKey {
			// "/2\d\d/" (developer guide, "Setting up WebSocket API integration responses")
			if made.fits, err = regexp.Compile("^(?:" + strings.Trim(r.Key, "/") + ")$"); err != nil {
				return nil, fmt.Errorf("integration response %q: %w", r.Key, err)
			}
		}
		t.responses = append(t.responses, made)
	}
	return t, nil
}

func parseTemplates(texts map[string]string) (map[string]*vtl.Template, error) {
	parsed := map[string]*vtl.Template{}
	for key, text := range texts {
		t, err := vtl.Parse("template "+key, text)
		if err != nil {
			return nil, err
		}
		parsed[key] = t
	}
	return parsed, nil
}

// pick returns the template that an expression chooses: by key, or $default.
func pick(s selection, templates map[string]*vtl.Template, e *event) *vtl.Template {
	key, ok := s.eval(e.value)
	if t := templates[key]; ok && t != nil {
		return t
	}
	return templates[defaultKey]
}

// internal is the failure of an integration, in the words that clients of
// WebSocket APIs report.
func internal(format string, args ...any) *reply.Reply {
	return reply.Fail(http.StatusInternalServerError, "Internal server error", format, args...)
}

// integrate calls what a route leads to. An answer with a Reason is a failure.
func (g *socketAPI) integrate(route *route, e *event) *reply.Reply {
	step := e.trace.Step(trace.Integration, route.Integration.Type).In(route.traced.Place)
	answer := g.callBackend(route, e, step)
	gateway.End(step, answer)
	return answer
}

func (g *socketAPI) callBackend(route *route, e *event, step trace.Step) *reply.Reply {
	in := route.Integration
	ctx, cancel := e.deadline(in.Timeout)
	defer cancel()
	switch in.Type {
	case "AWS_PROXY":
		return g.callFunction(ctx, route, e, nil, step)
	case "HTTP_PROXY":
		return g.callURL(ctx, route, e, e.body, step)
	}
	request := e.body
	if t := pick(route.target.selection, route.target.templates, e); t != nil {
		run := step.Step(trace.RequestTemplate, "").With("before", e.body)
		out, err := t.Execute(ctx, e.input(string(e.body)))
		if err != nil {
			run.Fail(err.Error())
			return internal("%v", err)
		}
		request = []byte(out)
		run.With("after", request).End("")
	} else if in.Socket.Passthrough == "NEVER" || in.Socket.Passthrough == "WHEN_NO_TEMPLATES" && len(route.target.templates) > 0 {
		return reply.Fail(http.StatusUnsupportedMediaType, "Unsupported Media Type",
			"no template fits the message, and it does not pass through")
	}
	var answer *reply.Reply
	switch in.Type {
	case "MOCK":
		answer = mock(request)
	case "AWS":
		if route.target.service != nil {
			answer = g.callService(ctx, route, e, request, step)
		} else {
			answer = g.callFunction(ctx, route, e, request, step)
		}
	default:
		answer = g.callURL(ctx, route, e, request, step)
	}
	if answer.Reason != "" {
		return answer
	}
	step.With("status", answer.Status).With("answer", answer.Body)
	return route.target.respond(ctx, e, answer, step)
}

// mock answers with the status that its request names.
func mock(request []byte) *reply.Reply {
	var of struct {
		StatusCode *int `json:"statusCode"`
	}
	if err := json.Unmarshal(request, &of); err != nil || of.StatusCode == nil {
		return internal("the template of a mock integration must make JSON with a statusCode; it made %.200q", request)
	}
	return &reply.Reply{Status: *of.StatusCode, Header: http.Header{}}
}

// respond makes the reply of what came back.
func (t *target) respond(ctx context.Context, e *event, answer *reply.Reply, step trace.Step) *reply.Reply {
	var chosen *response
	for i := range t.responses {
		r := &t.responses[i]
		if r.fits != nil && r.fits.MatchString(strconv.Itoa(answer.Status)) {
			chosen = r
			break
		}
		if r.fits == nil && chosen == nil {
			chosen = r
		}
	}
	if chosen == nil {
		step.Note(trace.ResponseMapping, "").Skip("no integration response says how the answer becomes a reply")
		answer.Body = nil
		return answer
	}
	template := pick(chosen.selection, chosen.templates, e)
	if template == nil {
		return answer
	}
	run := step.Step(trace.ResponseTemplate, "").With("before", answer.Body)
	out, err := template.Execute(ctx, e.input(string(answer.Body)))
	if err != nil {
		run.Fail(err.Error())
		return internal("%v", err)
	}
	answer.Body = []byte(out)
	run.With("after", answer.Body).End("")
	return answer
}

// callFunction calls a Lambda function: as a proxy, or with a payload of its own.
func (g *socketAPI) callFunction(ctx context.Context, route *route, e *event, request []byte, step trace.Step) *reply.Reply {
	in := route.Integration
	to := in.CallIn(e.stage.Name)
	switch {
	case to.Missing != "":
		return internal("the integration's URI needs stage variable %s, which stage %s does not have", to.Missing, e.stage.Name)
	case to.Function == nil:
		return reply.Unable(to.Reason)
	}
	called := reply.Called{Function: to.Function.Path}
	source := g.api.SourceARN(e.stage.Name + "/" + route.Key)
	if in.Credentials == "" && !to.Function.Permits(to.Qualifier, source) {
		of := strings.TrimSuffix(to.Function.Path+":"+to.Qualifier, ":")
		a := internal("no AWS::Lambda::Permission of %s lets API Gateway call it as %s", of, source)
		a.Called = called
		return a
	}
	proxied := in.Type == "AWS_PROXY"
	if proxied {
		var err error
		if request, err = e.forFunction(); err != nil {
			return internal("event: %v", err)
		}
	} else if !json.Valid(request) {
		return internal("the payload for %s is not JSON: %.200q", to.Function.Path, request)
	}
	output, err := g.host.Functions.Invoke(ctx, functions.Call{
		Function: to.Function, Qualifier: to.Qualifier, Event: request, TraceID: e.header.Get("X-Amzn-Trace-Id"),
		Step: step,
	})
	if err != nil {
		a := functionFailed(err)
		a.Called = called
		return a
	}
	called.Cold, called.Init = output.Cold, output.Init
	answer := &reply.Reply{Status: http.StatusOK, Header: http.Header{}, Body: output.Payload}
	if proxied {
		read, err := payload.ParseV1(output.Payload)
		if err != nil {
			answer = internal("%v", err)
		} else {
			answer = &reply.Reply{Status: read.Status, Header: read.Header, Body: read.Body}
		}
	}
	answer.Called = called
	return answer
}

// functionFailed is the answer for a function that gave none.
func functionFailed(err error) *reply.Reply {
	unable, isUnable := errors.AsType[*functions.Unable](err)
	switch {
	case isUnable:
		return reply.Unable(unable.Reason)
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut()
	}
	return internal("%v", err)
}

// timedOut is reported.
func timedOut() *reply.Reply {
	return reply.Fail(http.StatusGatewayTimeout, "Endpoint request timed out", "the integration took longer than its timeout")
}
