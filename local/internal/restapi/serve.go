// One request on its way through a REST API.

package restapi

import (
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/mapping"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
	"github.com/gatehouse-go/gatehouse/local/internal/vtl"
)

// call is a request on its way.
type call struct {
	*gateway.Request
	api       *restAPI
	id        string // a UUID; Request.ID is the extended one
	stage     *stage // nil if there is none
	variables map[string]string
	canary    bool
	method    *method // nil if there is none
	path      string  // after the stage, as it stands in the URL
	params    pattern.Params
	query     mapping.Query
	header    http.Header // with what API Gateway adds, without what it drops
	body      []byte
	who       *payload.Authorized
	key       string // the API key that counts
	keyID     string
	context   *vtl.Map // $context, which templates may change; see vars
	mock      bool
}

// answer is what the client gets.
type answer struct {
	status int
	header http.Header
	body   []byte
	stream *reply.Reply // whose body is passed on as it comes
	called reply.Called
	cached bool
	failed *failure
}

// Serve answers a request.
func (g *restAPI) Serve(w http.ResponseWriter, r *gateway.Request) {
	c := &call{Request: r, api: g, id: newID()}
	r.Trace.Of(g.traced)
	a := g.answer(c)
	record := requestlog.Record{API: g.api.Path}
	if c.method != nil {
		record.Route = c.method.Key
		r.Trace.Took(c.method.traced)
	}
	out := &reply.Reply{Status: a.status, Header: a.header, Body: a.body, Called: a.called}
	if a.stream != nil {
		out.Stream = a.stream.Stream
	}
	if a.failed != nil {
		out.Reason = a.failed.reason
	}
	h := w.Header()
	for name, values := range a.header {
		h[name] = values
	}
	if h["Content-Type"] == nil && a.stream == nil {
		h["Content-Type"] = []string{"application/json"}
	}
	h["X-Amzn-Requestid"] = []string{c.id}
	h["X-Amz-Apigw-Id"] = []string{r.ID}
	g.logExecution(c, a, out)
	g.compress(c, out, h)
	g.logAccess(c, a, out)
	gateway.Send(g.host, w, r, out, record)
}

// newID makes a request id as REST APIs have it.
func newID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// answer finds the answer to a request: that of its method, or a failure.
func (g *restAPI) answer(c *call) *answer {
	if f := g.match(c); f != nil {
		return g.fail(c, f)
	}
	if f := g.admit(c); f != nil {
		return g.fail(c, f)
	}
	a, f := g.run(c)
	if f != nil {
		out := g.fail(c, f)
		if a != nil {
			out.called = a.called
		}
		return out
	}
	return a
}

// verbs are the methods that ANY stands for (developer guide, "Set up a proxy integration
// with a proxy resource"). What API Gateway answers for others is not recorded.
var verbs = []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

// match finds stage and method.
func (g *restAPI) match(c *call) *failure {
	if f := g.check(c.Request); f != nil {
		return f
	}
	if f := g.findStage(c); f != nil {
		return f
	}
	return g.findMethod(c)
}

// check refuses what no stage is looked for.
func (g *restAPI) check(r *gateway.Request) *failure {
	if r.Domain == "" && !g.host.IsOurs(r.Host) {
		return &failure{kind: local, status: http.StatusForbidden, message: "Forbidden", reason: gateway.NotOurs(r.Host).Reason}
	}
	if r.HeadSize() > gateway.MaxHead {
		return &failure{kind: requestTooLarge, status: http.StatusRequestHeaderFieldsTooLarge, message: "Request Header Fields Too Large",
			reason: fmt.Sprintf("request line and headers are larger than %d bytes", gateway.MaxHead)}
	}
	if g.reason != "" {
		return unable(g.reason)
	}
	if err := r.CheckLength(maxBody); err != nil {
		return bodyFailed(err)
	}
	if r.Domain == "" && g.api.Disabled {
		return forbidden("the API's own endpoint is disabled; only custom domains reach it")
	}
	if !strings.HasPrefix(r.URL.Path, "/") {
		return &failure{kind: badRequestParameters, message: "Bad Request", reason: "the request's target is not a path"}
	}
	return nil
}

// findStage finds the stage, and the path after it.
func (g *restAPI) findStage(c *call) *failure {
	c.path = c.Path
	if c.Domain != "" {
		c.stage = g.stages[c.Stage]
	} else {
		c.stage, c.path = g.stageOf(c.URL.EscapedPath())
	}
	if c.stage == nil {
		f := forbidden("no stage for this path is deployed")
		f.end(c.Trace.Note(trace.Stage, ""))
		return f
	}
	step := c.Trace.Note(trace.Stage, c.stage.Name).In(c.stage.place)
	c.variables = c.stage.Variables
	if canary := c.stage.REST.Canary; canary != nil {
		if mathrand.Float64()*100 < canary.Percent {
			c.canary = true
			c.variables = merged(c.stage.Variables, canary.Variables)
		}
		step.With("canary", c.canary)
	}
	if c.stage.reason != "" {
		f := unable(c.stage.reason)
		f.end(step)
		return f
	}
	return nil
}

