package local

// One request on its way through an HTTP API: stage, route, throttling,
// authorization, integration, CORS.

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/local/internal/payload"
)

// exchange is one request and its answer.
type exchange struct {
	g       *gateway
	r       *http.Request // as at the API's own endpoint
	asked   *http.Request // as the client sent it
	domain  string        // the custom domain by which it came, or empty
	w       http.ResponseWriter
	started time.Time
	id      string

	stage      *stage
	path       string // after the stage, as it stands in the URL
	route      *route
	params     pattern.Params
	header     http.Header // what integrations see
	body       []byte
	authorized *payload.Authorized
	preflight  bool

	// for the log
	reason   string
	function string
	cold     bool
	init     time.Duration
}

// reply is an answer before CORS and the gateway's own headers.
type reply struct {
	status int
	header http.Header
	body   []byte
	stream io.ReadCloser // instead of body
}

func message(status int, text string) *reply {
	return &reply{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: []byte(`{"message":"` + text + `"}`)}
}

// unable is the answer to what the gateway of this machine can't do.
func (x *exchange) unable(reason string) *reply {
	x.reason = reason
	return &reply{
		status: http.StatusNotImplemented,
		header: http.Header{"Content-Type": {"application/json"}},
		body:   encode(map[string]string{"message": "gatehouse: " + reason}),
	}
}

// fail is an answer whose reason only the log has, as in API Gateway.
func (x *exchange) fail(status int, text, format string, args ...any) *reply {
	x.reason = fmt.Sprintf(format, args...)
	return message(status, text)
}

func (x *exchange) internal(format string, args ...any) *reply {
	return x.fail(http.StatusInternalServerError, "Internal Server Error", format, args...)
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{g: g, r: r, asked: r, w: w, started: time.Now(), id: requestID()}
	x.write(x.answer())
}

// requestID is in the form of HTTP APIs' own, e.g. "JKJaXmPLvHcESHA=".
func requestID() string {
	var b [11]byte
	rand.Read(b[:])
	return base64.URLEncoding.EncodeToString(b[:])
}

// answer takes the steps in API Gateway's order.
func (x *exchange) answer() *reply {
	g, r := x.g, x.r
	if x.domain == "" && !g.srv.isOurs(r.Host) {
		return x.fail(http.StatusForbidden, "Forbidden", "host %q is not a name of this server; see Config.Hosts or --host-name", r.Host)
	}
	if headerSize(r) > maxHeader {
		return x.fail(http.StatusRequestHeaderFieldsTooLarge, "Request Header Fields Too Large", "request line and headers are larger than %d bytes", maxHeader)
	}
	if r.ContentLength > maxBody {
		return x.tooLarge()
	}
	if g.reason != "" {
		return x.unable(g.reason)
	}
	if x.domain == "" && g.api.Disabled {
		return x.fail(http.StatusForbidden, "Forbidden", "the API's own endpoint is disabled; only custom domains reach it")
	}
	if !strings.HasPrefix(r.URL.Path, "/") {
		return x.fail(http.StatusBadRequest, "Bad Request", "the request's target is no path")
	}
	if x.domain == "" {
		x.stage, x.path = g.stageOf(r.URL.EscapedPath())
	}
	if x.stage == nil || !x.stage.AutoDeploy && !x.stage.Deployment {
		return x.fail(http.StatusNotFound, "Not Found", "no stage for this path is deployed")
	}
	if x.stage.reason != "" {
		return x.unable(x.stage.reason)
	}
	x.preflight = cors.IsPreflight(r.Method, r.Header.Get("Origin"), r.Header.Get("Access-Control-Request-Method"))
	route, params, ok := g.routes.Match(r.Method, x.path)
	if !ok {
		if g.api.CORS != nil && x.preflight {
			return &reply{status: http.StatusNoContent, header: http.Header{}}
		}
		return x.fail(http.StatusNotFound, "Not Found", "no route matches")
	}
	x.route, x.params = route, params
	if l := x.stage.limiters[route.Key]; l != nil && !l.AllowN(x.started, 1) {
		return x.fail(http.StatusTooManyRequests, "Too Many Requests", "the route's throttle of %v a second, %d at once", l.Limit(), l.Burst())
	}
	if route.reason != "" {
		return x.unable(route.reason)
	}
	x.header = x.gatewayHeader()
	if bad := x.authorize(); bad != nil {
		return bad
	}
	return x.integrate()
}

// maxBody is the most bytes of a body (developer guide, "Quotas for HTTP APIs": 10 MB).
const maxBody = 10 * 1024 * 1024

// bodyTime is how long a client may take to send its body.
const bodyTime = 30 * time.Second

