// A span that a function exports.

package otlp_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/otlp"
	"github.com/gatehouse-go/gatehouse/local/internal/trace"
)

func Example() {
	traces := trace.NewRecorder(0)
	receiver, err := otlp.Listen(traces)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer receiver.Close()
	rec := traces.Begin("a", trace.Request, time.Now())
	done := rec.Step(trace.Function, "Todo/F").Calls("Todo/F", "1", "Root=1-5759e988-bd862e3fe1be46a994272793")
	body := `{"resourceSpans":[{"scopeSpans":[{"spans":[
		{"traceId":"5759e988bd862e3fe1be46a994272793","spanId":"0102030405060708","name":"query"}]}]}]}`
	if _, err := http.Post(receiver.Endpoint("Todo/F")+"/v1/traces", "application/json", strings.NewReader(body)); err != nil {
		fmt.Println(err)
	}
	done()
	rec.Finish("")
	shown, _ := traces.Get("a")
	fmt.Println(shown.Steps[0].Steps[0].Kind, shown.Steps[0].Steps[0].Name)
	// Output: span query
}
