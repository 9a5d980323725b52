// Fuzzing, with encoding/json as the oracle.

package router

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

func addEvents(f *testing.F) {
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no events", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, text := range []string{
		`{"httpMethod":"GET","path":"/","HTTPMETHOD":"post","headers":{"a":"1"},"headers":{"a":"2","b":null}}`,
		`{"httpMethod":"GET","path":"/","headers":{"a":"1"},"headers":null,"multiValueHeaders":{"a":["1",null],"b":null}}`,
		`{"rawPath":"/a","requestContext":{"http":{"method":"GET"},"HTTP":{"path":"/b"}},"requestcontext":{"stage":"x"},"cookies":["a=b"]}`,
		`{"rawPath":"/\ud83d\ude00\ud83d","requestContext":{"http":{"method":"\u0047ET"}},"body":"AP8=","isBase64Encoded":true}`,
		"{\"rawPath\":\"/\xff\",\"rawPath\":null,\"requestContext\":{\"http\":{\"method\":\"GET\"}},\"pathParameters\":{\"a\":\"\xc3\"}}",
		`{"raw_path":"/x?a=1","method":"GET","query_string_parameters":{"a":"1"},"is_base64_encoded":true,"body":"YQ=="}`,
		`{"requestContext":{"routeKey":"join","eventType":"MESSAGE","connectionId":"c"},"body":"{}"}`,
	} {
		f.Add(text)
	}
}

// wanted is what encoding/json says a request holds.
type wanted struct {
	method, path        string
	headers             map[string]string
	multiHeaders        map[string][]string
	query               map[string]string
	multiQuery          map[string][]string
	params, stage       map[string]string
	cookies             []string
	body                string
	encoded             bool
	requestID, sourceIP string
}

func restOracle(text string) (wanted, bool) {
	var e events.APIGatewayProxyRequest
	if json.Unmarshal([]byte(text), &e) != nil {
		return wanted{}, false
	}
	return wanted{
		method: e.HTTPMethod, path: e.Path, headers: e.Headers, multiHeaders: e.MultiValueHeaders, query: e.QueryStringParameters,
		multiQuery: e.MultiValueQueryStringParameters, params: e.PathParameters, stage: e.StageVariables, body: e.Body, encoded: e.IsBase64Encoded,
		requestID: e.RequestContext.RequestID, sourceIP: e.RequestContext.Identity.SourceIP,
	}, e.HTTPMethod != "" && e.Path != ""
}

func httpOracle(text string) (wanted, bool) {
	var e events.APIGatewayV2HTTPRequest
	if json.Unmarshal([]byte(text), &e) != nil {
		return wanted{}, false
	}
	path := cutStage(e.RawPath, e.RequestContext.Stage)
	return wanted{
		method: e.RequestContext.HTTP.Method, path: path, headers: e.Headers, params: e.PathParameters, stage: e.StageVariables,
		cookies: e.Cookies, body: e.Body, encoded: e.IsBase64Encoded, requestID: e.RequestContext.RequestID, sourceIP: e.RequestContext.HTTP.SourceIP,
	}, e.RequestContext.HTTP.Method != "" && e.RawPath != "" && path != ""
}

// FuzzEvent compares what a request says with what encoding/json decodes.
func FuzzEvent(f *testing.F) {
	addEvents(f)
	cores := map[EventKind]*core{}
	for _, kind := range []EventKind{RESTEvent, HTTPEvent} {
		cores[kind] = New(Config{Event: kind}).core
	}
	f.Fuzz(func(t *testing.T, text string) {
		for kind, oracle := range map[EventKind]func(string) (wanted, bool){RESTEvent: restOracle, HTTPEvent: httpOracle} {
			req, err := cores[kind].newRequest([]byte(text))
			if !json.Valid([]byte(text)) && err == nil {
				t.Fatalf("%v: taken, but it is no JSON: %q", kind, text)
			}
			want, ok := oracle(text)
			if !ok {
				continue
			}
			if err != nil {
				t.Fatalf("%v: refused, but encoding/json takes it: %v: %q", kind, err, text)
			}
			compare(t, req, &want)
		}
	})
}

func compare(t *testing.T, req *Request, want *wanted) {
	t.Helper()
	equal := func(what string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%v: %s is %q, want %q: %q", req.kind, what, got, want, req.event.text)
		}
	}
	equal("method", req.Method, strings.ToUpper(want.method))
	equal("path", req.Path, want.path)
	equal("request id", req.RequestID(), want.requestID)
	equal("source", req.SourceIP(), want.sourceIP)
	for name, v := range want.params {
		equal("parameter "+name, req.Param(name), v)
	}
	for name, v := range want.stage {
		equal("stage variable "+name, req.StageVariable(name), v)
	}
	headers := want.multiHeaders
	if len(headers) == 0 {
		headers = single(want.headers)
	}
	for name, values := range headers {
		if unique(headers, name) {
			if got := req.Headers()[http.CanonicalHeaderKey(name)]; !slices.Equal(got, values) {
				equal("header "+name, got, values)
			}
			if len(values) > 0 && !strings.EqualFold(name, "Cookie") {
				equal("found header "+name, first(req.findHeader(name)), values[0])
			}
		}
	}
	if req.kind == RESTEvent {
		query := want.multiQuery
		if len(query) == 0 {
			query = single(want.query)
		}
		if value(req.event.rawQuery) == "" {
			for name, values := range query {
				if values != nil {
					equal("query "+name, req.QueryValues(name), values)
				}
			}
		}
	} else if want.cookies != nil && !strings.Contains(req.event.text, "null") {
		equal("cookies", texts(req.event.cookies), want.cookies)
	}
	body, err := req.Body()
	plain := []byte(want.body)
	if want.encoded {
		decoded, wantErr := base64.StdEncoding.DecodeString(want.body)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%v: body: %v, want %v", req.kind, err, wantErr)
		}
		plain = decoded
	}
	if err == nil {
		equal("body", string(body), string(plain))
	}
}

