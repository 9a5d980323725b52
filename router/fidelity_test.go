// net/http handlers see what a server of net/http would show them.

package router_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// seen is what a net/http handler sees of a request.
type seen struct {
	Method, Host, Path, RawPath, Escaped, RawQuery, URI, Body string
	Length                                                    int64
	Query                                                     map[string][]string
	Header                                                    map[string][]string
	Cookies                                                   []string
}

// mirror answers what it sees, with headers, cookies and status of its own.
func mirror(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	s := seen{
		Method: r.Method, Host: r.Host, Path: r.URL.Path, RawPath: r.URL.RawPath, Escaped: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, URI: r.RequestURI,
		Body: string(body), Length: r.ContentLength, Query: r.URL.Query(), Header: r.Header,
	}
	for _, c := range r.Cookies() {
		s.Cookies = append(s.Cookies, c.String())
	}
	w.Header().Add("X-Multi", "one")
	w.Header().Add("X-Multi", "two")
	http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", Path: "/"})
	http.SetCookie(w, &http.Cookie{Name: "b", Value: "2", HttpOnly: true})
	w.WriteHeader(http.StatusAccepted)
	w.Header().Set("X-Late", "is not sent")
	_ = json.NewEncoder(w).Encode(s)
}

// TestMountedHandlersSeeWhatNetHTTPShows sends requests to a real server and
// through events of each kind, and compares what the handler sees and what the
// client gets.
func TestMountedHandlersSeeWhatNetHTTPShows(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(mirror))
	defer server.Close()
	for _, c := range []struct {
		method, target, body string
		headers              http.Header
	}{
		{"GET", "/", "", nil},
		{"GET", "/a/b%20c/d", "", http.Header{"X-A": {"1"}, "Accept": {"text/html"}}},
		{"GET", "/q?a=1&a=2&b=x%20y&c=%26&d", "", nil},
		{"POST", "/p", `{"a":"ü"}`, http.Header{"Content-Type": {"application/json"}, "Cookie": {"s=1; t=2"}}},
		{"PUT", "/bin", "\x00\xff\xfe", http.Header{"Content-Type": {"application/octet-stream"}}},
		{"DELETE", "/é/ü", "", http.Header{"X-B": {"a, b"}}},
		{"OPTIONS", "/o", "", nil},
	} {
		request := func(base string) *http.Request {
			req, err := http.NewRequest(c.method, base+c.target, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			for name, values := range c.headers {
				req.Header[name] = slices.Clone(values)
			}
			req.Header.Set("User-Agent", "test")
			req.Host = "api.example.com"
			return req
		}
		resp, err := http.DefaultTransport.RoundTrip(request(server.URL))
		if err != nil {
			t.Fatal(err)
		}
		want, wantResp := read(t, resp)
		for _, kind := range routertest.Kinds {
			for _, multi := range []bool{false, true} {
				r := router.New(router.Config{})
				r.Mount("/", http.HandlerFunc(mirror))
				event, err := routertest.Event(kind, request("http://x"), routertest.Route{Multi: multi})
				if err != nil {
					t.Fatal(err)
				}
				out, err := r.Invoke(t.Context(), event)
				if err != nil {
					t.Fatalf("%v %s: %v", kind, c.target, err)
				}
				resp, err := routertest.Response(kind, out)
				if err != nil {
					t.Fatal(err)
				}
				got, gotResp := read(t, resp)
				compareSeen(t, fmt.Sprintf("%v multi=%t %s %s", kind, multi, c.method, c.target), kind, got, want)
				wantHeaders := wantResp.Clone()
				switch {
				case kind == router.ALBEvent && !multi: // one value per header is all it takes
					wantHeaders["X-Multi"], wantHeaders["Set-Cookie"] = []string{"two"}, wantHeaders["Set-Cookie"][1:]
				case kind != router.RESTEvent && kind != router.ALBEvent:
					wantHeaders["X-Multi"] = []string{"one, two"}
				}
				compareHeaders(t, kind, gotResp, wantHeaders)
			}
		}
	}
}

func read(t *testing.T, resp *http.Response) (seen, http.Header) {
	t.Helper()
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		t.Errorf("status %d", resp.StatusCode)
	}
	var s seen
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s, resp.Header
}

// addedOnTheWay are the headers that clients, servers and gateways add.
var addedOnTheWay = []string{
	"Accept-Encoding", "Apigw-Requestid", "Content-Length", "Date", "X-Amz-Apigw-Id", "X-Amzn-Requestid", "X-Amzn-Tls-Cipher-Suite",
	"X-Amzn-Tls-Version", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto",
}

func compareSeen(t *testing.T, name string, kind router.EventKind, got, want seen) {
	t.Helper()
	for _, s := range []*seen{&got, &want} {
		for _, h := range addedOnTheWay {
			delete(s.Header, h)
		}
	}
	if kind == router.LatticeV1Event || kind == router.LatticeV2Event || kind == router.RESTEvent {
		// They have the query decoded only: the same values, written in another way.
		got.RawQuery, got.URI = want.RawQuery, want.URI
	}
	if kind == router.LatticeV1Event || kind == router.ALBEvent {
		got.RawQuery, got.URI = want.RawQuery, want.URI
		if kind == router.ALBEvent || strings.Contains(want.RawQuery, "a=1&a=2") {
			// Without multi-value parameters only the last one of a name arrives.
			delete(got.Query, "a")
			want.Query = clonedWithout(want.Query, "a")
		}
	}
	// A path that arrives decoded is encoded in one way only.
	if kind == router.HTTPEvent {
		got.RawPath = want.RawPath
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\nsees %+v\nwant %+v", name, got, want)
	}
}

func clonedWithout(m map[string][]string, name string) map[string][]string {
	out := map[string][]string{}
	for k, v := range m {
		if k != name {
			out[k] = v
		}
	}
	return out
}

func compareHeaders(t *testing.T, kind router.EventKind, got, want http.Header) {
	t.Helper()
	got, want = got.Clone(), want.Clone()
	for _, h := range addedOnTheWay {
		got.Del(h)
		want.Del(h)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v: response headers %v, want %v", kind, got, want)
	}
}

// TestRouterIsAnHTTPHandler sends requests to the router as a server.
func TestRouterIsAnHTTPHandler(t *testing.T) {
	for _, kind := range append([]router.EventKind{router.AnyEvent}, routertest.Kinds...) {
		r := router.New(router.Config{Event: kind})
		r.Post("/x/{id}", router.HTTP(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.Header().Set("X-Id", r.PathValue("id"))
			w.WriteHeader(201)
			_, _ = w.Write(bytes.ToUpper(body))
		}))
		server := httptest.NewServer(r)
		resp, err := http.Post(server.URL+"/x/7", "text/plain", strings.NewReader("hello"))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != 201 || resp.Header.Get("X-Id") != "7" || string(text) != "HELLO" {
			t.Errorf("%v: %d %v %s %v", kind, resp.StatusCode, resp.Header, text, err)
		}
		resp.Body.Close()
		server.Close()
	}
}
