// Two servers beside each other, so that their ratio holds on a busy machine.

package servers

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Ratio is how one server does beside another, over pairs of short loads.
type Ratio struct {
	// Rate is how many requests a second one answers for each of the other's: the
	// median of the pairs, and their quartiles.
	Rate, Low, High float64
	Pairs           int

	// Work is the processor time of one request beside that of the other's: of
	// server, functions and client together, over all pairs. What else the machine
	// does hardly changes it.
	Work  float64
	Other time.Duration // processor time of a request of the other
}

func (r Ratio) String() string {
	return fmt.Sprintf("rate %.3f (quartiles %.3f to %.3f of %d pairs), work %.3f (of %v)", r.Rate, r.Low, r.High, r.Pairs, r.Work, r.Other)
}

// Race starts both servers and loads them in turns, which of them first changing from
// pair to pair, with each number of connections.
func Race(one, other *Subject, kinds []Kind, connections []int, pairs int, each time.Duration) (map[string]Ratio, error) {
	ratios := map[string]Ratio{}
	var pids [2]int
	for i, s := range []*Subject{one, other} {
		pid, _, stop, err := s.start()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		defer stop()
		pids[i] = pid
	}
	for _, kind := range kinds {
		for _, n := range connections {
			r, err := race([2]string{one.urls[kind], other.urls[kind]}, pids, n, pairs, each)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", kind, err)
			}
			ratios[fmt.Sprintf("%s, %d connections", kind, n)] = r
		}
	}
	return ratios, nil
}

func race(urls [2]string, pids [2]int, n, pairs int, each time.Duration) (Ratio, error) {
	var ratios []float64
	var work [2]time.Duration
	var requests [2]float64
	for pair := -2; pair < pairs; pair++ { // the first two warm
		var rates [2]float64
		for turn := range 2 {
			i := (turn + pair + 2) % 2
			before, begin := processorTime(pids[i]), time.Now()
			rate, err := load(urls[i], n, each)
			if err != nil {
				return Ratio{}, err
			}
			rates[i] = rate.PerSecond
			if pair >= 0 {
				work[i] += processorTime(pids[i]) - before
				requests[i] += rate.PerSecond * time.Since(begin).Seconds()
			}
		}
		if pair >= 0 {
			ratios = append(ratios, rates[0]/rates[1])
		}
	}
	slices.Sort(ratios)
	at := func(part float64) float64 { return ratios[int(part*float64(len(ratios)-1)+0.5)] }
	of := func(i int) float64 { return float64(work[i]) / requests[i] }
	return Ratio{
		Rate: at(0.5), Low: at(0.25), High: at(0.75), Pairs: pairs,
		Work: of(0) / of(1), Other: time.Duration(of(1)).Round(100 * time.Nanosecond),
	}, nil
}

// processorTime is what a process, its children and this one have taken.
func processorTime(pid int) (sum time.Duration) {
	for _, one := range append(Descendants(pid), pid) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", one))
		if err != nil {
			continue
		}
		sum += threads(one, text)
	}
	var own syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &own) == nil {
		sum += time.Duration(own.Utime.Nano() + own.Stime.Nano())
	}
	return sum
}

// threads is the time of all threads of a process, to the nanosecond; what ended ones
// took is lost, and servers' threads don't end under load.
func threads(pid int, main []byte) (sum time.Duration) {
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return 0
	}
	for _, task := range tasks {
		text := main
		if task.Name() != strconv.Itoa(pid) {
			if text, err = os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", pid, task.Name())); err != nil {
				continue
			}
		}
		if fields := strings.Fields(string(text)); len(fields) > 0 {
			ns, _ := strconv.ParseInt(fields[0], 10, 64)
			sum += time.Duration(ns)
		}
	}
	return sum
}
