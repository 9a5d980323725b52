package router_test

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/router"
)

func TestInvokeAnswersBenchmarkEvents(t *testing.T) {
	r := router.New(router.Config{})
	r.Handle("GET /a/{id}", func(ctx context.Context, req *router.Request) (any, error) {
		return map[string]string{"id": req.Param("id")}, nil
	})
	r.Handle("ANY /s/{proxy+}", router.HTTP(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(r.PathValue("proxy")))
	}))
	r.Handle("POST /t", router.Typed(func(ctx context.Context, in struct{ A string }) (string, error) { return in.A, nil }))
	for event, want := range map[string]string{
		`{"routeKey":"GET /a/{id}","rawPath":"/a/1","pathParameters":{"id":"1"},"requestContext":{"http":{"method":"GET"}}}`: `{\"id\":\"1\"}`,
		`{"httpMethod":"PUT","resource":"/s/{proxy+}","path":"/s/x","pathParameters":{"proxy":"x"}}`:                       `"body":"x"`,
		`{"httpMethod":"POST","resource":"/t","path":"/t","body":"{\"A\":\"b\"}"}`:                                         `b`,
	} {
		out, err := r.Invoke(t.Context(), []byte(event))
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s, %v: want %s", out, err, want)
		}
	}
	_ = os.Args
}
