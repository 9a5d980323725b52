// A client connects: stage, throttle, authorizer, $connect, upgrade.

package websocket

import (
	"cmp"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/local/internal/authorize"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Serve connects a client, or answers a request below /@connections.
func (g *socketAPI) Serve(w http.ResponseWriter, r *gateway.Request) {
	r.Trace.Of(g.traced)
	r.Trace.Is(trace.Connect)
	stage, rest, refused := g.arrive(r)
	record := requestlog.Record{API: g.api.Path}
	var answer *reply.Reply
	switch id, isManaged := managed(rest); {
	case refused != nil:
		answer = refused
	case isManaged:
		record.Route = "@connections"
		r.Trace.Is(trace.Post)
		answer = g.manage(stage, r, id)
	case rest != "" && rest != "/":
		answer = reply.Fail(http.StatusForbidden, "Forbidden", "clients connect to the stage itself, nothing is at %s below it", rest)
	default:
		record.Route = connectKey
		if answer = g.connect(w, r, stage); answer == nil {
			return // connected, and logged
		}
	}
	answer.SetHeader(w.Header())
	gateway.Send(g.host, w, r, answer, record)
}

// arrive finds the stage of a request, or the answer that refuses it.
func (g *socketAPI) arrive(r *gateway.Request) (*stage, string, *reply.Reply) {
	switch {
	case r.Domain == "" && !g.host.IsOurs(r.Host):
		return nil, "", gateway.NotOurs(r.Host)
	case r.HeadSize() > gateway.MaxHead:
		return nil, "", reply.Fail(http.StatusRequestHeaderFieldsTooLarge, "Request Header Fields Too Large",
			"request line and headers are larger than %d bytes", gateway.MaxHead)
	case g.reason != "":
		return nil, "", reply.Unable(g.reason)
	case r.Domain == "" && g.api.Disabled:
		return nil, "", reply.Fail(http.StatusForbidden, "Forbidden", "the API's own endpoint is disabled; only custom domains reach it")
	}
	stage, rest := g.stageOf(r)
	var refused *reply.Reply
	switch {
	case stage == nil || !stage.AutoDeploy && !stage.Deployment:
		// Reported: a stage that does not exist is 403.
		refused = reply.Fail(http.StatusForbidden, "Forbidden", "no stage for this path is deployed")
	case stage.reason != "":
		refused = reply.Unable(stage.reason)
	}
	if stage != nil {
		gateway.End(r.Trace.Note(trace.Stage, stage.Name).In(stage.place), refused)
	} else {
		gateway.End(r.Trace.Note(trace.Stage, ""), refused)
	}
	return stage, rest, refused
}

// connect connects a client and returns nil, or the answer that refuses it.
func (g *socketAPI) connect(w http.ResponseWriter, r *gateway.Request, stage *stage) *reply.Reply {
	if refused := checkUpgrade(r.Request); refused != nil {
		return refused
	}
	c := &connection{
		id: r.ID, hub: g.hub, of: g.clients, stage: stage.Name, domain: r.DomainName(), source: r.SourceIP(), agent: r.UserAgent(),
		connected: r.Started, sentKey: r.Header.Get("X-Api-Key"), busy: make(chan struct{}, maxBusy),
	}
	r.Trace.On(c.id)
	accepted := &reply.Reply{Status: http.StatusSwitchingProtocols, Header: http.Header{}}
	if route := g.routes[connectKey]; route != nil {
		r.Trace.Took(route.traced)
		r.Trace.Note(trace.Routing, connectKey).In(route.traced.Place)
		answer := g.admit(r, stage, route, c)
		if answer.Reason != "" || answer.Status < 200 || answer.Status > 299 {
			return answer
		}
		accepted.Called = answer.Called
		accepted.Header = answer.Header
	}
	return g.accept(w, r, c, accepted)
}

// accept makes a connection of a request.
func (g *socketAPI) accept(w http.ResponseWriter, r *gateway.Request, c *connection, answer *reply.Reply) *reply.Reply {
	if !g.hub.begin() {
		return reply.Fail(http.StatusServiceUnavailable, "Service Unavailable", "the server ends")
	}
	hijacker := &guarded{ResponseWriter: w}
	// The subprotocol is what $connect answers (developer guide, "WebSocket
	// connections that require a subprotocol").
	options := &websocket.AcceptOptions{
		InsecureSkipVerify: true, // API Gateway takes clients of every Origin
		Subprotocols:       answer.Header.Values("Sec-WebSocket-Protocol"),
	}
	ws, err := websocket.Accept(hijacker, r.Request, options)
	record := requestlog.Record{
		API: g.api.Path, Method: "CONNECT", Target: c.id, Route: connectKey, Status: http.StatusSwitchingProtocols, Started: r.Started,
		ID: r.ID, Called: answer.Called,
	}
	if err != nil {
		record.Status, record.Reason = http.StatusBadRequest, err.Error()
		requestlog.Write(g.host.Log, record)
		r.Trace.Answered(record.Status, nil, nil, 0)
		r.Trace.Finish(record.Reason)
		g.hub.work.Done()
		return nil
	}
	r.Trace.Answered(http.StatusSwitchingProtocols, answer.Header, nil, 0)
	r.Trace.Finish("")
	ws.SetReadLimit(maxMessage)
	c.ws, c.guard = ws, hijacker.guard
	g.clients.add(c)
	if g.hub.ended() {
		c.cut()
	}
	g.hub.watch1.Do(func() { go g.hub.watch() })
	requestlog.Write(g.host.Log, record)
	go c.run()
	return nil
}

// admit asks the authorizer and the integration of $connect.
func (g *socketAPI) admit(r *gateway.Request, stage *stage, route *route, c *connection) *reply.Reply {
	if why := cmp.Or(g.host.Throttled(r.Trace, g.api.Path, connectKey), stage.throttled(connectKey, r.Trace)); why != "" {
		return reply.Fail(http.StatusTooManyRequests, "Too Many Requests", "%s", why)
	}
	if route.reason != "" {
		return reply.Unable(route.reason)
	}
	e := &event{g: g, c: c, stage: stage, route: connectKey, kind: "CONNECT", id: r.ID, at: r.Started, request: r, header: r.GatewayHeader(),
		trace: r.Trace}
	step := r.Trace.Step(trace.Authorizer, route.authorizer()).In(route.login)
	who, refusal := g.authorize(route, e, step)
	step.End(refusal.Text())
	if refusal != nil {
		return refusedBy(refusal)
	}
	c.who = who
	if refused := g.checkKey(route, e); refused != nil {
		return refused
	}
	answer := g.integrate(route, e)
	// Reported: a $connect whose integration fails is a bad gateway.
	if answer.Status == http.StatusInternalServerError && answer.Reason != "" {
		answer.Status = http.StatusBadGateway
	}
	return answer
}

// authorizer is the name of what authorizes, for traces.
func (r *route) authorizer() string {
	if r.Authorizer != nil {
		return r.Authorizer.Name
	}
	return r.Auth
}

func (g *socketAPI) authorize(route *route, e *event, step trace.Step) (*payload.Authorized, *authorize.Refusal) {
	switch route.Auth {
	case "NONE":
		step.Skip("the route is public")
	case "AWS_IAM":
		return authorize.IAM(e.request.Asked, nil, g.api, g.host.Credentials(), step)
	case "CUSTOM":
		identity, refusal := authorize.Identities(route.auth.Identity, e.identity)
		if refusal != nil {
			return nil, refusal
		}
		arn := g.api.SourceARN(e.stage.Name + "/" + connectKey)
		return route.auth.Authorize(e.request.Context(), g.host.Functions, &authorize.Question{
			API: g.api, Stage: e.stage.Stage, ARN: arn, Identity: identity, Trace: e.header.Get("X-Amzn-Trace-Id"), Started: e.at,
			Step:  step,
			Event: func() ([]byte, error) { return e.forAuthorizer(arn) },
		})
	}
	return nil, nil
}

// refusedBy is how a client that may not connect is answered. The texts are
// those of REST APIs, whose gateway responses they are; assumed.
func refusedBy(refusal *authorize.Refusal) *reply.Reply {
	switch refusal.Kind {
	case authorize.Unauthorized:
		return reply.Fail(http.StatusUnauthorized, "Unauthorized", "%s", refusal.Reason)
	case authorize.Denied:
		return reply.Fail(http.StatusForbidden, "Forbidden", "%s", refusal.Reason)
	case authorize.Unable:
		return reply.Unable(refusal.Reason)
	}
	return reply.Internal("%s", refusal.Reason)
}

// checkUpgrade refuses what is no WebSocket handshake before a function hears of
// it (RFC 6455, section 4.2.1; which status API Gateway answers is assumed).
func checkUpgrade(r *http.Request) *reply.Reply {
	has := func(name, token string) bool {
		for part := range strings.SplitSeq(strings.Join(r.Header.Values(name), ","), ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
		return false
	}
	if !has("Connection", "Upgrade") || !has("Upgrade", "websocket") {
		a := reply.Fail(http.StatusUpgradeRequired, "Upgrade Required", "the request is not a WebSocket handshake")
		a.Header.Set("Upgrade", "websocket")
		return a
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(r.Header.Get("Sec-WebSocket-Key")))
	switch {
	case r.Method != http.MethodGet:
		err = errors.New("the handshake's method is " + r.Method + ", not GET")
	case !r.ProtoAtLeast(1, 1):
		err = errors.New("the handshake is of " + r.Proto)
	case r.Header.Get("Sec-WebSocket-Version") != "13":
		err = errors.New("Sec-WebSocket-Version is not 13")
	case err != nil || len(key) != 16 || len(r.Header.Values("Sec-WebSocket-Key")) != 1:
		err = errors.New("Sec-WebSocket-Key is not 16 bytes in base64")
	}
	if err != nil {
		return reply.Fail(http.StatusBadRequest, "Bad Request", "%v", err)
	}
	return nil
}