// findMethod finds the method of a request.
func (g *restAPI) findMethod(c *call) (f *failure) {
	path := oneSlash(c.path)
	m, params, ok := g.methods.Match(c.Method, path)
	switch {
	case !slices.Contains(verbs, c.Method):
		f = &failure{kind: missingToken, reason: "REST APIs have no method " + c.Method + ", and ANY doesn't take it"}
	case !ok:
		f = &failure{kind: missingToken, reason: "no resource has this path and method"}
	}
	if f != nil {
		f.end(gateway.Routing(c.Trace, c.Method, path, ""))
		return f
	}
	c.method, c.params = m, params
	step := gateway.Routing(c.Trace, c.Method, path, m.Key).In(m.traced.Place)
	c.query = mapping.ParseQuery(c.URL.RawQuery)
	c.header = c.visibleHeader()
	if m.reason != "" {
		f = unable(m.reason)
		f.end(step)
	}
	return f
}

// oneSlash makes a doubled slash after the stage one (recorded in 2024).
func oneSlash(path string) string {
	if strings.HasPrefix(path, "//") {
		return path[1:]
	}
	return path
}

// routed is the path by which a method is found: also without a slash at its end, of
// which the table of methods takes one away.
func routed(path string) string {
	if path = oneSlash(path); len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	return path
}

func merged(a, b map[string]string) map[string]string {
	all := map[string]string{}
	for k, v := range a {
		all[k] = v
	}
	for k, v := range b {
		all[k] = v
	}
	return all
}

// stageOf finds the stage by the first segment of the path, and the path after it.
func (g *restAPI) stageOf(path string) (*stage, string) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if name, err := url.PathUnescape(first); err == nil {
		first = name
	}
	return g.stages[first], "/" + rest
}

func (c *call) visibleHeader() http.Header {
	h := c.GatewayHeader()
	for _, name := range append(slices.Clip(payload.Dropped), "Content-Length") {
		delete(h, name)
	}
	return h
}

// admit asks who calls, and whether that many calls are allowed.
func (g *restAPI) admit(c *call) *failure {
	step := c.Trace.Step(trace.Authorizer, c.method.authorizer()).In(c.method.login)
	f := g.authorize(c, step)
	f.end(step)
	if f != nil {
		return f
	}
	c.describeCaller()
	if f := g.checkPolicy(c); f != nil {
		return f
	}
	if f := g.checkKey(c); f != nil {
		return f
	}
	if f := c.stage.limits.take(c); f != nil {
		return f
	}
	body, err := c.ReadBody(c.bodyLimit())
	if err != nil {
		return bodyFailed(err)
	}
	c.body = body
	f = g.validate(c)
	if v := c.method.Method.Validator; v != nil {
		f.end(c.Trace.Note(trace.Validation, "").With("parameters", v.Parameters).With("body", v.Body))
	}
	return f
}

// bodyLimit is the most bytes of a body for a method. What Lambda takes bounds
// an event, and the body is part of it: a larger one is not even read.
func (c *call) bodyLimit() int64 {
	if c.method.Integration != nil && c.method.Integration.Type == "AWS_PROXY" {
		return lambdaruntime.MaxPayload
	}
	return maxBody
}

// run asks the cache or the integration.
func (g *restAPI) run(c *call) (*answer, *failure) {
	key, renew := g.cacheKey(c)
	if renew && !g.mayRenew(c) {
		a, f := g.cachedOr(c, key, false)
		if f == nil {
			a.header.Set("Warning", renewalIgnored)
		}
		return a, f
	}
	return g.cachedOr(c, key, renew)
}

// cachedOr is the answer that the cache has under key, or else the integration's.
func (g *restAPI) cachedOr(c *call, key string, renew bool) (*answer, *failure) {
	if key != "" {
		step := c.Trace.Note(trace.Cache, "").In(c.stage.place).With("keys", c.method.Method.CacheKeys)
		a := c.stage.cache.get(key, c.Started)
		switch {
		case renew:
			step.Skip("the client asks for a new answer")
		case a != nil:
			step.With("hit", true)
			return a, nil
		default:
			step.With("hit", false)
		}
	}
	step := c.Trace.Step(trace.Integration, c.method.Integration.Type).In(c.method.traced.Place)
	a, f := g.integrate(c, step)
	f.end(step)
	if key != "" && f == nil && a.stream == nil && a.status < 300 {
		c.stage.cache.put(key, a, c.cacheTTL(), c.Started)
	}
	return a, f
}
