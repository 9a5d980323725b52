// The list of properties that replace a resource is the specification's.

package restapi

import (
	"slices"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/redeploy"
)

// The list is by hand, since synth has no service specification: it must say of
// each type what that says.
func TestReplacingPropertiesAreThoseOfTheSpecification(t *testing.T) {
	for name, properties := range replacing {
		if want := redeploy.CreateOnly(name); len(want) == 0 || !slices.Equal(properties, want) {
			t.Errorf("%s: %q, the specification has %q", name, properties, want)
		}
	}
}
