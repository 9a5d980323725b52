// Recorded cases of REST APIs, with their backends, and how answers are compared.

package truth

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A RESTCase is a REST API with a backend, a request, and what the backend sees and the
// client gets.
type RESTCase struct {
	Head
	Title string
	API   struct {
		Endpoint         string
		Resources        []RESTResource
		BinaryMediaTypes []string
		Models           map[string]json.RawMessage
		Validators       map[string]struct{ Body, Parameters bool }
		ImportBasePath   *struct{ Server, Mode string }
		APIKeys          []struct {
			Value     string
			Enabled   bool
			UsagePlan struct {
				Stages []string
				Quota  *struct {
					Limit  int
					Period string
				}
				Throttle *struct{ Rate, Burst float64 }
			}
		}
		Stage struct {
			Name      string
			Variables map[string]string
			Canary    *struct {
				PercentTraffic         float64
				StageVariableOverrides map[string]string
				Resources              []RESTResource // of the newer deployment
			}
		}
	}
	Backend struct {
		HTTP              *HTTPBackend
		Lambda, Lambda2   json.RawMessage
		Answers           *string
		SQS, SSM, Kinesis string
		Holds             map[string]string
	}
	BackendSees *struct {
		Nothing         bool
		Method, Path    string
		Query           map[string][]string
		Headers         map[string]any
		HeadersExact    bool
		AbsentHeaders   []string
		Body, Body64    *string
		BodyJSON        json.RawMessage
		PayloadJSON     json.RawMessage
		PathParameters  map[string]string
		MessageBodyJSON json.RawMessage
	}
	Request struct {
		Method, Target string
		Headers        [][2]string
		Body, Body64   string
	}
	Response struct {
		Status          int
		Headers         map[string][]string
		Body, Body64    *string
		BodyJSON        json.RawMessage
		BodyJSONPart    json.RawMessage
		BodyContains    []string
		HeadersContain  map[string]string
		Present, Absent []string
	}
}

// A RESTResource is a method with its integration.
type RESTResource struct {
	Path, Method, AuthorizationType, Validator string
	APIKeyRequired                             bool
	RequestParameters                          map[string]bool
	RequestModels                              map[string]string
	Integration                                struct {
		Type, URI, HTTPMethod, PassthroughBehavior, ContentHandling string
		Backend, URIFunctionName                                    string
		RequestParameters, RequestTemplates                         map[string]string
		Responses                                                   []struct {
			Status, SelectionPattern, ContentHandling string
			ResponseTemplates, ResponseParameters     map[string]string
		}
	}
}

// An HTTPBackend answers over HTTP.
type HTTPBackend struct {
	Status         int
	Headers        map[string]string
	Body, Body64   string
	Echo, EchoBody bool
}

// Bytes returns the body that the backend answers with.
func (b *HTTPBackend) Bytes() []byte {
	if b.Body64 != "" {
		return bytesOf(b.Body64)
	}
	return []byte(b.Body)
}

func bytesOf(text string) []byte {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(fmt.Sprintf("truth: body64: %v", err))
	}
	return b
}

//go:embed testdata/rest.jsonl.gz
var rest []byte

// REST returns the cases about REST APIs.
func REST(t testing.TB) []*RESTCase {
	t.Helper()
	return read[RESTCase](t, "TRUTH_REST", rest)
}

// Sent returns the request in the form that goes over the wire.
func (c *RESTCase) Sent() *Request {
	body := []byte(c.Request.Body)
	if c.Request.Body64 != "" {
		body = bytesOf(c.Request.Body64)
	}
	r := &Request{Method: c.Request.Method, Target: c.Request.Target, Headers: c.Request.Headers,
		Body64: base64.StdEncoding.EncodeToString(body)}
	if len(body) > 0 && r.Header("Content-Length") == "" {
		r.Headers = append(slices.Clone(r.Headers), [2]string{"Content-Length", fmt.Sprint(len(body))})
	}
	return r
}

