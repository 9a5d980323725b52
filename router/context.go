// The context of handlers, from which the request can be had.

package router

import "context"

// FromContext returns the request that is being answered, from the context of a
// handler in any form: for functions that handlers of several forms share. For a
// net/http handler that is the context of its http.Request. It is nil outside
// of a handler.
func FromContext(ctx context.Context) *Request {
	req, _ := ctx.Value(requestKey{}).(*Request)
	return req
}

type requestKey struct{}

// requestContext is context.WithValue as a part of the request, so that it costs
// no allocation.
type requestContext struct {
	context.Context
	req *Request
}

// Value implements context.Context.
func (c *requestContext) Value(key any) any {
	if key == (requestKey{}) {
		return c.req
	}
	return c.Context.Value(key)
}

// within returns the context in which a request is answered.
func (r *Request) within(ctx context.Context) context.Context {
	r.ctx = requestContext{ctx, r}
	return &r.ctx
}

// withRequest returns a context that has the request, which is the same one but
// where a handler is called from outside of a router.
func withRequest(ctx context.Context, req *Request) context.Context {
	if FromContext(ctx) == req {
		return ctx
	}
	return context.WithValue(ctx, requestKey{}, req)
}
