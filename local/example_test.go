// Serving an application, and describing it.

package local_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gatehouse-go/gatehouse/local"
)

func Example() {
	srv, err := local.Start(context.Background(), local.Config{Assembly: "../internal/serve/assembly/testdata/plain.out"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer srv.Close()
	resp, err := http.Get(srv.URL("Plain/Api") + "/jwt")
	if err != nil {
		fmt.Println(err)
		return
	}
	resp.Body.Close()
	fmt.Println(resp.Status)
	// Output: 401 Unauthorized
}

func ExampleDescribe() {
	apis, err := local.Describe("../internal/serve/assembly/testdata/plain.out")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, route := range apis[0].Routes {
		fmt.Println(apis[0].Path, route.Method, route.Path, route.Handler)
	}
	// Output: Beta/Outer/Api ANY /nested Beta/Outer/Inner/Function
}
