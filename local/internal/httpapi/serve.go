// One request on its way through an HTTP API: stage, route, throttling,
// authorization, integration, CORS. Each step takes what it needs and returns
// what it found, or the answer that ends the way.

package httpapi

import (
	"net/http"
	"strings"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// maxBody is the most bytes of a body (developer guide, "Quotas for HTTP APIs": 10 MB).
const maxBody = 10 * 1024 * 1024

// request is a request for which a route was found.
type request struct {
	*gateway.Request
	stage  *stage
	route  *route
	path   string // after the stage, as it stands in the URL
	params pattern.Params
	header http.Header // with what API Gateway adds
}

// Serve answers a request.
func (g *httpAPI) Serve(w http.ResponseWriter, r *gateway.Request) {
	r.Trace.Of(g.traced)
	found, answer := g.match(r)
	if answer == nil {
		answer = g.answer(found)
	}
	record := requestlog.Record{API: g.api.Path}
	if found != nil {
		record.Route = found.route.Key
		r.Trace.Took(found.route.traced)
	}
	h := w.Header()
	answer.SetHeader(h)
	h["Apigw-Requestid"] = []string{r.ID}
	if g.reason == "" {
		g.setCORS(h, r)
	}
	if answer.Reason != "" {
		gateway.End(r.Trace.Note(trace.GatewayResponse, http.StatusText(answer.Status)).With("status", answer.Status), answer)
	}
	gateway.Send(g.host, w, r, answer, record)
}

// match finds stage and route. A request that gets no further has an answer,
// also if its route was found.
func (g *httpAPI) match(r *gateway.Request) (*request, *reply.Reply) {
	if refused := g.check(r); refused != nil {
		return nil, refused
	}
	stage, path, refused := g.findStage(r)
	if refused != nil {
		return nil, refused
	}
	found, refused := g.findRoute(r, stage, path)
	if refused != nil {
		return nil, refused
	}
	if why := g.host.Throttled(r.Trace, g.api.Path, found.route.Key); why != "" {
		return found, reply.Fail(http.StatusTooManyRequests, "Too Many Requests", "%s", why)
	}
	if refused := stage.take(found); refused != nil {
		return found, refused
	}
	if found.route.reason != "" {
		return found, reply.Unable(found.route.reason)
	}
	found.header = r.GatewayHeader()
	return found, nil
}

// check refuses what no stage is looked for.
func (g *httpAPI) check(r *gateway.Request) *reply.Reply {
	if r.Domain == "" && !g.host.IsOurs(r.Host) {
		return gateway.NotOurs(r.Host)
	}
	if r.HeadSize() > gateway.MaxHead {
		return reply.Fail(http.StatusRequestHeaderFieldsTooLarge, "Request Header Fields Too Large",
			"request line and headers are larger than %d bytes", gateway.MaxHead)
	}
	if err := r.CheckLength(maxBody); err != nil {
		return bodyFailed(err)
	}
	if g.reason != "" {
		return reply.Unable(g.reason)
	}
	if r.Domain == "" && g.api.Disabled {
		return reply.Fail(http.StatusForbidden, "Forbidden", "the API's own endpoint is disabled; only custom domains reach it")
	}
	if !strings.HasPrefix(r.URL.Path, "/") {
		return reply.Fail(http.StatusBadRequest, "Bad Request", "the request's target is not a path")
	}
	return nil
}

// findStage finds the stage, and the path after it.
func (g *httpAPI) findStage(r *gateway.Request) (*stage, string, *reply.Reply) {
	stage, path := g.stages[r.Stage], r.Path
	if r.Domain == "" {
		stage, path = g.stageOf(r.URL.EscapedPath())
	}
	var refused *reply.Reply
	switch {
	case stage == nil || !stage.AutoDeploy && !stage.Deployment:
		refused = reply.Fail(http.StatusNotFound, "Not Found", "no stage for this path is deployed")
	case stage.reason != "":
		refused = reply.Unable(stage.reason)
	}
	if stage != nil {
		gateway.End(r.Trace.Note(trace.Stage, stage.Name).In(stage.place), refused)
	} else {
		gateway.End(r.Trace.Note(trace.Stage, ""), refused)
	}
	return stage, path, refused
}

// findRoute finds the route of a request.
func (g *httpAPI) findRoute(r *gateway.Request, stage *stage, path string) (*request, *reply.Reply) {
	route, params, ok := g.routes.Match(r.Method, path)
	if ok {
		gateway.Routing(r.Trace, r.Method, path, route.Key).In(route.traced.Place)
		return &request{Request: r, stage: stage, route: route, path: path, params: params}, nil
	}
	step := gateway.Routing(r.Trace, r.Method, path, "")
	if g.api.CORS != nil && isPreflight(r) {
		step.Skip("the gateway answers preflight requests itself")
		return nil, &reply.Reply{Status: http.StatusNoContent, Header: http.Header{}}
	}
	refused := reply.Fail(http.StatusNotFound, "Not Found", "no route matches")
	if unreadable := g.perhaps(r.Method, path); unreadable != nil {
		refused = reply.Unable(unreadable.reason)
	}
	gateway.End(step, refused)
	return nil, refused
}

// take takes a request from the route's throttle.
func (s *stage) take(r *request) (refused *reply.Reply) {
	l := s.limiters[r.route.Key]
	if l == nil {
		return nil
	}
	if !l.AllowN(r.Started, 1) {
		refused = reply.Fail(http.StatusTooManyRequests, "Too Many Requests",
			"the route's throttle of %v a second, %d at once", l.Limit(), l.Burst())
	}
	gateway.End(r.Trace.Note(trace.Throttle, "").In(s.place).With("requests a second", l.Limit()).With("at once", l.Burst()), refused)
	return refused
}

// answer authorizes a request and hands it to its integration.
func (g *httpAPI) answer(r *request) *reply.Reply {
	step := r.Trace.Step(trace.Authorizer, r.route.authorizer()).In(r.route.login)
	who, refused := g.authorize(r, step)
	gateway.End(step, refused)
	if refused != nil {
		return refused
	}
	body, err := r.ReadBody(r.route.bodyLimit())
	if err != nil {
		return bodyFailed(err)
	}
	return g.integrate(&call{request: r, body: body, who: who})
}

// bodyLimit is the most bytes of a body for a route. What Lambda takes bounds
// an event, and the body is part of it: a larger one is not even read.
func (r *route) bodyLimit() int64 {
	if r.Integration.Type == "AWS_PROXY" && r.Integration.Subtype == "" {
		return lambdaruntime.MaxPayload
	}
	return maxBody
}

// bodyFailed is the answer to a body that could not be read.
func bodyFailed(err *gateway.BodyError) *reply.Reply {
	return reply.Fail(err.Status, http.StatusText(err.Status), "%s", err.Reason)
}

func isPreflight(r *gateway.Request) bool {
	return cors.IsPreflight(r.Method, r.Header.Get("Origin"), r.Header.Get("Access-Control-Request-Method"))
}

// setCORS puts the gateway's CORS headers in the place of the backend's.
func (g *httpAPI) setCORS(h http.Header, r *gateway.Request) {
	origin := r.Header.Get("Origin")
	policy := g.api.CORS
	if policy == nil {
		if origin != "" {
			r.Trace.Note(trace.CORS, "").With("origin", origin).Skip("the API has no CORS configuration: what the integration says of it counts")
		}
		return
	}
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") {
			delete(h, name)
		}
	}
	headers := policy.Headers(origin)
	if isPreflight(r) {
		headers = policy.Preflight(origin)
	}
	for name, value := range headers {
		switch {
		case name == "Vary":
			h.Add(name, value)
		case value != "":
			h.Set(name, value)
		}
	}
	gateway.CORS(r.Trace, g.traced.Place, origin, h)
}