// Compare compares the answer that the client got.
func (c *RESTCase) Compare(status int, header http.Header, body []byte) (problems []string) {
	r := c.Response
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if r.Status != 0 && status != r.Status {
		wrong("status %d, want %d", status, r.Status)
	}
	for name, want := range r.Headers {
		if got := header.Values(name); !slices.Equal(got, want) {
			wrong("header %s: %q, want %q", name, got, want)
		}
	}
	for name, want := range r.HeadersContain {
		if got := header.Get(name); !strings.Contains(got, want) {
			wrong("header %s: %q, want %q in it", name, got, want)
		}
	}
	for _, name := range r.Present {
		if header.Values(name) == nil {
			wrong("header %s is missing", name)
		}
	}
	for _, name := range r.Absent {
		if header.Values(name) != nil {
			wrong("header %s is %q, want none", name, header.Values(name))
		}
	}
	if r.Body != nil && string(body) != *r.Body {
		wrong("body %q, want %q", body, *r.Body)
	}
	if r.Body64 != nil && string(body) != string(bytesOf(*r.Body64)) {
		wrong("body %q, want %q", body, bytesOf(*r.Body64))
	}
	if r.BodyJSON != nil && !reflect.DeepEqual(decode(r.BodyJSON), decode(body)) {
		wrong("body %q, want JSON %s", body, r.BodyJSON)
	}
	if r.BodyJSONPart != nil {
		problems = append(problems, Diff("body", decode(r.BodyJSONPart), decode(body))...)
	}
	for _, part := range r.BodyContains {
		if !strings.Contains(string(body), part) {
			wrong("body %q, want %q in it", body, part)
		}
	}
	return problems
}

// Seen is what a backend saw.
type Seen struct {
	Method, Path, Query string
	Header              http.Header // names in any spelling
	Body                []byte      // or a function's event
}

// CompareSeen compares what the backend saw; nil says that it was not called.
func (c *RESTCase) CompareSeen(s *Seen) (problems []string) {
	want := c.BackendSees
	if want == nil {
		return nil
	}
	if want.Nothing {
		if s != nil {
			problems = append(problems, "the backend was called")
		}
		return problems
	}
	if s == nil {
		return []string{"the backend was not called"}
	}
	wrong := func(format string, args ...any) {
		problems = append(problems, "backend: "+fmt.Sprintf(format, args...))
	}
	if want.Method != "" && s.Method != want.Method {
		wrong("method %s, want %s", s.Method, want.Method)
	}
	if want.Path != "" && s.Path != want.Path {
		wrong("path %s, want %s", s.Path, want.Path)
	}
	for name, values := range want.Query {
		if got := parseQuery(s.Query)[name]; !slices.Equal(got, values) {
			wrong("query %s: %q, want %q", name, got, values)
		}
	}
	got := map[string]any{}
	for name, values := range s.Header {
		got[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	problems = append(problems, Diff("backend: header", any(want.Headers), any(got))...)
	if want.HeadersExact {
		for name, v := range got {
			if want.Headers[name] == nil {
				wrong("header %s: %v, want none", name, v)
			}
		}
	}
	for _, name := range want.AbsentHeaders {
		if got[name] != nil {
			wrong("header %s: %v, want none", name, got[name])
		}
	}
	event, _ := decode(s.Body).(map[string]any)
	body := string(s.Body)
	if c.Backend.HTTP == nil && event["httpMethod"] != nil {
		body, _ = event["body"].(string)
	}
	if want.Body != nil && body != *want.Body {
		wrong("body %q, want %q", body, *want.Body)
	}
	if want.Body64 != nil && body != string(bytesOf(*want.Body64)) {
		wrong("body %q, want %q", body, bytesOf(*want.Body64))
	}
	if want.BodyJSON != nil {
		problems = append(problems, Diff("backend: body", decode(want.BodyJSON), decode([]byte(body)))...)
	}
	if want.PayloadJSON != nil && !reflect.DeepEqual(decode(want.PayloadJSON), decode([]byte(body))) {
		wrong("payload %q, want JSON %s", body, want.PayloadJSON)
	}
	for name, value := range want.PathParameters {
		params, _ := event["pathParameters"].(map[string]any)
		if params[name] != value {
			wrong("path parameter %s: %v, want %s", name, params[name], value)
		}
	}
	if want.MessageBodyJSON != nil {
		problems = append(problems, compareMessage(want.MessageBodyJSON, body)...)
	}
	return problems
}

func parseQuery(raw string) map[string][]string {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil
	}
	return values
}

// compareMessage compares a queue's message; the members of objects are whole.
func compareMessage(want json.RawMessage, body string) []string {
	document, _ := decode([]byte(body)).(map[string]any)
	message, _ := document["MessageBody"].(string)
	w, g := decode(want), decode([]byte(message))
	problems := Diff("message", w, g)
	return append(problems, Diff("message, the other way", shape(g), shape(w))...)
}

// shape is a value with all texts alike.
func shape(v any) any {
	m, ok := v.(map[string]any)
	if !ok || m["$is"] != nil {
		return "text"
	}
	out := map[string]any{}
	for k, v := range m {
		out[k] = shape(v)
	}
	return out
}
