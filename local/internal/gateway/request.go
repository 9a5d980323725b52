// A request as it comes to a gateway, with the parts that every kind reads alike.

package gateway

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

// Request is a request at the door of a gateway.
type Request struct {
	*http.Request // as at the API's own endpoint

	Asked   *http.Request // as the client sent it
	Domain  string        // the custom domain by which it came, or empty
	Stage   string        // to which the custom domain leads
	Path    string        // after the stage, as it stands in the URL; only with Domain
	Started time.Time
	ID      string           // in the form of API Gateway's own, e.g. "JKJaXmPLvHcESHA="
	Trace   *trace.Recording // nil records nothing

	w    http.ResponseWriter
	read bool
	body []byte

	spelled map[string]string // names of headers by their lower case
}

// Arrived takes a request in. From now on its body must come within 30 s, also
// if no one reads it: net/http waits for it before it answers.
func Arrived(w http.ResponseWriter, r *http.Request) *Request {
	if r.ContentLength != 0 {
		// Only recorders of tests have no deadline, and they never stall.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
	}
	return &Request{Request: r, Asked: r, Started: time.Now(), ID: NewID(), w: w}
}

// NewID makes an id in the form of API Gateway's own, e.g. "JKJaXmPLvHcESHA=".
func NewID() string {
	var b [11]byte
	rand.Read(b[:])
	return base64.URLEncoding.EncodeToString(b[:])
}

// Through is the request of a custom domain, as it would be at the API's own
// endpoint: without the key of the mapping, and with the stage. So functions
// see it in format 2.0 (developer guide, "Create AWS Lambda proxy integrations
// for HTTP APIs", and what users of named stages report). The rest is the path
// after the key, as it stands in the URL.
func (r *Request) Through(domain, stage, rest string) *Request {
	to := *r
	to.Domain, to.Stage, to.Path = domain, stage, rest
	if stage != "$default" {
		rest = "/" + stage + rest
	}
	inner := *r.Asked
	inner.URL = new(*r.Asked.URL)
	inner.URL.RawPath = rest
	inner.URL.Path, _ = url.PathUnescape(rest) // a part of what was unescaped before
	to.Request = &inner
	return &to
}

// AskedPath is the path as the client sent it, percent signs and all.
func (r *Request) AskedPath() string {
	path, _, _ := strings.Cut(r.Asked.RequestURI, "?")
	if !strings.HasPrefix(path, "/") { // the target names a host, too
		return r.Asked.URL.EscapedPath()
	}
	return path
}

// DomainName is the name by which the client came.
func (r *Request) DomainName() string { return cmp.Or(r.Domain, r.Host) }

// SourceIP is the client's address, without its port.
func (r *Request) SourceIP() string {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return ip
}

// HeadSize is the size in bytes of what API Gateway limits: the request line and
// the values of the headers together.
func (r *Request) HeadSize() int {
	n := len(r.Method) + len(r.RequestURI) + len(r.Proto) + 4 + len(r.Host)
	for _, values := range r.Header {
		for _, v := range values {
			n += len(v)
		}
	}
	return n
}

// GatewayHeader is the request's header with what API Gateway adds: where the
// request comes from, and an id to trace it by.
func (r *Request) GatewayHeader() http.Header {
	h := maps.Clone(r.Header)
	forwarded := append(slices.Clip(h["X-Forwarded-For"]), r.SourceIP())
	h["X-Forwarded-For"] = []string{strings.Join(forwarded, ", ")}
	h["X-Forwarded-Proto"] = []string{"http"}
	_, port, _ := net.SplitHostPort(r.Context().Value(http.LocalAddrContextKey).(net.Addr).String())
	h["X-Forwarded-Port"] = []string{port}
	h["Host"] = []string{r.Host}
	if h["X-Amzn-Trace-Id"] == nil {
		var b [12]byte
		rand.Read(b[:])
		h["X-Amzn-Trace-Id"] = []string{fmt.Sprintf("Root=1-%08x-%x", r.Started.Unix(), b)}
	}
	if r.ContentLength >= 0 {
		h["Content-Length"] = []string{strconv.FormatInt(r.ContentLength, 10)}
	}
	return h
}

// bodyTime is how long a client may take to send its body; a variable for tests.
var bodyTime = 30 * time.Second

// BodyError is why a body could not be read, with the status that it deserves.
type BodyError struct {
	Status int // 400, 408, 413 or 500
	Reason string
}

func (e *BodyError) Error() string { return e.Reason }

// ReadBody reads the body, at most limit bytes of it. Called again, it returns
// the same body. After an error the connection is closed with the answer.
func (r *Request) ReadBody(limit int64) ([]byte, *BodyError) {
	if r.read || r.Body == nil || r.Body == http.NoBody {
		return r.body, nil
	}
	if r.ContentLength > limit {
		return nil, r.tooLarge(limit)
	}
	var b bytes.Buffer
	b.Grow(int(min(max(r.ContentLength, 0), 1<<19)) + bytes.MinRead) // what is announced need not come
	_, err := b.ReadFrom(http.MaxBytesReader(r.w, r.Body, limit))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, r.tooLarge(limit)
	}
	if netError, ok := errors.AsType[net.Error](err); ok && netError.Timeout() {
		return nil, r.broken(http.StatusRequestTimeout, "the body did not come within %v", bodyTime)
	}
	if err != nil {
		return nil, r.broken(http.StatusBadRequest, "the body broke off: %v", err)
	}
	// Reading goes on behind a handler, to see a client leave; that has no deadline.
	if err := http.NewResponseController(r.w).SetReadDeadline(time.Time{}); err != nil {
		return nil, r.broken(http.StatusInternalServerError, "read deadline: %v", err)
	}
	r.read, r.body = true, b.Bytes()
	return r.body, nil
}

// CheckLength refuses a body that says itself to be larger than limit bytes.
func (r *Request) CheckLength(limit int64) *BodyError {
	if r.ContentLength > limit {
		return r.tooLarge(limit)
	}
	return nil
}

func (r *Request) tooLarge(limit int64) *BodyError {
	return r.broken(http.StatusRequestEntityTooLarge, "the body is larger than %d bytes", limit)
}

func (r *Request) broken(status int, format string, args ...any) *BodyError {
	r.w.Header().Set("Connection", "close")
	return &BodyError{Status: status, Reason: fmt.Sprintf(format, args...)}
}

// MaxHead is the most bytes of HeadSize that API Gateway takes (developer guide,
// "Quotas for HTTP APIs" and "Quotas for REST APIs").
const MaxHead = 10240
