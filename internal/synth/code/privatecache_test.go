// The cache of builds is the user's own.

//go:build unix

package code

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Without a home the cache is in a folder where everybody may write: what
// another user put there must never be deployed.
func TestCacheWithoutAHomeIsTheUsersOwn(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("TMPDIR", temp)
	dir, err := privateBase()
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(dir); err != nil || info.Mode().Perm() != 0o700 || !strings.HasPrefix(dir, temp) {
		t.Errorf("%s: %v, %v; want mode 0700", dir, info.Mode(), err)
	}
	if again, err := privateBase(); err != nil || again != dir {
		t.Errorf("the second time: %s, %v", again, err)
	}

	refused := func(why string) {
		t.Helper()
		if dir, err := privateBase(); err == nil || !strings.Contains(err.Error(), "XDG_CACHE_HOME") {
			t.Errorf("%s: %q is taken: %v", why, dir, err)
		}
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	refused("a folder that others can write to")
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(temp, "elsewhere")
	if err := os.Mkdir(elsewhere, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, dir); err != nil {
		t.Fatal(err)
	}
	refused("a link to another folder")
	os.Remove(dir)
	if os.Getuid() == 0 {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(dir, 1, 1); err != nil {
			t.Fatal(err)
		}
		refused("a folder of another user")
	}
}
