// All functions in Python of an application, made in one go.

package pybuild

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/python"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// Build makes the code of functions in Python: for each the folder that is
// uploaded, or what is wrong with it. The error is of the machine, such as a
// cache that can't be written; it is not about the sources.
func Build(ctx context.Context, mains []code.Main) ([]code.Built, error) {
	cache, err := code.CacheDir("python")
	if err != nil {
		return nil, fmt.Errorf("pybuild: %w", err)
	}
	b := &build{cache: cache, readers: map[string]*reader{}}
	built := make([]code.Built, len(mains))
	for i := range mains {
		if built[i], err = b.function(ctx, &mains[i]); err != nil {
			return nil, fmt.Errorf("pybuild: %w", err)
		}
	}
	b.trim()
	return built, nil
}

// build is one run.
type build struct {
	cache   string
	readers map[string]*reader // by runtime
}

// function makes one function's code.
func (b *build) function(ctx context.Context, m *code.Main) (code.Built, error) {
	r := b.readers[m.Runtime]
	if r == nil {
		r = newReader(filepath.Join(b.cache, "read"), m.Runtime)
		b.readers[m.Runtime] = r
	}
	c, err := collect(ctx, m, r)
	if err != nil {
		return code.Built{}, err
	}
	built := code.Built{Inputs: c.inputs(), Problems: c.check()}
	needs, err := findRequirements(m.Dir, m.ModuleDir)
	if err != nil {
		built.Problems = append(built.Problems, c.problemOf(err))
	}
	if needs != nil {
		built.Inputs = append(built.Inputs, needs.inputs...)
	}
	if len(built.Problems) > 0 {
		return built, nil
	}
	if m.Host {
		return b.forHost(ctx, c, needs, built)
	}
	packages := ""
	if !needs.isEmpty() {
		on := &platform{python.Version(m.Runtime), m.GOARCH}
		if packages, err = installed(ctx, filepath.Join(b.cache, "packages"), needs, on, nil); err != nil {
			built.Problems = append(built.Problems, c.problemOf(err))
			return built, nil
		}
	}
	if !m.Layers {
		if built.Problems = c.unresolved(packages, needs); len(built.Problems) > 0 {
			return built, nil
		}
	}
	if built.Dir, err = b.publish(c.files, packages, c.generate(nil)); err != nil {
		return built, err
	}
	if mb := sizeMB(built.Dir); mb > mostMB {
		text := fmt.Sprintf("function %s: it has %d MB with its packages; Lambda takes %d MB: leave some out, or split the function",
			m.Source, mb, mostMB)
		built.Dir, built.Problems = "", []code.Problem{{Text: text}}
	}
	return built, nil
}

// mostMB is how large a function may be, unpacked and with its layers. (Lambda
// developer guide, "Lambda quotas".)
const mostMB = 250

// sizeMB is how large the files of a folder are.
func sizeMB(dir string) int64 {
	var size int64
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if info, err := e.Info(); err == nil {
			size += info.Size()
		}
		return nil
	})
	return size >> 20
}

// problemOf is a problem with the packages of a function, with paths as the
// user knows them.
func (c *collection) problemOf(err error) code.Problem {
	return code.Problem{Text: fmt.Sprintf("function %s: %s", c.main.Source,
		strings.ReplaceAll(err.Error(), c.main.ModuleDir+string(filepath.Separator), ""))}
}

// inputs are the files and folders that the collection depends on.
func (c *collection) inputs() (inputs []string) {
	if c.main.File == "" {
		inputs = append(inputs, c.main.Dir)
	}
	for _, at := range slices.Sorted(maps.Keys(c.files)) {
		if _, own := below(c.main.Dir, c.files[at]); !own || c.main.File != "" {
			inputs = append(inputs, c.files[at])
		}
	}
	return inputs
}

