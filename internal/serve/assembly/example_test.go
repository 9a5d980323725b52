// An assembly and its APIs.

package assembly_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

func ExampleLoad() {
	app, err := assembly.Load("testdata/plain.out")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, api := range app.APIs {
		fmt.Println(api.Path, len(api.Routes))
	}
	// Output:
	// Beta/Outer/Api 1
	// Low/Api 2
	// Low/Quick 1
	// Plain/Api 11
}
