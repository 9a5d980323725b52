// Package testmodule makes Go modules for the project's own tests: applications
// whose functions are really built, against this checkout.
package testmodule

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/txtar"
)

const gatehouse = "github.com/gatehouse-go/gatehouse"

// New writes the files of an archive into a new folder and returns it, free of
// symbolic links. A file go.mod that only names its module is completed so that
// the module can import this project.
func New(t testing.TB, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	Unpack(t, dir, archive)
	return dir
}

// Unpack writes the files of an archive below a folder, as [New] does.
func Unpack(t testing.TB, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if filepath.Base(name) == "go.mod" && len(strings.Fields(string(f.Data))) == 2 {
			f.Data = complete(t, name, f.Data)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// complete returns a go.mod with this project's requirements, and writes its
// checksums beside it.
func complete(t testing.TB, name string, text []byte) []byte {
	t.Helper()
	root := Root(t)
	own, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", own, nil)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(name), "go.sum"), sums, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := mod.AddModuleStmt(modfile.ModulePath(text)); err != nil {
		t.Fatal(err)
	}
	if err := mod.AddRequire(gatehouse, "v0.0.0"); err != nil {
		t.Fatal(err)
	}
	if err := mod.AddReplace(gatehouse, "", root, ""); err != nil {
		t.Fatal(err)
	}
	out, err := mod.Format()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Root returns the folder of this project's go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && modfile.ModulePath(text) == gatehouse {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("testmodule: the test runs outside the project; call it before t.Chdir")
		}
	}
}

// Isolate gives a test a user's cache folder of its own, while the caches of
// the go command stay shared, and shuts it off from networks and from the
// developer's own settings of the go command. It returns the cache folder.
func Isolate(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(out))
	if len(caches) != 2 {
		t.Fatalf("go env GOCACHE GOMODCACHE: %q", out)
	}
	dir := t.TempDir()
	for name, value := range map[string]string{
		"GOCACHE": caches[0], "GOMODCACHE": caches[1], "GOENV": "off", "GOPROXY": "off", "GOFLAGS": "", "GOWORK": "",
		"XDG_CACHE_HOME": dir, "HOME": dir, "LocalAppData": dir,
	} {
		t.Setenv(name, value)
	}
	return dir
}
