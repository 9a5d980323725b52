// Edges of HTTP: HEAD, parts, bytes, statuses.

package router_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

func TestHEADHasNoBody(t *testing.T) {
	r := router.New(router.Config{})
	r.Mount("/", http.FileServerFS(fstest.MapFS{"a.txt": {Data: []byte("hello")}}))
	resp := routertest.Do(t, r, "HEAD", "/a.txt", nil).Status(200)
	if resp.Text != "" || resp.Header.Get("Content-Length") != "5" {
		t.Errorf("%q %v", resp.Text, resp.Header)
	}
}

func TestPartsAreNotCompressed(t *testing.T) {
	r := router.New(router.Config{CompressMin: 1})
	files := http.FileServerFS(fstest.MapFS{"a.txt": {Data: bytes.Repeat([]byte("hello "), 1000)}})
	r.Add(router.Route{Key: "GET /{path+}", Handler: router.Mounted(files), Compress: true},
		router.Route{Key: "GET /fixed", Handler: answer(&router.Response{Header: http.Header{"Cache-Control": {"no-transform"}}, Body: "text"}, nil), Compress: true})
	resp := routertest.Do(t, r, "GET", "/a.txt", nil, routertest.Header("Accept-Encoding", "gzip"), routertest.Header("Range", "bytes=0-99")).Status(206)
	if len(resp.Text) != 100 || resp.Header.Get("Content-Encoding") != "" || resp.Header.Get("Content-Range") == "" {
		t.Errorf("%d bytes, %v", len(resp.Text), resp.Header)
	}
	if resp := routertest.Do(t, r, "GET", "/fixed", nil, routertest.Header("Accept-Encoding", "gzip")); resp.Text != "text" {
		t.Errorf("%q", resp.Text)
	}
}

func TestBodiesArriveAsTheyAre(t *testing.T) {
	for _, body := range []any{"bad\xffutf8", []byte("bad\xffutf8"), strings.NewReader("bad\xffutf8")} {
		if got := raw(t, router.HTTPEvent, router.Config{}, answer(&router.Response{Body: body}, nil)); !strings.Contains(got, `"isBase64Encoded":true,"body":"YmFk/3V0Zjg="`) {
			t.Errorf("%T: %s", body, got)
		}
	}
	if got := raw(t, router.HTTPEvent, router.Config{}, answer(router.Stream(200, "text/plain", strings.NewReader("text")), nil)); !strings.Contains(got, `"isBase64Encoded":false,"body":"text"`) {
		t.Errorf("a reader of text: %s", got)
	}
}

func TestStatusesThatAreNone(t *testing.T) {
	for _, status := range []int{-1, 1, 99, 1000} {
		if got := raw(t, router.HTTPEvent, router.Config{Logger: silent}, answer(&router.Response{Status: status}, nil)); !strings.HasPrefix(got, `{"statusCode":500`) {
			t.Errorf("%d: %s", status, got)
		}
	}
}

func TestDefaultTakesOPTIONSButPreflights(t *testing.T) {
	r := router.New(router.Config{CORS: cors.AllowAny()})
	r.Handle("$default", named("default"))
	if resp := routertest.Do(t, r, "OPTIONS", "/x", nil).Status(200); resp.Text != "default" {
		t.Errorf("%s", resp.Text)
	}
	routertest.Do(t, r, "OPTIONS", "/x", nil, routertest.Header("Origin", "https://a.com"), routertest.Header("Access-Control-Request-Method", "PUT")).Status(204)
}

// TestTimeoutLeavesStreamsAlone reads a stream after the middleware returned.
func TestTimeoutLeavesStreamsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := router.New(router.Config{})
		r.Use(router.Timeout(time.Second))
		r.Get("/", router.HTTP(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "a")
			time.Sleep(time.Millisecond)
			fmt.Fprint(w, r.Context().Err())
		}))
		ctx, cancel := routertest.Context(t.Context(), 5*time.Second)
		defer cancel()
		out, err := r.InvokeStream(ctx, []byte(`{"httpMethod":"GET","path":"/"}`))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(out)
		if err != nil || !bytes.HasSuffix(text, []byte("a<nil>")) {
			t.Errorf("%q %v", text, err)
		}
	})
}

func TestTypedTakesPointers(t *testing.T) {
	type in struct {
		ID int `path:"id"`
	}
	h := router.Typed(func(_ context.Context, in *in) (int, error) { return in.ID, nil })
	if status, out := ask(t, h, "", "", nil); status != 200 || out != "7" {
		t.Errorf("%d %s", status, out)
	}
}

