// Targets, and requests to them.

package proxy

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/reply"
)

// Target is the URI of an integration, which parameters and stage variables fill.
type Target []piece

type piece struct {
	text     string
	param    string // of the path
	variable string // of the stage
}

// Parse reads a URI such as "https://${stageVariables.host}/pets/{id}".
func Parse(uri string) (pieces Target, err error) {
	if !strings.HasPrefix(uri, "http://") && !strings.HasPrefix(uri, "https://") && !strings.HasPrefix(uri, "${stageVariables.") {
		return nil, fmt.Errorf("its URI %q is not an http or https URL", uri)
	}
	for uri != "" {
		open := strings.IndexByte(uri, '{')
		if open < 0 {
			return append(pieces, piece{text: uri}), nil
		}
		end := strings.IndexByte(uri[open:], '}')
		if end < 0 {
			return nil, fmt.Errorf("its URI has a { without a }: %q", uri)
		}
		name := uri[open+1 : open+end]
		before := uri[:open]
		uri = uri[open+end+1:]
		if variable, ok := strings.CutPrefix(name, "stageVariables."); ok && strings.HasSuffix(before, "$") {
			pieces = append(pieces, piece{text: strings.TrimSuffix(before, "$")}, piece{variable: variable})
		} else {
			pieces = append(pieces, piece{text: before}, piece{param: strings.TrimSuffix(name, "+")})
		}
	}
	return pieces, nil
}

// URL fills the target in. Params gives the value of a path parameter, escaped
// as it may stand in a path.
func (t Target) URL(params func(name string) (escaped string, ok bool), variables map[string]string) (*url.URL, error) {
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.param != "":
			value, ok := params(p.param)
			if !ok {
				return nil, fmt.Errorf("the URI needs parameter {%s}, which the route does not have", p.param)
			}
			b.WriteString(value)
		case p.variable != "":
			value, ok := variables[p.variable]
			if !ok {
				return nil, fmt.Errorf("the URI needs stage variable %s, which the stage does not have", p.variable)
			}
			b.WriteString(value)
		default:
			b.WriteString(p.text)
		}
	}
	u, err := url.Parse(b.String())
	if err != nil {
		return nil, err
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the URI %q is not an http or https URL", b.String())
	}
	return u, nil
}

// EscapeSegments escapes a value for a path and keeps its slashes, as greedy
// parameters have them.
func EscapeSegments(value string) string {
	segments := strings.Split(value, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return strings.Join(segments, "/")
}

// Request is what a backend gets.
type Request struct {
	Method  string
	URL     *url.URL
	Header  http.Header
	Body    []byte
	Timeout time.Duration // for the whole answer
}

// Do sends a request to a backend and returns its answer, whose body comes as
// the backend writes it. An error of the backend is a *BackendError.
func Do(ctx context.Context, transport *http.Transport, r Request) (*reply.Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	request, err := http.NewRequestWithContext(ctx, r.Method, r.URL.String(), bytes.NewReader(r.Body))
	if err != nil {
		cancel()
		return nil, err
	}
	request.Header = r.Header
	response, err := transport.RoundTrip(request)
	if err != nil {
		cancel()
		return nil, &BackendError{Host: r.URL.Host, Err: err}
	}
	return &reply.Reply{Status: response.StatusCode, Header: response.Header, Stream: &cancelling{response.Body, cancel}}, nil
}

// BackendError is the error of a backend that gave no answer.
type BackendError struct {
	Host string
	Err  error
}

func (e *BackendError) Error() string { return fmt.Sprintf("backend %s: %v", e.Host, e.Err) }

func (e *BackendError) Unwrap() error { return e.Err }

// cancelling ends a request's context with its body.
type cancelling struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (c *cancelling) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}
