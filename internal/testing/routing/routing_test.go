// The router of functions in Go.

package routing_test

import (
	"context"
	"testing"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/testing/routing"
	"github.com/gatehouse-go/gatehouse/router"
)

func TestRouterInGo(t *testing.T) {
	for _, g := range routing.Groups(t) {
		t.Run(g.Name, func(t *testing.T) {
			t.Setenv(cors.Env, g.CORS)
			r := router.New(router.Config{CORS: cors.FromEnv(), ExactRoutes: true}) // as gobuild writes it
			for _, key := range g.Routes {
				h := func(context.Context, *router.Request) (any, error) {
					return key, nil
				}
				if g.Messages {
					r.Message(key, h)
				} else {
					r.Handle(key, h)
				}
			}
			for _, c := range g.Cases {
				payload, err := r.Invoke(t.Context(), c.Event)
				answer := routing.Answer{Payload: payload}
				if err != nil {
					answer.Error = err.Error()
				}
				c.Check(t, answer)
			}
		})
	}
}
