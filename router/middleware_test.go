// The middleware that is shipped.

package router_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
)

func TestIDs(t *testing.T) {
	r := router.New(router.Config{})
	r.Use(router.RequestID(), router.CorrelationID("X-Correlation-Id"))
	r.Get("/", func(ctx context.Context, _ *router.Request) (any, error) { return router.CorrelationIDFrom(ctx), nil })
	for given, want := range map[string]string{"": "test-request", "abc-123": "abc-123", "evil\x01": "test-request", strings.Repeat("x", 129): "test-request"} {
		resp := routertest.Do(t, r, "GET", "/", nil, routertest.Header("x-correlation-id", given))
		if resp.Text != want || resp.Header.Get("X-Correlation-Id") != want || resp.Header.Get("X-Request-Id") != "test-request" {
			t.Errorf("%q: %s %v, want %s", given, resp.Text, resp.Header, want)
		}
	}
	// Errors have them, too; and without a gateway's id it is Lambda's.
	resp := routertest.DoAs(t, router.ALBEvent, r, "GET", "/nowhere", nil).Status(404)
	if resp.Header.Get("X-Request-Id") != "test-invocation" {
		t.Errorf("%v", resp.Header)
	}
}

func TestAccessLog(t *testing.T) {
	var log bytes.Buffer
	r := router.New(router.Config{Logger: silent})
	r.Use(router.CorrelationID("X-C"), router.AccessLog(slog.New(slog.NewJSONHandler(&log, nil))))
	r.Get("/todos/{id}", named("todo"))
	r.Get("/fail", answer(nil, errors.New("x")))
	r.Get("/panic", func(context.Context, *router.Request) (any, error) { panic("x") })
	for _, c := range []struct {
		path, route, level string
		status             int
	}{
		{"/todos/7", "GET /todos/{id}", "INFO", 200}, {"/nowhere", "", "WARN", 404}, {"/fail", "GET /fail", "ERROR", 500}, {"/panic", "GET /panic", "ERROR", 500},
	} {
		log.Reset()
		routertest.Do(t, r, "GET", c.path, nil, routertest.Header("User-Agent", "me")).Status(c.status)
		var line struct {
			Level, Method, Path, Route, APIRequestID, CorrelationID, UserAgent, IP string
			Status                                                                 int
			Duration                                                               int64
		}
		if err := json.Unmarshal(log.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, log.Bytes())
		}
		if line.Level != c.level || line.Status != c.status || line.Path != c.path || line.Route != c.route || line.Method != "GET" ||
			line.APIRequestID != "test-request" || line.CorrelationID != "test-request" || line.UserAgent != "me" || line.IP != "127.0.0.1" || line.Duration <= 0 {
			t.Errorf("%s", log.Bytes())
		}
	}
}

func TestRecover(t *testing.T) {
	var caught error
	r := router.New(router.Config{Logger: silent})
	r.Use(func(next router.Handler) router.Handler {
		return func(ctx context.Context, req *router.Request) (any, error) {
			v, err := next(ctx, req)
			caught = err
			return v, err
		}
	}, router.Recover(), func(router.Handler) router.Handler {
		return func(context.Context, *router.Request) (any, error) { panic("middleware") }
	})
	r.Get("/", named("x"))
	routertest.Do(t, r, "GET", "/", nil).Status(500)
	if p, ok := errors.AsType[*router.PanicError](caught); !ok || p.Value != "middleware" || !bytes.Contains(p.Stack, []byte("middleware_test.go")) {
		t.Errorf("%v", caught)
	}
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := router.New(router.Config{Logger: silent})
		r.Use(router.RequestID(), router.Timeout(time.Second))
		stopped := make(chan error, 1)
		r.Get("/slow", func(ctx context.Context, req *router.Request) (any, error) {
			req.ResponseHeader().Set("X-Lost", "yes")
			<-ctx.Done()
			stopped <- ctx.Err()
			return "late", nil
		})
		r.Get("/fast", func(_ context.Context, req *router.Request) (any, error) {
			req.ResponseHeader().Set("X-Kept", "yes")
			return "in time", nil
		})
		ctx, cancel := routertest.Context(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		out, err := r.Invoke(ctx, []byte(`{"httpMethod":"GET","path":"/slow"}`))
		if err != nil || !bytes.Contains(out, []byte(`"statusCode":503`)) || bytes.Contains(out, []byte("X-Lost")) || !bytes.Contains(out, []byte("X-Request-Id")) {
			t.Errorf("%s %v", out, err)
		}
		if took := time.Since(start); took != 4*time.Second {
			t.Errorf("answered after %v, want 4s: a second before the end", took)
		}
		if err := <-stopped; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		ctx, cancel = routertest.Context(t.Context(), 5*time.Second)
		defer cancel()
		out, err = r.Invoke(ctx, []byte(`{"httpMethod":"GET","path":"/fast"}`))
		if err != nil || !bytes.Contains(out, []byte("in time")) || !bytes.Contains(out, []byte("X-Kept")) {
			t.Errorf("%s %v", out, err)
		}
	})
}

