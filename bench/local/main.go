// Command local compares "gatehouse dev" with serverless-offline in one run:
// the same requests, a Go handler here, a Node handler there.
//
//	(cd bench/local/peer && npm install)
//	cd bench && go run ./local
//
// It needs Linux, for /proc.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

func main() {
	log.SetFlags(0)
	duration := flag.Duration("duration", 5*time.Second, "length of each load")
	port := flag.Int("port", 4321, "port of the peer; its second server takes the next one")
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
	ours, err := prepare(temp)
	if err != nil {
		return err
	}
	fmt.Printf("%-20s %10s %28s %28s %10s %10s\n", "", "start", "1 connection", "20 connections", "server", "workers")
	for _, s := range []subject{ours, peer(port)} {
		if err := s.measure(duration); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return rebuildTimes(temp)
}

// prepare builds the command, the function, and an assembly around it.
func prepare(temp string) (subject, error) {
	command, function := filepath.Join(temp, "gatehouse"), filepath.Join(temp, "cdk.out", "asset.code", "bootstrap")
	for output, pkg := range map[string]string{command: "../cmd/gatehouse", function: "./local/function"} {
		build := exec.Command("go", "build", "-ldflags=-s -w", "-o", output, pkg)
		if pkg == "../cmd/gatehouse" {
			build.Dir, build.Args[len(build.Args)-1] = "..", "./cmd/gatehouse"
		}
		if text, err := build.CombinedOutput(); err != nil {
			return subject{}, fmt.Errorf("%w: %s", err, text)
		}
	}
	assembly := filepath.Join(temp, "cdk.out")
	if err := writeAssembly(assembly); err != nil {
		return subject{}, err
	}
	return subject{
		name: "gatehouse",
		url:  "http://127.0.0.1:4320/hello/world",
		command: func() *exec.Cmd {
			return exec.Command(command, "dev", "--quiet", "--port=4320", "--assembly="+assembly)
		},
	}, nil
}

func peer(port int) subject {
	return subject{
		name: "serverless-offline",
		url:  fmt.Sprintf("http://localhost:%d/hello/world", port),
		command: func() *exec.Cmd {
			cmd := exec.Command("npx", "osls", "offline", fmt.Sprintf("--httpPort=%d", port), fmt.Sprintf("--lambdaPort=%d", port+1),
				"--noPrependStageInUrl")
			cmd.Dir = "local/peer"
			cmd.Env = append(os.Environ(), "SLS_TELEMETRY_DISABLED=1", "SLS_NOTIFICATIONS_MODE=off")
			return cmd
		},
	}
}
