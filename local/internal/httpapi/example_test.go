// An HTTP API that answers.

package httpapi_test

import (
	"fmt"
	"net/http/httptest"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/httpapi"
)

func ExampleNew() {
	host := &gateway.Host{Warn: func(string) {}, IsOurs: func(string) bool { return true }}
	g := httpapi.New(host, &assembly.API{
		Path: "Todo/Api", Kind: assembly.HTTP,
		Stages: []*assembly.Stage{{Name: "$default", AutoDeploy: true}},
	})
	w := httptest.NewRecorder()
	g.Serve(w, gateway.Arrived(w, httptest.NewRequest("GET", "/todos", nil)))
	fmt.Println(w.Code, w.Body)
	// Output: 404 {"message":"Not Found"}
}
