// Encoding: the response in the shape that the event's sender wants.

package router

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// What the services take at most, of the encoded response.
const (
	// Elastic Load Balancing user guide, "Lambda functions as targets": the
	// response JSON is 1 MB at most.
	maxALB = 1 << 20
	// Lambda developer guide, "Lambda quotas": 6 MB for a synchronous response,
	// which is less than the 10 MB of API Gateway. Six bytes of a megabyte in
	// the documentation are 1,048,556: Lambda refuses more than 6,291,556.
	maxLambda = 6291556
	// API Gateway developer guide, "Quotas": payload size 10 MB, REST, HTTP and
	// WebSocket APIs; what the client gets, decoded from base64.
	maxGateway = 10 << 20
)

// encode returns the response as JSON.
func encode(req *Request, resp *Response, b *body) ([]byte, error) {
	if !utf8.ValidString(b.text) {
		b.text, b.binary = "", []byte(b.text) // JSON has no way to say it
	}
	size := len(b.text) + len(b.text)/8 + base64.StdEncoding.EncodedLen(len(b.binary))
	out := make([]byte, 0, size+192+64*len(resp.Header))
	out = append(out, `{"statusCode":`...)
	out = strconv.AppendInt(out, int64(resp.status()), 10)
	switch req.kind {
	case RESTEvent:
		out = appendMulti(append(out, `,"multiValueHeaders":`...), resp)
	case ALBEvent:
		if req.event.hasMultiHeaders() {
			out = appendMulti(append(out, `,"multiValueHeaders":`...), resp)
			break
		}
		req.core.responder.warnOfSingleValues(resp)
		out = appendSingle(append(out, `,"headers":`...), resp, lastValue)
		out = append(appendLastCookie(out, resp), '}')
	default:
		out = appendSingle(append(out, `,"headers":`...), resp, joinValues)
		out = append(out, `},"cookies":[`...)
		for i, c := range resp.cookieLines() {
			out = rawjson.AppendString(comma(out, i), c)
		}
		out = append(out, ']')
	}
	if b.none && req.kind != ALBEvent {
		out = append(out, `,"isBase64Encoded":false,"body":null}`...)
	} else if b.binary != nil {
		out = append(out, `,"isBase64Encoded":true,"body":"`...)
		out = base64.StdEncoding.AppendEncode(out, b.binary)
		out = append(out, '"', '}')
	} else {
		out = append(out, `,"isBase64Encoded":false,"body":`...)
		out = append(rawjson.AppendString(out, b.text), '}')
	}
	return out, checkSize(req, len(out), b.size())
}

// checkSize says which limit a response breaks, and what would be right.
func checkSize(req *Request, encoded, size int) error {
	limit, whose := maxLambda, "Lambda sends back"
	switch {
	case req.kind == ALBEvent:
		limit, whose = maxALB, "a load balancer takes from a function"
	case size > maxGateway:
		return fmt.Errorf("router: the body of %d bytes is larger than the %d that API Gateway passes on: answer with the URL of a file",
			size, maxGateway)
	}
	if encoded > limit {
		return fmt.Errorf("router: the response of %d bytes is larger than the %d that %s: compress it, send it in parts, or answer with the "+
			"URL of a file",
			encoded, limit, whose)
	}
	return nil
}

// A headerLine is a header as it's sent.
type headerLine struct {
	name   string
	values []string
}

// lines returns the response's headers in alphabetical order.
func (r *Response) lines(buf []headerLine) []headerLine {
	for name, values := range r.Header {
		if len(values) == 0 || name == "" || len(name) == len("Set-Cookie") && strings.EqualFold(name, "Set-Cookie") {
			continue
		}
		buf = append(buf, headerLine{clean(name), values})
	}
	if r.mediaType != "" && r.Header == nil {
		buf = append(buf, headerLine{contentType, []string{r.mediaType}})
	}
	if len(buf) > 1 {
		slices.SortFunc(buf, func(a, b headerLine) int { return strings.Compare(a.name, b.name) })
		buf = mergeSpellings(buf)
	}
	return buf
}

