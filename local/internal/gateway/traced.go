// What every gateway records of requests alike.

package gateway

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Traced lets a recorder record the request; nil records nothing.
func (r *Request) Traced(by *trace.Recorder) *Request {
	r.Trace = by.Begin(r.ID, trace.Request, r.Started)
	r.Trace.Asked(r.Method, r.Host, r.RequestURI, r.Header)
	if step, ok := r.Context().Value(stepKey{}).(func(*trace.Recording)); ok {
		step(r.Trace)
	}
	return r
}

// stepKey is the key of what WithStep keeps.
type stepKey struct{}

// WithStep has the trace of a request begin with a step of what handed it on.
func WithStep(ctx context.Context, step func(*trace.Recording)) context.Context {
	return context.WithValue(ctx, stepKey{}, step)
}

// kinds are the kinds of APIs as traces name them.
var kinds = map[assembly.Kind]string{assembly.HTTP: "http", assembly.REST: "rest", assembly.WebSocket: "websocket"}

// TracedAPI is what the traces of an API have in common.
func TracedAPI(api *assembly.API) *trace.API {
	of := &trace.API{Kind: kinds[api.Kind], Path: api.Path, Place: Place(api.Place, api.Path)}
	for _, r := range api.Routes {
		if r.Authorizer != nil {
			for _, source := range r.Authorizer.Identity {
				of.Secrets.Source(source)
			}
		}
	}
	return of
}

// TracedRoute is a route as traces name it.
func TracedRoute(r *assembly.Route) *trace.Route {
	of := &trace.Route{Key: r.Key, Place: Place(r.Place, r.Path)}
	if r.Integration != nil && r.Integration.Function != nil {
		of.Function = r.Integration.Function.Path
	}
	return of
}

// Place is where something was declared: a position such as "main.go:14", or
// else its construct.
func Place(position, construct string) *trace.Place {
	if file, line, ok := assembly.Position(position); ok {
		return &trace.Place{File: file, Line: line, Construct: construct}
	}
	return &trace.Place{Construct: construct}
}

// End ends a step by what came of it: nil is in order.
func End(s trace.Step, a *reply.Reply) {
	switch {
	case a == nil || a.Reason == "":
		s.End("")
	case a.Status >= http.StatusInternalServerError:
		s.Fail(a.Reason)
	default:
		s.Refuse(a.Reason)
	}
}

// Throttled says why a route takes nothing if the developer has switched that on.
func (h *Host) Throttled(r *trace.Recording, api, route string) string {
	why := h.Faults.Throttles(api, route)
	if why != "" {
		r.Note(trace.Fault, "throttle").Refuse(why)
	}
	return why
}

// Routing is the step that finds a route. Its values are those that the API's Why
// takes.
func Routing(r *trace.Recording, method, path, won string) trace.Step {
	return r.Note(trace.Routing, won).With("method", method).With("path", path)
}

// CORS records what an API's CORS configuration made of a request.
func CORS(r *trace.Recording, place *trace.Place, origin string, answer http.Header) {
	allowed := answer["Access-Control-Allow-Origin"]
	switch step := r.Note(trace.CORS, "").In(place).With("origin", origin); {
	case origin == "":
		step.Skip("the request has no Origin: it is not a browser's to another origin")
	case len(allowed) == 0:
		step.Refuse("the CORS configuration does not allow this origin: a browser will not show the answer to its page")
	default:
		step.With("allowed origin", allowed)
	}
}

// maxUnread is the largest body that is read for the trace alone: net/http reads
// as much before it answers, to keep the connection.
const maxUnread = 256 << 10

// watch sees to it that the trace has the body of the request, also if nobody
// needed it, and what a stream passes on.
func (r *Request) watch(a *reply.Reply) *passed {
	if r.Trace == nil {
		return nil
	}
	if !r.read && r.ContentLength > 0 && r.ContentLength <= maxUnread {
		_, _ = r.ReadBody(maxUnread) // a body that does not come changes nothing about the answer
	}
	if a.Stream == nil {
		return nil
	}
	p := &passed{ReadCloser: a.Stream}
	a.Stream = p
	return p
}

// passed is a stream whose beginning is kept.
type passed struct {
	io.ReadCloser
	kept []byte
}

// maxPassed is how much of a stream is kept.
const maxPassed = 64 << 10

func (p *passed) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if room := maxPassed - len(p.kept); room > 0 {
		p.kept = append(p.kept, b[:min(n, room)]...)
	}
	return n, err
}

// endTrace ends the trace: before an answer is sent, or when a stream is through.
func (r *Request) endTrace(header http.Header, a *reply.Reply, stream *passed, written int64) {
	if r.Trace == nil {
		return
	}
	body := a.Body
	switch {
	case stream != nil:
		body = stream.kept
	case a.Plain != nil:
		body = a.Plain
	}
	r.Trace.AskedBody(r.body, r.ContentLength)
	r.Trace.Answered(a.Status, header, body, written)
	reason := a.Reason
	if r.Context().Err() != nil {
		reason = strings.TrimSuffix("the client left: "+reason, ": ")
	}
	r.Trace.Finish(reason)
}
