// The request: what a handler reads, decoded when it's asked for.

package router

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/rawjson"
	"github.com/gatehouse-go/gatehouse/internal/urltext"
)

// A Request is one HTTP request, or one message of a WebSocket. It is for one
// handler call and one goroutine; the strings it hands out may be kept.
type Request struct {
	Method string // in upper case, under Config.ExactRoutes as the client sent it

	// Path is without the stage and the prefixes of StripPrefixes. It is
	// percent-encoded, as the client sent it, unless an HTTP API with payload
	// format 2.0 has decoded it. Path parameters are always decoded.
	Path string

	core      *core
	event     event
	kind      EventKind
	route     *entry
	names     []string // of the path parameters that were matched here
	values    []string
	inline    [4]string // where values begins
	rawQuery  string    // of kinds that have it in the path
	preflight bool      // answered by the router itself
	streaming bool      // the response may be sent bit by bit

	lookups  int
	headers  http.Header
	queries  url.Values
	cookies  []*http.Cookie
	response http.Header
	ctx      requestContext
}

// Kind says who sent the request.
func (r *Request) Kind() EventKind { return r.kind }

// RouteKey returns the key of the route that took the request, as it was
// registered: "GET /todos/{id}". It's "" where none did.
func (r *Request) RouteKey() string {
	if r.route == nil {
		return ""
	}
	return r.route.key()
}

// Param returns a path parameter, "" if the route has none of that name.
func (r *Request) Param(name string) string {
	for i, n := range r.names {
		if n == name {
			return r.values[i]
		}
	}
	if r.names == nil {
		return r.gatewayParam(value(lastMember(r.event.pathParameters, name)))
	}
	return ""
}

// gatewayParam decodes a path parameter of the event, if that has it encoded.
func (r *Request) gatewayParam(v string) string {
	if strings.IndexByte(v, '%') < 0 || !r.event.encodedParams(r.kind) {
		return v
	}
	return urltext.UnescapePath(v)
}

// Params returns the path parameters by name.
func (r *Request) Params() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if r.names == nil {
			for name, v := range stringMap(r.event.pathParameters) {
				if !yield(name, r.gatewayParam(v)) {
					return
				}
			}
			return
		}
		for i, n := range r.names {
			if !yield(n, r.values[i]) {
				return
			}
		}
	}
}

func (r *Request) take(route *pattern.Route[*entry], values []string) {
	r.route = route.Value
	r.names, r.values = route.Names, values
	if r.names == nil {
		r.names = noNames
	}
}

var noNames = []string{}

// Text returns the body as a string, decoded from base64 if it was encoded.
// A body that isn't valid base64 is an error of status 400.
func (r *Request) Text() (string, error) {
	body := value(r.event.body)
	if r.event.base64 != "true" {
		return body, nil
	}
	b, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return "", &Error{Status: http.StatusBadRequest, Message: "The body is not valid base64", Cause: err}
	}
	return rawjson.Shared(b), nil
}

// Body returns the body's bytes, decoded from base64 if it was encoded; they
// are the caller's own. A body that isn't valid base64 is an error of status
// 400.
func (r *Request) Body() ([]byte, error) {
	if r.event.base64 != "true" {
		return r.event.body.Bytes(), nil
	}
	b, err := base64.StdEncoding.DecodeString(value(r.event.body))
	if err != nil {
		return nil, &Error{Status: http.StatusBadRequest, Message: "The body is not valid base64", Cause: err}
	}
	return b, nil
}

// JSON decodes the body into v, as json.Unmarshal does. A body that doesn't fit
// is an error of status 400.
func (r *Request) JSON(v any) error {
	body, err := r.Body()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return &Error{Status: http.StatusBadRequest, Message: jsonMessage(err), Cause: err}
	}
	return nil
}

// jsonMessage says what is wrong with a body, without the names of Go's types.
func jsonMessage(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if e.Field == "" {
			return "The body must not be a JSON " + e.Value
		}
		return fmt.Sprintf("The body's %s must not be a JSON %s", e.Field, e.Value)
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return "The body is not valid JSON: " + e.Error()
	}
	return "The body is not the JSON that is expected"
}

// Form decodes a body of the type application/x-www-form-urlencoded. Another
// type is an error of status 415. For multipart forms use HTTP, or
// HTTPRequest and its ParseMultipartForm.
func (r *Request) Form() (url.Values, error) {
	if t, _, _ := mime.ParseMediaType(r.Header("Content-Type")); t != "application/x-www-form-urlencoded" {
		return nil, UnsupportedMediaType(fmt.Sprintf("The body must be application/x-www-form-urlencoded, not %q", t))
	}
	body, err := r.Text()
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(body)
	if err != nil {
		return nil, &Error{Status: http.StatusBadRequest, Message: "The body is not a valid form", Cause: err}
	}
	return form, nil
}

// Event returns the event as it came. The bytes are the caller's own.
func (r *Request) Event() json.RawMessage { return json.RawMessage(r.event.text) }

// Decode decodes the whole event into v, such as an
// *events.APIGatewayV2HTTPRequest.
func (r *Request) Decode(v any) error {
	if err := json.Unmarshal([]byte(r.event.text), v); err != nil {
		return fmt.Errorf("router: event: %w", err)
	}
	return nil
}

// ResponseHeader returns headers that are set on the response, whatever it
// turns out to be: a value, an error, a preflight.
func (r *Request) ResponseHeader() http.Header {
	if r.response == nil {
		r.response = http.Header{}
	}
	return r.response
}

// lastMember returns the member of that very name: the last one, as in a map.
func lastMember(v rawjson.Value, name string) (found rawjson.Value) {
	v.Members(func(key string, value rawjson.Value) bool {
		if key == name {
			found = value
		}
		return true
	})
	return found
}

// stringMap decodes an object of strings.
func stringMap(v rawjson.Value) map[string]string {
	m := map[string]string{}
	v.Members(func(key string, value rawjson.Value) bool {
		m[key] = value.Scalar()
		return true
	})
	return m
}