// mergeSpellings drops other spellings of a header that a response has once: the
// first in alphabetical order counts, which is the canonical one. All others are
// sent in each spelling, as in Powertools, and the gateway merges their values.
func mergeSpellings(lines []headerLine) []headerLine {
	for i := 0; i < len(lines); i++ {
		for k := i + 1; k < len(lines); k++ {
			if a, b := lines[i].name, lines[k].name; len(a) == len(b) && strings.EqualFold(a, b) && singular(a) {
				lines = slices.Delete(lines, k, k+1)
				k--
			}
		}
	}
	return lines
}

// singular reports whether a response has the header once at most (RFC 9110).
func singular(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Content-Type", "Content-Length", "Content-Range", "Location", "Etag", "Last-Modified", "Date", "Expires", "Retry-After", "Age":
		return true
	}
	return false
}

// cookieLines returns the values of Set-Cookie: the header's, then the cookies.
func (r *Response) cookieLines() []string {
	var all []string
	for name, values := range r.Header {
		if len(name) == len("Set-Cookie") && strings.EqualFold(name, "Set-Cookie") {
			all = append(all, values...)
		}
	}
	for _, c := range r.Cookies {
		if c == nil {
			continue
		}
		if line := c.String(); line != "" {
			all = append(all, line)
		}
	}
	for i := range all {
		all[i] = clean(all[i])
	}
	return all
}

// clean takes out what would end a header's line and begin another one.
func clean(v string) string {
	if strings.IndexByte(v, '\n') < 0 && strings.IndexByte(v, '\r') < 0 && strings.IndexByte(v, 0) < 0 {
		return v
	}
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\x00", "").Replace(v)
}

func appendMulti(out []byte, resp *Response) []byte {
	var buf [8]headerLine
	out = append(out, '{')
	lines := resp.lines(buf[:0])
	if cookies := resp.cookieLines(); len(cookies) > 0 {
		lines = append(lines, headerLine{"Set-Cookie", cookies})
	}
	for i, h := range lines {
		out = append(rawjson.AppendString(comma(out, i), h.name), ':', '[')
		for k, v := range h.values {
			out = rawjson.AppendString(comma(out, k), clean(v))
		}
		out = append(out, ']')
	}
	return append(out, '}')
}

// appendSingle appends the headers without the closing brace.
func appendSingle(out []byte, resp *Response, one func([]string) string) []byte {
	var buf [8]headerLine
	out = append(out, '{')
	for i, h := range resp.lines(buf[:0]) {
		out = append(rawjson.AppendString(comma(out, i), h.name), ':')
		out = rawjson.AppendString(out, clean(one(h.values)))
	}
	return out
}

// appendLastCookie appends a cookie as a header: a load balancer without
// multi-value headers takes one only.
func appendLastCookie(out []byte, resp *Response) []byte {
	cookies := resp.cookieLines()
	if len(cookies) == 0 {
		return out
	}
	if out[len(out)-1] != '{' {
		out = append(out, ',')
	}
	return rawjson.AppendString(append(out, `"Set-Cookie":`...), cookies[len(cookies)-1])
}

// warnOfSingleValues says once what a load balancer without multi-value headers
// can't be given.
func (r *responder) warnOfSingleValues(resp *Response) {
	var names []string
	for _, h := range resp.lines(nil) {
		if len(h.values) > 1 {
			names = append(names, h.name)
		}
	}
	if len(resp.cookieLines()) > 1 {
		names = append(names, "Set-Cookie")
	}
	if names == nil {
		return
	}
	r.singleValues.Do(func() {
		r.logger().Warn("router: several values of a header, of which the load balancer gets the last one only: "+
			"set lambda.multi_value_headers.enabled on the target group", "headers", names)
	})
}

func lastValue(values []string) string { return values[len(values)-1] }

func joinValues(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	return strings.Join(values, ", ")
}

func comma(out []byte, i int) []byte {
	if i > 0 {
		return append(out, ',')
	}
	return out
}
