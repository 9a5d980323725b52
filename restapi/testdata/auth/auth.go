// Package auth holds handlers of authorizers.
package auth

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

func Check(ctx context.Context, req *authorizer.TokenRequest) (*authorizer.Policy, error) {
	return authorizer.NewPolicy(req, "somebody").AllowAll(), nil
}

func Look(ctx context.Context, req *authorizer.RESTRequest) (*authorizer.Policy, error) {
	return authorizer.NewPolicy(req, "somebody").AllowThis(), nil
}

func Own(ctx context.Context, event map[string]any) (map[string]any, error) {
	return map[string]any{"principalId": "somebody"}, nil
}
