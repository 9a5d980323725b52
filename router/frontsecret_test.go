// Requests that must have come through a front.

package router_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/frontsecret"
	"github.com/gatehouse-go/gatehouse/router"
)

func TestRequestsPastTheFrontAreRefused(t *testing.T) {
	t.Setenv(frontsecret.Env, "new,old")
	called := 0
	r := router.New(router.Config{})
	answer := func(context.Context, *router.Request) (any, error) { called++; return nil, nil }
	r.Handle("GET /a", answer)
	r.Message("$connect", answer)
	r.Message("join", answer)
	http := func(header string) string {
		return `{"version":"2.0","routeKey":"GET /a","rawPath":"/a","headers":{` + header + `},"requestContext":{"http":{"method":"GET","path":"/a"}}}`
	}
	message := func(route, kind, header string) string {
		return `{"headers":{` + header + `},"requestContext":{"routeKey":"` + route + `","eventType":"` + kind + `","connectionId":"1","messageId":"1"},"body":"{}"}`
	}
	for name, test := range map[string]struct {
		event string
		want  bool
	}{
		"the secret":         {http(`"x-gatehouse-front":"new"`), true},
		"the one before":     {http(`"X-Gatehouse-Front":"old"`), true},
		"another":            {http(`"x-gatehouse-front":"other"`), false},
		"both":               {http(`"x-gatehouse-front":"new,old"`), false},
		"none":               {http(``), false},
		"a path of no route": {strings.ReplaceAll(http(``), "/a", "/b"), false},
		"connects":           {message("$connect", "CONNECT", `"x-gatehouse-front":"new"`), true},
		"connects past it":   {message("$connect", "CONNECT", ``), false},
		"a message":          {message("join", "MESSAGE", ``), true},
	} {
		called = 0
		out, err := r.Invoke(t.Context(), []byte(test.event))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if refused := strings.Contains(string(out), `"statusCode":403`); (called == 1) != test.want || refused == test.want {
			t.Errorf("%s: called %d times, answer %s", name, called, out)
		}
	}
}