func first(v string, _ bool) string { return v }

func single(m map[string]string) map[string][]string {
	out := map[string][]string{}
	for k, v := range m {
		out[k] = []string{v}
	}
	return out
}

// unique reports whether no other name is the same header.
func unique(m map[string][]string, name string) bool {
	n := 0
	for other := range m {
		if http.CanonicalHeaderKey(other) == http.CanonicalHeaderKey(name) || strings.EqualFold(other, name) {
			n++
		}
	}
	return n == 1
}

// FuzzInvoke holds whole invocations: never a panic, an answer that is JSON and
// that events decodes, the same answer to the same event, and no error for an
// event that makes sense.
func FuzzInvoke(f *testing.F) {
	addEvents(f)
	r := New(Config{Event: AnyEvent})
	echo := func(_ context.Context, req *Request) (any, error) {
		body, err := req.Text()
		if err != nil {
			return nil, err
		}
		return &Response{Status: 201, Header: http.Header{"X-A": req.HeaderValues("X-A")}, Body: body, Cookies: req.Cookies()}, nil
	}
	type in struct {
		ID    int    `path:"id"`
		Limit int    `query:"limit" default:"1"`
		Name  string `json:"name" check:"maxlen=3"`
	}
	r.Any("/{path*}", echo)
	r.Handle("$default", echo)
	r.Get("/todos/{id}", Typed(func(_ context.Context, in in) (any, error) { return in, nil }))
	r.Any("/my/{id}", HTTP(func(w http.ResponseWriter, r *http.Request) { _ = r.Write(w) }))
	r.Message(Messages, echo)
	f.Fuzz(func(t *testing.T, text string) {
		out, err := r.Invoke(t.Context(), []byte(text))
		if err != nil {
			return
		}
		var resp struct {
			StatusCode      int
			Body            *string
			IsBase64Encoded bool
		}
		if err := json.Unmarshal(out, &resp); err != nil {
			t.Fatalf("%q: the answer is no JSON: %v: %q", text, err, out)
		}
		if resp.StatusCode < 200 || resp.StatusCode > 599 {
			t.Fatalf("%q: status %d", text, resp.StatusCode)
		}
		if resp.IsBase64Encoded {
			if _, err := base64.StdEncoding.DecodeString(*resp.Body); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
		again, err := r.Invoke(t.Context(), []byte(text))
		if err != nil || string(again) != string(out) {
			t.Fatalf("%q: answers differ: %q, then %q %v", text, out, again, err)
		}
	})
}

// FuzzTyped holds the binding of bodies: never a panic, and what is accepted is
// what encoding/json decodes, with defaults and without what rules forbid.
func FuzzTyped(f *testing.F) {
	type person struct {
		Name string  `json:"name" check:"required,maxlen=9"`
		Boss *person `json:"boss"`
	}
	type in struct {
		ID     string            `path:"id"`
		Name   string            `json:"name" check:"minlen=1"`
		N      *int8             `json:"n" check:"min=-3,max=3"`
		Tags   []string          `json:"tags" check:"maxlen=3,enum=a|b"`
		People []person          `json:"people"`
		ByName map[string]person `json:"byName"`
		Any    any               `json:"any"`
		Count  int               `json:"count" default:"7"`
	}
	for _, body := range []string{`{}`, `{"name":"x","NAME":"","n":4,"tags":["a","c"],"people":[{},{"name":"b","boss":{"name":1}}],"byName":{"k":{"name":"x"}},"count":null}`, `{"ID":5,"any":[{}]}`, `[]`, `{"people":[null,{"boss":null}],"n":null}`} {
		f.Add(body)
	}
	var got in
	called := false
	r := New(Config{})
	r.Post("/{id}", Typed(func(_ context.Context, in in) (any, error) {
		got, called = in, true
		return nil, nil
	}))
	f.Fuzz(func(t *testing.T, body string) {
		event, err := json.Marshal(map[string]any{"httpMethod": "POST", "path": "/7", "body": body})
		if err != nil {
			t.Fatal(err)
		}
		called = false
		out, err := r.Invoke(t.Context(), event)
		if err != nil || !called && !strings.Contains(string(out), `"statusCode":422`) {
			t.Fatalf("%q: %s %v", body, out, err)
		}
		if !called || strings.TrimSpace(body) == "" || strings.ToValidUTF8(body, "") != body {
			return
		}
		var want in
		if err := json.Unmarshal([]byte(body), &want); err != nil && !strings.Contains(err.Error(), "ID") && !strings.Contains(err.Error(), ".id") {
			t.Fatalf("%q: taken, but encoding/json: %v", body, err)
		}
		want.ID = "7"
		if got.Count == 7 && want.Count == 0 {
			want.Count = 7 // the default
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: %+v, want %+v", body, got, want)
		}
		if got.N != nil && (*got.N < -3 || *got.N > 3) || len(got.Tags) > 3 {
			t.Fatalf("%q: the rules don't hold: %+v", body, got)
		}
	})
}
