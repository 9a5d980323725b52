// The size of a router's binary, and how long it takes to start.

package bench

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The programs of testdata: what is generated for a shared function with a
// route of each form, and the smallest function there is without a router.
var programs = []string{"generated", "bare"}

// build compiles a program of testdata as the constructs do.
func build(tb testing.TB, name, goarch string) string {
	tb.Helper()
	out := filepath.Join(tb.TempDir(), name)
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-tags=lambda.norpc", "-o", out, "./testdata/"+name)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if goarch != "" {
		cmd.Env = append(cmd.Env, "GOOS=linux", "GOARCH="+goarch)
	}
	if text, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, text)
	}
	return out
}

// TestSize holds the size of a generated router's binary.
func TestSize(t *testing.T) {
	const limit = 7_000_000
	sizes := map[string]int64{}
	for _, name := range programs {
		info, err := os.Stat(build(t, name, "arm64"))
		if err != nil {
			t.Fatal(err)
		}
		sizes[name] = info.Size()
	}
	t.Logf("bytes, linux/arm64, stripped: %v", sizes)
	if sizes["generated"] > limit {
		t.Errorf("a generated router has %d bytes, want at most %d", sizes["generated"], limit)
	}
}

// BenchmarkStart measures the time from the start of the process to its first
// poll of the Runtime API: the median of ten per iteration.
func BenchmarkStart(b *testing.B) {
	for _, name := range programs {
		binary := build(b, name, "")
		b.Run(name, func(b *testing.B) {
			var medians []time.Duration
			for b.Loop() {
				var times []time.Duration
				for range 10 {
					times = append(times, firstPoll(b, binary))
				}
				slices.Sort(times)
				medians = append(medians, times[len(times)/2])
			}
			slices.Sort(medians)
			b.ReportMetric(float64(medians[len(medians)/2].Microseconds()), "µs/start")
		})
	}
}

// firstPoll starts the function and returns how long its first poll takes.
func firstPoll(b *testing.B, binary string) time.Duration {
	b.Helper()
	polled := make(chan time.Time, 1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		polled <- time.Now()
		<-r.Context().Done()
	})}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	cmd := exec.Command(binary)
	cmd.Env = []string{"AWS_LAMBDA_RUNTIME_API=" + l.Addr().String()}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	select {
	case at := <-polled:
		return at.Sub(start)
	case <-time.After(10 * time.Second):
		b.Fatal("the function doesn't poll")
		return 0
	}
}
