// The package as the command uses it.

package client_test

import (
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/client"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

func Example() {
	doc := openapi.Build(&openapi.API{Kind: openapi.HTTP, Title: "Shop", Routes: []*openapi.Route{
		{Key: "GET /orders/{id}", Handler: "functions/orders.Get"},
	}})
	text := string(client.TypeScript(client.Read(doc, nil)))
	for line := range strings.Lines(text) {
		if strings.Contains(line, "ordersGet(") {
			fmt.Print(line)
		}
	}
	// Output:
	//   ordersGet(id: string, init?: RequestInit): Promise<Response> {
}
