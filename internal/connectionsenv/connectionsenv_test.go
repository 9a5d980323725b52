// The variable's value, as constructs write it and the router reads it.

package connectionsenv

import (
	"slices"
	"testing"
)

func TestValue(t *testing.T) {
	for value, want := range map[string][]URL{
		"":                                  nil,
		"https://a.b/v1":                    {{"", "https://a.b/v1"}},
		"http://localhost:3000/v1?x=y":      {{"", "http://localhost:3000/v1?x=y"}},
		"v1=https://a.b/v1":                 {{"v1", "https://a.b/v1"}},
		"v1=https://a.b/v1 x-y=https://c.d": {{"v1", "https://a.b/v1"}, {"x-y", "https://c.d"}},
	} {
		got := Parse(value)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v", value, got)
		}
		if len(got) > 0 && got[0].Stage != "" && Format(got) != value {
			t.Errorf("%q: formatted %q", value, Format(got))
		}
	}
}
