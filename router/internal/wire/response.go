// From what a function sends back to an HTTP response.

package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/payload"
)

// Response returns what a client gets that the service passes a function's
// answer on to. If the service can't make sense of it, that is the service's own
// error, and err says why. The request may be nil, and the kind 0: then what any
// service takes is taken.
func Response(kind Kind, route Route, out []byte, r *http.Request) (resp *http.Response, err error) {
	a := answer{kind: kind, route: route}
	if r != nil {
		a.accept = r.Header.Get("Accept")
	}
	if err := a.read(out); err != nil {
		failed := Failure(kind, route, r)
		if errors.Is(err, errNotBase64) {
			failed.StatusCode = http.StatusInternalServerError // recorded in 2024; all else is 502
		}
		return failed, err
	}
	a.finish()
	return a.response(r), nil
}

// errNotBase64 is a body for a REST API that says it is base64.
var errNotBase64 = errors.New("the body is not base64")

// Failure returns what a client gets of a function that fails.
func Failure(kind Kind, route Route, r *http.Request) *http.Response {
	a := answer{kind: kind, route: route, header: http.Header{"Content-Type": {"application/json"}}, status: http.StatusBadGateway}
	switch {
	case a.isREST():
		a.header.Set("X-Amzn-Errortype", "InternalServerErrorException")
		a.body = []byte(`{"message": "Internal server error"}`)
	case a.isHTTP():
		a.status, a.body = http.StatusInternalServerError, []byte(`{"message":"Internal Server Error"}`)
	case kind == URL:
		a.header.Set("Content-Type", "text/plain")
		a.body = []byte("Internal Server Error")
	default:
		a.header.Set("Content-Type", "text/html")
		a.body = []byte("<html><body>502 Bad Gateway</body></html>")
	}
	a.finish()
	return a.response(r)
}

// An answer is what a service makes of a function's result.
type answer struct {
	kind   Kind
	route  Route
	accept string // the client's
	status int
	header http.Header
	body   []byte
}

func (a *answer) isREST() bool { return a.kind == REST && !a.route.Format1 }

// isHTTP reports whether the service is an HTTP API, with whichever format.
func (a *answer) isHTTP() bool { return a.kind == HTTP || a.kind == REST && a.route.Format1 }

// read reads the result by the rules of the service.
func (a *answer) read(out []byte) error {
	if a.isREST() {
		return a.readREST(out)
	}
	parse := payload.ParseV2
	switch {
	case a.kind == REST || a.kind == HTTP && a.route.Format1:
		parse = payload.ParseV1
	case a.kind == URL:
		parse = payload.ParseURL
	case a.kind == ALB, a.kind == 0 && hasMultiValues(out):
		parse = payload.ParseALB
	}
	r, err := parse(out)
	if err != nil {
		return err
	}
	a.status, a.header, a.body = r.Status, r.Header, r.Body
	return nil
}

// readREST decodes a body for clients that take bytes only.
func (a *answer) readREST(out []byte) error {
	r, err := payload.ParseREST(out)
	if err != nil {
		return err
	}
	a.status, a.header, a.body = r.Status, r.Header, r.Body
	if r.Encoded && a.wantsBinary() {
		if a.body, err = r.Decode(); err != nil {
			return fmt.Errorf("%w: %w", errNotBase64, err)
		}
	}
	return nil
}

// hasMultiValues reports whether an answer is for a service with multi-value
// headers.
func hasMultiValues(out []byte) bool {
	var fields struct{ MultiValueHeaders json.RawMessage }
	return json.Unmarshal(out, &fields) == nil && fields.MultiValueHeaders != nil
}

// wantsBinary reports whether a REST API decodes a body for the client: if the
// first type that it accepts is one of the API's binary types (recorded in 2024).
// Without such types all are: a test's body should arrive as it was written.
func (a *answer) wantsBinary() bool {
	if a.route.BinaryTypes == nil {
		return true
	}
	first, _, _ := strings.Cut(a.accept, ",")
	return payload.IsBinary(a.route.BinaryTypes, first)
}

// finish adds what the service adds to every answer.
func (a *answer) finish() {
	set := func(name, v string) {
		if a.header.Get(name) == "" {
			a.header.Set(name, v)
		}
	}
	set("Date", time.Now().UTC().Format(http.TimeFormat))
	switch {
	case a.isREST():
		set("Content-Type", "application/json")
		set("X-Amzn-Requestid", requestID)
		set("X-Amz-Apigw-Id", "test-request")
		set("X-Amzn-Trace-Id", traceID)
	case a.isHTTP():
		if len(a.body) > 0 {
			set("Content-Type", "text/plain; charset=utf-8")
		}
		set("Apigw-Requestid", "test-request")
	case a.kind == URL:
		set("Content-Type", "application/json")
		set("X-Amzn-Requestid", requestID)
		set("X-Amzn-Trace-Id", traceID)
	}
	set("Content-Length", strconv.Itoa(len(a.body))) // of an answer to HEAD, the function's
}

func (a *answer) response(r *http.Request) *http.Response {
	return &http.Response{
		StatusCode: a.status, Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: a.header, Request: r,
		Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)),
	}
}
