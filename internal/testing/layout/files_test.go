// The form of Go files: what each begins with, and how long its lines are.

package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// maxWidth is how many characters a line of code may have, a tab counted as one.
// Tables in tests may be wider.
const maxWidth = 140

// goFiles returns the project's Go files without testdata, installed packages of
// Node, and what is generated, by their path from the root.
func goFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			name := d.Name()
			if name == "testdata" || name == "node_modules" || name == "cdk.out" || strings.HasPrefix(name, ".") && path != root {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, source, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		if !ast.IsGenerated(parsed) {
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			files[filepath.ToSlash(rel)] = string(source)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 500 {
		t.Errorf("only %d files found", len(files))
	}
	return files
}

// A file begins with a comment that says the one idea it holds. It stands above
// the package clause, with a blank line between them, unless it is the doc
// comment of the package.
func TestFilesBeginWithWhatTheyHold(t *testing.T) {
	for path, source := range goFiles(t) {
		if problem := beginning(path, source); problem != "" {
			t.Errorf("%s %s", path, problem)
		}
	}
}

func TestBeginnings(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"a.go", "// What a is.\n\npackage a\n", ""},
		{"a.go", "// What a is.\n\n//go:build race\n\npackage a\n", ""},
		{"a.go", "// Package a is all there is.\npackage a\n", ""},
		{"a.go", "// What a is.\npackage a\n", "needs a blank line between its first comment and the package clause"},
		{"a.go", "package a\n", "has no comment above its package clause"},
		{"a.go", "//go:build race\n\npackage a\n", "has no comment above its package clause"},
		{"a.go", "package a\n\n// F is a function.\nfunc F() {}\n", "has no comment above its package clause"},
	} {
		if got := beginning(test.name, test.source); got != test.want {
			t.Errorf("%q: %q, want %q", test.source, got, test.want)
		}
	}
}

// beginning returns what is wrong with the beginning of a file, "" if nothing is.
func beginning(path, source string) string {
	parsed, err := parser.ParseFile(token.NewFileSet(), path, source, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		return err.Error()
	}
	if len(parsed.Comments) == 0 || parsed.Comments[0].Pos() > parsed.Package || strings.TrimSpace(parsed.Comments[0].Text()) == "" {
		return "has no comment above its package clause"
	}
	if parsed.Doc != parsed.Comments[0] {
		return ""
	}
	if doc := parsed.Doc.Text(); strings.HasPrefix(doc, "Package "+parsed.Name.Name+" ") || parsed.Name.Name == "main" && strings.HasPrefix(doc, "Command ") {
		return ""
	}
	return "needs a blank line between its first comment and the package clause"
}

func TestLinesAreNotTooLong(t *testing.T) {
	for path, source := range goFiles(t) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for i, line := range strings.Split(source, "\n") {
			if n := utf8.RuneCountInString(line); n > maxWidth {
				t.Errorf("%s:%d has %d characters, more than %d", path, i+1, n, maxWidth)
			}
		}
	}
}
