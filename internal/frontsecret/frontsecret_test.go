// Secrets that count.

package frontsecret_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/frontsecret"
)

func ExampleMatch() {
	secrets := frontsecret.Parse("new,old")
	fmt.Println(frontsecret.Match(secrets, "new"), frontsecret.Match(secrets, "old"), frontsecret.Match(secrets, ""), frontsecret.Match(secrets, "new,old"))
	fmt.Println(frontsecret.Parse("") == nil)
	// Output:
	// true true false false
	// true
}
