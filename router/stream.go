// Streaming: responses that are sent while they're made.

package router

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

// StartStreaming is Start for functions whose responses are streamed: function
// URLs with the invoke mode RESPONSE_STREAM, and REST APIs whose integration
// has the response transfer mode STREAM. It does not return. Events of other
// kinds are answered as by Start.
func StartStreaming(r *Router) {
	r.core.build()
	lambda.Start(func(ctx context.Context, in rawEvent) (io.Reader, error) { return r.InvokeStream(ctx, in) })
}

// A rawEvent keeps aws-lambda-go from decoding the event.
type rawEvent []byte

func (e *rawEvent) UnmarshalJSON(b []byte) error {
	*e = bytes.Clone(b)
	return nil
}

// InvokeStream answers one event with a reader. For a function URL or a REST
// API it is an *events.LambdaFunctionURLStreamingResponse or an
// *events.APIGatewayProxyStreamingResponse: status and headers, then the body as
// it comes. For other kinds it holds what Invoke returns. It's
// to be closed if it is an io.Closer.
func (r *Router) InvokeStream(ctx context.Context, payload []byte) (out io.Reader, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, &PanicError{Value: p, Stack: debug.Stack()}
		}
	}()
	c := r.core
	c.build()
	req, err := c.newRequest(payload)
	if err != nil {
		return nil, err
	}
	ctx = req.within(ctx)
	if req.kind != URLEvent && req.kind != RESTEvent {
		out, err := c.buffered(ctx, req)
		return bytes.NewReader(out), err
	}
	req.streaming = true
	resp, b, err := c.answer(ctx, req)
	if err != nil {
		return nil, err
	}
	if req.kind == RESTEvent {
		headers := map[string][]string{}
		for _, h := range resp.lines(nil) {
			headers[h.name] = cleanAll(h.values)
		}
		return &events.APIGatewayProxyStreamingResponse{
			StatusCode: resp.status(), MultiValueHeaders: headers, Cookies: resp.cookieLines(), Body: b.reader(),
		}, nil
	}
	headers := map[string]string{}
	for _, h := range resp.lines(nil) {
		headers[h.name] = clean(joinValues(h.values))
	}
	return &events.LambdaFunctionURLStreamingResponse{
		StatusCode: resp.status(), Headers: headers, Cookies: resp.cookieLines(), Body: b.reader(),
	}, nil
}

func cleanAll(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = clean(v)
	}
	return out
}

// reader returns the body's content.
func (b *body) reader() io.Reader {
	switch {
	case b.stream != nil:
		return b.stream
	case b.binary != nil:
		return bytes.NewReader(b.binary)
	}
	return bytes.NewReader([]byte(b.text))
}

// serveStream runs a net/http handler beside the reader of its response.
func serveStream(h http.Handler, hr *http.Request) (*Response, error) {
	r, w := io.Pipe()
	sw := &streamWriter{pipe: w, ready: make(chan struct{})}
	go func() {
		defer func() {
			if p := recover(); p != nil {
				err := &PanicError{Value: p, Stack: debug.Stack()}
				sw.begin(http.StatusInternalServerError, err)
				w.CloseWithError(err)
			}
		}()
		h.ServeHTTP(sw, hr)
		sw.begin(http.StatusOK, nil)
		w.Close()
	}()
	select {
	case <-sw.ready:
	case <-hr.Context().Done():
		r.CloseWithError(hr.Context().Err())
		return nil, hr.Context().Err()
	}
	if sw.failed != nil {
		return nil, sw.failed
	}
	return &Response{Status: sw.status, Header: sw.sent, Body: r, Compress: Off}, nil
}

// A streamWriter passes what a net/http handler writes on.
type streamWriter struct {
	header http.Header
	pipe   *io.PipeWriter
	once   sync.Once
	ready  chan struct{}
	status int
	sent   http.Header
	failed error
}

func (w *streamWriter) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

// begin fixes status and headers, the first time it's called.
func (w *streamWriter) begin(status int, failed error) {
	w.once.Do(func() {
		w.status, w.failed = status, failed
		w.sent = maps.Clone(w.Header())
		for name, values := range w.sent {
			w.sent[name] = slices.Clone(values)
		}
		dropTrailers(w.sent)
		close(w.ready)
	})
}

func (w *streamWriter) WriteHeader(status int) {
	if status >= 200 {
		w.begin(status, nil)
	}
}

func (w *streamWriter) Write(p []byte) (int, error) {
	if h := w.Header(); w.sent == nil && h[contentType] == nil && h["Content-Encoding"] == nil {
		h[contentType] = []string{http.DetectContentType(p)}
	}
	w.begin(http.StatusOK, nil)
	return w.pipe.Write(p)
}

// Flush sends status and headers, if they weren't; bodies never wait.
func (w *streamWriter) Flush() { w.begin(http.StatusOK, nil) }
