// A report on two assemblies that are the same.

package appdiff_test

import (
	"fmt"
	"os"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/appdiff"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func ExampleCompare() {
	dir := *synthtest.App().Synth(nil).Directory()
	before, err := appdiff.Load(dir, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	report := appdiff.Compare(before, before)
	report.Text(os.Stdout)
	fmt.Println(report.Has(appdiff.Concerns()...))
	// Output:
	// No difference.
	// false
}
