// Real builds. They are few, and share what they can: the machine's build cache
// and, within a test, one module.

package gobuild

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

func build(t *testing.T, mains ...code.Main) []string {
	t.Helper()
	dirs, err := Build(t.Context(), mains)
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

// bootstrap returns the bytes and the state of the only file in a folder.
func bootstrap(t *testing.T, dir string) ([]byte, fs.FileInfo) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "bootstrap" {
		t.Fatalf("%s holds %v, %v; want bootstrap and nothing else", dir, entries, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "bootstrap"))
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "bootstrap"))
	if err != nil {
		t.Fatal(err)
	}
	return data, info
}

// listing returns every file below a folder with its size, mode and time.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		fmt.Fprintln(&b, path, info.Mode(), info.Size(), info.ModTime())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBuild(t *testing.T) {
	cache := testmodule.Isolate(t)
	for name, value := range map[string]string{"CGO_ENABLED": "1", "GOOS": "plan9", "GOARCH": "386", "GOARM64": "v9.0"} {
		t.Setenv(name, value) // the developer's own settings must not reach a function
	}
	dir := testmodule.New(t, app)
	before := listing(t, dir)
	hidden := code.Main{ImportPath: "example.com/app/functions/.hidden", Dir: filepath.Join(dir, "functions/.hidden"),
		ModuleDir: dir, Start: "Handle", GOOS: "linux", GOARCH: "arm64"}
	forms := appMain(dir, "forms", "Request")
	forms.Routes = append(forms.Routes,
		code.Route{Key: "$default", Func: "Page", Form: source.HTTP},
		code.Route{Key: "GET /a", Func: "RequestOf", Form: source.RequestOf},
		code.Route{Key: "GET /b", Func: "Respond", Form: source.RequestOf},
		code.Route{Key: "GET /c", Func: "Typed", Form: source.Typed})
	mains := []code.Main{
		appMain(dir, "todos", "List"),
		appMain(dir, "health", "Check"),
		appMain(dir, "todos", "List"),
		appMain(dir, "todos/internal/deep", "Get"),
		hidden,
		forms,
	}
	dirs := build(t, mains...)

	t.Run("NothingIsWrittenIntoTheTree", func(t *testing.T) {
		if after := listing(t, dir); after != before {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
	})
	t.Run("ExecutablesAreForLambda", func(t *testing.T) {
		for _, d := range dirs {
			data, info := bootstrap(t, d)
			file, err := elf.NewFile(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if file.Machine != elf.EM_AARCH64 || file.Section(".debug_info") != nil || file.Section(".symtab") != nil {
				t.Errorf("machine %v, stripped %t", file.Machine, file.Section(".symtab") == nil)
			}
			if imports, err := file.ImportedLibraries(); err != nil || len(imports) > 0 {
				t.Errorf("linked with %v, %v", imports, err)
			}
			own, err := buildinfo.Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			settings := map[string]string{}
			for _, s := range own.Settings {
				settings[s.Key] = s.Value
			}
			if want := map[string]string{"-buildmode": "exe", "-compiler": "gc", "-tags": "lambda.norpc", "-trimpath": "true",
				"CGO_ENABLED": "0", "GOOS": "linux", "GOARCH": "arm64", "GOARM64": "v8.0"}; !maps.Equal(settings, want) {
				t.Errorf("built with %v, want %v", settings, want)
			}
			if info.Mode().Perm() != 0o755 {
				t.Errorf("mode %v", info.Mode())
			}
		}
	})
	t.Run("SameTextIsOneExecutable", func(t *testing.T) {
		if dirs[0] != dirs[2] || dirs[0] == dirs[1] {
			t.Errorf("folders %v", dirs)
		}
	})
	t.Run("SecondBuildLinksNothing", func(t *testing.T) {
		_, first := bootstrap(t, dirs[0])
		start := time.Now()
		again := build(t, mains...)
		t.Logf("a build of %d functions with nothing changed took %v", len(mains), time.Since(start))
		for i := range dirs {
			if again[i] != dirs[i] {
				t.Errorf("folder %s, then %s", dirs[i], again[i])
			}
		}
		_, second := bootstrap(t, again[0])
		if !os.SameFile(first, second) { // the go command writes a new file, and only touches one that is up to date
			t.Error("linked again")
		}
	})
	t.Run("AnotherFolderGivesTheSameBytes", func(t *testing.T) {
		testmodule.Isolate(t) // where the text of the main package lies must not matter either
		other := testmodule.New(t, app)
		for i, d := range build(t, appMain(other, "todos", "List"), appMain(other, "health", "Check")) {
			a, _ := bootstrap(t, dirs[i])
			b, _ := bootstrap(t, d)
			if !bytes.Equal(a, b) {
				t.Errorf("%s and %s differ", dirs[i], d)
			}
			for _, path := range []string{dir, cache} {
				if bytes.Contains(a, []byte(path)) {
					t.Errorf("the executable holds %s", path)
				}
			}
		}
	})
	t.Run("ChangedSourceGivesAnotherExecutable", func(t *testing.T) {
		a, _ := bootstrap(t, dirs[0])
		b, _ := bootstrap(t, dirs[1])
		testmodule.Unpack(t, dir, "-- internal/store/store.go --\npackage store\n\nfunc All() []string { return []string{\"b\"} }\n")
		build(t, mains...)
		if c, _ := bootstrap(t, dirs[0]); bytes.Equal(a, c) {
			t.Error("the function has its old code")
		}
		if c, _ := bootstrap(t, dirs[1]); !bytes.Equal(b, c) {
			t.Error("a function that doesn't import what changed has other code")
		}
	})
}

func TestModulesAreBuiltTogether(t *testing.T) {
	testmodule.Isolate(t)
	dir := testmodule.New(t, app+`
-- my own/go.mod --
module example.com/app
-- my own/functions/health/health.go --
package health

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Check(ctx context.Context, req *router.Request) (any, error) { return "of another module", nil }
`)
	own := filepath.Join(dir, "my own")
	broken := appMain(dir, "broken", "Get")
	_, err := Build(t.Context(), []code.Main{appMain(own, "health", "Check"), broken, appMain(own, "nowhere", "Get")})
	for _, want := range []string{"functions/broken/broken.go:9:74: undefined: missing", "nowhere"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant the errors of both modules, among them %s", err, want)
		}
	}
	dirs := build(t, appMain(own, "health", "Check"), appMain(dir, "health", "Check"))
	a, _ := bootstrap(t, dirs[0])
	b, _ := bootstrap(t, dirs[1])
	if bytes.Equal(a, b) {
		t.Error("functions of two modules with one import path have the same code")
	}
}

func TestProcessesMayBuildAtOnce(t *testing.T) {
	testmodule.Isolate(t)
	dir := testmodule.New(t, app)
	var processes []*exec.Cmd
	var outputs [3]bytes.Buffer
	for i := range outputs {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), buildIn+"="+dir)
		cmd.Stdout, cmd.Stderr = &outputs[i], &outputs[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		processes = append(processes, cmd)
	}
	for i, p := range processes {
		if err := p.Wait(); err != nil {
			t.Fatalf("%v\n%s", err, &outputs[i])
		}
		if outputs[i].String() != outputs[0].String() {
			t.Errorf("%s, then %s", &outputs[0], &outputs[i])
		}
	}
	for d := range strings.Lines(outputs[0].String()) {
		bootstrap(t, strings.TrimSpace(d))
	}
}
