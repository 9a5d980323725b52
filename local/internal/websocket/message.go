// Messages on their way: selection of the route, throttle, model, integration,
// reply.

package websocket

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// frame is what the gateway itself tells a client (reported).
type frame struct {
	Message      string `json:"message"`
	ConnectionID string `json:"connectionId"`
	RequestID    string `json:"requestId"`
}

// messageOf is the text of an answer of the gateway's own.
func messageOf(a *reply.Reply) string {
	var of struct{ Message string }
	_ = json.Unmarshal(a.Body, &of) // it has a message, or none
	return of.Message
}

// record begins the trace of what happens on a connection.
func (e *event) record(of trace.Event) {
	e.trace = e.g.host.Traces.Begin(e.id, of, e.at)
	e.trace.Of(e.g.traced)
	e.trace.On(e.c.id)
	e.trace.Asked(e.kind, "", e.c.id, nil)
	e.trace.AskedBody(e.body, 0)
}

// message handles one message.
func (g *socketAPI) message(c *connection, text []byte) {
	e := &event{g: g, c: c, kind: "MESSAGE", id: gateway.NewID(), at: time.Now(), body: text, parsed: parseBody(text)}
	e.record(trace.Message)
	route, answer := g.take(e)
	record := requestlog.Record{API: g.api.Path, Method: "MESSAGE", Target: c.id, ID: e.id, Started: e.at}
	if route != nil {
		record.Route = route.Key
		e.trace.Took(route.traced)
		if answer == nil {
			answer = g.integrate(route, e)
		}
	}
	if route != nil && route.reply() && len(answer.Body) > maxMessage { // assumed
		answer = internal("the answer has %d bytes, more than the %d of a message", len(answer.Body), maxMessage)
	}
	var told []byte
	switch {
	case answer.Reason != "":
		record.Reason = answer.Reason
		told = reply.JSON(frame{messageOf(answer), c.id, e.id})
	case route.reply():
		told = answer.Body
	}
	record.Status, record.Called = answer.Status, answer.Called
	step := e.trace.Note(trace.Frame, c.id)
	if len(told) == 0 {
		step.Skip("the route has no response, or the integration answered nothing")
	}
	e.trace.Answered(answer.Status, nil, told, 0)
	e.trace.Finish(record.Reason) // who has the answer finds the trace
	if len(told) > 0 {
		g.tell(c, told, &record, step)
	}
	requestlog.Write(g.host.Log, record)
}

// tell sends a message to the client.
func (g *socketAPI) tell(c *connection, message []byte, record *requestlog.Record, step trace.Step) {
	if err := c.send(message); err != nil {
		step.Fail("the client did not get it: " + err.Error())
		record.Reason = strings.TrimPrefix(record.Reason+"; the client did not get it: "+err.Error(), "; ")
		c.cut()
		return
	}
	record.Bytes = int64(len(message))
}

// take finds the route of a message. One that gets no further has an answer.
func (g *socketAPI) take(e *event) (*route, *reply.Reply) {
	e.stage = g.stages[e.c.stage]
	if e.stage == nil {
		return nil, reply.Fail(http.StatusForbidden, "Forbidden", "%s", "stage "+e.c.stage+" is there no more")
	}
	route, refused := g.choose(e)
	if refused != nil {
		return nil, refused
	}
	e.route = route.Key
	switch why := cmp.Or(g.host.Throttled(e.trace, g.api.Path, route.Key), e.stage.throttled(route.Key, e.trace)); {
	case why != "":
		return route, reply.Fail(http.StatusTooManyRequests, "Too Many Requests", "%s", why)
	case route.reason != "":
		return route, reply.Unable(route.reason)
	}
	if refused := g.checkKey(route, e); refused != nil {
		return route, refused
	}
	err := route.models.check(e)
	if route.models != nil {
		e.trace.Note(trace.Validation, "").In(route.traced.Place).End(textOf(err))
	}
	if err != nil {
		return route, reply.Fail(http.StatusBadRequest, "Bad request body", "%s", err.Error()) // assumed
	}
	return route, nil
}

// choose evaluates the API's selection expression.
func (g *socketAPI) choose(e *event) (*route, *reply.Reply) {
	selected, ok := g.selection.eval(e.value)
	key := selected
	// Messages can't select what is not theirs (assumed).
	if !ok || key == connectKey || key == disconnectKey || g.routes[key] == nil {
		key = defaultKey // developer guide, "Using the $default route"
	}
	step := e.trace.Note(trace.Routing, key)
	if g.api.Socket != nil {
		step.With("selection expression", g.api.Socket.Selection)
	}
	if ok {
		step.With("selects", selected)
	} else {
		step.With("selects", "nothing: the message is not JSON, or has no such member")
	}
	route := g.routes[key]
	if route == nil {
		refused := reply.Fail(http.StatusForbidden, "Forbidden", "%s", "no route takes the message, and there is no $default") // reported
		gateway.End(step, refused)
		return nil, refused
	}
	step.In(route.traced.Place)
	return route, nil
}

// integrationTime is how long an integration may take (developer
// guide, "Quotas for configuring and running a WebSocket API": 29 s).
const integrationTime = 29 * time.Second

// disconnected tells $disconnect of a connection that has ended.
func (g *socketAPI) disconnected(c *connection, last farewell) {
	e := &event{g: g, c: c, stage: g.stages[c.stage], route: disconnectKey, kind: "DISCONNECT", id: gateway.NewID(), at: time.Now(),
		last: &last}
	e.record(trace.Disconnect)
	e.trace.Note(trace.Frame, "close").With("code", int(last.code)).With("reason", last.reason)
	record := requestlog.Record{
		API: g.api.Path, Method: "DISCONNECT", Target: c.id, Route: disconnectKey, ID: e.id, Started: e.at, Status: http.StatusOK,
	}
	if route := g.routes[disconnectKey]; route != nil && e.stage != nil {
		e.trace.Took(route.traced)
		switch {
		case route.reason != "":
			record.Status, record.Reason = http.StatusNotImplemented, route.reason
		default:
			answer := g.integrate(route, e)
			record.Status, record.Called, record.Reason = answer.Status, answer.Called, answer.Reason
		}
	}
	if last.code != websocket.StatusNormalClosure && last.code != websocket.StatusGoingAway && last.code != websocket.StatusNoStatusRcvd &&
		record.Reason == "" {
		record.Reason = "close code " + strconv.Itoa(int(last.code)) + ": " + last.reason
	}
	e.trace.Answered(record.Status, nil, nil, 0)
	e.trace.Finish(record.Reason)
	requestlog.Write(g.host.Log, record)
}

// deadline bounds an integration.
func (e *event) deadline(of time.Duration) (context.Context, context.CancelFunc) {
	if of <= 0 || of > integrationTime {
		of = integrationTime
	}
	return context.WithTimeout(context.Background(), of)
}
