// A line of the log of requests.

package requestlog_test

import (
	"log/slog"
	"os"
	"time"

	"github.com/gatehouse-go/gatehouse/local/internal/requestlog"
)

func ExampleWrite() {
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "latency" {
			return slog.Attr{}
		}
		return a
	}}))
	requestlog.Write(log, requestlog.Record{
		API: "Todo/Api", Method: "GET", Target: "/nowhere", Status: 404, Bytes: 23, Started: time.Now(), ID: "a=", Reason: "no route matches",
	})
	// Output: level=WARN msg=request api=Todo/Api method=GET path=/nowhere status=404 bytes=23 requestId="a=" reason="no route matches"
}
