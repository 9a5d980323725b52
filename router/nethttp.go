// net/http inside: functions and handlers written for it, and the request and
// response they see.

package router

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// HTTP makes a Handler of a function written for net/http. Path parameters are
// its PathValue; the context is the invocation's, and FromContext finds the
// Request in it.
func HTTP(h http.HandlerFunc) Handler { return Mounted(h) }

// Mounted makes a Handler of any http.Handler, such as a chi or gin router or
// an http.ServeMux, for a route with a pattern like "ANY /{path*}". What it
// writes is collected, and sent as text if it is text, else as base64. Under
// StartStreaming what it has written is sent whenever it flushes.
func Mounted(h http.Handler) Handler {
	return func(ctx context.Context, req *Request) (any, error) {
		hr, err := req.HTTPRequest(ctx)
		if err != nil {
			return nil, err
		}
		if req.streaming {
			return serveStream(h, hr)
		}
		w := &recorder{}
		h.ServeHTTP(w, hr)
		resp := w.response()
		if req.Method == http.MethodHead {
			resp.Body = "" // as net/http's server does
		}
		return resp, nil
	}
}

// Mount registers an http.Handler for the prefix and everything below it, for
// all methods. The handler sees the whole path; use http.StripPrefix if it
// should not.
func (r *Router) Mount(prefix string, h http.Handler) {
	if prefix != "/" && prefix != "" {
		r.Any(prefix, Mounted(h))
	} else {
		prefix = ""
	}
	r.Any(prefix+"/{path*}", Mounted(h))
}

// HTTPRequest returns the request as net/http has it: path, raw path, query,
// host, remote address, headers with all their values, cookies, path values and
// body. Its headers are a copy.
func (r *Request) HTTPRequest(ctx context.Context) (*http.Request, error) {
	body, err := r.Text()
	if err != nil {
		return nil, err
	}
	hr := new(http.Request).WithContext(withRequest(ctx, r))
	if r.headers != nil {
		hr.Header = r.headers.Clone()
	} else {
		hr.Header = r.buildHeaders()
	}
	hr.Method, hr.URL, hr.Body, hr.RemoteAddr = r.Method, r.url(), http.NoBody, r.remoteAddr()
	hr.RequestURI = hr.URL.RequestURI()
	hr.Proto, hr.ProtoMajor, hr.ProtoMinor = "HTTP/1.1", 1, 1
	if proto := r.Protocol(); proto != hr.Proto {
		if major, minor, ok := http.ParseHTTPVersion(proto); ok {
			hr.Proto, hr.ProtoMajor, hr.ProtoMinor = proto, major, minor
		}
	}
	if hr.Host = hr.Header.Get("Host"); hr.Host == "" {
		hr.Host = value(r.event.context.domain)
	}
	// net/http keeps these out of the headers, and so do we.
	delete(hr.Header, "Host")
	delete(hr.Header, "Transfer-Encoding")
	if body != "" {
		hr.Body, hr.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
		if hr.Header["Content-Length"] != nil {
			hr.Header["Content-Length"] = []string{strconv.Itoa(len(body))}
		}
	}
	for name, v := range r.Params() {
		hr.SetPathValue(name, v)
	}
	return hr, nil
}

// url returns path and query. A path that arrives decoded is encoded again
// where it has to be.
func (r *Request) url() *url.URL {
	u := &url.URL{Path: r.Path, RawQuery: r.RawQuery()}
	if r.kind.encodedPath() && strings.IndexByte(r.Path, '%') >= 0 {
		if plain, err := url.PathUnescape(r.Path); err == nil {
			if u.Path = plain; u.EscapedPath() != r.Path {
				u.RawPath = r.Path
			}
		}
	}
	return u
}

// remoteAddr returns the client's address with a port, as net/http has it.
func (r *Request) remoteAddr() string {
	ip := r.SourceIP()
	if ip == "" {
		return ""
	}
	if strings.Contains(ip, ":") && !strings.HasPrefix(ip, "[") {
		ip = "[" + ip + "]"
	}
	return ip + ":0"
}

// A recorder collects what a net/http handler writes.
type recorder struct {
	header http.Header
	sent   http.Header // as they were when the status was written
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

func (w *recorder) WriteHeader(status int) {
	if status < 100 || status > 999 {
		panic(fmt.Sprintf("router: WriteHeader: invalid status %d", status))
	}
	// Of informational responses there can be many; none gets to the client.
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status, w.sent = status, maps.Clone(w.Header())
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	if err := w.begin(func() []byte { return p }); err != nil {
		return 0, err
	}
	return w.body.Write(p)
}

func (w *recorder) WriteString(s string) (int, error) {
	if err := w.begin(func() []byte { return []byte(s[:min(len(s), 512)]) }); err != nil {
		return 0, err
	}
	return w.body.WriteString(s)
}

// begin does what net/http does before the body: it writes the status, and a
// content type if the handler has set none.
func (w *recorder) begin(first func() []byte) error {
	if w.status == 0 {
		if h := w.Header(); h[contentType] == nil && h["Content-Encoding"] == nil {
			h[contentType] = []string{http.DetectContentType(first())}
		}
		w.WriteHeader(http.StatusOK)
	}
	if w.status == http.StatusNoContent || w.status == http.StatusNotModified {
		return http.ErrBodyNotAllowed
	}
	if w.body.Len() == 0 && w.sent[contentType] == nil && w.sent["Content-Encoding"] == nil {
		w.sent[contentType] = []string{http.DetectContentType(first())}
	}
	return nil
}

// Flush is there for handlers that insist on it; what they wrote is sent when
// they return.
func (w *recorder) Flush() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
}

func (w *recorder) response() *Response {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	dropTrailers(w.sent)
	resp := &Response{Status: w.status, Header: w.sent}
	if isText(w.sent, w.body.Bytes()) {
		resp.Body = rawjson.Shared(w.body.Bytes())
	} else {
		resp.Body = w.body.Bytes()
	}
	return resp
}

// dropTrailers removes trailers: there's no way for them through a gateway.
func dropTrailers(h http.Header) {
	delete(h, "Trailer")
	for name := range h {
		if strings.HasPrefix(name, http.TrailerPrefix) {
			delete(h, name)
		}
	}
}

// isText reports whether a body can be sent as a JSON string and arrive as it
// is.
func isText(h http.Header, b []byte) bool {
	return h.Get("Content-Encoding") == "" && !binaryType(h.Get(contentType)) && utf8.Valid(b)
}

// binaryTypes are prefixes of the types of content that is never text.
var binaryTypes = []string{
	"image/", "audio/", "video/", "font/", "application/octet-stream", "application/zip", "application/gzip", "application/pdf",
}

func binaryType(t string) bool {
	for _, prefix := range binaryTypes {
		if strings.HasPrefix(t, prefix) && !strings.HasPrefix(t, "image/svg") {
			return true
		}
	}
	return false
}
