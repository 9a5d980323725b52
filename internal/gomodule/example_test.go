// A folder in its module.

package gomodule_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/gomodule"
)

func ExamplePrefix() {
	fmt.Println(gomodule.Prefix("."))
	fmt.Printf("%q\n", gomodule.Prefix("../.."))
	// Output:
	// internal/gomodule/
	// ""
}
