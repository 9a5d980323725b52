// Limits of Lambda that the CDK does not check, for what an Override sets.

package functions

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// What a function can have. (Lambda developer guide, "Lambda quotas".)
const (
	LeastMB = 128
	MostMB  = 10240

	LongestTimeout = 15 * time.Minute
)

func outOfRange(props *awslambda.FunctionProps) []string {
	found := problems.In("function.Config.Override")
	if mb := props.MemorySize; mb != nil && !token.Number(*mb) && (*mb < LeastMB || *mb > MostMB) {
		found.Add("MemorySize is %.0f; a function has %d to %d MB", *mb, LeastMB, MostMB)
	}
	if t := props.Timeout; t != nil && !*t.IsUnresolved() {
		if d := time.Duration(*t.ToMilliseconds(nil)) * time.Millisecond; d < time.Second || d > LongestTimeout {
			found.Add("Timeout is %v; a function has 1s to %v", d, LongestTimeout)
		}
	}
	return found.All()
}
