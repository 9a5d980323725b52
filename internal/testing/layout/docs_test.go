// Snippets in pages are parts of programs.

package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// snippet is a block of code in a page that says which program it is from:
//
//	<!-- from examples/todo/main.go -->
//	```go
//	...
//	```
var snippet = regexp.MustCompile("(?m)^<!-- from (\\S+) -->\n```[a-z]*\n((?s:.*?))^```$")

var block = regexp.MustCompile("(?m)^```go$")

// Snippets in README and docs are taken from programs that are built and
// tested, so none of them can be out of date.
func TestSnippetsAreFromPrograms(t *testing.T) {
	pages, err := filepath.Glob("../../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "../../../README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		found := snippet.FindAllStringSubmatch(string(text), -1)
		for _, m := range found {
			program, err := os.ReadFile(filepath.Join("../../..", m[1]))
			if err != nil {
				t.Errorf("%s: %v", page, err)
			} else if !contains(string(program), m[2]) {
				t.Errorf("%s: this is not in %s:\n%s", page, m[1], m[2])
			}
		}
		if blocks := len(block.FindAllString(string(text), -1)); blocks > len(found) {
			t.Errorf("%s: %d blocks of Go, but only %d say from which program", page, blocks, len(found))
		}
	}
}

// contains looks for a snippet whose lines may be indented less than the
// program's.
func contains(program, snippet string) bool {
	lines := strings.Split(strings.TrimRight(snippet, "\n"), "\n")
	all := strings.Split(program, "\n")
	for _, indent := range []string{"", "\t", "\t\t", "  "} {
	next:
		for i := range len(all) - len(lines) + 1 {
			for j, line := range lines {
				if line != "" {
					line = indent + line
				}
				if all[i+j] != line {
					continue next
				}
			}
			return true
		}
	}
	return false
}
