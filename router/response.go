// The response: what a handler gives back when a value isn't enough.

package router

import (
	"io"
	"maps"
	"net/http"
)

// A Response is the whole answer to a request.
type Response struct {
	Status  int         // 0: 200
	Header  http.Header // may be nil; names are sent as they're written here
	Cookies []*http.Cookie

	// Body is a string or json.RawMessage, sent as text; []byte, sent as base64
	// so that any content arrives as it is; an io.Reader, read to its end and
	// sent as text if it is text, else as []byte, or streamed under
	// StartStreaming, and closed if it's an io.Closer; nil for none; anything else, sent as JSON.
	Body any

	// Compress overrides the route's setting: On or Off.
	Compress Switch

	mediaType string // the Content-Type while Header is nil
	own       bool   // made for this request, and never seen by a handler
}

// A Switch is a setting that may be left to somebody else.
type Switch uint8

const (
	Default Switch = iota // as set elsewhere
	On
	Off
)

// JSON returns a response with v as its JSON body.
func JSON(status int, v any) *Response {
	return &Response{Status: status, Header: http.Header{contentType: {jsonType}}, Body: v}
}

// Text returns a response with a plain text.
func Text(status int, text string) *Response {
	return &Response{Status: status, Header: http.Header{contentType: {"text/plain; charset=utf-8"}}, Body: text}
}

// HTML returns a response with a page.
func HTML(status int, page string) *Response {
	return &Response{Status: status, Header: http.Header{contentType: {"text/html; charset=utf-8"}}, Body: page}
}

// Bytes returns a response with binary content, such as "image/png".
func Bytes(status int, mediaType string, b []byte) *Response {
	return &Response{Status: status, Header: http.Header{contentType: {mediaType}}, Body: b}
}

// Stream returns a response whose body is read from r.
func Stream(status int, mediaType string, r io.Reader) *Response {
	return &Response{Status: status, Header: http.Header{contentType: {mediaType}}, Body: r}
}

// NoContent returns a response of status 204.
func NoContent() *Response { return &Response{Status: http.StatusNoContent} }

// Redirect returns a response that sends the client to another URL; the usual
// statuses are 302, 303, 307 and 308.
func Redirect(status int, url string) *Response {
	return &Response{Status: status, Header: http.Header{"Location": {url}}}
}

const (
	contentType = "Content-Type"
	jsonType    = "application/json"
)

// ToResponse makes a response of what a handler returned: a *Response stays
// what it is, nil included; everything else becomes the body of a 200 with the
// type application/json, strings as they are. Middleware uses it to look at,
// or add to, what the next handler returned.
func ToResponse(v any) *Response {
	r := toResponse(v)
	if r.mediaType != "" {
		r.Header, r.mediaType = http.Header{contentType: {r.mediaType}}, ""
	}
	if r.own {
		r.own = false // whoever gets it may keep it, and return it to others
	}
	return r
}

// toResponse is ToResponse without a map for the one header.
func toResponse(v any) *Response {
	switch v := v.(type) {
	case *Response:
		if v != nil {
			return v
		}
		return &Response{Status: http.StatusNoContent}
	case Response:
		return &v
	}
	return &Response{Status: http.StatusOK, mediaType: jsonType, Body: v, own: true}
}

func (r *Response) status() int {
	if r.Status == 0 {
		return http.StatusOK
	}
	return r.Status
}

// header returns the headers of a response that is the router's own, and makes
// the map if need be.
func (r *Response) header() http.Header {
	if r.Header == nil {
		r.Header = http.Header{}
		if r.mediaType != "" {
			r.Header[contentType] = []string{r.mediaType}
		}
	}
	return r.Header
}

// owned returns a copy that may be changed. A handler may return the same
// response to many requests at once.
func (r *Response) owned() *Response {
	if r.own {
		return r
	}
	c := r.clone()
	c.own = true
	return c
}

// clone returns a copy with headers of its own.
func (r *Response) clone() *Response {
	c := *r
	c.Header = maps.Clone(r.Header)
	return &c
}

// close closes a body that will not be read.
func (r *Response) close() {
	if _, ok := r.Body.(io.Reader); !ok {
		return
	}
	if c, ok := r.Body.(io.Closer); ok {
		_ = c.Close() // the response is an error already
	}
}

// contentType returns the response's media type.
func (r *Response) contentType() string {
	if r.Header == nil {
		return r.mediaType
	}
	return headerOf(r.Header, contentType)
}
