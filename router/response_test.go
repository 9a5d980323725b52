// From what handlers return to what each service gets.

package router_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

// answer is a handler that always gives the same.
func answer(v any, err error) router.Handler {
	return func(context.Context, *router.Request) (any, error) { return v, err }
}

// raw returns the response on the wire to a GET of / as the kind has it.
func raw(t *testing.T, kind router.EventKind, config router.Config, h router.Handler, options ...func(*http.Request)) string {
	t.Helper()
	r := router.New(config)
	r.Any("/", h)
	req, err := http.NewRequest("GET", "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range options {
		o(req)
	}
	event, err := routertest.Event(kind, req, routertest.Route{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.Invoke(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestValuesBecomeResponses(t *testing.T) {
	jsonHead := `{"statusCode":200,"headers":{"Content-Type":"application/json"},"cookies":[],`
	for _, c := range []struct {
		v    any
		want string
	}{
		{map[string]any{"a": "<é>", "b": 1.5}, jsonHead + `"isBase64Encoded":false,"body":"{\"a\":\"<é>\",\"b\":1.5}"}`},
		{`{"ready":true}`, jsonHead + `"isBase64Encoded":false,"body":"{\"ready\":true}"}`},
		{json.RawMessage(`[1]`), jsonHead + `"isBase64Encoded":false,"body":"[1]"}`},
		{[]byte{0, 255}, jsonHead + `"isBase64Encoded":true,"body":"AP8="}`},
		{nil, jsonHead + `"isBase64Encoded":false,"body":"null"}`},
		{(*router.Response)(nil), `{"statusCode":204,"headers":{},"cookies":[],"isBase64Encoded":false,"body":null}`},
		{router.NoContent(), `{"statusCode":204,"headers":{},"cookies":[],"isBase64Encoded":false,"body":null}`},
		{router.Text(201, "a\"b\n\u0001"), `{"statusCode":201,"headers":{"Content-Type":"text/plain; charset=utf-8"},"cookies":[],"isBase64Encoded":false,"body":"a\"b\n\u0001"}`},
		{router.Redirect(302, "/x"), `{"statusCode":302,"headers":{"Location":"/x"},"cookies":[],"isBase64Encoded":false,"body":null}`},
		{router.Stream(200, "image/png", strings.NewReader("\x89PNG")), `{"statusCode":200,"headers":{"Content-Type":"image/png"},"cookies":[],"isBase64Encoded":true,"body":"iVBORw=="}`},
		{router.Response{Body: "x"}, `{"statusCode":200,"headers":{},"cookies":[],"isBase64Encoded":false,"body":"x"}`},
		{make(chan int), `{"statusCode":500,"headers":{"Content-Type":"application/json"},"cookies":[],"isBase64Encoded":false,"body":"{\"statusCode\":500,\"message\":\"Internal server error\"}"}`},
	} {
		if got := raw(t, router.HTTPEvent, router.Config{Logger: silent}, answer(c.v, nil)); got != c.want {
			t.Errorf("%v:\n%s\nwant\n%s", c.v, got, c.want)
		}
	}
}

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

func TestHeadersCannotBeInjected(t *testing.T) {
	evil := &router.Response{Header: http.Header{"X-A": {"1\r\nSet-Cookie: x=1"}, "X-B\r\nX-C": {"2"}, "Set-Cookie": {"a=1\r\nX-Evil: 1"}}}
	for _, kind := range routertest.Kinds {
		if got := raw(t, kind, router.Config{}, answer(evil, nil)); strings.Contains(got, `\n`) || strings.Contains(got, `\r`) {
			t.Errorf("%v: %s", kind, got)
		}
	}
}

// TestOneResponseMayServeAll answers many requests at once with one response
// that the router has to add headers to. Run it with -race.
func TestOneResponseMayServeAll(t *testing.T) {
	shared := router.Text(200, strings.Repeat("x", 5000))
	r := router.New(router.Config{CORS: cors.Allow("https://a.com", "https://b.com")})
	r.Use(router.RequestID(), router.ETag())
	r.Add(router.Route{Key: "GET /", Handler: answer(shared, nil), Compress: true, CacheControl: "max-age=1"})
	var wg sync.WaitGroup
	for i := range 50 {
		origin := []string{"https://a.com", "https://b.com", ""}[i%3]
		wg.Go(func() {
			resp := routertest.Do(t, r, "GET", "/", nil, routertest.Header("Origin", origin), routertest.Header("Accept-Encoding", "gzip"))
			if resp.Header.Get("Access-Control-Allow-Origin") != origin {
				t.Errorf("%q got %v", origin, resp.Header)
			}
		})
	}
	wg.Wait()
	if len(shared.Header) != 1 {
		t.Errorf("the handler's response was changed: %v", shared.Header)
	}
}

// TestMiddlewareMayKeepResponses has a cache in front of a handler of each form.
// Run it with -race.
func TestMiddlewareMayKeepResponses(t *testing.T) {
	r := router.New(router.Config{CORS: cors.Allow("https://a.com", "https://b.com")})
	var cache sync.Map
	r.Use(router.RequestID(), func(next router.Handler) router.Handler {
		return func(ctx context.Context, req *router.Request) (any, error) {
			if kept, ok := cache.Load(req.Path); ok {
				return kept, nil
			}
			v, err := next(ctx, req)
			if req.Query("render") != "" {
				v, err = router.Render(ctx, req, v, err)
			}
			kept, _ := cache.LoadOrStore(req.Path, v)
			return kept, err
		}
	}, router.ETag())
	r.Get("/value", answer(map[string]int{"a": 1}, nil))
	r.Get("/http", router.HTTP(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "x") }))
	r.Get("/error", answer(nil, router.NotFound("x")))
	var wg sync.WaitGroup
	for i := range 60 {
		origin := []string{"https://a.com", "https://b.com", ""}[i%3]
		path := []string{"/value", "/http", "/error", "/nowhere"}[i/3%4]
		wg.Go(func() {
			resp := routertest.Do(t, r, "GET", path+"?render=yes", nil, routertest.Header("Origin", origin))
			if got := resp.Header.Get("Access-Control-Allow-Origin"); got != origin {
				t.Errorf("%s for %q: %q", path, origin, got)
			}
		})
	}
	wg.Wait()
}

func TestCompression(t *testing.T) {
	text := strings.Repeat("hello ", 1000)
	for _, c := range []struct {
		name, accept, mediaType string
		body                    any
		min                     int
		want                    bool
	}{
		{"gzip", "gzip", "text/plain", text, 0, true},
		{"any", "br;q=1.0, *;q=0.5", "application/json", text, 0, true},
		{"refused", "gzip;q=0, *", "text/plain", text, 0, false},
		{"refused by all", "*;q=0", "text/plain", text, 0, false},
		{"other", "br, deflate", "text/plain", text, 0, false},
		{"none", "", "text/plain", text, 0, false},
		{"small", "gzip", "text/plain", "small", 0, false},
		{"small, but wanted", "gzip", "text/plain", "small", 1, true},
		{"image", "gzip", "image/png", []byte(text), 0, false},
		{"vector image", "gzip", "image/svg+xml", text, 0, true},
		{"bytes of a text", "gzip", "text/csv", []byte(text), 0, true},
	} {
		r := router.New(router.Config{CompressMin: c.min})
		h := &router.Response{Header: http.Header{"Content-Type": {c.mediaType}, "Etag": {`"1"`}}, Body: c.body}
		r.Add(router.Route{Key: "GET /", Handler: answer(h, nil), Compress: true})
		resp := routertest.Do(t, r, "GET", "/", nil, routertest.Header("Accept-Encoding", c.accept))
		got := resp.Header.Get("Content-Encoding") == "gzip"
		if got != c.want {
			t.Errorf("%s: compressed %t", c.name, got)
		}
		if !got {
			continue
		}
		z, err := gzip.NewReader(strings.NewReader(resp.Text))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if err != nil || string(plain) != fmt.Sprintf("%s", c.body) {
			t.Errorf("%s: unpacks to %.20q %v", c.name, plain, err)
		}
		if resp.Header.Get("Vary") != "Accept-Encoding" || resp.Header.Get("ETag") != `W/"1"` {
			t.Errorf("%s: %v", c.name, resp.Header)
		}
	}
}

func TestLimits(t *testing.T) {
	var log bytes.Buffer
	config := router.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))}
	for _, c := range []struct {
		kind router.EventKind
		body any
		want string
	}{
		{router.ALBEvent, strings.Repeat("x", 1<<20-200), ""},
		{router.ALBEvent, strings.Repeat("x", 1<<20), "1048576 that a load balancer takes"},
		{router.HTTPEvent, strings.Repeat("x", 6<<20-200), ""},
		{router.HTTPEvent, bytes.Repeat([]byte("x"), 5<<20), "6291556 that Lambda sends back"},
		{router.RESTEvent, strings.Repeat("x", 11<<20), "10485760 that API Gateway passes on"},
	} {
		log.Reset()
		got := raw(t, c.kind, config, answer(&router.Response{Body: c.body}, nil))
		if failed := strings.Contains(got, `"statusCode":500`); failed != (c.want != "") || !strings.Contains(log.String(), c.want) {
			t.Errorf("%v: %.100s, log %.300s, want %s", c.kind, got, log.String(), c.want)
		}
	}
}

