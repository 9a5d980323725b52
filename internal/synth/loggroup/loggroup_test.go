// How long a log group keeps its logs, and what becomes of it.

package loggroup_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/loggroup"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

func TestProblem(t *testing.T) {
	for _, days := range []int{0, loggroup.Forever, 1, loggroup.DefaultDays, 3653} {
		if p := loggroup.Problem("Days", days); p != "" {
			t.Errorf("%d: %s", days, p)
		}
	}
	for _, days := range []int{-2, 2, 31, 3654} {
		if p := loggroup.Problem("Days", days); !strings.HasPrefix(p, "Days is ") || !strings.HasSuffix(p, "for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, or forever with -1") {
			t.Errorf("%d: %q", days, p)
		}
	}
}

func TestGroupKeepsLogsAndGoesWithItsStack(t *testing.T) {
	for days, want := range map[int]any{0: 30.0, 7: 7.0, loggroup.Forever: nil} {
		stack := synthtest.Stack()
		loggroup.New(stack, "Logs", days)
		if got := synthtest.Synth(t, stack).Only(t, "AWS::Logs::LogGroup"); got.Properties["RetentionInDays"] != want {
			t.Errorf("%d: kept for %v, want %v", days, got.Properties["RetentionInDays"], want)
		}
		stack = synthtest.Stack()
		loggroup.Keep(loggroup.New(stack, "Logs", 365), days)
		if got := synthtest.Synth(t, stack).Only(t, "AWS::Logs::LogGroup"); got.Properties["RetentionInDays"] != want {
			t.Errorf("365, then %d: kept for %v, want %v", days, got.Properties["RetentionInDays"], want)
		}
	}
}
