// Build tags of GOFLAGS.

package source

import (
	"slices"
	"testing"
)

func TestTagsOfGOFLAGS(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"-mod=mod", nil},
		{"-tags=prod\n", []string{"prod"}},
		{"--tags=a,b -trimpath", []string{"a", "b"}},
		{"'-tags=a b' -mod=mod", []string{"a", "b"}},
		{`"-tags=a" -tags=b`, []string{"b"}},
		{"-tags", nil},
	} {
		if got := tagsOf(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}
