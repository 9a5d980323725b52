// A function without a scope.

package function_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/constructs/function"
)

// Without a scope there is nothing to report a mistake on.
func TestNilScopePanicsWithItsPlace(t *testing.T) {
	defer func() {
		if got := fmt.Sprint(recover()); !strings.Contains(got, "scope_test.go:") || !strings.Contains(got, `function.New "Worker": the scope is nil: give it a stack`) {
			t.Errorf("%s", got)
		}
	}()
	function.New(nil, "Worker", "testdata/worker.Handle", nil)
}
