// Package auth decides who may call.
package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"

	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

// keys are the SHA-256 sums of partners' keys. A real application keeps them in
// a table or a secret.
var keys = map[string][sha256.Size]byte{
	"acme": sha256.Sum256([]byte("demo-key-of-acme")),
}

// Partner lets those in who send a partner's key, and tells the route which
// partner it is.
func Partner(ctx context.Context, req *authorizer.HTTPRequest) (authorizer.Simple, error) {
	sum := sha256.Sum256([]byte(req.Header("X-Partner-Key")))
	for name, want := range keys {
		if subtle.ConstantTimeCompare(sum[:], want[:]) == 1 {
			return authorizer.Yes(map[string]any{"partner": name}), nil
		}
	}
	return authorizer.No(), nil
}

// Plan lets users read reports, by the plan that they have.
func Plan(ctx context.Context, req *authorizer.HTTPRequest) (*authorizer.Policy, error) {
	policy := authorizer.NewPolicy(req, "user")
	switch req.Bearer() {
	case "demo-gold":
		policy.Allow("GET", "/reports/{id}").With("plan", "gold")
	case "demo-free":
		policy.Allow("GET", "/reports/summary").With("plan", "free")
	}
	return policy, nil // what is not allowed is refused
}
