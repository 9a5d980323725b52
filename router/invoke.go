// Answering: from the event's text to the response's.

package router

import (
	"context"
	"fmt"
	"net/http"
	"runtime/debug"
)

// Invoke answers one event, as lambda.Handler has it. It fails if the event
// can't be read, or with Config.ReturnErrors if the handler fails.
func (r *Router) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	r.core.build()
	req, err := r.core.newRequest(payload)
	if err != nil {
		return nil, err
	}
	return r.core.buffered(req.within(ctx), req)
}

// buffered answers a request with the whole response in one piece. Whatever
// panics outside handlers, such as a body's Read, fails the invocation but not
// the process.
func (c *core) buffered(ctx context.Context, req *Request) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, &PanicError{Value: p, Stack: debug.Stack()}
		}
	}()
	if req.kind == WebSocketEvent {
		return c.answerMessage(ctx, req)
	}
	resp, b, err := c.answer(ctx, req)
	if err != nil {
		return nil, err
	}
	if b.stream != nil {
		err = b.collect(resp.Header)
	}
	if err == nil {
		out, err = encode(req, resp, &b)
	}
	if err == nil {
		return out, nil
	}
	resp, err = c.responder.render(ctx, req, nil, err)
	if err != nil {
		return nil, err
	}
	if b, err = c.finish(req, &resp); err != nil {
		return nil, err
	}
	return encode(req, resp, &b)
}

// answer calls the handler and completes its response.
func (c *core) answer(ctx context.Context, req *Request) (*Response, body, error) {
	v, err := call(ctx, req, c.program.find(req))
	resp, err := c.responder.render(ctx, req, v, err)
	if err != nil {
		return nil, body{}, err
	}
	b, err := c.finish(req, &resp)
	if err == nil {
		return resp, b, nil
	}
	// The value could not be encoded, which is answered like any other error.
	resp.close()
	if resp, err = c.responder.render(ctx, req, nil, err); err != nil {
		return nil, body{}, err
	}
	b, err = c.finish(req, &resp)
	return resp, b, err
}

// call calls a handler; a panic of it or its middleware becomes an error.
func call(ctx context.Context, req *Request, h Handler) (v any, err error) {
	defer func() {
		if p := recover(); p != nil {
			v, err = nil, &PanicError{Value: p, Stack: debug.Stack()}
		}
	}()
	return h(ctx, req)
}

// protect keeps a handler's panic from passing through middleware, which so
// sees it as an error.
func protect(h Handler) Handler {
	return func(ctx context.Context, req *Request) (any, error) { return call(ctx, req, h) }
}

// finish adds to a response what the router's settings ask for.
func (c *core) finish(req *Request, final **Response) (body, error) {
	resp := (*final).owned()
	*final = resp
	if s := resp.status(); s < 100 || s > 999 {
		return body{}, fmt.Errorf("router: invalid status %d", s)
	}
	b, err := c.responder.bodyOf(req.kind, resp)
	if err != nil {
		return b, err
	}
	for name, values := range req.response {
		deleteHeader(resp.header(), name)
		resp.header()[name] = values
	}
	if req.route != nil && req.route.CacheControl != "" {
		cache := "no-cache"
		if resp.status() == http.StatusOK {
			cache = req.route.CacheControl
		}
		setHeader(resp.header(), "Cache-Control", cache)
	}
	c.program.addCORS(req, resp)
	return b, c.responder.compress(req, resp, &b)
}
