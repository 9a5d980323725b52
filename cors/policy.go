package cors

import "time"

// A Policy says which web pages may call an API.
type Policy struct {
	AllowOrigins     []string
	AllowMethods     []string
	AllowHeaders     []string
	ExposeHeaders    []string
	MaxAge           time.Duration
	AllowCredentials bool
}

// Allow returns a policy that admits the origins.
func Allow(origins ...string) *Policy { return &Policy{AllowOrigins: origins} }

// AllowAny returns a policy that admits every origin.
func AllowAny() *Policy { return Allow("*") }
