// The race of routers, which is a benchmark of this module.

package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
)

// result is a line of BenchmarkRatio.
var result = regexp.MustCompile(`(?m)^BenchmarkRatio/(\w+)/(\S+?)(?:-\d+)?\s.*?([\d.]+) ns/event\s+([\d.]+) times`)

// routerTimes are what an event takes.
func routerTimes(_ string, s sizes) ([]table, error) {
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", "^BenchmarkRatio$", "-benchtime", "1x", ".")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	t := table{title: "One event in the function", header: []string{"API", "router", "time", "times as fast"},
		note: "50 routes, one parameter, from the bytes of the event to those of the answer. chi behind aws-lambda-go-api-proxy is 1."}
	for _, m := range result.FindAllSubmatch(out, -1) {
		ns, err := strconv.ParseFloat(string(m[3]), 64)
		if err != nil {
			return nil, err
		}
		t.add(string(m[1]), string(m[2]), fmt.Sprintf("%.1f µs", ns/1000), string(m[4]))
	}
	if len(t.rows) == 0 {
		return nil, fmt.Errorf("no results in %s", out)
	}
	return []table{t}, nil
}
