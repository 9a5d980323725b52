// Node is named alike on every page.

package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Which Node a user needs reads the same wherever it is written.
func TestNodeIsNamedAlike(t *testing.T) {
	const want = "Node 22 or newer"
	version := regexp.MustCompile(`Node(?:\.js)? v?[0-9]+[^,.;:)\n]*`)
	pages := 0
	root := filepath.Join("..", "..", "..")
	for _, pattern := range []string{"*.md", "docs/*.md", "examples/*/README.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range version.FindAllString(string(text), -1) {
				pages++
				if !strings.HasPrefix(got, want) {
					t.Errorf("%s: %q, want %q", file, got, want)
				}
			}
		}
	}
	if pages == 0 {
		t.Error("no page says it")
	}
}
