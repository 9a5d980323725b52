// Command traces measures what traces cost: requests a second of a "gatehouse dev"
// that records them for each of one that doesn't, in pairs of short loads.
//
//	cd bench && go run ./traces
//
// It needs Linux, for /proc.
package main

import (
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/gatehouse-go/gatehouse/bench/internal/servers"
)

func main() {
	log.SetFlags(0)
	pairs := flag.Int("pairs", 21, "pairs of loads")
	each := flag.Duration("each", 500*time.Millisecond, "length of a load")
	flag.Parse()
	temp, err := os.MkdirTemp("", "gatehouse-bench-")
	if err != nil {
		log.Fatal(err)
	}
	err = run(temp, *pairs, *each)
	os.RemoveAll(temp)
	if err != nil {
		log.Fatal(err)
	}
}

func run(temp string, pairs int, each time.Duration) error {
	with, err := servers.Gatehouse(temp)
	if err != nil {
		return err
	}
	ratios, err := servers.Race(with, servers.Without(temp, "without traces", "--no-console"), servers.Kinds, []int{1, 20}, pairs, each)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(ratios)) {
		fmt.Printf("%-32s %v\n", name, ratios[name])
	}
	return nil
}
