// The races of synths and builds.

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gatehouse-go/gatehouse/bench/internal/builds"
	"github.com/gatehouse-go/gatehouse/bench/internal/rounds"
	"github.com/gatehouse-go/gatehouse/bench/internal/synths"
)

// fit is how many routes fit into a stack.
func fit(_ string, s sizes) ([]table, error) {
	t := table{title: "Routes in a stack", header: []string{"API", "resources a route", "bytes a route", "routes in a stack", "bounded by"},
		note: "All routes lead to one function. CloudFormation takes 500 resources and a template of 1,000,000 bytes; API Gateway takes 300 " +
			"routes or resources of an API until that quota is raised."}
	if err := synths.Enter(); err != nil {
		return nil, err
	}
	for _, w := range synths.Ways() {
		f, err := w.Fit(s.few, s.more)
		if err != nil {
			return nil, err
		}
		t.add(w.Name, fmt.Sprintf("%.2f", f.Resources), fmt.Sprintf("%.0f", f.Bytes), fmt.Sprint(f.Routes), f.Limit)
	}
	return []table{t}, nil
}

// synthTimes are what synths of an HTTP API take.
func synthTimes(temp string, s sizes) ([]table, error) {
	if err := synths.Enter(); err != nil {
		return nil, err
	}
	ways := []synths.Way{synths.PerRoute, synths.ByDefinition, synths.L2}
	t := table{title: "Synth of an HTTP API",
		header: []string{"routes", "a resource a route", "by definition", "the CDK's L2s in Go", "in TypeScript"},
		note: "The time of the L2s in Go is 1; in brackets the time itself, without the start of the kernel, the build of functions and the " +
			"CDK's validation of templates. A star: more than a stack takes; with a resource a route Gatehouse refuses it. TypeScript " +
			"is measured as its compiler leaves it, in the Node process that has loaded the CDK."}
	var typescript *synths.TypeScript
	if !s.quick {
		var err error
		if typescript, err = newTypeScript(temp, s.cdk); err != nil {
			return nil, err
		}
		defer typescript.Close()
	}
	var most []int // routes that fit into a stack
	for _, w := range ways {
		f, err := w.Fit(s.few, s.more)
		if err != nil {
			return nil, err
		}
		most = append(most, f.Routes)
	}
	most = append(most, most[2])
	for _, n := range s.routes {
		var all []func(int) (time.Duration, error)
		for i, w := range ways {
			refused := i == 0 && n > most[i] // by Gatehouse itself, at synth
			all = append(all, func(int) (time.Duration, error) {
				if refused {
					return 0, nil
				}
				return w.Time(n), nil
			})
		}
		if typescript != nil {
			all = append(all, func(int) (time.Duration, error) { return typescript.Time(n) })
		}
		turns := s.rounds
		if n > 1000 {
			turns = min(turns, 3) // they take long
		}
		m, err := rounds.Measure(turns, all...)
		if err != nil {
			return nil, err
		}
		row := []string{fmt.Sprint(n)}
		for i, d := range m {
			if d == 0 {
				row = append(row, "refused")
				continue
			}
			text := fmt.Sprintf("%s (%s)", ratio(d, m[2]), seconds(d))
			if n > most[i] {
				text += " *"
			}
			row = append(row, text)
		}
		for len(row) < len(t.header) {
			row = append(row, "not measured")
		}
		t.rows = append(t.rows, row)
	}
	return []table{t}, nil
}

func newTypeScript(temp, installed string) (*synths.TypeScript, error) {
	if installed != "" {
		return synths.StartTypeScript(installed)
	}
	dir := filepath.Join(temp, "typescript")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	if err := synths.InstallTypeScript(dir); err != nil {
		return nil, err
	}
	return synths.StartTypeScript(dir)
}

// calls are how many calls of the CDK's kernel a route takes.
func calls(_ string, s sizes) ([]table, error) {
	t := table{title: "Calls of the CDK's kernel", header: []string{"API", "calls a route"},
		note: "Each call of a Go program to the kernel, which runs in Node, takes about half a millisecond."}
	if err := synths.Enter(); err != nil {
		return nil, err
	}
	for _, w := range synths.Ways() {
		n, err := w.Calls(2*s.few, 3*s.more)
		if err != nil {
			return nil, err
		}
		t.add(w.Name, fmt.Sprintf("%.2f", n))
	}
	return []table{t}, nil
}

// buildTimes are what builds of functions take.
func buildTimes(temp string, s sizes) ([]table, error) {
	b, err := builds.New(filepath.Join(temp, "builds"), s.build)
	if err != nil {
		return nil, err
	}
	m, err := rounds.Measure(min(s.rounds, 5), b.Together, b.OneByOne)
	if err != nil {
		return nil, err
	}
	n, err := rounds.Measure(s.rounds, func(int) (time.Duration, error) {
		with, without := b.Unchanged()
		return max(0, with-without), nil
	})
	if err != nil {
		return nil, err
	}
	t := table{title: fmt.Sprintf("Build of %d functions", s.build), header: []string{"", "time", "beside go build"},
		note: "Dependencies are compiled already. A synth builds all functions at once."}
	t.add("a synth after all handlers have changed", seconds(m[0]), ratio(m[0], m[1]))
	t.add(fmt.Sprintf("%d times go build", s.build), seconds(m[1]), "1.00")
	t.add("what the build adds to a synth if nothing has changed", seconds(n[0]), ratio(n[0], m[1]))
	return []table{t}, nil
}
