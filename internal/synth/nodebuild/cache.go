// Folders of code by their content, and what is known of those that were made
// before.

package nodebuild

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// cache is the folder of all functions:
//
//	code/HASH/        the code of a function, by its content
//	known/HASH.json   what was made of a code.Main, and of which files
type cache string

// keep is how long what no build asks for stays.
const keep = 14 * 24 * time.Hour

// generation is part of all keys: what is known of before a change of this
// package counts no more.
const generation = "1"

// record is what is known of a function.
type record struct {
	Built     code.Built
	Witnesses []witness
}

// witness is a file or folder whose change means that the code is made again.
// Folders are among them since a file that is added can take another one's place.
type witness struct {
	Path  string
	Size  int64
	Time  int64 // nanoseconds; 0 for what is not there
	IsDir bool
}

func look(path string) witness {
	w := witness{Path: path}
	if info, err := os.Stat(path); err == nil {
		w.Time, w.IsDir = info.ModTime().UnixNano(), info.IsDir()
		if !w.IsDir {
			w.Size = info.Size()
		}
	}
	return w
}

// known returns what was made of a function, if nothing has changed since.
func (c cache) known(m *code.Main) (code.Built, bool) {
	var r record
	text, err := os.ReadFile(c.record(m))
	if err != nil || json.Unmarshal(text, &r) != nil {
		return code.Built{}, false
	}
	for _, w := range r.Witnesses {
		if look(w.Path) != w {
			return code.Built{}, false
		}
	}
	now := time.Now()
	if os.Chtimes(r.Built.Dir, now, now) != nil { // for trim
		return code.Built{}, false
	}
	_ = os.Chtimes(c.record(m), now, now)
	return r.Built, true
}

// record is the file in which is kept what is known of a function.
func (c cache) record(m *code.Main) string {
	routes := slices.Clone(m.Routes)
	for i := range routes {
		routes[i].Origin = "" // a route may move in the app
	}
	key := *m
	key.Routes = routes
	text, err := json.Marshal(key)
	if err != nil {
		panic("nodebuild: " + err.Error()) // of strings
	}
	sum := sha256.Sum256(append(text, generation...))
	return filepath.Join(string(c), "known", hex.EncodeToString(sum[:12])+".json")
}

// tick is more than the times of files are apart that file systems tell apart.
const tick = 50 * time.Millisecond

// remember keeps what was made of a function. Files that changed after the build
// began, or just before, are not vouched for.
func (c cache) remember(m *code.Main, built code.Built, began time.Time) error {
	r := record{Built: built}
	for _, path := range witnesses(m, built.Inputs) {
		w := look(path)
		if w.Time >= began.Add(-tick).UnixNano() {
			return nil
		}
		r.Witnesses = append(r.Witnesses, w)
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return write(c.record(m), text)
}

// witnesses are the inputs, the folders that they are in, and files in these and
// above that say how packages and TypeScript are read.
func witnesses(m *code.Main, inputs []string) []string {
	dirs, all := map[string]bool{}, map[string]bool{}
	for _, in := range inputs {
		all[in] = true
		for dir := filepath.Dir(in); !dirs[dir]; dir = filepath.Dir(dir) {
			dirs[dir] = true
			if dir == m.ModuleDir || dir == filepath.Dir(dir) {
				break
			}
		}
	}
	for dir := range dirs {
		all[filepath.Join(dir, "package.json")] = true
		if !strings.Contains(dir, "node_modules") {
			all[filepath.Join(dir, "tsconfig.json")] = true
		}
		if strings.HasPrefix(dir, m.ModuleDir+string(filepath.Separator)) {
			all[dir] = true
		}
	}
	if m.File == "" { // packaged whole
		_ = filepath.WalkDir(m.Dir, func(path string, e fs.DirEntry, err error) error {
			if err == nil && e.IsDir() && path != m.Dir && skipped(e.Name()) {
				return filepath.SkipDir
			}
			all[path] = true
			return nil
		})
	}
	return slices.Sorted(maps.Keys(all))
}

// store puts files into a folder that is named by what they are.
func (c cache) store(files map[string][]byte) (string, error) {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(sum, "%d %s %d\n", len(name), name, len(files[name]))
		sum.Write(files[name])
	}
	io.WriteString(sum, generation)
	dir := filepath.Join(string(c), "code", hex.EncodeToString(sum.Sum(nil)[:16]))
	if now := time.Now(); os.Chtimes(dir, now, now) == nil {
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "new-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	for name, text := range files {
		file := filepath.Join(temp, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return "", err
		}
	}
	if err := os.Chmod(temp, 0o755); err != nil {
		return "", err
	}
	// Whoever came first has written the same.
	if err := os.Rename(temp, dir); err != nil && !isThere(dir) {
		return "", err
	}
	return dir, nil
}

func isThere(path string) bool { _, err := os.Stat(path); return err == nil }

// write replaces a file as a whole.
func write(file string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(file), "new-")
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), file)
	}
	if err != nil {
		_ = os.Remove(temp.Name())
	}
	return err
}

// trim removes what no build has asked for in a long time.
func (c cache) trim() {
	for _, kind := range []string{"code", "known"} {
		dir := filepath.Join(string(c), kind)
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if info, err := e.Info(); err == nil && time.Since(info.ModTime()) >= keep {
				_ = os.RemoveAll(filepath.Join(dir, e.Name()))
			}
		}
	}
}
