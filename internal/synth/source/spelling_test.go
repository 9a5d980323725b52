// Paths are spelled as the file system spells them.

package source

import (
	"os"
	"path/filepath"
	"testing"
)

// On a file system that minds case the folder would not be found at all, so
// the comparison with its list is tested by itself.
func TestSpellingIsThatOfTheFileSystem(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"functions/todos", "both", "BOTH"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"functions": "functions", "Functions": "functions", "both": "both", "BOTH": "BOTH", "other": "other"} {
		if got := listed(entries, name); got != want {
			t.Errorf("listed(%q) = %q, want %q", name, got, want)
		}
	}
	if got := spelling(dir, "functions/todos"); got != "functions/todos" {
		t.Errorf("spelling = %q", got)
	}
}
