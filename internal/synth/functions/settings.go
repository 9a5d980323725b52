// Settings of functions.

package functions

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// Settings are those of a function with every default filled in.
type Settings struct {
	MemoryMB         int
	Timeout          time.Duration
	Environment      map[string]string
	Architecture     string   // by Lambda's name: "arm64", "x86_64"
	Runtimes         []string // by Lambda's names: the first one that runs the function's language holds
	Bundle           code.Bundle
	Tracing          bool
	Stream           bool // its router streams responses
	Description      string
	LogRetentionDays int // as package loggroup has them
	Links            []Link
	Overrides        []func(*awslambda.FunctionProps) // run in this order
}

// runtime is that of a function in a language.
func (s Settings) runtime(l source.Language) string {
	for _, name := range s.Runtimes {
		if code.Runs(name, l) {
			return name
		}
	}
	return code.RuntimeOf(l)
}

// Read returns the settings of c over those of base: each is nil or a
// *function.Config. Package constructs/function, which this one can't import,
// sets it.
var Read func(c, base any) Settings
