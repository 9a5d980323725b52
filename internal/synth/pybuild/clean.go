// What installers leave that differs from machine to machine, and that no
// function needs.

package pybuild

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// epoch is the time of all files, the first that archives can have.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// clean makes a folder of installed packages the same on every machine: programs
// start with the path of this machine's Python, bytecode has times in it, and
// records name the folders that packages came from.
func clean(dir string) error {
	gone := map[string]bool{}
	remove := func(file string) error {
		rel, _ := below(dir, file)
		gone[rel] = true
		return os.RemoveAll(file)
	}
	for _, name := range []string{"bin", "Scripts", ".lock"} {
		if err := remove(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	var records []string
	err := filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info := strings.HasSuffix(filepath.Dir(file), ".dist-info")
		switch {
		case e.IsDir() && e.Name() == "__pycache__":
			if err := remove(file); err != nil {
				return err
			}
			return fs.SkipDir
		case info && slices.Contains([]string{"INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"}, e.Name()):
			return remove(file)
		case info && e.Name() == "RECORD":
			records = append(records, file)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, file := range records {
		if err := cleanRecord(file, gone); err != nil {
			return err
		}
	}
	return settle(dir)
}

// cleanRecord takes out of a package's list of files those that are gone.
func cleanRecord(file string, gone map[string]bool) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var kept []string
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\r\n", "\n")) {
		name, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(line), `"`), ",")
		name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
		first, _, _ := strings.Cut(name, "/")
		if first != ".." && !gone[first] && !gone[name] && !strings.Contains(name, "__pycache__/") {
			kept = append(kept, strings.TrimSpace(line))
		}
	}
	slices.Sort(kept)
	return os.WriteFile(file, []byte(strings.Join(kept, "\n")+"\n"), 0o644)
}

// settle gives all files of a folder the same time, and rights by which Lambda's
// user can read them whatever the umask here.
func settle(dir string) error {
	return filepath.WalkDir(dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if e.IsDir() || info.Mode()&0o111 != 0 {
			mode = 0o755
		}
		if err := os.Chmod(file, mode); err != nil {
			return err
		}
		return os.Chtimes(file, epoch, epoch)
	})
}

// touch notes that a folder is in use.
func touch(dir string) {
	now := time.Now()
	_ = os.Chtimes(dir, now, now)
}
