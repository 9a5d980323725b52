// The handler with an event of CloudFormation's.

package routesettings_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/aws/aws-lambda-go/cfn"

	"github.com/gatehouse-go/gatehouse/router/routesettings"
)

// CloudFormation sends an event and gets the answer at an address of its own.
func ExampleClean() {
	cloudFormation := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var answer struct{ Status, PhysicalResourceID string }
		_ = json.NewDecoder(r.Body).Decode(&answer)
		fmt.Println(r.Method, answer.Status, answer.PhysicalResourceID)
	}))
	defer cloudFormation.Close()
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path)
		if r.Method == http.MethodGet {
			fmt.Fprint(w, `{"routeSettings":{"GET /todos":{},"GET /gone":{}}}`)
		}
	}))
	defer gateway.Close()

	_, err := routesettings.Clean(context.Background(), cfn.Event{
		RequestType: cfn.RequestUpdate,
		ResponseURL: cloudFormation.URL,
		ResourceProperties: map[string]any{
			"API": "a1b2", "Endpoint": gateway.URL, "Stages": `{"live":["GET /todos"]}`,
		},
	})
	fmt.Println(err)
	// Output:
	// GET /v2/apis/a1b2/stages/live
	// DELETE /v2/apis/a1b2/stages/live/routesettings/GET /gone
	// PUT SUCCESS route settings of a1b2
	// <nil>
}
