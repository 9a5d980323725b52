// The forms a handler can have, each made into one: Handler.

package router

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

// A Handler answers one request. The value it returns becomes the response:
// a *Response is sent as it is, a string or []byte as the body, anything else
// as JSON. An error becomes an error response.
type Handler func(ctx context.Context, req *Request) (any, error)

// A Middleware wraps a handler.
type Middleware func(Handler) Handler

// HTTP makes a Handler of a function written for net/http.
func HTTP(h http.HandlerFunc) Handler {
	return func(ctx context.Context, req *Request) (any, error) {
		hr, err := http.NewRequestWithContext(ctx, req.Method, req.Path, bytes.NewReader(req.body))
		if err != nil {
			return nil, err
		}
		for k, v := range req.headers {
			hr.Header.Set(k, v)
		}
		for k, v := range req.params {
			hr.SetPathValue(k, v)
		}
		w := &recorder{header: http.Header{}, status: http.StatusOK}
		h(w, hr)
		return &Response{Status: w.status, Header: w.header, Body: w.body.Bytes()}, nil
	}
}

type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header         { return w.header }
func (w *recorder) WriteHeader(status int)      { w.status = status }
func (w *recorder) Write(p []byte) (int, error) { return w.body.Write(p) }

// Typed makes a Handler of a function with an input and an output of its own.
func Typed[In, Out any](h func(context.Context, In) (Out, error)) Handler {
	return func(ctx context.Context, req *Request) (any, error) {
		var in In
		if len(req.body) > 0 {
			if err := json.Unmarshal(req.body, &in); err != nil {
				return nil, err
			}
		}
		return h(ctx, in)
	}
}
