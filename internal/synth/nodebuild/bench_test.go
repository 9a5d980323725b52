// How long twenty functions take.

package nodebuild_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/nodebuild"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

// twenty are functions that each import a library of fifty modules, 200 KB.
func twenty(b *testing.B) []code.Main {
	b.Helper()
	testmodule.Isolate(b)
	dir := b.TempDir()
	put := func(name, text string) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	var index strings.Builder
	for i := range 50 {
		var text strings.Builder
		for n := range 40 {
			fmt.Fprintf(&text, "export function f%d_%d(a: number, b: { c: string[] }): string {\n  return [...b.c, String(a * %d)].join('-');\n}\n", i, n, n)
		}
		put(fmt.Sprintf("lib/m%d.ts", i), text.String())
		fmt.Fprintf(&index, "export * from './m%d';\n", i)
	}
	put("lib/index.ts", index.String())
	var mains []code.Main
	for i := range 20 {
		name := fmt.Sprintf("functions/f%d.ts", i)
		put(name, "import * as lib from '../lib';\nexport const index = async () => Object.keys(lib).length;\n")
		mains = append(mains, file(dir, name, "index"))
	}
	past := time.Now().Add(-time.Hour)
	_ = filepath.WalkDir(dir, func(path string, _ os.DirEntry, _ error) error { return os.Chtimes(path, past, past) })
	return mains
}

func BenchmarkTwentyFunctions(b *testing.B) {
	mains := twenty(b)
	for i := 0; b.Loop(); i++ {
		for n := range mains {
			mains[n].Links = []string{fmt.Sprintf("ROUND_%d", i)} // so that nothing is known
		}
		if _, err := nodebuild.Build(b.Context(), mains); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTwentyFunctionsUnchanged(b *testing.B) {
	mains := twenty(b)
	for b.Loop() {
		if _, err := nodebuild.Build(b.Context(), mains); err != nil {
			b.Fatal(err)
		}
	}
}

// One function after a change of its source, as "gatehouse dev" builds it.
func BenchmarkOneFunctionChanged(b *testing.B) {
	mains := twenty(b)[:1]
	for i := 0; b.Loop(); i++ {
		text := fmt.Sprintf("import * as lib from '../lib';\nexport const index = async () => Object.keys(lib).length + %d;\n", i)
		if err := os.WriteFile(filepath.Join(mains[0].Dir, mains[0].File), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
		if _, err := nodebuild.Build(b.Context(), mains); err != nil {
			b.Fatal(err)
		}
	}
}
