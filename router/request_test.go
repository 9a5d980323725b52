// Requests as handlers read them, of real events.

package router_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// with calls f with the request of an event.
func with(t *testing.T, event []byte, f func(ctx context.Context, req *router.Request)) {
	t.Helper()
	called := false
	h := func(ctx context.Context, req *router.Request) (any, error) {
		called = true
		f(ctx, req)
		return nil, nil
	}
	r := router.New(router.Config{})
	r.Handle("$default", h)
	r.Message(router.Messages, h)
	if _, err := r.Invoke(t.Context(), event); err != nil {
		t.Fatal(err)
	}
	if !called {
		t.Fatal("the handler wasn't called")
	}
}

func event(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/events/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRequestOfRealEvents(t *testing.T) {
	for _, c := range []struct {
		name         string
		kind         router.EventKind
		method, path string
		check        func(req *router.Request) []any // pairs of got and want
	}{
		{"apiGatewayProxyEvent", router.RESTEvent, "GET", "/my/path", func(req *router.Request) []any {
			return []any{
				req.Header("header2"), "value1", req.HeaderValues("HEADER2"), []string{"value1", "value2"}, req.QueryValues("parameter1"), []string{"value1", "value2"},
				req.SourceIP(), "192.168.0.1/32", req.RequestID(), "id=", req.Stage(), "$default", req.Identity().ClientCertSubject, "www.example.com", req.Protocol(), "HTTP/1.1",
			}
		}},
		{"apiGatewayProxyV2Event", router.HTTPEvent, "POST", "/my/path", func(req *router.Request) []any {
			cookie, ok := req.Cookie("cookie1")
			return []any{
				req.Header("HEADER1"), "value1", cookie, "", ok, true, len(req.Cookies()), 2, req.QueryValues("parameter1"), []string{"value1", "value2"},
				req.Claim("claim1"), "value1", req.Scopes(), []string{"scope1", "scope2"}, req.StageVariable("stageVariable1"), "value1",
				req.SourceIP(), "192.168.0.1/32", req.RequestID(), "id", req.UserAgent(), "", req.Claims(), map[string]any{"claim1": "value1", "claim2": "value2"},
			}
		}},
		{"apiGatewayProxyV2IamEvent", router.HTTPEvent, "GET", "", func(req *router.Request) []any {
			return []any{req.Identity().UserARN != "", true, req.Identity().AccessKey != "", true, req.Identity().CognitoIdentityID != "", true}
		}},
		{"apiGatewayProxyV2LambdaAuthorizerEvent", router.HTTPEvent, "GET", "", func(req *router.Request) []any {
			return []any{req.AuthorizerValue("tenantId"), "123-456-789-012", req.Authorizer()["tenantId"], "123-456-789-012"}
		}},
		{"albEvent", router.ALBEvent, "GET", "/lambda", func(req *router.Request) []any {
			body, _ := req.Text()
			return []any{req.Query("query"), "1234ABCD", req.SourceIP(), "72.12.164.125", body, "Test"}
		}},
		{"albMultiValueHeadersEvent", router.ALBEvent, "GET", "/todos", func(req *router.Request) []any {
			return []any{req.Header("User-Agent"), "curl/7.79.1"}
		}},
		{"lambdaFunctionUrlEvent", router.URLEvent, "GET", "/", func(req *router.Request) []any {
			return []any{req.SourceIP(), "123.123.123.123", req.Header("sec-fetch-mode"), "navigate"}
		}},
		{"lambdaFunctionUrlIAMEvent", router.URLEvent, "", "", func(req *router.Request) []any {
			return []any{req.Identity().UserARN != "", true}
		}},
		{"vpcLatticeEvent", router.LatticeV1Event, "GET", "/testpath", func(req *router.Request) []any {
			body, _ := req.Text()
			return []any{body, `{"test": "event"}`, req.Query("order-id"), "1"}
		}},
		{"vpcLatticeV2Event", router.LatticeV2Event, "GET", "/newpath", func(req *router.Request) []any {
			var body map[string]string
			err := req.JSON(&body)
			return []any{body, map[string]string{"message": "Hello from Lambda!"}, err, nil, req.Query("order-id"), "1"}
		}},
		{"benchmark-rest-v1", router.RESTEvent, "GET", "/v1/orders/ord_01HZX3/items/42", func(req *router.Request) []any {
			return []any{req.Param("proxy"), "v1/orders/ord_01HZX3/items/42", req.Claim("sub"), "a1b2", req.Scopes(), []string{"read", "write"}, req.RawQuery(), "expand=lines&limit=10"}
		}},
		{"benchmark-http-v2", router.HTTPEvent, "GET", "/v1/orders/ord_01HZX3/items/42", func(req *router.Request) []any {
			cookie, ok := req.Cookie("theme")
			return []any{cookie, "dark", ok, true, req.Header("Cookie"), "s=abc123; theme=dark; b=2", req.RawQuery(), "limit=10&expand=lines", req.Domain(), "abc123.execute-api.us-east-1.amazonaws.com"}
		}},
	} {
		with(t, event(t, c.name), func(_ context.Context, req *router.Request) {
			if req.Kind() != c.kind || c.method != "" && req.Method != c.method || c.path != "" && req.Path != c.path {
				t.Errorf("%s: %v %s %s, want %v %s %s", c.name, req.Kind(), req.Method, req.Path, c.kind, c.method, c.path)
			}
			for pair := range slices.Chunk(c.check(req), 2) {
				if !reflect.DeepEqual(pair[0], pair[1]) {
					t.Errorf("%s: %#v, want %#v", c.name, pair[0], pair[1])
				}
			}
			if !json.Valid(req.Event()) {
				t.Errorf("%s: the raw event is no JSON", c.name)
			}
		})
	}
}

func TestRequestDecodesTheWholeEvent(t *testing.T) {
	with(t, event(t, "apiGatewayProxyV2Event"), func(_ context.Context, req *router.Request) {
		var e events.APIGatewayV2HTTPRequest
		if err := req.Decode(&e); err != nil || e.RequestContext.HTTP.Method != "POST" {
			t.Errorf("%v %+v", err, e.RequestContext)
		}
		var c events.APIGatewayV2HTTPRequestContext
		if err := json.Unmarshal(req.RequestContext(), &c); err != nil || c.APIID == "" {
			t.Errorf("%v %+v", err, c)
		}
	})
}

func TestBodies(t *testing.T) {
	post := func(body string, encoded bool, mediaType string) []byte {
		e, err := json.Marshal(map[string]any{"httpMethod": "POST", "path": "/", "body": body, "isBase64Encoded": encoded, "headers": map[string]string{"Content-Type": mediaType}})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	status := func(err error) int {
		if e, ok := errors.AsType[*router.Error](err); ok {
			return e.Status
		}
		return 0
	}
	with(t, post("AP/+", true, ""), func(_ context.Context, req *router.Request) {
		if b, err := req.Body(); err != nil || string(b) != "\x00\xff\xfe" {
			t.Errorf("%q %v", b, err)
		}
	})
	with(t, post("not base64!", true, ""), func(_ context.Context, req *router.Request) {
		for _, read := range []func() error{
			func() error { _, err := req.Body(); return err }, func() error { _, err := req.Text(); return err },
			func() error { return req.JSON(new(any)) }, func() error { _, err := req.HTTPRequest(context.Background()); return err },
		} {
			if got := status(read()); got != 400 {
				t.Errorf("status %d, want 400", got)
			}
		}
	})
	with(t, post("a=1&a=2&b=%20x", false, "application/x-www-form-urlencoded; charset=utf-8"), func(_ context.Context, req *router.Request) {
		if form, err := req.Form(); err != nil || !reflect.DeepEqual(form["a"], []string{"1", "2"}) || form.Get("b") != " x" {
			t.Errorf("%v %v", form, err)
		}
	})
	with(t, post("a=%zz", false, "application/x-www-form-urlencoded"), func(_ context.Context, req *router.Request) {
		if _, err := req.Form(); status(err) != 400 {
			t.Error(err)
		}
	})
	with(t, post("a=1", false, "text/plain"), func(_ context.Context, req *router.Request) {
		if _, err := req.Form(); status(err) != 415 {
			t.Error(err)
		}
		if err := req.JSON(new(any)); status(err) != 400 {
			t.Error(err)
		}
	})
	for body, want := range map[string]string{`{"A":{"b":"x"}}`: "The body's A.B must not be a JSON string", `[]`: "The body must not be a JSON array", `{`: "not valid JSON"} {
		with(t, post(body, false, ""), func(_ context.Context, req *router.Request) {
			var secret struct{ A struct{ B int } }
			if err := req.JSON(&secret); status(err) != 400 || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", body, err, want)
			}
		})
	}
}

func TestLambdaContextIsPassedOn(t *testing.T) {
	r := router.New(router.Config{})
	r.Get("/", func(ctx context.Context, _ *router.Request) (any, error) {
		lc, _ := lambdacontext.FromContext(ctx)
		_, hasDeadline := ctx.Deadline()
		return fmt.Sprint(lc.AwsRequestID, hasDeadline), nil
	})
	if resp := routertest.Do(t, r, "GET", "/", nil); resp.Text != "test-invocationtrue" {
		t.Error(resp.Text)
	}
}

func TestBadEventsAreClearErrors(t *testing.T) {
	r := router.New(router.Config{})
	r.Handle("$default", named("x"))
	for text, want := range map[string]string{
		``:                                   `router: event: offset 0: the text ends where an object should begin`,
		`{`:                                  `router: event: offset 1: the text ends where a key should begin`,
		`null`:                               `not an object`,
		`[]`:                                 `not an object`,
		`{}`:                                 `no method or no path: it has no members; does it come from an API?`,
		`{"Records":[]}`:                     `it has "Records"`,
		`{"rawPath":5}`:                      `member "rawPath" must be a string, not a number`,
		`{"headers":[],"rawPath":"/"}`:       `member "headers" must be an object, not an array`,
		`{"isBase64Encoded":"true"}`:         `must be a boolean, not a string`,
		`{"cookies":"a"}`:                    `must be an array, not a string`,
		`{"requestContext":true}`:            `must be an object, not a boolean`,
		`{"httpMethod":"GET","path":"/"}x`:   `offset 31: unexpected 'x' after the object`,
		`{"httpMethod":"GET","path":"/","a"`: `the text ends after a key`,
		"{\"httpMethod\":\"GET\x01\"":        `unexpected '\x01' in a string`,
		`{"a":` + strings.Repeat(`[`, 20000): `nested deeper than 10000`,
	} {
		_, err := r.Invoke(t.Context(), []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
	}
}

// TestNothingOfTheEventIsShared overwrites the payload, as aws-lambda-go does
// with the next event, while the handler still holds what it got.
func TestNothingOfTheEventIsShared(t *testing.T) {
	var kept []string
	r := router.New(router.Config{})
	r.Handle("$default", func(_ context.Context, req *router.Request) (any, error) {
		text, _ := req.Text()
		kept = []string{req.Method, req.Path, text, req.Header("a"), req.Query("q"), req.Headers().Get("A")}
		return nil, nil
	})
	payload := []byte(`{"httpMethod":"POST","path":"/secret","body":"text","headers":{"a":"b"},"queryStringParameters":{"q":"1"}}`)
	if _, err := r.Invoke(t.Context(), payload); err != nil {
		t.Fatal(err)
	}
	for i := range payload {
		payload[i] = 'X'
	}
	if want := []string{"POST", "/secret", "text", "b", "1", "b"}; !reflect.DeepEqual(kept, want) {
		t.Errorf("%q, want %q", kept, want)
	}
}

func TestHeaderLookups(t *testing.T) {
	text := `{"httpMethod":"GET","path":"/","headers":{"x-a":"1","X-A":"2","x-b":"3","x-b":"4","n":null,"num":5}}`
	for round := range 2 {
		with(t, []byte(text), func(_ context.Context, req *router.Request) {
			if round == 1 {
				req.Headers() // all decoded, instead of searched
			}
			if got := []string{req.Header("X-a"), req.Header("x-B"), req.Header("none")}; !reflect.DeepEqual(got, []string{"1", "4", ""}) {
				t.Errorf("%q", got)
			}
			want := http.Header{"X-A": {"1", "2"}, "X-B": {"4"}, "N": {""}, "Num": {"5"}}
			if got := req.Headers(); !reflect.DeepEqual(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}
