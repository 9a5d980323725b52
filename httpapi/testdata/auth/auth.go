// Package auth holds handlers of authorizers.
package auth

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

func Check(ctx context.Context, req *authorizer.HTTPRequest) (authorizer.Simple, error) {
	return authorizer.Yes(nil), nil
}

func Decide(ctx context.Context, req *authorizer.HTTPRequest) (*authorizer.Policy, error) {
	return authorizer.NewPolicy(req, "user").AllowAll(), nil
}

func Old(ctx context.Context, req *authorizer.RESTRequest) (*authorizer.Policy, error) {
	return authorizer.NewPolicy(req, "user").AllowAll(), nil
}

func Token(ctx context.Context, req *authorizer.TokenRequest) (*authorizer.Policy, error) {
	return authorizer.NewPolicy(req, "user").AllowAll(), nil
}

func Page(w http.ResponseWriter, r *http.Request) {}
