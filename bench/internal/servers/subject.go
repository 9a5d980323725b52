// The server as a process that is measured: its start, its memory and its answers under
// load.

package servers

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

// Subject is a server.
type Subject struct {
	Name    string
	urls    map[Kind]string
	command func() *exec.Cmd
}

// Figures are what was measured of a server.
type Figures struct {
	Start  time.Duration // the median of the starts, to the first answer
	Loads  map[Kind]Load
	Failed map[Kind]error // instead of a load
	Server int            // bytes of memory, after all loads

	// Workers are the processes of the function, and the most memory that one has to
	// itself; none where the function runs in the server.
	Workers, Worker int
}

// Load is what kinds of APIs bore, over one connection and over twenty.
type Load struct{ One, Twenty Rate }

// Rate is what a load has measured.
type Rate struct {
	PerSecond float64
	P50, P99  time.Duration
}

func (r Rate) String() string {
	return fmt.Sprintf("%.0f/s p50 %v p99 %v", r.PerSecond, short(r.P50), short(r.P99))
}

// Measure starts the server so many times, and loads each kind of API for so long, once
// with one connection and once with twenty.
func (s *Subject) Measure(starts int, duration time.Duration, kinds ...Kind) (*Figures, error) {
	var took []time.Duration
	pid, stop := 0, func() {}
	defer func() { stop() }()
	for range starts {
		stop()
		var each time.Duration
		var err error
		if pid, each, stop, err = s.start(); err != nil {
			stop = func() {}
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		took = append(took, each)
	}
	slices.Sort(took)
	f := &Figures{Start: took[len(took)/2], Loads: map[Kind]Load{}, Failed: map[Kind]error{}}
	for _, kind := range kinds {
		loaded, err := s.load(kind, duration)
		if err != nil {
			f.Failed[kind] = fmt.Errorf("%s: %s: %w", s.Name, kind, err)
			continue
		}
		f.Loads[kind] = loaded
	}
	f.Server, f.Workers, f.Worker = memory(pid)
	return f, nil
}

// load loads one kind of API.
func (s *Subject) load(kind Kind, duration time.Duration) (l Load, err error) {
	if _, err = load(s.urls[kind], 5, min(duration, time.Second)); err != nil { // warm
		return l, err
	}
	if l.One, err = load(s.urls[kind], 1, duration); err != nil {
		return l, err
	}
	l.Twenty, err = load(s.urls[kind], 20, duration)
	return l, err
}

// start starts the server and returns when it has answered with 200.
func (s *Subject) start() (pid int, took time.Duration, stop func(), err error) {
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
		response, err := http.Get(s.urls[HTTP])
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

func short(d time.Duration) time.Duration {
	if d < 10*time.Millisecond {
		return d.Round(10 * time.Microsecond)
	}
	return d.Round(100 * time.Microsecond)
}

// load sends requests over n connections for so long.
func load(url string, n int, duration time.Duration) (Rate, error) {
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
				c.close()
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
	if len(all) == 0 {
		return Rate{}, failed
	}
	return Rate{float64(len(all)) / elapsed.Seconds(), all[len(all)/2], all[len(all)*99/100]}, failed
}

// memory is the resident memory of the server, and the number and the most own memory
// of its function's processes, where those are others than the server's own.
func memory(pid int) (server, workers, worker int) {
	server = Resident(pid)
	for _, child := range Descendants(pid) {
		if name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", child)); strings.TrimSpace(string(name)) == "bootstrap" {
			workers++
			worker = max(worker, proportional(child))
		} else {
			server += Resident(child)
		}
	}
	return server, workers, worker
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

// Resident is the resident memory of a process in bytes.
func Resident(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return pages * os.Getpagesize()
}

// Descendants are the processes that a process and its children have started.
func Descendants(pid int) (found []int) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range files {
		text, _ := os.ReadFile(file)
		for field := range strings.FieldsSeq(string(text)) {
			child, _ := strconv.Atoi(field)
			found = append(append(found, child), Descendants(child)...)
		}
	}
	return found
}
