// Names, and names in zones.

package hostname_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/synth/hostname"
)

func ExampleProblem() {
	fmt.Println(hostname.Problem("Api.example.com"))
	fmt.Println(hostname.Problem("api.example.com") == "")
	// Output:
	// the Name has uppercase letters, which API Gateway doesn't take: write "api.example.com"
	// true
}

func ExampleUnder() {
	fmt.Println(hostname.Under("api.example.com", "example.com."), hostname.Under("myexample.com", "example.com"))
	// Output: true false
}
