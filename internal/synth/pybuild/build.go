// Package pybuild makes the code of Lambda functions in Python.
package pybuild

import (
	"context"
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// Build makes the code of functions and returns what became of each, in their
// order.
func Build(_ context.Context, mains []code.Main) ([]code.Built, error) {
	built := make([]code.Built, len(mains))
	for i, m := range mains {
		built[i].Problems = []code.Problem{{Text: fmt.Sprintf("function %s: functions in Python are not built yet: hand yours in with "+
			"integrations.Lambda", m.Source)}}
	}
	return built, nil
}
