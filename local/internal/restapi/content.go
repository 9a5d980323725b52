// Text and bytes: binary media types and contentHandling, as recorded in 2025.

package restapi

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/internal/payload"
	"github.com/gatehouse-go/gatehouse/local/internal/reply"
)

const (
	toText   = "CONVERT_TO_TEXT"
	toBinary = "CONVERT_TO_BINARY"
)

// isBinary reports whether a type is one of the API's binary media types.
func (g *restAPI) isBinary(contentType string) bool {
	return payload.IsBinary(g.rest.BinaryMediaTypes, contentType)
}

// accepted is the first type of the request's Accept, the only one that counts.
func (c *call) accepted() string {
	first, _, _ := strings.Cut(c.header.Get("Accept"), ",")
	return first
}

// hasBytes reports whether the converted body of a request is bytes.
func (c *call) hasBytes(handling string) bool {
	if len(c.body) == 0 {
		return false
	}
	return handling == toBinary || handling == "" && c.api.isBinary(c.header.Get("Content-Type"))
}

// convertRequest converts the body on its way to the integration.
func (c *call) convertRequest(handling string) ([]byte, *failure) {
	binary := c.api.isBinary(c.header.Get("Content-Type"))
	switch {
	case handling == toBinary && !binary:
		b, err := base64.StdEncoding.DecodeString(string(c.body))
		if err != nil {
			return nil, internal("contentHandling %s, but the body is not base64", handling)
		}
		return b, nil
	case handling == toText && binary:
		return []byte(base64.StdEncoding.EncodeToString(c.body)), nil
	case binary:
		return c.body, nil
	}
	return validText(c.body), nil
}

// convertAnswer converts the body of a backend's answer. It reports whether the result
// is bytes, which templates don't take.
func (c *call) convertAnswer(body []byte, contentType, handling string) (converted []byte, bytes bool, f *failure) {
	binary := c.api.isBinary(contentType)
	client := c.api.isBinary(c.accepted())
	switch {
	case handling == toText || handling == "" && !client:
		if binary {
			return []byte(base64.StdEncoding.EncodeToString(body)), false, nil
		}
		return validText(body), false, nil
	case binary:
		return body, true, nil
	}
	b, err := base64.StdEncoding.DecodeString(string(body))
	if err != nil {
		return nil, false, internal("the answer is to become bytes, but it is not base64")
	}
	return b, true, nil
}

// validText is a body taken for text: what is no UTF-8 becomes U+FFFD.
func validText(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	return []byte(string([]rune(string(b))))
}

// textOf is a value of an authorizer's context as text.
func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return string(reply.JSON(v))
}
