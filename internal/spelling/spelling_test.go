// The distance between two words.

package spelling_test

import (
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/spelling"
)

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "GET", 3},
		{"GET", "GET", 0},
		{"GTE", "GET", 1}, // two swapped
		{"GE", "GET", 1},
		{"GEET", "GET", 1},
		{"PUT", "GET", 2},
		{"kitten", "sitting", 3},
	} {
		if got := spelling.Distance(test.a, test.b); got != test.want {
			t.Errorf("%q, %q: %d, want %d", test.a, test.b, got, test.want)
		}
		if got := spelling.Distance(test.b, test.a); got != test.want {
			t.Errorf("%q, %q: %d, want %d", test.b, test.a, got, test.want)
		}
	}
}
