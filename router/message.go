// WebSocket APIs: messages in, perhaps a reply out.

package router

import (
	"context"
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// The routes that every WebSocket API may have beside those of its messages.
const (
	Connect    = "$connect"
	Disconnect = "$disconnect"
	Messages   = "$default" // what no other route takes
)

// Message registers a handler for a route of a WebSocket API: Connect,
// Disconnect, Messages, or what the API's route selection expression finds in a
// message, such as "join". What the handler returns is the reply, if the route
// has a route response; nil means none. For Connect a *Response or *Error with a
// status of 400 or more refuses the connection. It panics as Handle does.
func (r *Router) Message(route string, h Handler) {
	r.core.routes.frozen(route)
	e := &entry{Route: Route{Key: route, Handler: h}, method: route, message: true, owners: r.owners(), place: callers()}
	if h == nil || route == "" {
		panic(fmt.Sprintf("router: message route %q: no handler, or no name", route))
	}
	if err := r.core.routes.insert(e); err != nil {
		panic(fmt.Sprintf("router: %v", err))
	}
}

// ConnectionID returns the id of a WebSocket's connection, "" for other kinds
// of event. The package connections sends messages to it.
func (r *Request) ConnectionID() string { return value(r.event.context.connectionID) }

// MessageRoute returns the route of a WebSocket API that was selected.
func (r *Request) MessageRoute() string { return value(r.event.context.routeName) }

// answerMessage calls the handler of a message's route.
func (c *core) answerMessage(ctx context.Context, req *Request) ([]byte, error) {
	req.Method, req.Path = value(req.event.context.eventType), req.MessageRoute()
	handler := c.program.notFound
	e := c.program.messages[req.Path]
	if e == nil && req.Path != Connect && req.Path != Disconnect {
		if e = c.program.messages[Messages]; e == nil {
			e = c.program.fallback // registered by Handle
		}
	}
	switch {
	case req.Path == Connect && !c.program.knownByFront(req):
		handler = refuseUnknown // messages come on connections that have passed
	case e != nil:
		req.route, handler = e, e.serve
	case req.Path == Connect || req.Path == Disconnect:
		// API Gateway connects and disconnects without these routes, too.
		return encodeMessage(&Response{}, &body{})
	}
	v, err := call(ctx, req, handler)
	if v == nil && err == nil {
		return encodeMessage(&Response{}, &body{})
	}
	resp, err := c.responder.render(ctx, req, v, err)
	if err != nil {
		return nil, err
	}
	b, err := c.responder.bodyOf(req.kind, resp)
	if err == nil && b.stream != nil {
		err = b.collect(resp.Header)
	}
	if err != nil {
		return nil, err
	}
	return encodeMessage(resp, &b)
}

// encodeMessage returns the reply: a status, which counts for $connect only,
// and a text. WebSocket APIs send no binary frames.
func encodeMessage(resp *Response, b *body) ([]byte, error) {
	if b.binary != nil {
		b.text = string(b.binary)
	}
	if len(b.text) > maxMessage {
		return nil, fmt.Errorf("router: the reply of %d bytes is larger than the %d of a WebSocket message", len(b.text), maxMessage)
	}
	out := fmt.Appendf(nil, `{"statusCode":%d`, resp.status())
	if headers := resp.lines(nil); len(headers) > 0 {
		out = append(appendSingle(append(out, `,"headers":`...), resp, joinValues), '}')
	}
	if b.text != "" {
		out = rawjson.AppendString(append(out, `,"body":`...), b.text)
	}
	return append(out, '}'), nil
}

// maxMessage is the size of a message (API Gateway developer guide, "Quotas for
// configuring and running a WebSocket API": 128 KB).
const maxMessage = 128 << 10