type quota struct{ left int }

func (q quota) Error() string { return fmt.Sprintf("quota: %d left", q.left) }

func TestErrors(t *testing.T) {
	var log bytes.Buffer
	for _, c := range []struct {
		name      string
		h         router.Handler
		config    router.Config
		status    int
		body, log string
	}{
		{"known", answer(nil, router.NotFound("No such todo")), router.Config{}, 404, `{"statusCode":404,"message":"No such todo"}`, ""},
		{"wrapped", answer(nil, fmt.Errorf("db: %w", router.Conflict("Taken"))), router.Config{}, 409, `{"statusCode":409,"message":"Taken"}`, ""},
		{"no message", answer(nil, &router.Error{Status: 418}), router.Config{}, 418, `{"statusCode":418,"message":"I'm a teapot"}`, ""},
		{"detail", answer(nil, &router.Error{Status: 400, Detail: []int{1}}), router.Config{}, 400, `{"statusCode":400,"message":[1]}`, ""},
		{"formatted", answer(nil, router.Errorf(503, "try in %d s", 5)), router.Config{}, 503, `{"statusCode":503,"message":"try in 5 s"}`, ""},
		{"unknown", answer(nil, errors.New("secret")), router.Config{}, 500, `{"statusCode":500,"message":"Internal server error"}`, "secret"},
		{"panic", func(context.Context, *router.Request) (any, error) { panic("secret") }, router.Config{}, 500, `{"statusCode":500,"message":"Internal server error"}`, "panic: secret"},
		{"net/http panic", router.HTTP(func(http.ResponseWriter, *http.Request) { panic("secret") }), router.Config{}, 500, `{"statusCode":500,"message":"Internal server error"}`, "secret"},
		{"handled", answer(nil, fmt.Errorf("w: %w", quota{3})), router.Config{}, 429, "left 3", ""},
		{"debug", answer(nil, errors.New("secret")), router.Config{Debug: true}, 500, `"cause": "secret"`, "secret"},
	} {
		log.Reset()
		c.config.CORS, c.config.Logger = cors.AllowAny(), slog.New(slog.NewTextHandler(&log, nil))
		r := router.New(c.config)
		r.Get("/", c.h)
		router.OnError(r, func(_ context.Context, _ *router.Request, q quota) (any, error) {
			return router.Text(429, fmt.Sprintf("left %d", q.left)), nil
		})
		resp := routertest.Do(t, r, "GET", "/", nil, routertest.Header("Origin", "https://a.com")).Status(c.status)
		if c.config.Debug && !strings.Contains(resp.Text, c.body) || !c.config.Debug && resp.Text != c.body {
			t.Errorf("%s: %s, want %s", c.name, resp.Text, c.body)
		}
		if resp.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: no CORS headers: %v", c.name, resp.Header)
		}
		if !strings.Contains(log.String(), c.log) || c.log == "" && log.Len() > 0 {
			t.Errorf("%s: log %q, want %q", c.name, log.String(), c.log)
		}
	}
}

