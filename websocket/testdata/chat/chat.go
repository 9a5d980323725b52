// Package chat holds handlers for tests.
package chat

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

func Connect(ctx context.Context, req *router.Request) (any, error) { return nil, nil }

func Leave(ctx context.Context, req *router.Request) (any, error) { return nil, nil }

type message struct {
	Text string `json:"text"`
}

func Send(ctx context.Context, in message) (message, error) { return in, nil }

func Page(w http.ResponseWriter, r *http.Request) {}
