// Running cases, and counting them.

package truth

import (
	"fmt"
	"strings"
	"testing"
)

// A Divergence is a way in which the project differs on purpose. A case whose
// problems are all explained is counted as diverging.
type Divergence[C any] struct {
	Reason   string
	Explains func(c C, problem string) bool
}

// Run tries every case and prints
//
//	events: pass 40, divergence 1, fail 1
//
// as its last line. It fails for each case with a problem that no divergence
// explains, and if more than 3 % of the cases diverge.
func Run[C interface{ Name() string }](t *testing.T, name string, cases []C, divergences []Divergence[C],
	try func(*testing.T, C) []string) {
	t.Helper()
	if len(cases) == 0 {
		t.Fatalf("%s: no cases", name)
	}
	pass, diverging, fail := 0, 0, 0
	taken := make([]int, len(divergences))
	for _, c := range cases {
		problems := try(t, c)
		var open []string
		for _, problem := range problems {
			explained := false
			for i, d := range divergences {
				if d.Explains(c, problem) {
					taken[i]++
					explained = true
					break
				}
			}
			if !explained {
				open = append(open, problem)
			}
		}
		switch {
		case len(open) > 0:
			fail++
			t.Errorf("%s: %s", c.Name(), strings.Join(open, "; "))
		case len(problems) > 0:
			diverging++
		default:
			pass++
		}
	}
	for i, d := range divergences {
		if taken[i] > 0 {
			fmt.Printf("%4d  %s\n", taken[i], d.Reason)
		}
	}
	if diverging*100 > len(cases)*3 && len(cases) > 30 {
		t.Errorf("%s: %d of %d cases diverge, at most 3 %% may", name, diverging, len(cases))
	}
	fmt.Printf("%s: pass %d, divergence %d, fail %d\n", name, pass, diverging, fail)
}
