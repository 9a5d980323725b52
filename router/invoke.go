// Answering: from the event's text to the response's.

package router

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/router/internal/rawjson"
)

// Invoke answers one event, as lambda.Handler has it. It fails if the event
// makes no sense, or with Config.ReturnErrors if the handler did.
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
	resp, err = c.render(ctx, req, nil, err)
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
	v, err := call(ctx, req, c.find(req))
	resp, err := c.render(ctx, req, v, err)
	if err != nil {
		return nil, body{}, err
	}
	b, err := c.finish(req, &resp)
	if err == nil {
		return resp, b, nil
	}
	// The value could not be encoded: that's an error as any other.
	resp.close()
	if resp, err = c.render(ctx, req, nil, err); err != nil {
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

// Render makes the response of what a handler returned, errors included, as the
// router itself does after all middleware. Middleware that has to know the
// final status calls it and returns the response instead. The error isn't nil
// only under Config.ReturnErrors.
func Render(ctx context.Context, req *Request, v any, err error) (*Response, error) {
	resp, err := req.core.render(ctx, req, v, err)
	if err != nil {
		return nil, err
	}
	return ToResponse(resp), nil
}

func (c *core) render(ctx context.Context, req *Request, v any, err error) (*Response, error) {
	if err == nil {
		return toResponse(v), nil
	}
	if v, failed, handled := c.handleError(ctx, req, err); handled {
		if failed == nil {
			return toResponse(v), nil
		}
		err = failed
	}
	if invalid, ok := errors.AsType[*ValidationError](err); ok {
		return invalid.response(), nil
	}
	known, ok := errors.AsType[*Error](err)
	if !ok && c.config.ReturnErrors {
		return nil, err
	}
	if !ok {
		known = &Error{Status: http.StatusInternalServerError, Message: "Internal server error", Cause: err}
	}
	if known.status() >= 500 && !(ok && known.Cause == nil) {
		c.log(ctx, req, slog.LevelError, err)
	}
	return c.errorResponse(known), nil
}

// handleError finds the handler for an error, the outermost in the chain
// first, and calls it.
func (c *core) handleError(ctx context.Context, req *Request, err error) (v any, failed error, handled bool) {
	if len(c.onError) == 0 {
		return nil, nil, false
	}
	for ; err != nil; err = errors.Unwrap(err) {
		for i := len(c.onError) - 1; i >= 0; i-- {
			v, failed, handled = c.protectedError(ctx, req, err, c.onError[i])
			if handled {
				return v, failed, true
			}
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range many.Unwrap() {
				if v, failed, handled = c.handleError(ctx, req, one); handled {
					return v, failed, true
				}
			}
		}
	}
	return nil, nil, false
}

func (c *core) protectedError(ctx context.Context, req *Request, err error, h errorHandler) (v any, failed error, handled bool) {
	defer func() {
		if p := recover(); p != nil {
			v, failed, handled = nil, &PanicError{Value: p, Stack: debug.Stack()}, true
		}
	}()
	return h(ctx, req, err)
}

// errorResponse returns an error in Powertools' shape.
func (c *core) errorResponse(e *Error) *Response {
	out := struct {
		StatusCode int      `json:"statusCode"`
		Message    any      `json:"message"`
		Cause      string   `json:"cause,omitempty"`
		Stack      []string `json:"stack,omitempty"`
	}{StatusCode: e.status(), Message: e.message()}
	if e.Detail != nil {
		out.Message = e.Detail
	}
	if c.config.Debug && e.Cause != nil {
		out.Cause = e.Cause.Error()
		if p, ok := errors.AsType[*PanicError](e.Cause); ok {
			for line := range bytes.Lines(p.Stack) {
				out.Stack = append(out.Stack, string(bytes.TrimRight(line, "\n")))
			}
		}
	}
	return JSON(e.status(), out)
}

// finish adds to a response what the router's settings ask for.
func (c *core) finish(req *Request, final **Response) (body, error) {
	resp := (*final).owned()
	*final = resp
	if s := resp.status(); s < 100 || s > 999 {
		return body{}, fmt.Errorf("router: the response has the status %d, which is none", s)
	}
	b, err := c.bodyOf(req.kind, resp)
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
	c.addCORS(req, resp)
	return b, c.compress(req, resp, &b)
}

// A body is what is sent: a text, or binary content, or a stream of it.
type body struct {
	text   string
	binary []byte
	stream io.Reader
	none   bool // no body at all
}

func (b *body) size() int { return len(b.text) + len(b.binary) }

// collect reads a stream to its end. It becomes a text if it is one.
func (b *body) collect(h http.Header) error {
	if c, ok := b.stream.(io.Closer); ok {
		defer c.Close()
	}
	all, err := io.ReadAll(b.stream)
	if err != nil {
		return fmt.Errorf("router: reading the response's body: %w", err)
	}
	if isText(h, all) {
		*b = body{text: rawjson.Shared(all)}
	} else {
		*b = body{binary: all}
	}
	return nil
}

// bodyOf encodes a response's body.
func (c *core) bodyOf(kind EventKind, resp *Response) (body, error) {
	switch v := resp.Body.(type) {
	case nil:
		// A value that is nil is JSON, unless a load balancer asks: it refuses
		// null, and so do we for it.
		if kind != ALBEvent && kind != WebSocketEvent && strings.HasPrefix(resp.contentType(), jsonType) {
			return body{text: "null"}, nil
		}
		return body{none: true}, nil
	case string:
		return body{text: v}, nil
	case json.RawMessage:
		return body{text: rawjson.Shared(v)}, nil
	case []byte:
		if v == nil {
			v = []byte{}
		}
		return body{binary: v}, nil
	case io.Reader:
		return body{stream: v}, nil
	}
	text, err := c.encodeJSON(resp.Body)
	if err != nil {
		return body{}, fmt.Errorf("router: encoding the response: %w", err)
	}
	return body{text: text}, nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled is the size up to which buffers are kept: one large response must
// not hold its memory for the function's life.
const maxPooled = 64 << 10

// encodeJSON encodes a value without escaping what only HTML minds. A panic of
// the value's own methods is an error of the handler.
func (c *core) encodeJSON(v any) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{Value: p, Stack: debug.Stack()}
		}
	}()
	if c.config.Marshal != nil {
		text, err := c.config.Marshal(v)
		return string(text), err
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= maxPooled {
			buffers.Put(buf)
		}
	}()
	buf.Reset()
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if c.config.Debug {
		enc.SetIndent("", "    ")
	}
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return string(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

func (c *core) log(ctx context.Context, req *Request, level slog.Level, err error) {
	attrs := []slog.Attr{slog.String("method", req.Method), slog.String("path", req.Path), slog.String("route", req.RouteKey()), slog.Any("error", err)}
	if p, ok := errors.AsType[*PanicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(p.Stack)))
	}
	c.logger().LogAttrs(ctx, level, "request failed", attrs...)
}

func (c *core) logger() *slog.Logger {
	if c.config.Logger != nil {
		return c.config.Logger
	}
	return slog.Default()
}
