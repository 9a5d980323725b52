// What no recording shows: the parts of events that tests set, and answers that
// no service takes.

package wire

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func request(method, target string) *http.Request {
	u, err := url.Parse(target)
	if err != nil {
		panic(err)
	}
	return &http.Request{Method: method, URL: u, Host: "api.example.com", Header: http.Header{}}
}

func TestEventFindsThePathParametersOfItsKey(t *testing.T) {
	for _, c := range []struct {
		kind  Kind
		route Route
		want  map[string]string
	}{
		{REST, Route{Key: "GET /todos/{id}"}, map[string]string{"id": "a%20b"}},
		{HTTP, Route{Key: "GET /todos/{id}"}, map[string]string{"id": "a b"}},
		{HTTP, Route{Key: "ANY /{proxy+}", Format1: true}, map[string]string{"proxy": "todos/a b"}},
		{HTTP, Route{Key: "GET /todos/{id}", Params: map[string]string{"id": "7"}}, map[string]string{"id": "7"}},
		{REST, Route{}, map[string]string{"proxy": "todos/a%20b"}},
	} {
		out, err := Event(c.kind, request("GET", "/todos/a%20b"), c.route)
		if err != nil {
			t.Fatal(err)
		}
		var event struct{ PathParameters map[string]string }
		if err := json.Unmarshal(out, &event); err != nil || !reflect.DeepEqual(event.PathParameters, c.want) {
			t.Errorf("%v %+v: %q, want %q (%v)", c.kind, c.route, event.PathParameters, c.want, err)
		}
	}
	if _, err := Event(HTTP, request("GET", "/users/7"), Route{Key: "GET /todos/{id}"}); err == nil || !strings.Contains(err.Error(), `GET /users/7 is not a request of the route "GET /todos/{id}"`) {
		t.Errorf("a path of another route: %v", err)
	}
}

func TestClaimsAreTexts(t *testing.T) {
	route := Route{Key: "GET /", Scopes: []string{"a/read"}, Claims: map[string]any{
		"sub": "x", "exp": float64(9999999999), "ok": true, "groups": []any{"n", "s"}, "place": map[string]any{"land": "X"}, "alias": nil,
		"big": json.Number("12345678901234567890"), "scope": "a/read b/write",
	}}
	out, err := Event(HTTP, request("GET", "/"), route)
	if err != nil {
		t.Fatal(err)
	}
	want := `"jwt":{"claims":{"big":"12345678901234567890","exp":"9999999999","groups":"[n s]","ok":"true","place":"{\"land\":\"X\"}","scope":"a/read b/write","sub":"x"},"scopes":["a/read","b/write"]}`
	if !strings.Contains(string(out), want) {
		t.Errorf("%s", out)
	}
}

func TestAnswersThatNoServiceTakes(t *testing.T) {
	for _, kind := range []Kind{REST, HTTP, URL, ALB} {
		for answer, want := range map[string]string{
			`{"statusCode":200,"headers":{"a":["x"]}}`:           `a header "a" that is not text`,
			`{"statusCode":200,"headers":{"a":null}}`:            `a header "a" that is not text`,
			`{"statusCode":200,"headers":[]}`:                    `the wrong type for "headers"`,
			`{"statusCode":"fine"}`:                              `statusCode "fine"; it must be a whole number`,
			`{"statusCode":0}`:                                   `statusCode 0; it must be a whole number`,
			`{"statusCode":200,"body":7}`:                        `the wrong type for "body"`,
			`{"statusCode":200,"isBase64Encoded":true,"body":1}`: `the wrong type for "body"`,
		} {
			resp, err := Response(kind, Route{}, []byte(answer), nil)
			if err == nil || !strings.Contains(err.Error(), want) || resp.StatusCode < 500 {
				t.Errorf("%v %s: %v, %d; want %q", kind, answer, err, resp.StatusCode, want)
			}
		}
		resp, err := Response(kind, Route{}, []byte(`{"statusCode":200,"headers":{"n":12345678901234567890,"b":true},"body":"x"}`), nil)
		if err != nil || resp.Header.Get("N") != "12345678901234567890" || resp.Header.Get("B") != "true" {
			t.Errorf("%v: numbers and booleans in headers: %v %v", kind, resp.Header, err)
		}
	}
	if _, err := Response(REST, Route{}, []byte(`"text"`), nil); err == nil {
		t.Error("a REST API takes a text")
	}
}

func TestCookiesComeBeforeAHeader(t *testing.T) {
	resp, err := Response(HTTP, Route{}, []byte(`{"statusCode":200,"cookies":["a=1"],"headers":{"set-cookie":"b=2"},"body":"x"}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if got := resp.Header["Set-Cookie"]; err != nil || !reflect.DeepEqual(got, []string{"a=1", "b=2"}) || string(body) != "x" {
		t.Errorf("%q %q %v", got, body, err)
	}
}

// Whatever a function sends back, a client gets one valid response of it.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		`{"statusCode":200,"headers":{"a":"b"},"multiValueHeaders":{"A":["c"]},"body":"x"}`, `{"statusCode":"201","cookies":["a=1"]}`, `"text"`, `7`, `null`, ``,
		`{"statusCode":200,"isBase64Encoded":true,"body":"eA=="}`, `{"statusCode":0}`, `{"headers":{"n":1,"b":true}}`, `[`, `{"statusCode":200,"headers":{"a\nb":"c\r\nd"}}`,
	} {
		f.Add([]byte(s), "image/png,*/*")
	}
	f.Fuzz(func(t *testing.T, answer []byte, accept string) {
		for kind := range LatticeV2 + 1 {
			for _, route := range []Route{{}, {Format1: true}, {BinaryTypes: []string{"image/*"}}} {
				r := request("GET", "/")
				r.Header.Set("Accept", accept)
				resp, err := Response(kind, route, answer, r)
				if err != nil && resp.StatusCode < 500 || resp.StatusCode < 100 || resp.StatusCode > 999 {
					t.Fatalf("%v %+v %q: %d, %v", kind, route, answer, resp.StatusCode, err)
				}
				body, err := io.ReadAll(resp.Body)
				if err != nil || int64(len(body)) != resp.ContentLength {
					t.Fatalf("%v %q: %d bytes of %d, %v", kind, answer, len(body), resp.ContentLength, err)
				}
			}
		}
	})
}
