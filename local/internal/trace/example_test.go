// A request, recorded and shown.

package trace_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

func Example() {
	traces := trace.NewRecorder(0)
	rec := traces.Begin("JKJaXmPLvHcESHA=", trace.Request, time.Now())
	rec.Asked("GET", "127.0.0.1:3000", "/todos/7", http.Header{"Authorization": {"Bearer secret-token"}})
	rec.Step(trace.Authorizer, "login").With("token", "secret-token").Refuse("the token has expired")
	rec.Answered(401, nil, nil, 0)
	rec.Finish("the token has expired")
	for _, s := range traces.List(trace.Query{Outcome: trace.Refused}) {
		shown, _ := traces.Get(s.ID)
		step := shown.Steps[0]
		fmt.Println(shown.Method, shown.Path, shown.Status, step.Kind, step.Name, step.Reason, step.Detail)
	}
	// Output: GET /todos/7 401 authorizer login the token has expired [{token ***}]
}
