// Command local compares "gatehouse dev" with serverless-offline in one run:
// the same requests and messages, a Go handler here, a Node handler there.
//
//	(cd bench/internal/servers/peer && npm install)
//	cd bench && go run ./local
//
// It needs Linux, for /proc.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/gatehouse-go/gatehouse/bench/internal/servers"
)

func main() {
	log.SetFlags(0)
	duration := flag.Duration("duration", 5*time.Second, "length of each load")
	port := flag.Int("port", 4325, "port of the peer; its other servers take the next ones")
	soak := flag.Duration("soak", 0, "instead of the comparison: a mixed load on gatehouse for so long")
	flag.Parse()
	temp, err := os.MkdirTemp("", "gatehouse-bench-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(temp)
	if *soak > 0 {
		err = runSoak(temp, *soak)
	} else {
		err = compare(temp, *duration, *port)
	}
	if err != nil {
		os.RemoveAll(temp)
		log.Fatal(err)
	}
}

func compare(temp string, duration time.Duration, port int) error {
	ours, err := servers.Gatehouse(temp)
	if err != nil {
		return err
	}
	fmt.Printf("%-20s %-14s %10s %28s %28s %10s %10s\n", "", "", "start", "1 connection", "20 connections", "server", "workers")
	for _, s := range []*servers.Subject{ours, servers.Peer("internal/servers/peer", port)} {
		f, err := s.Measure(5, duration, servers.Kinds...)
		if err != nil {
			return err
		}
		for _, kind := range servers.Kinds {
			if err := f.Failed[kind]; err != nil {
				fmt.Println(err)
				continue
			}
			fmt.Printf("%-20s %-14s %10v %28s %28s %8d M %4d x %d M\n", s.Name, kind, f.Start.Round(100*time.Microsecond),
				f.Loads[kind].One, f.Loads[kind].Twenty, f.Server>>20, f.Workers, f.Worker>>20)
		}
	}
	return rebuildTimes(temp)
}
