// Package handlers answers requests and messages of tests.
package handlers

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

// Get answers a request.
func Get(ctx context.Context, req *router.Request) (any, error) { return "ok", nil }

// Message answers a message.
func Message(ctx context.Context, req *router.Request) (any, error) { return "ok", nil }

// Check lets nobody in.
func Check(ctx context.Context, req *authorizer.HTTPRequest) (authorizer.Simple, error) {
	return authorizer.Simple{}, nil
}
