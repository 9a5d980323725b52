// What a table of routes says.

package show_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/show"
	"github.com/gatehouse-go/gatehouse/local"
)

func ExampleAuth() {
	fmt.Println(show.Auth(local.Route{Auth: "JWT", Login: "login", Scopes: []string{"read", "write"}}))
	fmt.Println(show.Auth(local.Route{Auth: "NONE", APIKey: true}))
	fmt.Println(show.Auth(local.Route{Auth: "NONE"}))
	// Output:
	// JWT login (read, write)
	// API key
	// -
}
