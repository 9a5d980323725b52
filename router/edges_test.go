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
