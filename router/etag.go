// ETag: responses that the client has already aren't sent again.

package router

import (
	"context"
	"encoding/base64"
	"hash/fnv"
	"net/http"
	"strings"
)

// ETag gives responses to GET and HEAD with status 200 an ETag made of their
// body, unless they have one, and answers 304 without a body if the client
// names it in If-None-Match. Streams are left alone. The whole response is made
// first: it saves transfer, not work.
func ETag() Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, req *Request) (any, error) {
			v, err := next(ctx, req)
			if req.Method != http.MethodGet && req.Method != http.MethodHead {
				return v, err
			}
			resp, err := Render(ctx, req, v, err)
			if err != nil || resp.status() != http.StatusOK {
				return resp, err
			}
			b, err := req.core.responder.bodyOf(req.kind, resp)
			if err != nil || b.stream != nil {
				return resp, err
			}
			resp = resp.clone()
			if b.binary == nil && !b.none {
				resp.Body = b.text // encoded once is enough
			}
			tag := headerOf(resp.Header, "ETag")
			if tag == "" {
				tag = tagOf(&b)
				setHeader(resp.header(), "ETag", tag)
			}
			if !matchesTag(req.Header("If-None-Match"), tag) {
				return resp, nil
			}
			deleteHeader(resp.Header, contentType)
			deleteHeader(resp.Header, "Content-Length")
			deleteHeader(resp.Header, "Content-Encoding")
			return &Response{Status: http.StatusNotModified, Header: resp.Header, Cookies: resp.Cookies, Body: ""}, nil
		}
	}
}

func tagOf(b *body) string {
	h := fnv.New128a()
	h.Write(b.binary)
	h.Write([]byte(b.text))
	return `"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)) + `"`
}

// matchesTag compares weakly, as If-None-Match does (RFC 9110, 13.1.2).
func matchesTag(header, tag string) bool {
	tag = strings.TrimPrefix(tag, "W/")
	for item := range strings.SplitSeq(header, ",") {
		if item = strings.TrimSpace(item); item == "*" || strings.TrimPrefix(item, "W/") == tag {
			return true
		}
	}
	return false
}