func (x *exchange) tooLarge() *reply {
	x.w.Header().Set("Connection", "close")
	return x.fail(http.StatusRequestEntityTooLarge, "Request Entity Too Large", "the body is larger than %d bytes", maxBody)
}

// readBody reads the body once.
func (x *exchange) readBody() *reply {
	if x.body != nil || x.r.Body == nil || x.r.Body == http.NoBody {
		return nil
	}
	if err := http.NewResponseController(x.w).SetReadDeadline(time.Now().Add(bodyTime)); err != nil {
		return x.internal("read deadline: %v", err)
	}
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxBody))
	// Reading goes on behind a handler, to see a client leave; that has no deadline.
	if err := http.NewResponseController(x.w).SetReadDeadline(time.Time{}); err != nil {
		return x.internal("read deadline: %v", err)
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return x.tooLarge()
	}
	if netError, ok := errors.AsType[net.Error](err); ok && netError.Timeout() {
		x.w.Header().Set("Connection", "close")
		return x.fail(http.StatusRequestTimeout, "Request Timeout", "the body did not come within %v", bodyTime)
	}
	if err != nil {
		x.w.Header().Set("Connection", "close")
		return x.fail(http.StatusBadRequest, "Bad Request", "the body broke off: %v", err)
	}
	x.body = body
	x.header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}

// gatewayHeader is the request's header with what API Gateway adds.
func (x *exchange) gatewayHeader() http.Header {
	h := maps.Clone(x.r.Header)
	ip, _, _ := net.SplitHostPort(x.r.RemoteAddr)
	forwarded := append(append([]string{}, h["X-Forwarded-For"]...), ip)
	h["X-Forwarded-For"] = []string{strings.Join(forwarded, ", ")}
	h["X-Forwarded-Proto"] = []string{"http"}
	_, port, _ := net.SplitHostPort(x.r.Context().Value(http.LocalAddrContextKey).(net.Addr).String())
	h["X-Forwarded-Port"] = []string{port}
	h["Host"] = []string{x.r.Host}
	if h["X-Amzn-Trace-Id"] == nil {
		h["X-Amzn-Trace-Id"] = []string{traceID(x.started)}
	}
	if x.r.ContentLength >= 0 {
		h["Content-Length"] = []string{strconv.FormatInt(x.r.ContentLength, 10)}
	}
	return h
}

func traceID(at time.Time) string {
	var b [12]byte
	rand.Read(b[:])
	return fmt.Sprintf("Root=1-%08x-%x", at.Unix(), b)
}

// write sends the answer, with CORS and the gateway's own headers.
func (x *exchange) write(a *reply) {
	h := x.w.Header()
	for name, values := range a.header {
		if name != "Content-Length" && !isHopByHop(name) {
			h[name] = values
		}
	}
	h["Apigw-Requestid"] = []string{x.id}
	x.cors(h)
	written := int64(len(a.body))
	if a.stream != nil {
		defer a.stream.Close()
		x.w.WriteHeader(a.status)
		n, err := pass(x.w, a.stream)
		written = n
		if err != nil {
			x.reason = "the answer broke off: " + err.Error()
			x.log(a.status, written)
			panic(http.ErrAbortHandler) // the only way to let the client know
		}
	} else {
		if a.status != http.StatusNoContent && a.status != http.StatusNotModified {
			h["Content-Length"] = []string{strconv.Itoa(len(a.body))}
		}
		x.w.WriteHeader(a.status)
		x.w.Write(a.body)
	}
	x.log(a.status, written)
}

// pass passes a stream on, each part as it comes.
func pass(w http.ResponseWriter, from io.Reader) (written int64, err error) {
	flush := http.NewResponseController(w)
	buf := make([]byte, 32*1024)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			m, werr := w.Write(buf[:n])
			written += int64(m)
			if werr != nil {
				return written, werr
			}
			if werr := flush.Flush(); werr != nil {
				return written, werr
			}
		}
		if err == io.EOF {
			return written, nil
		}
		if err != nil {
			return written, err
		}
	}
}

// cors puts the gateway's CORS headers in the place of the backend's.
func (x *exchange) cors(h http.Header) {
	policy := x.g.api.CORS
	if policy == nil || x.g.reason != "" {
		return
	}
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") {
			delete(h, name)
		}
	}
	origin := x.r.Header.Get("Origin")
	headers := policy.Headers(origin)
	if x.preflight {
		headers = policy.Preflight(origin)
	}
	for name, value := range headers {
		switch {
		case name == "Vary":
			h.Add(name, value)
		case value != "":
			h.Set(name, value)
		}
	}
}

var hopByHop = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Proxy-Authenticate": true, "Proxy-Authorization": true, "Proxy-Connection": true,
	"Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true,
}

func isHopByHop(name string) bool { return hopByHop[http.CanonicalHeaderKey(name)] }
