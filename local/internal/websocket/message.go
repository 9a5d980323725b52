// Messages on their way: selection of the route, throttle, model, integration,
// reply.

package websocket

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
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

// message handles one message.
func (g *socketAPI) message(c *connection, text []byte) {
	e := &event{g: g, c: c, kind: "MESSAGE", id: gateway.NewID(), at: time.Now(), body: text, parsed: parseBody(text)}
	route, answer := g.take(e)
	record := requestlog.Record{API: g.api.Path, Method: "MESSAGE", Target: c.id, ID: e.id, Started: e.at}
	if route != nil {
		record.Route = route.Key
		if answer == nil {
			answer = g.integrate(route, e)
		}
	}
	if route != nil && route.reply() && len(answer.Body) > maxMessage { // assumed
		answer = internal("the answer has %d bytes, more than the %d of a message", len(answer.Body), maxMessage)
	}
	switch {
	case answer.Reason != "":
		record.Reason = answer.Reason
		answer.Body = reply.JSON(frame{messageOf(answer), c.id, e.id})
		g.tell(c, answer.Body, &record)
	case route.reply() && len(answer.Body) > 0:
		g.tell(c, answer.Body, &record)
	}
	record.Status, record.Called = answer.Status, answer.Called
	requestlog.Write(g.host.Log, record)
}

// tell sends a message to the client.
func (g *socketAPI) tell(c *connection, message []byte, record *requestlog.Record) {
	if err := c.send(message); err != nil {
		record.Reason += "; the client did not get it: " + err.Error()
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
	key, ok := g.selection.eval(e.value)
	// Messages can't select what is not theirs (assumed).
	if !ok || key == connectKey || key == disconnectKey || g.routes[key] == nil {
		key = defaultKey // developer guide, "Using the $default route"
	}
	route := g.routes[key]
	if route == nil {
		return nil, reply.Fail(http.StatusForbidden, "Forbidden", "%s", "no route takes the message, and there is no $default") // reported
	}
	e.route = key
	switch why := cmp.Or(g.host.Faults.Throttles(g.api.Path, key), e.stage.throttled(key)); {
	case why != "":
		return route, reply.Fail(http.StatusTooManyRequests, "Too Many Requests", "%s", why)
	case route.reason != "":
		return route, reply.Unable(route.reason)
	}
	if refused := g.checkKey(route, e); refused != nil {
		return route, refused
	}
	if err := route.models.check(e); err != nil {
		return route, reply.Fail(http.StatusBadRequest, "Bad request body", "%s", err.Error()) // assumed
	}
	return route, nil
}

// integrationTime is how long an integration may take (developer
// guide, "Quotas for configuring and running a WebSocket API": 29 s).
const integrationTime = 29 * time.Second

// disconnected tells $disconnect of a connection that has ended.
func (g *socketAPI) disconnected(c *connection, last farewell) {
	e := &event{g: g, c: c, stage: g.stages[c.stage], route: disconnectKey, kind: "DISCONNECT", id: gateway.NewID(), at: time.Now(),
		last: &last}
	record := requestlog.Record{
		API: g.api.Path, Method: "DISCONNECT", Target: c.id, Route: disconnectKey, ID: e.id, Started: e.at, Status: http.StatusOK,
	}
	if route := g.routes[disconnectKey]; route != nil && e.stage != nil {
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
	requestlog.Write(g.host.Log, record)
}

// deadline bounds an integration.
func (e *event) deadline(of time.Duration) (context.Context, context.CancelFunc) {
	if of <= 0 || of > integrationTime {
		of = integrationTime
	}
	return context.WithTimeout(context.Background(), of)
}