func TestErrorsMayBeHandedToLambda(t *testing.T) {
	cause := errors.New("no database")
	for _, h := range []router.Handler{answer(nil, cause), func(context.Context, *router.Request) (any, error) { panic(cause) }} {
		r := router.New(router.Config{ReturnErrors: true})
		r.Handle("$default", h)
		if _, err := r.Invoke(t.Context(), []byte(`{"httpMethod":"GET","path":"/"}`)); !errors.Is(err, cause) {
			t.Errorf("%v", err)
		}
	}
}

func TestPreflight(t *testing.T) {
	r := router.New(router.Config{CORS: &cors.Policy{AllowOrigins: []string{"https://a.com"}, AllowCredentials: true, MaxAge: time.Minute}})
	r.Get("/x", named("x"))
	r.Any("/any/{path+}", named("any"))
	r.Add(router.Route{Key: "POST /x", Handler: named("x"), NoCORS: true})
	r.Options("/own", named("own"))
	ask := func(path, origin, method string) *routertest.Result {
		return routertest.Do(t, r, "OPTIONS", path, nil, routertest.Header("Origin", origin), routertest.Header("Access-Control-Request-Method", method))
	}
	for _, c := range []struct{ path, origin, method, allow, methods string }{
		{"/x", "https://a.com", "GET", "https://a.com", "GET,OPTIONS"},
		{"/any/a", "https://a.com", "PUT", "https://a.com", "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"},
		{"/x", "https://evil.com", "GET", "", "GET,OPTIONS"},
		{"/unknown", "https://a.com", "GET", "https://a.com", "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"},
	} {
		resp := ask(c.path, c.origin, c.method).Status(204)
		if got := resp.Header.Get("Access-Control-Allow-Origin"); got != c.allow || resp.Header.Get("Access-Control-Allow-Methods") != c.methods {
			t.Errorf("%s from %s: %v", c.path, c.origin, resp.Header)
		}
		if c.allow != "" && (resp.Header.Get("Access-Control-Max-Age") != "60" || resp.Header.Get("Access-Control-Allow-Credentials") != "true") {
			t.Errorf("%s: %v", c.path, resp.Header)
		}
	}
	if resp := ask("/own", "https://a.com", "GET").Status(200); resp.Text != "own" {
		t.Errorf("the route of its own wasn't called: %s", resp.Text)
	}
	resp := routertest.Do(t, r, "GET", "/x", nil, routertest.Header("Origin", "https://a.com"))
	if resp.Header.Get("Vary") != "Origin" || resp.Header.Get("Access-Control-Allow-Origin") != "https://a.com" {
		t.Errorf("%v", resp.Header)
	}
	resp = routertest.Do(t, r, "POST", "/x", nil, routertest.Header("Origin", "https://a.com"))
	if resp.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("CORS is off for the route: %v", resp.Header)
	}
}

