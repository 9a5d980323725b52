// Settings of functions.

package functions

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
)

// Settings are those of a function with every default filled in.
type Settings struct {
	MemoryMB         int
	Timeout          time.Duration
	Environment      map[string]string
	Architecture     string // by Lambda's name: "arm64", "x86_64"
	Tracing          bool
	Stream           bool // its router streams responses
	Description      string
	LogRetentionDays int // as package loggroup has them
	Links            []Link
	Overrides        []func(*awslambda.FunctionProps) // run in this order
}

// Read returns the settings of c over those of base: each is nil or a
// *function.Config. Package constructs/function, which this one can't import,
// sets it.
var Read func(c, base any) Settings
