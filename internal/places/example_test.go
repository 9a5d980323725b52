// A place in a module.

package places_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gatehouse-go/gatehouse/internal/places"
)

func ExampleOf() {
	wd, err := os.Getwd()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(places.Of(filepath.Join(wd, "places.go"), 14))
	fmt.Println(places.Of("/nowhere/app/main.go", 3))
	fmt.Println(places.Of("", 0) == "")
	// Output:
	// internal/places/places.go:14
	// main.go:3
	// true
}