func TestStreaming(t *testing.T) {
	r := router.New(router.Config{Logger: silent})
	step := make(chan struct{})
	r.Any("/http", router.HTTP(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
		w.Header().Set("X-A", "b")
		w.WriteHeader(201)
		fmt.Fprint(w, "one ")
		w.(http.Flusher).Flush()
		<-step
		fmt.Fprint(w, "two")
	}))
	r.Any("/reader", answer(router.Stream(200, "text/plain", strings.NewReader("from a reader")), nil))
	r.Any("/value", answer(map[string]int{"a": 1}, nil))
	r.Any("/panic", router.HTTP(func(http.ResponseWriter, *http.Request) { panic("x") }))
	stream := func(kind router.EventKind, path string) io.Reader {
		req, err := http.NewRequest("GET", path, nil)
		if err != nil {
			t.Fatal(err)
		}
		event, err := routertest.Event(kind, req, routertest.Route{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := r.InvokeStream(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, kind := range []router.EventKind{router.URLEvent, router.RESTEvent} {
		out := stream(kind, "/http")
		// The first part is there before the handler goes on.
		head := make([]byte, 0, 1000)
		for !bytes.HasSuffix(head, []byte("one ")) {
			buf := make([]byte, 100)
			n, err := out.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			head = append(head, buf[:n]...)
		}
		step <- struct{}{}
		rest, err := io.ReadAll(out)
		if err != nil || string(rest) != "two" {
			t.Errorf("%v: %q %v", kind, rest, err)
		}
		prelude, body, _ := bytes.Cut(head, make([]byte, 8))
		if !bytes.Contains(prelude, []byte(`"statusCode":201`)) || !bytes.Contains(prelude, []byte("a=1")) || !bytes.Contains(prelude, []byte(`X-A`)) || string(body) != "one " {
			t.Errorf("%v: %s", kind, head)
		}
	}
	if out := stream(router.URLEvent, "/reader").(*events.LambdaFunctionURLStreamingResponse); out.Headers["Content-Type"] != "text/plain" {
		t.Errorf("%v", out.Headers)
	}
	if text, _ := io.ReadAll(stream(router.URLEvent, "/value")); !bytes.HasSuffix(text, []byte(`{"a":1}`)) {
		t.Errorf("%s", text)
	}
	if text, _ := io.ReadAll(stream(router.HTTPEvent, "/reader")); !bytes.HasPrefix(text, []byte(`{"statusCode":200`)) {
		t.Errorf("an HTTP API takes no streams: %s", text)
	}
	if out := stream(router.URLEvent, "/panic").(*events.LambdaFunctionURLStreamingResponse); out.StatusCode != 500 {
		t.Errorf("%d", out.StatusCode)
	}
}
