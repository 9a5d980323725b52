// The package as its users see it.

package pattern_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
)

func ExampleTable() {
	routes := pattern.Table[string]{REST: true}
	for _, key := range []string{"PATCH /users/me", "GET /users/{id}", "ANY /{proxy+}"} {
		if _, err := routes.Add(key, key); err != nil {
			fmt.Println(err)
			return
		}
	}
	for _, request := range [][2]string{{"PATCH", "/users/me"}, {"GET", "/users/me"}, {"PUT", "/users/me"}} {
		key, params, _ := routes.Match(request[0], request[1])
		fmt.Println(key, params)
	}
	// Output:
	// PATCH /users/me []
	// GET /users/{id} [{id me}]
	// ANY /{proxy+} [{proxy users/me}]
}

func ExampleTree() {
	var tree pattern.Tree[string]
	for _, text := range []string{"/todos/{id:[0-9]+}", "/todos/{name}", "/{path*}"} {
		p, err := pattern.Parse(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		tree.Add("GET", p, text)
	}
	for _, path := range []string{"/todos/42", "/todos/new", "/"} {
		route, values := tree.Match("GET", path, true, nil)
		fmt.Printf("%s %q\n", route.Value, values)
	}
	// Output:
	// /todos/{id:[0-9]+} ["42"]
	// /todos/{name} ["new"]
	// /{path*} [""]
}
