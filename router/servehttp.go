// net/http outside: the router as an http.Handler, for tests and local runs.

package router

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router/internal/wire"
)

// ServeHTTP answers an HTTP request as the function would: it makes an event of
// it, of the kind that Config.Event says or else a function URL's, and sends
// what comes back. Bodies that are an io.Reader are sent as they come. An
// invocation that fails is a 502, as at a gateway.
func (r *Router) ServeHTTP(w http.ResponseWriter, hr *http.Request) {
	kind := r.core.config.Event
	if kind == AnyEvent {
		kind = URLEvent
	}
	event, err := wire.Event(wire.Kind(kind), hr, wire.Route{})
	if err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if kind == URLEvent || kind == RESTEvent {
		r.serveStream(w, hr, event)
		return
	}
	out, err := r.Invoke(hr.Context(), event)
	if err != nil {
		r.core.responder.logger().Error("invocation failed", "error", err)
		http.Error(w, "Bad Gateway", http.StatusBadGateway)
		return
	}
	resp, err := wire.Response(wire.Kind(kind), wire.Route{}, out, hr)
	if err != nil {
		http.Error(w, "Bad Gateway: "+err.Error(), http.StatusBadGateway)
		return
	}
	send(w, resp.StatusCode, resp.Header, resp.Body)
}

// serveStream answers a request of a kind whose response may be streamed.
func (r *Router) serveStream(w http.ResponseWriter, hr *http.Request, event []byte) {
	c := r.core
	c.build()
	req, err := c.newRequest(event)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	req.streaming = true
	resp, b, err := c.answer(req.within(hr.Context()), req)
	if err != nil {
		c.responder.logger().Error("invocation failed", "error", err)
		http.Error(w, "Bad Gateway", http.StatusBadGateway)
		return
	}
	h := http.Header{}
	for _, line := range resp.lines(nil) {
		for _, v := range line.values {
			h.Add(line.name, clean(v))
		}
	}
	for _, cookie := range resp.cookieLines() {
		h.Add("Set-Cookie", cookie)
	}
	body := b.reader()
	if closer, ok := body.(io.Closer); ok {
		defer closer.Close()
	}
	send(w, resp.status(), h, body)
}

func send(w http.ResponseWriter, status int, h http.Header, body io.Reader) {
	for name, values := range h {
		w.Header()[name] = values
	}
	w.WriteHeader(status)
	if _, fixed := body.(*bytes.Reader); fixed {
		_, _ = io.Copy(w, body) // the client has gone
		return
	}
	flusher := http.NewResponseController(w)
	buf := make([]byte, 32<<10)
	for {
		n, err := body.Read(buf)
		if n > 0 {
			if _, failed := w.Write(buf[:n]); failed != nil {
				return
			}
			_ = flusher.Flush() // those that can't flush send at the end
		}
		if err != nil {
			return
		}
	}
}
