// A REST API that answers.

package restapi_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
	"github.com/gatehouse-go/gatehouse/local/internal/gateway"
	"github.com/gatehouse-go/gatehouse/local/internal/restapi"
)

func ExampleNew() {
	host := &gateway.Host{Warn: func(string) {}, IsOurs: func(string) bool { return true }}
	g := restapi.New(host, &assembly.API{
		Path: "Todo/Api", Kind: assembly.REST,
		Stages: []*assembly.Stage{{Name: "v1", Deployment: true}},
		Routes: []*assembly.Route{{
			Key: "GET /hello/{name}", Auth: "NONE", Integration: &assembly.Integration{Type: "MOCK"},
			Method: &assembly.Method{
				Templates: map[string]string{"application/json": `{"statusCode": 200}`},
				Results: []assembly.Result{{
					Status:    "200",
					Templates: map[string]string{"application/json": `{"hello": "$input.params('name')"}`},
				}},
			},
		}},
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.Serve(w, gateway.Arrived(w, r)) }))
	defer server.Close()
	for _, path := range []string{"/v1/hello/ann", "/v1/bye"} {
		response, err := http.Get(server.URL + path)
		if err != nil {
			fmt.Println(err)
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		fmt.Println(response.StatusCode, string(body), err)
	}
	// Output:
	// 200 {"hello": "ann"} <nil>
	// 403 {"message":"Missing Authentication Token"} <nil>
}
