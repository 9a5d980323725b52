// Package cors holds the CORS policy of an API.
package cors

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// A Policy says which web pages may call an API.
type Policy struct {
	AllowOrigins     []string
	AllowMethods     []string
	AllowHeaders     []string
	ExposeHeaders    []string
	MaxAge           time.Duration
	AllowCredentials bool
}

// Env is the environment variable through which a function gets its policy.
const Env = "GATEHOUSE_CORS"

// FromEnv returns the policy that Env holds, nil if it isn't set.
func FromEnv() *Policy {
	text, ok := os.LookupEnv(Env)
	if !ok {
		return nil
	}
	p := new(Policy)
	if err := json.Unmarshal([]byte(text), p); err != nil {
		panic(fmt.Sprintf("cors: %s: %v", Env, err))
	}
	return p
}
