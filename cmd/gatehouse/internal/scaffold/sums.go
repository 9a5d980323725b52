// Checksums of modules, so that a new application needs no network to begin.

package scaffold

import (
	_ "embed"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// newest has what go.sum needs for the newest CDK; the project itself stands on
// the oldest.
//
//go:embed newest.sum
var newest string

// Sums returns the lines of a go.sum: those of a checkout of Gatehouse, and of
// the newest CDK.
func Sums(checkout string) ([]byte, error) {
	own, err := os.ReadFile(filepath.Join(checkout, "go.sum"))
	if err != nil {
		return nil, err
	}
	lines := slices.Sorted(strings.Lines(string(own) + newest))
	return []byte(strings.Join(slices.Compact(lines), "")), nil
}
