// Contenders measured in turns, so that their ratio holds on a busy machine.

package bench

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/router"
)

// turns measures contenders turn by turn, so that a machine that is busy with
// other things slows all of them alike, and returns the nanoseconds per event
// of each one's fastest turn.
func turns(b *testing.B, all []contender, event []byte) []float64 {
	b.Helper()
	best := make([]float64, len(all))
	for i := range best {
		best[i] = math.Inf(1)
	}
	const turns, calls = 80, 60
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
	return best
}

// report gives what turns found as a benchmark's result, beside how many times
// as fast as the reference it is.
func report(b *testing.B, name string, ns, reference float64) {
	b.Run(name, func(b *testing.B) {
		for b.Loop() { // everything is measured already
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(ns, "ns/event")
		b.ReportMetric(reference/ns, "times")
	})
}

// BenchmarkRatio compares all contenders with chi behind aws-lambda-go-api-proxy.
func BenchmarkRatio(b *testing.B) {
	for _, v2 := range []bool{false, true} {
		name := map[bool]string{false: "REST", true: "HTTP"}[v2]
		all := contenders(v2)
		best := turns(b, all, read(b, eventName(v2)))
		reference := 0.0
		for i, c := range all {
			if c.name == "chi+api-proxy" {
				reference = best[i]
			}
		}
		for i, c := range all {
			report(b, name+"/"+c.name, best[i], reference)
		}
	}
}

// BenchmarkRouteRatio compares routers of several sizes with one of 50 routes.
func BenchmarkRouteRatio(b *testing.B) {
	sizes := []int{50, 5, 500, 5000}
	var all []contender
	for _, n := range sizes {
		all = append(all, contender{fmt.Sprint(n), own(n, router.Config{})})
	}
	best := turns(b, all, read(b, eventName(true)))
	for i, c := range all {
		report(b, c.name, best[i], best[0])
	}
}
