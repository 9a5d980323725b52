// Command constructs measures what a synth and a build of functions cost, each
// beside the usual way in the same run, and prints the ratios:
//
//	go run ./constructs
//
// Rounds of both ways alternate, and the medians are compared. It needs Node,
// and takes about two minutes. Command report measures more.
package main

import (
	"fmt"
	"log"
	"os"
	"time"

	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/bench/internal/builds"
	"github.com/gatehouse-go/gatehouse/bench/internal/rounds"
	"github.com/gatehouse-go/gatehouse/bench/internal/synths"
)

func main() {
	log.SetFlags(0)
	temp, err := os.MkdirTemp("", "gatehouse-bench-*")
	if err == nil {
		err = measure(temp)
		jsii.Close()
		os.RemoveAll(temp)
	}
	if err != nil {
		log.Fatal("bench: ", err)
	}
}

func measure(temp string) error {
	bench, err := os.Getwd()
	if err == nil {
		err = synths.Enter()
	}
	if err != nil {
		return err
	}
	const routes = 150 // the most that the usual way fits into a stack
	way := func(w synths.Way) func(int) (time.Duration, error) {
		return func(int) (time.Duration, error) { return w.Time(routes), nil }
	}
	err = compare("synth of 150 routes, nothing built", 15, way(synths.PerRoute), way(synths.L2))
	if err == nil {
		err = os.Chdir(bench)
	}
	if err != nil {
		return err
	}
	b, err := builds.New(temp, 20)
	if err != nil {
		return err
	}
	if err := compare("build of 20 functions with 3 routes, dependencies in the cache", 5, b.Together, b.OneByOne); err != nil {
		return err
	}
	with, without := b.Unchanged()
	fmt.Printf("nothing changed: a synth that checks the build of 20 functions %v, one that builds nothing %v\n",
		with.Round(time.Millisecond), without.Round(time.Millisecond))
	return nil
}

// compare runs two ways alternately and prints their medians and the ratio.
func compare(what string, n int, ours, usual func(round int) (time.Duration, error)) error {
	m, err := rounds.Measure(n, ours, usual)
	if err != nil {
		return err
	}
	fmt.Printf("%s (%d rounds)\n  Gatehouse %v, the usual way %v: ratio %.2f\n", what, n,
		m[0].Round(time.Millisecond), m[1].Round(time.Millisecond), float64(m[0])/float64(m[1]))
	return nil
}
