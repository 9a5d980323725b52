// The window of CDK versions is the same in go.mod, README and CI.

package cdkversion_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"github.com/gatehouse-go/gatehouse/internal/cdkversion"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestGoModRequiresTheOldest(t *testing.T) {
	mod, err := modfile.Parse("go.mod", []byte(read(t, "go.mod")), nil)
	if err != nil {
		t.Fatal(err)
	}
	least := map[string]string{
		"github.com/aws/aws-cdk-go/awscdk/v2": cdkversion.Oldest,
		// Older ones end most runs with "Runtime process exited abnormally".
		"github.com/aws/jsii-runtime-go": "v1.142.0",
	}
	for _, r := range mod.Require {
		if want, ok := least[r.Mod.Path]; ok {
			delete(least, r.Mod.Path)
			if r.Mod.Version != want {
				t.Errorf("go.mod requires %s, want %s: users can't have an older one", r.Mod, want)
			}
		}
	}
	if len(least) > 0 {
		t.Errorf("go.mod does not require %v", least)
	}
	if semver.Compare(cdkversion.Oldest, cdkversion.Newest) >= 0 {
		t.Errorf("oldest %s, newest %s", cdkversion.Oldest, cdkversion.Newest)
	}
}

func TestReadmeNamesTheWindow(t *testing.T) {
	if text := read(t, "README.md"); !strings.Contains(text, cdkversion.Oldest+" to "+cdkversion.Newest) {
		t.Errorf("README.md does not say that the CDK is supported from %s to %s", cdkversion.Oldest, cdkversion.Newest)
	}
}

// The script reads the newest version from the source of this package.
func TestCIRunsOnTheNewest(t *testing.T) {
	if text := read(t, ".ci/run"); !strings.Contains(text, "internal/cdkversion/cdkversion.go") {
		t.Error(".ci/run does not read internal/cdkversion/cdkversion.go")
	}
}
