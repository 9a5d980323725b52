// What tests see of the package's inside.

package accesslogs

import (
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// DefaultFields returns the fields of the default JSON.
func DefaultFields(kind *plan.Kind) []accesslog.Field { return logs[kind].fields }

// Unknown returns what is said of the variables in a text that a kind of API
// has not.
func Unknown(kind *plan.Kind, text string) []string { return unknown(kind, text) }

// CLFOf returns the Common Log Format of a kind of API.
func CLFOf(kind *plan.Kind) string { return logs[kind].clf }
