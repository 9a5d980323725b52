package authorizers_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/authorizers"
)

func ExampleJWT() {
	login := authorizers.JWT("login", "https://login.example.com", "todo-app")
	fmt.Println(login.Kind(), len(login.Problems()))

	// What is wrong is reported at synth, with the place of the route.
	for _, problem := range authorizers.JWT("login", "login.example.com").Problems() {
		fmt.Println(problem)
	}
	// Output:
	// the JWT authorizer "login" 0
	// authorizer "login": issuer "login.example.com" is no https URL: write it as in the tokens' claim iss, such as "https://login.example.com"
	// authorizer "login": has no audience: every token of the issuer would do, also those for other applications; name yours
}

// None opts out of an API's default.
func ExampleNone() {
	fmt.Println(authorizers.None().Public(), authorizers.IAM().Public())
	// Output: true false
}