func TestMessagesRegisteredByHandle(t *testing.T) {
	r := router.New(router.Config{})
	r.Handle("$connect", answer(nil, router.Forbidden("no")))
	r.Handle("$default", named("default"))
	for route, want := range map[string]string{"$connect": `{"statusCode":403`, "any": `"body":"default"`} {
		if out, err := r.Invoke(t.Context(), routertest.Message(route, "c", "")); err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %s %v", route, out, err)
		}
	}
}

// TestLargeBodiesAreCopiedTwice counts what a body of 6 MB costs.
func TestLargeBodiesAreCopiedTwice(t *testing.T) {
	r := router.New(router.Config{})
	r.Post("/", func(_ context.Context, req *router.Request) (any, error) {
		body, err := req.Body()
		return len(body), err
	})
	const size = 6 << 20
	for _, event := range []string{
		`{"httpMethod":"POST","path":"/","body":"` + strings.Repeat(`\"é456789`, size/10) + `"}`,
		`{"httpMethod":"POST","path":"/","body":"` + strings.Repeat("YWJj", size/4) + `","isBase64Encoded":true}`,
	} {
		payload := []byte(event)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := r.Invoke(t.Context(), payload); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if copies := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(payload)); copies > 2.1 {
			t.Errorf("%.30s: %.1f copies of the body", event[40:], copies)
		}
	}
}

type badJSON struct{}

func (badJSON) MarshalJSON() ([]byte, error) { panic("in MarshalJSON") }

type badError struct{}

func (badError) Error() string { panic("in Error") }

type badReader struct{}

func (badReader) Read([]byte) (int, error) { panic("in Read") }

// TestPanicsNeverEndTheProcess has code of the user's panic wherever it's called.
func TestPanicsNeverEndTheProcess(t *testing.T) {
	for name, h := range map[string]router.Handler{
		"MarshalJSON": answer(badJSON{}, nil), "Error": answer(nil, badError{}), "http.ErrAbortHandler": router.HTTP(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
		"WriteHeader": router.HTTP(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(5) }), "nil": func(context.Context, *router.Request) (any, error) { panic(nil) },
		"error handler": answer(nil, &http.MaxBytesError{}),
	} {
		for _, debug := range []bool{false, true} {
			r := router.New(router.Config{Logger: silent, Debug: debug})
			r.Get("/", h)
			router.OnError(r, func(context.Context, *router.Request, *http.MaxBytesError) (any, error) { panic("in an error handler") })
			out, err := r.Invoke(t.Context(), []byte(`{"httpMethod":"GET","path":"/"}`))
			if err == nil && !strings.Contains(string(out), `"statusCode":500`) {
				t.Errorf("%s: %s", name, out)
			}
		}
	}
	r := router.New(router.Config{Logger: silent})
	r.Get("/", answer(router.Stream(200, "text/plain", badReader{}), nil))
	if out, err := r.Invoke(t.Context(), []byte(`{"httpMethod":"GET","path":"/"}`)); err == nil || !strings.Contains(err.Error(), "in Read") {
		t.Errorf("%s %v", out, err)
	}
}

// TestOddRequestsAreAnswered sends what only an attacker would.
func TestOddRequestsAreAnswered(t *testing.T) {
	r := router.New(router.Config{CORS: cors.Allow("https://a.com"), Logger: silent})
	r.Get("/x/{id}", named("x"))
	for event, want := range map[string]string{
		`{"httpMethod":"GET","path":"//x/1"}`:                                                                                 "404",
		`{"httpMethod":"GET","path":"/x/%2e%2e%2f","requestContext":{"elb":{}}}`:                                              "id=../",
		`{"httpMethod":"GET","path":"/x/1","headers":{"Origin":"https://a.com\r\nSet-Cookie: a=b"}}`:                          `{"statusCode":200,"multiValueHeaders":{"Content-Type":["application/json"],"Vary":["Origin"]}`,
		`{"httpMethod":"OPTIONS","path":"/x/1","headers":{"Origin":"https://a.com","Access-Control-Request-Method":"G\r\n"}}`: `{"statusCode":204`,
		`{"httpMethod":"GET","path":"` + strings.Repeat("/a", 1<<20) + `"}`:                                                   "404",
		`{"httpMethod":"GET","path":"/x/1","multiValueHeaders":{"a":5,"b":{"c":1},"Origin":[null]}}`:                          "id=1",
		`{"httpMethod":"GET","path":"/x/1","requestContext":{"authorizer":{"jwt":5},"http":"x","identity":7,"stage":[]}}`:     "id=1",
	} {
		out, err := r.Invoke(t.Context(), []byte(event))
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%.90s: %.300s %v, want %s", event, out, err, want)
		}
	}
}
