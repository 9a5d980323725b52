// A function's answer, read as the gateway reads it.

package payload

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// Response is what a function answered.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// ParseV2 reads an answer in format 2.0. Without a statusCode the answer is
// the body: 200, application/json.
func ParseV2(output []byte) (*Response, error) {
	output = bytes.TrimSpace(output)
	if !json.Valid(output) {
		return nil, errors.New("the function's answer is not JSON")
	}
	if output[0] == '{' {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(output, &fields); err != nil {
			return nil, err
		}
		if _, ok := fields["statusCode"]; ok {
			return parse(fields, false)
		}
	}
	body := output
	if output[0] == '"' {
		var text string
		if err := json.Unmarshal(output, &text); err != nil {
			return nil, err
		}
		body = []byte(text)
	}
	return &Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body}, nil
}

// ParseV1 reads an answer in format 1.0, which needs a statusCode.
func ParseV1(output []byte) (*Response, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(output, &fields); err != nil || fields == nil {
		return nil, errors.New("the function's answer is not a JSON object; format 1.0 needs one with a statusCode")
	}
	if _, ok := fields["statusCode"]; !ok {
		return nil, errors.New("the function's answer has no statusCode, which format 1.0 needs")
	}
	return parse(fields, true)
}

func parse(fields map[string]json.RawMessage, v1 bool) (*Response, error) {
	r := &Response{Header: http.Header{}}
	if err := read(fields, "statusCode", &r.Status); err != nil {
		return nil, err
	}
	if r.Status < 200 || r.Status > 599 {
		return nil, fmt.Errorf("the function's answer has statusCode %d; it must be from 200 to 599", r.Status)
	}
	if err := r.readHeaders(fields, v1); err != nil {
		return nil, err
	}
	var body string
	var encoded bool
	if err := errors.Join(read(fields, "body", &body), read(fields, "isBase64Encoded", &encoded)); err != nil {
		return nil, err
	}
	r.Body = []byte(body)
	if encoded {
		decoded, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			return nil, fmt.Errorf("the function's answer says isBase64Encoded, but its body is not: %w", err)
		}
		r.Body = decoded
	}
	if r.Header.Get("Content-Type") == "" && len(r.Body) > 0 {
		r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	}
	return r, nil
}

func (r *Response) readHeaders(fields map[string]json.RawMessage, v1 bool) error {
	var headers map[string]any
	if err := read(fields, "headers", &headers); err != nil {
		return err
	}
	for name, v := range headers {
		s, err := scalar(name, v)
		if err != nil {
			return err
		}
		r.Header.Set(name, s)
	}
	if !v1 {
		var cookies []string
		if err := read(fields, "cookies", &cookies); err != nil {
			return err
		}
		for _, c := range cookies {
			r.Header.Add("Set-Cookie", c)
		}
		return nil
	}
	var multi map[string][]any
	if err := read(fields, "multiValueHeaders", &multi); err != nil {
		return err
	}
	for name, values := range multi {
		r.Header.Del(name) // where both have a name, the list counts
		for _, v := range values {
			s, err := scalar(name, v)
			if err != nil {
				return err
			}
			r.Header.Add(name, s)
		}
	}
	return nil
}

func read(fields map[string]json.RawMessage, name string, to any) error {
	raw, ok := fields[name]
	if !ok {
		return nil
	}
	if err := json.Unmarshal(raw, to); err != nil {
		return fmt.Errorf("the function's answer has the wrong type for %q: %s", name, short(raw))
	}
	return nil
}

func scalar(name string, v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	}
	return "", fmt.Errorf("the function's answer has a header %q that is not text", name)
}

func short(raw []byte) string {
	if len(raw) > 60 {
		return string(raw[:60]) + "..."
	}
	return string(raw)
}
