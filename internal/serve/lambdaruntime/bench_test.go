// What one event costs.

package lambdaruntime_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
)

func BenchmarkInvoke(b *testing.B) {
	cfg := config(b)
	cfg.Log = nil
	f := lambdaruntime.New(cfg)
	defer f.Close()
	payload := event("echo", "x")
	for b.Loop() {
		if _, err := f.Invoke(b.Context(), payload); err != nil {
			b.Fatal(err)
		}
	}
}
