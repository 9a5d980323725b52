// Function URLs: their events have format 2.0, with differences (recorded in 2025
// and 2026).

package payload

import (
	"bytes"
	"encoding/json"
	"strings"
)

// URL makes the event of a function URL: rawPath is as the client sent it, and
// the header Cookie stays beside cookies.
func URL(r *Request) ([]byte, error) {
	e := r.v2()
	e.RawPath = r.AskedPath
	if lines := r.Header["Cookie"]; len(lines) > 0 {
		e.Headers["cookie"] = strings.Join(lines, "; ")
	}
	body, encoded := r.body()
	e.Body, e.IsBase64Encoded = body, &encoded
	return json.Marshal(e)
}

// ParseURL reads an answer to a function URL as ParseV2 does, but JSON without a
// statusCode is written anew, a body may be an object or a list, and a body without
// a type is application/json.
func ParseURL(output []byte) (*Response, error) {
	fields := object(output)
	if fields["statusCode"] == nil {
		r, err := ParseV2(output)
		if compact := new(bytes.Buffer); err == nil && (len(output) == 0 || output[0] != '"') && json.Compact(compact, r.Body) == nil {
			r.Body = compact.Bytes()
		}
		return r, err
	}
	if body := bytes.TrimSpace(fields["body"]); len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		text, err := json.Marshal(string(body))
		if err != nil {
			return nil, err
		}
		fields["body"] = text
	}
	r, err := parse(fields, false)
	return r.typed("application/json"), err
}
