// Command constructs measures what a synth and a build of functions cost, each
// beside the usual way in the same run, and prints the ratios:
//
//	go run ./constructs
//
// Rounds of both ways alternate, and the medians are compared. It needs Node,
// and takes about two minutes.
package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()
	// Where the functions of the measured applications are found.
	if err := os.Chdir(source()); err != nil {
		fail(err)
	}
	compare("synth of 150 routes, nothing built", 15, synthGatehouse, synthL2)
	dir, err := os.MkdirTemp("", "gatehouse-bench-*")
	if err != nil {
		fail(err)
	}
	defer os.RemoveAll(dir)
	b := newBuilds(dir)
	compare("build of 20 functions with 3 routes, dependencies in the cache", 5, b.together, b.oneByOne)
	b.unchanged()
}

// compare runs two ways alternately and prints their medians and the ratio.
func compare(what string, rounds int, ours, usual func(round int)) {
	ours(-1) // warms caches and the kernel
	usual(-1)
	var a, b []time.Duration
	for round := range rounds {
		a = append(a, timed(func() { ours(round) }))
		b = append(b, timed(func() { usual(round) }))
	}
	x, y := median(a), median(b)
	fmt.Printf("%s (%d rounds)\n  Gatehouse %v, the usual way %v: ratio %.2f\n", what, rounds,
		x.Round(time.Millisecond), y.Round(time.Millisecond), float64(x)/float64(y))
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}