// forHost makes the code of a function that runs on this machine. It is run by
// the interpreter of the project's virtual environment, with what that has; or by
// the one in PATH, with packages that are installed for it.
func (b *build) forHost(ctx context.Context, c *collection, needs *requirements, built code.Built) (code.Built, error) {
	m := c.main
	host := python.Host{}
	var paths []string
	by, err := python.Find(m.Runtime, m.Dir, m.ModuleDir)
	switch {
	case err != nil:
		host.Reason = err.Error() + ": install Python to run this function here"
	case needs.isEmpty():
		host.Program = by.Program
	default:
		host.Program = by.Program
		var lacking []string
		if by.Packages != "" {
			if lacking = missing(needs, by.Packages); len(lacking) == 0 {
				paths = append(paths, by.Packages)
				break
			}
		}
		dir, err := installed(ctx, filepath.Join(b.cache, "packages"), needs, nil, by)
		if err == nil {
			paths = append(paths, dir)
			break
		}
		if len(lacking) > 0 {
			err = fmt.Errorf("%s lacks %s, and they can't be installed: %w", by.Packages, strings.Join(lacking, ", "), err)
		}
		host.Reason = c.problemOf(err).Text
	}
	files := c.generate(paths)
	text, err := json.Marshal(host)
	if err != nil {
		return built, err
	}
	files[python.HostFile] = string(text)
	built.Dir, err = b.publish(c.files, "", files)
	return built, err
}

// missing returns the packages that a virtual environment does not have.
func missing(r *requirements, packages string) (names []string) {
	has := map[string]bool{}
	entries, _ := os.ReadDir(packages)
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".dist-info"); ok {
			name, _, _ = strings.Cut(name, "-")
			has[normal(name)] = true
		}
	}
	for _, l := range r.lines {
		name := packageName.FindString(l.text)
		if name != "" && !strings.HasSuffix(l.text, ".whl") && !has[normal(name)] {
			names = append(names, name)
		}
	}
	return names
}

// publish puts a function's files into a folder whose name derives from them:
// those of the application win over installed packages, whose folder is linked,
// not copied. A folder that is there already is used as it is.
func (b *build) publish(files map[string]string, packages string, texts map[string]string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, "function 1", filepath.Base(packages))
	contents, modes := map[string][]byte{}, map[string]fs.FileMode{}
	for at, text := range texts {
		contents[at], modes[at] = []byte(text), 0o644
	}
	for at, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return "", err
		}
		modes[at] = 0o644 | info.Mode()&0o111 // a program may be among them
		if contents[at], err = os.ReadFile(file); err != nil {
			return "", err
		}
	}
	for _, at := range slices.Sorted(maps.Keys(contents)) {
		fmt.Fprintf(h, "%s %d %v\n", at, len(contents[at]), modes[at]&0o111 != 0)
		h.Write(contents[at])
	}
	dir := filepath.Join(b.cache, "functions", hex.EncodeToString(h.Sum(nil)[:16]))
	if _, err := os.Stat(dir); err == nil {
		touch(dir)
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), ".new-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	if packages != "" {
		if err := linkTree(packages, temp); err != nil {
			return "", err
		}
	}
	for at, text := range contents {
		target := filepath.Join(temp, filepath.FromSlash(at))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return "", err
		}
		_ = os.Remove(target) // a link into the packages must not be written through
		if err := os.WriteFile(target, text, modes[at]); err != nil {
			return "", err
		}
	}
	if err := settle(temp); err != nil {
		return "", err
	}
	touch(temp)
	if err := os.Rename(temp, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(dir); there != nil {
			return "", err
		}
	}
	return dir, nil
}

// linkTree makes the files of one folder files of another.
func linkTree(from, to string) error {
	return filepath.WalkDir(from, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if e.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if os.Link(file, target) == nil {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, info.Mode().Perm())
	})
}

// keep is how long what no build asks for stays.
const keep = 14 * 24 * time.Hour

// trim removes what no build has asked for in a long time.
func (b *build) trim() {
	for _, kind := range []string{"functions", "packages", "read"} {
		entries, _ := os.ReadDir(filepath.Join(b.cache, kind))
		for _, e := range entries {
			if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > keep {
				_ = os.RemoveAll(filepath.Join(b.cache, kind, e.Name()))
			}
		}
	}
}
