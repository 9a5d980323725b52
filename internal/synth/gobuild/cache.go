// The folder in which executables stay between builds, so that the go command
// can see that one is up to date and need not be linked again.

package gobuild

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"time"
)

// cache is the folder of one module's executables for one system:
//
//	lock              held by the process that builds
//	overlay.json
//	src/NAME.go       text of a main package
//	bin/NAME          what the go command writes
//	functions/NAME/   bootstrap, and nothing else: an asset's folder
type cache string

// keep is how long an executable that no build asks for stays.
const keep = 14 * 24 * time.Hour

func (t target) cache(root string) cache {
	sum := sha256.Sum256([]byte(t.module))
	return cache(filepath.Join(root, hex.EncodeToString(sum[:8]), t.goos+"_"+t.goarch))
}

func (c cache) path(elem ...string) string {
	return filepath.Join(append([]string{string(c)}, elem...)...)
}

func (c cache) function(name string) string { return c.path("functions", name) }

func (c cache) create() error {
	for _, dir := range []string{"src", "bin", "functions"} {
		if err := os.MkdirAll(c.path(dir), 0o755); err != nil {
			return err
		}
	}
	return nil
}

// publish puts the executable that the go command wrote into the folder that
// becomes an asset.
func (c cache) publish(name, goos string) error {
	bin := c.path("bin", name)
	if goos == "windows" {
		bin += ".exe"
	}
	dir := c.function(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	now := time.Now()
	if err := os.Chtimes(dir, now, now); err != nil { // for trim
		return err
	}
	target := filepath.Join(dir, "bootstrap")
	if goos == "windows" {
		target += ".exe"
	}
	// Lambda runs it as another user, whatever the umask of the one who builds.
	if err := os.Chmod(bin, 0o755); err != nil {
		return err
	}
	built, err := os.Stat(bin)
	if err != nil {
		return err
	}
	if there, err := os.Stat(target); err == nil && os.SameFile(built, there) {
		return nil
	}
	// A link beside it, then a rename: whoever reads the folder meanwhile sees
	// the old executable or the new one, never none.
	fresh := c.path("bin", name+".link")
	_ = os.Remove(fresh)
	if err := os.Link(bin, fresh); err != nil {
		if err := copyFile(bin, fresh); err != nil {
			return err
		}
	}
	return os.Rename(fresh, target)
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o755)
}

// trim removes what no build has asked for in a long time: executables of this
// module, and all of modules that were not built since. What can't be removed
// stays; that harms nobody.
func (c cache) trim() {
	now := time.Now()
	_ = os.Chtimes(string(c), now, now)
	for _, name := range stale(c.path("functions")) {
		_ = os.RemoveAll(c.function(name))
		_ = os.Remove(c.path("bin", name))
		_ = os.Remove(c.path("bin", name+".exe"))
	}
	for _, name := range stale(c.path("src")) {
		_ = os.Remove(c.path("src", name))
	}
	root := filepath.Dir(filepath.Dir(string(c)))
	modules, _ := os.ReadDir(root)
	for _, e := range modules {
		if !e.IsDir() {
			continue
		}
		module := filepath.Join(root, e.Name())
		for _, system := range stale(module) {
			_ = os.RemoveAll(filepath.Join(module, system))
		}
		_ = os.Remove(module) // goes only if that was all
	}
}

// stale returns the names in a folder of what has long not been touched.
func stale(dir string) []string {
	var names []string
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) >= keep {
			names = append(names, e.Name())
		}
	}
	return names
}
