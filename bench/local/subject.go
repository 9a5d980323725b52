// The server as a process that is measured: its start, its memory and its answers under
// load.

package main

// A server under measurement: started, loaded, weighed.

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type subject struct {
	name    string
	url     string
	command func() *exec.Cmd
}

// measure prints one line of figures.
func (s subject) measure(duration time.Duration) error {
	var starts []time.Duration
	for range 4 {
		_, took, stop, err := s.start()
		if err != nil {
			return err
		}
		starts = append(starts, took)
		stop()
	}
	pid, took, stop, err := s.start()
	if err != nil {
		return err
	}
	defer stop()
	starts = append(starts, took)
	slices.Sort(starts)
	if _, err := load(s.url, 5, time.Second); err != nil { // warm
		return err
	}
	one, err := load(s.url, 1, duration)
	if err != nil {
		return err
	}
	twenty, err := load(s.url, 20, duration)
	if err != nil {
		return err
	}
	server, workers := memory(pid)
	fmt.Printf("%-20s %10v %28s %28s %8d M %10s\n", s.name, starts[len(starts)/2].Round(100*time.Microsecond), one, twenty,
		server>>20, workers)
	return nil
}

// start starts the server and returns when it has answered with 200.
func (s subject) start() (pid int, took time.Duration, stop func(), err error) {
	cmd := s.command()
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, nil, err
	}
	stop = func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
		done := make(chan struct{})
		go func() { cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			<-done
		}
	}
	for time.Since(begin) < 60*time.Second {
		response, err := http.Get(s.url)
		if err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return cmd.Process.Pid, time.Since(begin), stop, nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	stop()
	return 0, 0, nil, fmt.Errorf("it never answered 200:\n%s", output.String())
}

// figures are what a load has measured.
type figures struct {
	perSecond float64
	p50, p99  time.Duration
}

func (f figures) String() string {
	return fmt.Sprintf("%.0f/s p50 %v p99 %v", f.perSecond, short(f.p50), short(f.p99))
}

func short(d time.Duration) time.Duration {
	if d < 10*time.Millisecond {
		return d.Round(10 * time.Microsecond)
	}
	return d.Round(100 * time.Microsecond)
}

// load sends requests over n connections for so long.
func load(url string, n int, duration time.Duration) (figures, error) {
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	var wg sync.WaitGroup
	begin := time.Now()
	for range n {
		wg.Go(func() {
			var took []time.Duration
			c, err := dial(url)
			for err == nil && time.Since(begin) < duration {
				sent := time.Now()
				err = c.once()
				took = append(took, time.Since(sent))
			}
			if c != nil {
				c.Close()
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(begin)
	slices.Sort(all)
	return figures{float64(len(all)) / elapsed.Seconds(), all[len(all)/2], all[len(all)*99/100]}, failed
}

// memory is the resident memory of the server, and the most that one of its
// function's processes has to itself, where those are others than the server's own.
func memory(pid int) (server int, workers string) {
	server = resident(pid)
	var each []int
	for _, child := range descendants(pid) {
		if name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", child)); strings.TrimSpace(string(name)) == "bootstrap" {
			each = append(each, proportional(child))
		} else {
			server += resident(child)
		}
	}
	if len(each) == 0 {
		return server, "inside"
	}
	return server, fmt.Sprintf("%d x %d M", len(each), slices.Max(each)>>20)
}

// proportional is the memory of a process with its share of what it has in
// common with others: processes of one program share its code.
func proportional(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			kilobytes, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kilobytes << 10
		}
	}
	return 0
}

func resident(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return pages * os.Getpagesize()
}

func descendants(pid int) (found []int) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range files {
		text, _ := os.ReadFile(file)
		for field := range strings.FieldsSeq(string(text)) {
			child, _ := strconv.Atoi(field)
			found = append(append(found, child), descendants(child)...)
		}
	}
	return found
}
