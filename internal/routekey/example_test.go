// The package as its users see it.

package routekey_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

func Example() {
	keys, err := routekey.Parse("GET,POST /todos/{id}")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(keys[0], keys[1], keys[0].Shape())
	// Output: GET /todos/{id} POST /todos/{id} GET /todos/{}
}

func ExampleParse_errors() {
	_, err := routekey.Parse("gett //todos/{todo-id}/")
	fmt.Println(err)
	// Output:
	// route key "gett //todos/{todo-id}/": offset 0: unknown method "gett": did you mean GET? a method is one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, or ANY or * for all
	// route key "gett //todos/{todo-id}/": offset 5: doubled slash: write "/todos/{todo-id}"
	// route key "gett //todos/{todo-id}/": offset 14: bad parameter name "todo-id": use letters, digits and "_", not a digit first
	// route key "gett //todos/{todo-id}/": offset 22: trailing slash: write "/todos/{todo-id}"
}

func ExampleConflict() {
	a, _ := routekey.Parse("GET /todos/{id}")
	b, _ := routekey.Parse("GET /todos/{todoId}")
	fmt.Println(routekey.Conflict(a[0], b[0]))
	// Output: /todos/x true
}
