// Pages name tests that exist.

package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// named is a test that a page names, behind the folder it is in if that isn't
// the one before it or the page's own: "internal/synth/plan: TestPreflight, TestPlan".
var named = regexp.MustCompile("(?:`?([a-z][a-z0-9/]*)`?: )?(Test[A-Z]\\w+)")

// Pages that say how things are name the test that holds it. So it must be
// there.
func TestPagesNameTestsThatExist(t *testing.T) {
	for page, of := range map[string]struct {
		folder string // of tests without one
		least  int    // how many tests the page names at least
	}{
		"local.md":    {"local", 30},
		"security.md": {"internal/testing/defaults", 30},
	} {
		text, err := os.ReadFile(filepath.Join("../../../docs", page))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for cell := range strings.FieldsFuncSeq(string(text), func(r rune) bool { return r == '|' || r == '\n' }) {
			folder := of.folder
			for _, m := range named.FindAllStringSubmatch(cell, -1) {
				if m[1] != "" {
					folder = m[1]
				}
				found++
				if !hasTest(t, folder, m[2]) {
					t.Errorf("docs/%s names %s: %s, which doesn't exist", page, folder, m[2])
				}
			}
		}
		if found < of.least {
			t.Errorf("docs/%s names %d tests, want %d or more", page, found, of.least)
		}
	}
}

// hasTest reports whether a folder has a test.
func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}
