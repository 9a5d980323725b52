package local_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/local.md says how true the server is; every test that it names for a
// row must be there.
func TestFidelityTableNamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("../docs/local.md")
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	for _, pattern := range []string{"*_test.go", "../internal/*/*_test.go", "../examples/*/*_test.go", "../cmd/*/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(source)
		}
	}
	names := regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(text), -1)
	if len(names) < 30 {
		t.Errorf("the table names %d tests only", len(names))
	}
	for _, name := range names {
		if !strings.Contains(sources.String(), "func "+name+"(t *testing.T)") {
			t.Errorf("docs/local.md names %s, which doesn't exist", name)
		}
	}
}
