package bench

import (
	"math"
	"testing"
	"time"
)

// BenchmarkRatio measures all contenders turn by turn, so that a machine that
// is busy with other things slows all of them alike, and reports for each the
// fastest of its turns, and how many times as fast it is as chi with
// aws-lambda-go-api-proxy.
func BenchmarkRatio(b *testing.B) {
	for _, v2 := range []bool{false, true} {
		name := map[bool]string{false: "REST", true: "HTTP"}[v2]
		event := read(b, eventName(v2))
		all := contenders(v2)
		best := make([]float64, len(all))
		for i := range best {
			best[i] = math.Inf(1)
		}
		const turns, calls = 60, 60
		for range turns {
			for i, c := range all {
				start := time.Now()
				for range calls {
					if _, err := c.handler.Invoke(b.Context(), event); err != nil {
						b.Fatal(err)
					}
				}
				best[i] = min(best[i], float64(time.Since(start).Nanoseconds())/calls)
			}
		}
		reference := 0.0
		for i, c := range all {
			if c.name == "chi+api-proxy" {
				reference = best[i]
			}
		}
		for i, c := range all {
			b.Run(name+"/"+c.name, func(b *testing.B) {
				for b.Loop() { // everything is measured already
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(best[i], "ns/event")
				b.ReportMetric(reference/best[i], "times")
			})
		}
	}
}
