// What holds for every authorizer that asks a function.

package authorizers

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/isnil"
)

// functionProblems says what is wrong with the function that is asked: one of
// the user's own, or a handler with settings.
func functionProblems(own bool, fn awslambda.IFunction, handler string, config *function.Config) []string {
	var out []string
	switch {
	case own && isnil.Any(fn):
		out = append(out, "has no function: it is nil")
	case own && config != nil:
		out = append(out, "has settings of a function but no handler: configure the function where you create it")
	case !own && handler == "":
		out = append(out, `has no handler: name a function, such as "functions/auth.Check"`)
	}
	return append(out, config.Problems()...)
}

// ttlProblem says what is wrong with the time that an answer is kept.
func ttlProblem(ttl time.Duration) string {
	switch {
	case ttl < 0 || ttl > time.Hour:
		return fmt.Sprintf("TTL is %v; answers are kept 1s to 1h0m0s, or not at all with authorizers.NoCache", ttl)
	case ttl%time.Second != 0:
		return fmt.Sprintf("TTL is %v; API Gateway takes whole seconds", ttl)
	}
	return ""
}
