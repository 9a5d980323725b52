// Problems name what they are about.

package problems_test

import (
	"slices"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

func TestListPutsInFrontWhatItIsAbout(t *testing.T) {
	about := problems.In("URL integration")
	about.Add("Timeout is %d", 3)
	about.Each("100% wrong", "")
	if got, want := about.All(), []string{"URL integration: Timeout is 3", "URL integration: 100% wrong"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	var plain problems.List
	if plain.All() != nil {
		t.Errorf("an empty list has %q", plain.All())
	}
	plain.Add("Name is empty")
	if got := plain.All(); !slices.Equal(got, []string{"Name is empty"}) {
		t.Errorf("%q", got)
	}
}
