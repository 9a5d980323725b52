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
// the body: 200, application/json, also if it is not JSON at all, which custom
// runtimes can return.
func ParseV2(output []byte) (*Response, error) {
	output = bytes.TrimSpace(output)
	if fields := object(output); fields["statusCode"] != nil {
		r, err := parse(fields, false)
		return r.typed(plainText), err
	}
	body := output
	var text string
	if json.Unmarshal(output, &text) == nil && output[0] == '"' {
		body = []byte(text)
	}
	return &Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body}, nil
}

// ParseV1 reads an answer in format 1.0, which needs a statusCode.
func ParseV1(output []byte) (*Response, error) {
	fields := object(output)
	if fields == nil {
		return nil, errors.New("the function's answer is not a JSON object; format 1.0 needs one with a statusCode")
	}
	if fields["statusCode"] == nil {
		return nil, errors.New("the function's answer has no statusCode, which format 1.0 needs")
	}
	r, err := parse(fields, true)
	return r.typed(plainText), err
}

// ParseALB reads the answer of a load balancer's target. It has the members of
// format 1.0.
func ParseALB(output []byte) (*Response, error) {
	fields := object(output)
	if fields["statusCode"] == nil {
		return nil, errors.New("the function's answer has no statusCode, which a load balancer needs")
	}
	return parse(fields, true)
}

// object reads the members of an object; nil if it is not one.
func object(output []byte) (fields map[string]json.RawMessage) {
	if json.Unmarshal(output, &fields) != nil {
		return nil
	}
	return fields
}

func parse(fields map[string]json.RawMessage, v1 bool) (*Response, error) {
	status, err := parseStatus(fields["statusCode"])
	if err != nil {
		return nil, err
	}
	r := &Response{Status: status, Header: http.Header{}}
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
	return r, nil
}

// typed gives an answer the type that it has without one of its own.
func (r *Response) typed(otherwise string) *Response {
	if r != nil && r.Header.Get("Content-Type") == "" && len(r.Body) > 0 {
		r.Header.Set("Content-Type", otherwise)
	}
	return r
}

const plainText = "text/plain; charset=utf-8"

// parseStatus reads a status code: a number, or text of digits (recorded of REST
// APIs in 2024; that HTTP APIs take it too is not recorded).
func parseStatus(raw json.RawMessage) (int, error) {
	text := string(raw)
	if unquoted := ""; json.Unmarshal(raw, &unquoted) == nil {
		text = unquoted
	}
	status, err := strconv.Atoi(text)
	if err != nil || status < 200 || status > 599 {
		return 0, fmt.Errorf("the function's answer has statusCode %s; it must be a whole number from 200 to 599", short(raw))
	}
	return status, nil
}

// readHeaders reads the headers. Names compare without case; where several
// members have one name, all its values are sent: in format 1.0 those of
// headers before those of multiValueHeaders (recorded in 2025), in format 2.0
// cookies before a set-cookie header. Two spellings within one member keep the
// order of the text, which is not recorded.
func (r *Response) readHeaders(fields map[string]json.RawMessage, v1 bool) error {
	if !v1 {
		var cookies []string
		if err := read(fields, "cookies", &cookies); err != nil {
			return err
		}
		for _, c := range cookies {
			r.Header.Add("Set-Cookie", c)
		}
	}
	err := members(fields, "headers", func(name string, raw json.RawMessage) error {
		text, err := scalar(name, raw)
		if err == nil {
			r.Header.Add(name, text)
		}
		return err
	})
	if err != nil || !v1 {
		return err
	}
	return members(fields, "multiValueHeaders", func(name string, raw json.RawMessage) error {
		var values []json.RawMessage
		if err := json.Unmarshal(raw, &values); err != nil {
			return fmt.Errorf("the function's answer has multiValueHeaders %q that are not a list: %s", name, short(raw))
		}
		for _, value := range values {
			text, err := scalar(name, value)
			if err != nil {
				return err
			}
			r.Header.Add(name, text)
		}
		return nil
	})
}

// members calls f for each member of the object in a field, in the order of the
// text. A missing field and null have none.
func members(fields map[string]json.RawMessage, field string, f func(name string, raw json.RawMessage) error) error {
	raw := fields[field]
	if raw == nil || string(raw) == "null" {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return wrongType(field, raw)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return wrongType(field, raw)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return wrongType(field, raw)
		}
		if err := f(name.(string), value); err != nil {
			return err
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
		return wrongType(name, raw)
	}
	return nil
}

func wrongType(name string, raw json.RawMessage) error {
	return fmt.Errorf("the function's answer has the wrong type for %q: %s", name, short(raw))
}

// scalar is a header's value as text: numbers with all their digits.
func scalar(name string, raw json.RawMessage) (string, error) {
	switch raw[0] {
	case '"':
		var text string
		err := json.Unmarshal(raw, &text)
		return text, err
	case '{', '[', 'n':
		return "", fmt.Errorf("the function's answer has a header %q that is not text: %s", name, short(raw))
	}
	return string(raw), nil
}

func short(raw []byte) string {
	if len(raw) > 60 {
		return string(raw[:60]) + "..."
	}
	return string(raw)
}
