// The policy itself: its fields, their defaults, and its way into a function.

package cors

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// A Policy says which web pages may call an API, and how. Tokens of the CDK
// may stand in its strings.
type Policy struct {
	// AllowOrigins are the pages' origins as browsers send them, such as
	// "https://app.example.com" or "http://localhost:5173"; or "*" alone for
	// every origin; or "https://*" and "http://*" for every origin of that
	// scheme (API Gateway developer guide, "Configure CORS for HTTP APIs"). At
	// least one is needed. A REST API can have one only.
	AllowOrigins []string `json:"allowOrigins"`

	// AllowMethods are the methods a page may use; "*" is all. Nil: all that
	// API Gateway has, by name, so that they hold with credentials too.
	AllowMethods []string `json:"allowMethods,omitempty"`

	// AllowHeaders are the request headers a page may set; "*" is all but
	// Authorization. Nil: those that API Gateway itself reads, which are
	// Authorization, Content-Type, X-Amz-Date, X-Amz-Security-Token and
	// X-Api-Key.
	AllowHeaders []string `json:"allowHeaders,omitempty"`

	// ExposeHeaders are the response headers a page may read besides the few
	// that it always may; "*" is all. Nil: none.
	ExposeHeaders []string `json:"exposeHeaders,omitempty"`

	// MaxAge is how long a browser may remember the answer to a preflight, in
	// whole seconds, at most 24 hours. Zero: not said, which browsers take as 5
	// seconds.
	MaxAge time.Duration `json:"-"`

	// AllowCredentials lets a page send cookies and HTTP authentication. It
	// excludes every "*".
	AllowCredentials bool `json:"allowCredentials,omitempty"`
}

// defaultHeaders are what AllowHeaders means when it is nil.
var defaultHeaders = []string{"Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key"}

// Allow returns a policy for the given origins, with defaults in all else.
func Allow(origins ...string) *Policy { return &Policy{AllowOrigins: origins} }

// AllowAny returns a policy for every origin, without credentials.
func AllowAny() *Policy { return Allow("*") }

// Clone returns a copy that shares nothing with p; nil for nil.
func (p *Policy) Clone() *Policy {
	if p == nil {
		return nil
	}
	c := *p
	c.AllowOrigins = slices.Clone(p.AllowOrigins)
	c.AllowMethods = slices.Clone(p.AllowMethods)
	c.AllowHeaders = slices.Clone(p.AllowHeaders)
	c.ExposeHeaders = slices.Clone(p.ExposeHeaders)
	return &c
}

// WithDefaults returns a copy of p in which the fields that are nil hold what
// nil means; nil for nil.
func (p *Policy) WithDefaults() *Policy {
	c := p.Clone()
	if c != nil && c.AllowMethods == nil {
		c.AllowMethods = routekey.Methods()
	}
	if c != nil && c.AllowHeaders == nil {
		c.AllowHeaders = slices.Clone(defaultHeaders)
	}
	return c
}

// Env is the environment variable through which a function is given the policy
// of its API.
const Env = "GATEHOUSE_CORS"

// wire is a policy as Env holds it.
type wire struct {
	*Policy
	MaxAgeSeconds int64 `json:"maxAgeSeconds,omitempty"`
}

// Env returns the value of the environment variable Env for p, in JSON; "" for
// nil.
func (p *Policy) Env() string {
	if p == nil {
		return ""
	}
	text, err := json.Marshal(wire{p, int64(p.MaxAge / time.Second)})
	if err != nil {
		panic(fmt.Sprintf("cors: policy as JSON: %v", err)) // strings and numbers only
	}
	return string(text)
}

// FromEnv returns the policy in the environment variable Env, or nil if that is
// unset or empty. It panics on anything but what the method Env gives.
func FromEnv() *Policy {
	text := os.Getenv(Env)
	if text == "" {
		return nil
	}
	w := wire{Policy: new(Policy)}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&w)
	if err == nil && decoder.More() {
		err = errors.New("more after the policy")
	}
	if err == nil && len(w.AllowOrigins) == 0 {
		err = errors.New("no allowOrigins")
	}
	if err != nil {
		panic(fmt.Sprintf("cors: environment variable %s: %v", Env, err))
	}
	w.MaxAge = time.Duration(w.MaxAgeSeconds) * time.Second
	return w.Policy
}
