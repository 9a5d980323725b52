// Integrations that only a REST API can have.

package integrations_test

import (
	"fmt"

	"github.com/gatehouse-go/gatehouse/integrations"
)

func ExampleMock() {
	pong := integrations.Mock(&integrations.MockOptions{Body: `{"pong":"$context.requestId"}`})
	fmt.Println(pong.Kind(), len(pong.Problems()))
	// Output: a Mock integration 0
}

// A mistake in a mapping is reported at synth, with all others.
func ExampleLambdaMapped() {
	wrong := integrations.LambdaMapped(nil, &integrations.Mapping{
		Responses: []integrations.RESTResponse{{Status: 200, Headers: map[string]string{"Cache-Control": "no-store"}}},
	})
	for _, problem := range wrong.Problems() {
		fmt.Println(problem)
	}
	// Output:
	// integrations.LambdaMapped: got no function: it is nil
	// integrations.LambdaMapped: response 200: header Cache-Control is "no-store"; it is a text in quotes, "'no-store'", or what there is in the response, "integration.response.header.ETag"
}
