// Package auth holds the handlers of authorizers for tests.
package auth

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

func Check(ctx context.Context, req *authorizer.WebSocketRequest) (*authorizer.Policy, error) {
	if req.Query["token"] == "" {
		return authorizer.NewPolicy(req, "nobody").DenyAll(), nil
	}
	return authorizer.NewPolicy(req, req.Query["token"]).AllowAll(), nil
}

func Simple(ctx context.Context, req *authorizer.WebSocketRequest) (authorizer.Simple, error) {
	return authorizer.Yes(nil), nil
}
