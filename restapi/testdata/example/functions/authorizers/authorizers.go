// Package authorizers decides who may call.
package authorizers

import (
	"context"
	"errors"

	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

// ErrUnauthorized is answered with status 401 for its text.
var ErrUnauthorized = errors.New("Unauthorized")

// JWT decides by a token.
func JWT(ctx context.Context, req *authorizer.TokenRequest) (*authorizer.Policy, error) {
	user, ok := valid(req.Bearer())
	if !ok {
		return nil, ErrUnauthorized
	}
	return authorizer.NewPolicy(req, user).AllowAll(), nil
}

// Custom decides by several parts of a request.
func Custom(ctx context.Context, req *authorizer.RESTRequest) (*authorizer.Policy, error) {
	user, ok := valid(req.Header("X-Session-ID"))
	if !ok || req.Header("X-API-Key") == "" {
		return nil, ErrUnauthorized
	}
	return authorizer.NewPolicy(req, user).AllowAll().With("role", "admin"), nil
}

// valid stands for the check of a token's signature.
func valid(token string) (user string, ok bool) { return "user-id", token == "secret" }
