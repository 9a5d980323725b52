// From what a function sends back to an HTTP response.

package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// A response is what a function sends back, to any service.
type response struct {
	StatusCode        int                 `json:"statusCode"`
	Headers           map[string]string   `json:"headers"`
	MultiValueHeaders map[string][]string `json:"multiValueHeaders"`
	Cookies           []string            `json:"cookies"`
	Body              string              `json:"body"`
	IsBase64Encoded   bool                `json:"isBase64Encoded"`
}

// Response returns what a client gets that the service passes it on to.
func Response(out []byte, r *http.Request) (*http.Response, error) {
	var w response
	if err := json.Unmarshal(out, &w); err != nil {
		return nil, fmt.Errorf("the response is not JSON: %w", err)
	}
	if w.StatusCode < 100 || w.StatusCode > 999 {
		return nil, fmt.Errorf("invalid status %d", w.StatusCode)
	}
	body := []byte(w.Body)
	if w.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(w.Body); err != nil {
			return nil, fmt.Errorf("the response's body is not valid base64: %w", err)
		}
	}
	h := http.Header{}
	for name, v := range w.Headers {
		h.Add(name, v)
	}
	for name, values := range w.MultiValueHeaders {
		for _, v := range values {
			h.Add(name, v)
		}
	}
	for _, c := range w.Cookies {
		h.Add("Set-Cookie", c)
	}
	return &http.Response{
		StatusCode: w.StatusCode, Status: fmt.Sprintf("%d %s", w.StatusCode, http.StatusText(w.StatusCode)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Request: r,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}
