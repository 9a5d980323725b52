// Responding: from what a handler returns, or its error, to a response and its
// body.

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

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// Render makes the response of what a handler returned, errors included, as the
// router itself does after all middleware. Middleware that has to know the
// final status calls it and returns the response instead. The error isn't nil
// only under Config.ReturnErrors.
func Render(ctx context.Context, req *Request, v any, err error) (*Response, error) {
	resp, err := req.core.responder.render(ctx, req, v, err)
	if err != nil {
		return nil, err
	}
	return ToResponse(resp), nil
}

// A responder makes responses of what handlers return.
type responder struct {
	config       *Config
	onError      []errorHandler
	singleValues sync.Once // warned of
}

func (r *responder) render(ctx context.Context, req *Request, v any, err error) (*Response, error) {
	if err == nil {
		return toResponse(v), nil
	}
	if v, failed, handled := r.handleError(ctx, req, err); handled {
		if failed == nil {
			return toResponse(v), nil
		}
		err = failed
	}
	if invalid, ok := errors.AsType[*ValidationError](err); ok {
		return invalid.response(), nil
	}
	known, ok := errors.AsType[*Error](err)
	if !ok && r.config.ReturnErrors {
		return nil, err
	}
	if !ok {
		known = &Error{Status: http.StatusInternalServerError, Message: "Internal server error", Cause: err}
	}
	if known.status() >= 500 && !(ok && known.Cause == nil) {
		r.log(ctx, req, slog.LevelError, err)
	}
	return r.errorResponse(known), nil
}

// handleError finds the handler for an error, the outermost in the chain
// first, and calls it.
func (r *responder) handleError(ctx context.Context, req *Request, err error) (v any, failed error, handled bool) {
	if len(r.onError) == 0 {
		return nil, nil, false
	}
	for ; err != nil; err = errors.Unwrap(err) {
		for i := len(r.onError) - 1; i >= 0; i-- {
			v, failed, handled = protectedError(ctx, req, err, r.onError[i])
			if handled {
				return v, failed, true
			}
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range many.Unwrap() {
				if v, failed, handled = r.handleError(ctx, req, one); handled {
					return v, failed, true
				}
			}
		}
	}
	return nil, nil, false
}

func protectedError(ctx context.Context, req *Request, err error, h errorHandler) (v any, failed error, handled bool) {
	defer func() {
		if p := recover(); p != nil {
			v, failed, handled = nil, &PanicError{Value: p, Stack: debug.Stack()}, true
		}
	}()
	return h(ctx, req, err)
}

// errorResponse returns an error in Powertools' shape.
func (r *responder) errorResponse(e *Error) *Response {
	out := struct {
		StatusCode int      `json:"statusCode"`
		Message    any      `json:"message"`
		Cause      string   `json:"cause,omitempty"`
		Stack      []string `json:"stack,omitempty"`
	}{StatusCode: e.status(), Message: e.message()}
	if e.Detail != nil {
		out.Message = e.Detail
	}
	if r.config.Debug && e.Cause != nil {
		out.Cause = e.Cause.Error()
		if p, ok := errors.AsType[*PanicError](e.Cause); ok {
			for line := range bytes.Lines(p.Stack) {
				out.Stack = append(out.Stack, string(bytes.TrimRight(line, "\n")))
			}
		}
	}
	return JSON(e.status(), out)
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
func (r *responder) bodyOf(kind EventKind, resp *Response) (body, error) {
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
	text, err := r.encodeJSON(resp.Body)
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
func (r *responder) encodeJSON(v any) (text string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{Value: p, Stack: debug.Stack()}
		}
	}()
	if r.config.Marshal != nil {
		text, err := r.config.Marshal(v)
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
	if r.config.Debug {
		enc.SetIndent("", "    ")
	}
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return string(bytes.TrimSuffix(buf.Bytes(), []byte("\n"))), nil
}

func (r *responder) log(ctx context.Context, req *Request, level slog.Level, err error) {
	attrs := []slog.Attr{
		slog.String("method", req.Method), slog.String("path", req.Path), slog.String("route", req.RouteKey()),
		slog.Any("error", err),
	}
	if p, ok := errors.AsType[*PanicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(p.Stack)))
	}
	r.logger().LogAttrs(ctx, level, "request failed", attrs...)
}

func (r *responder) logger() *slog.Logger {
	if r.config.Logger != nil {
		return r.config.Logger
	}
	return slog.Default()
}
