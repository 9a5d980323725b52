// Faults that are switched on.

package fault_test

import (
	"fmt"
	"testing"

	"github.com/gatehouse-go/gatehouse/local/internal/fault"
)

func ExampleSwitches() {
	faults := new(fault.Switches)
	faults.Set(fault.State{
		Throttle: []fault.Route{{API: "Todo/Api", Route: "GET /todos"}},
		Timeout:  []string{fault.All},
	})
	fmt.Println(faults.Throttles("Todo/Api", "GET /todos"))
	fmt.Printf("%q\n", faults.Throttles("Todo/Api", "POST /todos"))
	fmt.Println(faults.TimesOut("Todo/Function"), faults.StartsCold("Todo/Function"), faults.JWKSDown())
	// Output:
	// the fault switch "throttle" is on
	// ""
	// true false false
}

func TestWithoutSwitchesNothingFails(t *testing.T) {
	for _, faults := range []*fault.Switches{nil, new(fault.Switches)} {
		if faults.Throttles("A", "B") != "" || faults.TimesOut("F") || faults.StartsCold("F") || faults.JWKSDown() {
			t.Errorf("%v: a fault is on", faults)
		}
		if faults.State().Timeout == nil {
			t.Errorf("%v: a list is nil", faults)
		}
	}
}
