// From what a function sends back to an HTTP response.

package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Response returns what a client gets that the service passes a function's
// answer on to. If the service can't make sense of it, that is the service's own
// error, and err says why. The request may be nil, and the kind 0: then what any
// service takes is taken.
func Response(kind Kind, route Route, out []byte, r *http.Request) (resp *http.Response, err error) {
	a := answer{kind: kind, route: route, header: http.Header{}}
	if r != nil {
		a.accept = r.Header.Get("Accept")
	}
	if err := a.read(bytes.TrimSpace(out)); err != nil {
		failed := Failure(kind, route, r)
		if errors.Is(err, errNotBase64) && a.isREST() {
			failed.StatusCode = http.StatusInternalServerError // recorded in 2024; all else is 502
		}
		return failed, err
	}
	a.finish()
	return a.response(r), nil
}

var errNotBase64 = errors.New("the response's body is not valid base64")

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

// infers reports whether the service takes a result without a status for the
// body itself.
func (a *answer) infers() bool { return a.kind == URL || a.kind == HTTP && !a.route.Format1 }

type members = map[string]json.RawMessage

// read reads the result.
func (a *answer) read(out []byte) error {
	var result members
	isObject := json.Unmarshal(out, &result) == nil && result != nil
	switch {
	case a.infers() && result["statusCode"] == nil:
		return a.infer(out)
	case !isObject:
		return fmt.Errorf("the response is not a JSON object: %.100s", out)
	}
	if err := a.checkMembers(result); err != nil {
		return err
	}
	if err := a.readStatus(result["statusCode"]); err != nil {
		return err
	}
	if err := a.readHeaders(result); err != nil {
		return err
	}
	return a.readBody(result)
}

// infer takes the whole result for the body, of status 200 and in JSON. A
// function URL writes JSON anew, an HTTP API leaves it alone (recorded in 2025).
func (a *answer) infer(out []byte) error {
	a.status = http.StatusOK
	a.header.Set("Content-Type", "application/json")
	a.body = out
	var text string
	if json.Unmarshal(out, &text) == nil && len(out) > 0 && out[0] == '"' {
		a.body = []byte(text)
	} else if compact := new(bytes.Buffer); a.kind == URL && json.Compact(compact, out) == nil {
		a.body = compact.Bytes()
	}
	return nil
}

// restMembers are the members that a REST API knows; any other one is an error
// (recorded in 2024).
var restMembers = []string{"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}

func (a *answer) checkMembers(result members) error {
	if !a.isREST() {
		return nil
	}
	for name := range result {
		if !slices.Contains(restMembers, name) {
			return fmt.Errorf("the response has a member %q, which a REST API refuses: it knows %s", name, strings.Join(restMembers, ", "))
		}
	}
	return nil
}

// readStatus reads the status: a number, or one in a string. Without one a REST
// API answers 200 (recorded in 2024).
func (a *answer) readStatus(raw json.RawMessage) error {
	if raw == nil && a.isREST() {
		a.status = http.StatusOK
		return nil
	}
	text := string(raw)
	if unquoted := ""; json.Unmarshal(raw, &unquoted) == nil && raw[0] == '"' {
		text = unquoted
	}
	status, err := strconv.Atoi(text)
	if err != nil || status < 100 || status > 999 {
		return fmt.Errorf("the response has the invalid status %s", text)
	}
	a.status = status
	return nil
}

// readHeaders merges headers of one name in any case: a REST API puts those of
// multiValueHeaders first and leaves out what is in both, an HTTP API puts those
// of headers first (recorded in 2024 and 2025). Cookies come before a header
// Set-Cookie, which is not recorded.
func (a *answer) readHeaders(result members) error {
	var single map[string]any
	var multi map[string][]any
	var cookies []string
	if err := decode(result, "headers", &single); err != nil {
		return err
	}
	format1 := a.kind == REST || a.kind == ALB || a.route.Format1
	if format1 || a.kind == 0 {
		if err := decode(result, "multiValueHeaders", &multi); err != nil {
			return err
		}
	}
	if !format1 {
		if err := decode(result, "cookies", &cookies); err != nil {
			return err
		}
	}
	for _, c := range cookies {
		a.header.Add("Set-Cookie", c)
	}
	addSingle := func() error {
		for _, name := range sortedNames(single) {
			v, err := headerText(name, single[name])
			if err != nil {
				return err
			}
			if !a.isREST() || !slices.Contains(a.header.Values(name), v) {
				a.header.Add(name, v)
			}
		}
		return nil
	}
	addMulti := func() error {
		for _, name := range sortedNames(multi) {
			for _, one := range multi[name] {
				v, err := headerText(name, one)
				if err != nil {
					return err
				}
				a.header.Add(name, v)
			}
		}
		return nil
	}
	if a.isREST() {
		return errors.Join(addMulti(), addSingle())
	}
	return errors.Join(addSingle(), addMulti())
}

// headerText writes a header's value as text: booleans and numbers, too.
func headerText(name string, v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case bool, json.Number:
		return fmt.Sprint(v), nil
	}
	return "", fmt.Errorf("the response has a header %q that is not a text: %v", name, v)
}

func (a *answer) readBody(result members) error {
	raw := result["body"]
	var text string
	var encoded bool
	if err := decode(result, "isBase64Encoded", &encoded); err != nil {
		return err
	}
	if a.kind == URL && len(raw) > 0 && (raw[0] == '{' || raw[0] == '[') {
		text = string(raw) // sent as JSON (recorded in 2025)
	} else if err := decode(result, "body", &text); err != nil {
		return err
	}
	a.body = []byte(text)
	if !encoded || a.isREST() && !a.wantsBinary() {
		return nil
	}
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return fmt.Errorf("%w: %w", errNotBase64, err)
	}
	a.body = decoded
	return nil
}

// wantsBinary reports whether a REST API decodes a body for the client: if the
// first type that it accepts is one of the API's binary types (recorded in 2024).
// Without such types all are: a test's body should arrive as it was written.
func (a *answer) wantsBinary() bool {
	if a.route.BinaryTypes == nil {
		return true
	}
	first, _, _ := strings.Cut(a.accept, ",")
	first, _, _ = strings.Cut(first, ";")
	return matchesType(a.route.BinaryTypes, strings.TrimSpace(first))
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
		set("X-Amz-Apigw-Id", "test-request=")
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

// decode reads a member, with numbers as they're written.
func decode(result members, name string, to any) error {
	raw, ok := result[name]
	if !ok {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return fmt.Errorf("the response has the wrong type for %q: %.100s", name, raw)
	}
	return nil
}
