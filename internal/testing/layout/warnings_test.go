// The guide lists the warnings that the code gives.

package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../../.."

// Users acknowledge warnings by name, so each that the code can give is listed,
// and each that is listed can be given.
func TestWarningsAreListed(t *testing.T) {
	ids := warningIDs(t)
	text, err := os.ReadFile(filepath.Join(root, "docs/warnings.md"))
	if err != nil {
		t.Fatal(err)
	}
	var listed, known []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(gatehouse:[^`]+)` \\|").FindAllStringSubmatch(string(text), -1) {
		listed = append(listed, m[1])
	}
	for _, id := range ids {
		known = append(known, id)
	}
	slices.Sort(listed)
	slices.Sort(known)
	if len(known) < 30 || !slices.Equal(listed, known) {
		t.Errorf("docs/warnings.md lists\n%s\nthe code has\n%s", strings.Join(listed, "\n"), strings.Join(known, "\n"))
	}
	for _, id := range known {
		if !regexp.MustCompile(`^gatehouse:[a-z0-9]+(-[a-z0-9]+)+$`).MatchString(id) {
			t.Errorf("%q: want words with dashes between them", id)
		}
	}
}

// A name that nothing gives any more would stay in the list; a warning that
// goes past the list would have none.
func TestWarningsAreGiven(t *testing.T) {
	given := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		rel := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		switch {
		case err != nil:
			return err
		case d.IsDir() && (rel == "node_modules" || rel == "internal/synth/warning" || d.Name() == ".git"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range regexp.MustCompile(`\bwarning\.([A-Z]\w+)`).FindAllStringSubmatch(string(source), -1) {
			given[m[1]] = true
		}
		if regexp.MustCompile(`\.AddWarning(V2)?\(|"AddWarning`).Match(source) && rel != "internal/synth/atsynth/atsynth.go" {
			t.Errorf("%s adds a warning by itself: atsynth.Warn gives it a name and a place", rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range warningIDs(t) {
		if !given[name] {
			t.Errorf("%s: nothing warns of it", id)
		}
	}
}

// warningIDs returns the constants of the package warning by their names in Go.
func warningIDs(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "internal/synth/warning/warning.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			id, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			ids[spec.Names[0].Name] = id
		}
		return true
	})
	return ids
}