func TestBodyLimit(t *testing.T) {
	r := router.New(router.Config{})
	r.Use(router.BodyLimit(3))
	r.Post("/", named("x"))
	for body, want := range map[string]int{"": 200, "abc": 200, "abcd": 413, "\x00\xff\xfe": 200, "\x00\xff\xfe\xfd": 413} {
		routertest.Do(t, r, "POST", "/", body).Status(want)
	}
}

func TestETag(t *testing.T) {
	r := router.New(router.Config{})
	r.Use(router.ETag())
	r.Any("/", answer(map[string]int{"a": 1}, nil))
	r.Get("/own", answer(&router.Response{Header: http.Header{"Etag": {`W/"v1"`}}, Body: "x"}, nil))
	tag := routertest.Do(t, r, "GET", "/", nil).Status(200).Header.Get("ETag")
	if len(tag) < 10 {
		t.Fatalf("ETag %q", tag)
	}
	for _, c := range []struct {
		method, path, match string
		want                int
	}{
		{"GET", "/", tag, 304}, {"GET", "/", `"other", W/` + tag, 304}, {"GET", "/", "*", 304}, {"GET", "/", `"other"`, 200}, {"POST", "/", tag, 200},
		{"GET", "/own", `"v1"`, 304},
	} {
		resp := routertest.Do(t, r, c.method, c.path, nil, routertest.Header("If-None-Match", c.match)).Status(c.want)
		if c.want == 304 && (resp.Text != "" || resp.Header.Get("ETag") == "" || resp.Header.Get("Content-Type") != "") {
			t.Errorf("%s: %v %q", c.match, resp.Header, resp.Text)
		}
	}
}

func TestWebSockets(t *testing.T) {
	r := router.New(router.Config{Logger: silent})
	var log []string
	note := func(reply any, err error) router.Handler {
		return func(_ context.Context, req *router.Request) (any, error) {
			text, _ := req.Text()
			log = append(log, req.MessageRoute()+" "+req.ConnectionID()+" "+text)
			return reply, err
		}
	}
	r.Message(router.Connect, note(nil, nil))
	r.Message("refused", note(nil, router.Unauthorized("Who are you?")))
	r.Message("hello", note(map[string]string{"hello": "you"}, nil))
	r.Message("bytes", note([]byte("text"), nil))
	r.Message("large", note(strings.Repeat("x", 200<<10), nil))
	r.Message(router.Messages, note("default", nil))
	type join struct {
		Room string `json:"room" check:"required"`
	}
	r.Message("join", router.Typed(func(ctx context.Context, in join) (string, error) {
		return router.FromContext(ctx).ConnectionID() + " in " + in.Room, nil
	}))
	for _, c := range []struct{ route, body, want string }{
		{router.Connect, "", `{"statusCode":200}`},
		{router.Disconnect, "", `{"statusCode":200}`},
		{"refused", "", `{"statusCode":401,"headers":{"Content-Type":"application/json"},"body":"{\"statusCode\":401,\"message\":\"Who are you?\"}"}`},
		{"hello", "x", `{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"{\"hello\":\"you\"}"}`},
		{"bytes", "", `{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"text"}`},
		{"other", "", `{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"default"}`},
		{"join", `{"room":"a"}`, `{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"c1 in a"}`},
	} {
		out, err := r.Invoke(t.Context(), routertest.Message(c.route, "c1", c.body))
		if err != nil || string(out) != c.want {
			t.Errorf("%s: %s %v, want %s", c.route, out, err, c.want)
		}
	}
	if out, err := r.Invoke(t.Context(), routertest.Message("join", "c1", "{}")); err != nil || !strings.Contains(string(out), `"statusCode":422`) {
		t.Errorf("%s %v", out, err)
	}
	if out, err := r.Invoke(t.Context(), routertest.Message("large", "c1", "")); err == nil || !strings.Contains(err.Error(), "131072 of a WebSocket message") {
		t.Errorf("%.100s %v", out, err)
	}
	if got, want := strings.Join(log, "; "), "$connect c1 ; refused c1 ; hello c1 x; bytes c1 ; other c1 ; large c1 "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
