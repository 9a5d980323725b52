// What functions cost that did not change, and one of whose files did.

package pybuild

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// twenty are functions of one file and one folder each, with shared modules.
func twenty(b *testing.B) (mains []code.Main) {
	b.Helper()
	b.Setenv("XDG_CACHE_HOME", b.TempDir())
	dir := b.TempDir()
	for i := range 20 {
		text := fmt.Sprintf("import json\nfrom shared.db import table\nfrom .common%d import label\n\ndef index(event, context):\n    return {}\n", i%5)
		for name, text := range map[string]string{
			fmt.Sprintf("functions/f%d.py", i): text, "shared/db.py": "table = 1\n", fmt.Sprintf("functions/common%d.py", i%5): "label = 1\n",
		} {
			file := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				b.Fatal(err)
			}
		}
		mains = append(mains, mainOf(dir, "GET /", fmt.Sprintf("functions/f%d.index", i)))
	}
	return mains
}

func BenchmarkUnchanged(b *testing.B) {
	mains := twenty(b)
	for b.Loop() {
		if _, err := Build(b.Context(), mains); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOneFileChanged(b *testing.B) {
	mains := twenty(b)
	n := 0
	for b.Loop() {
		n++
		text := fmt.Sprintf("def index(event, context):\n    return %d\n%s", n, strings.Repeat("# line\n", 200))
		if err := os.WriteFile(filepath.Join(mains[0].Dir, "f0.py"), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
		if _, err := Build(b.Context(), mains[:1]); err != nil {
			b.Fatal(err)
		}
	}
}
