// Which files a function is made of: its folder, and what its handlers import
// from the application.

package pybuild

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/code"
)

// collection is the files of a function, and what is known of them.
type collection struct {
	main   *code.Main
	reader *reader
	name   string // of the folder as a package: "functions.orders"; "" at the application's root

	files    map[string]string // in the function: where it lies in the application
	modules  []string          // those files, absolute, whose names are imported, in the order found
	packaged bool              // the folder has to be a package, by its name in the application
	problems []string
}

// collect finds the files of a function. Modules that handlers import are found
// beside them, and below the application's folder. (Packages come from elsewhere.)
func collect(ctx context.Context, m *code.Main, r *reader) (*collection, error) {
	c := &collection{main: m, reader: r, files: map[string]string{}}
	if rel, err := filepath.Rel(m.ModuleDir, m.Dir); err == nil && rel != "." {
		c.name = strings.ReplaceAll(strings.ReplaceAll(filepath.ToSlash(rel), ".", "_"), "/", ".")
	}
	if m.File == "" {
		if err := c.folder(m.Dir, "", 0); err != nil {
			return nil, err
		}
	}
	for _, name := range handlerModules(m) {
		c.take(filepath.Join(m.Dir, filepath.FromSlash(name)+".py"))
	}
	for next := 0; next < len(c.modules); {
		batch := c.modules[next:]
		next = len(c.modules)
		if err := r.read(ctx, batch...); err != nil {
			return nil, err
		}
		for _, file := range batch {
			for _, i := range r.known[file].Imports {
				c.follow(file, i)
			}
		}
	}
	c.packaged = c.packaged || c.hides() != ""
	if c.packaged && c.name != "" {
		c.nest()
	}
	return c, nil
}

// hides returns a file at the function's root that has the name of one of
// Python's own modules, "" if there is none. It would be found in place of that,
// or not be found itself: Lambda's runtime has loaded many by then.
func (c *collection) hides() string {
	for _, at := range slices.Sorted(maps.Keys(c.files)) {
		first, _, _ := strings.Cut(at, "/")
		if path.Ext(at) == ".py" && isStandard(strings.TrimSuffix(first, ".py")) {
			return c.files[at]
		}
	}
	return ""
}

// nest puts the files of the handlers' folder where the application has them, so
// that the folder is a package.
func (c *collection) nest() {
	files := map[string]string{}
	for at, file := range c.files {
		if _, own := below(c.main.Dir, file); own {
			at = strings.ReplaceAll(c.name, ".", "/") + "/" + at
		}
		files[at] = file
	}
	c.files = files
}

// handlerModules are the files that hold a function's handlers, each once.
func handlerModules(m *code.Main) (names []string) {
	if len(m.Routes) == 0 {
		return []string{m.Module}
	}
	for _, r := range m.Routes {
		if !slices.Contains(names, r.Module) {
			names = append(names, r.Module)
		}
	}
	slices.Sort(names)
	return names
}

// maxLinks is how many links may lead to a folder: more lead back to themselves.
const maxLinks = 20

// folder takes in all files of a folder but those that no function needs.
func (c *collection) folder(dir, at string, links int) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name, file := path.Join(at, e.Name()), filepath.Join(dir, e.Name())
		info, below := os.FileInfo(nil), links
		if e.Type()&os.ModeSymlink != 0 {
			below++
			info, err = os.Stat(file)
		} else {
			info, err = e.Info()
		}
		switch {
		case err != nil:
			return err
		case leftOut(e.Name(), at == ""):
		case info.IsDir() && below > maxLinks:
			return fmt.Errorf("%s: links lead back to themselves", file)
		case info.IsDir() && isFile(filepath.Join(file, "pyvenv.cfg")):
		case info.IsDir():
			if err := c.folder(file, name, below); err != nil {
				return err
			}
		case info.Mode().IsRegular():
			c.files[name] = file
		}
	}
	return nil
}

// leftOut reports whether a file or folder is no part of a function: hidden
// ones, bytecode, and what says which packages to install.
func leftOut(name string, top bool) bool {
	switch ext := filepath.Ext(name); {
	case strings.HasPrefix(name, "."), name == "__pycache__", name == "node_modules", name == "cdk.out":
		return true
	case ext == ".pyc", ext == ".pyo", ext == ".egg-info":
		return true
	}
	lists := name == projectFile || name == lockFile || strings.HasPrefix(name, "requirements") && filepath.Ext(name) == ".txt"
	return top && lists
}

// take takes a module in.
func (c *collection) take(file string) {
	if slices.Contains(c.modules, file) || !isFile(file) {
		return
	}
	c.modules = append(c.modules, file)
	c.files[c.place(file)] = file
}

// place is where a file of the application lies in the function: files of the
// handlers' folder at the root, unless it is a package; others as they lie in the
// application.
func (c *collection) place(file string) string {
	if rel, ok := below(c.main.Dir, file); ok {
		return rel
	}
	rel, _ := below(c.main.ModuleDir, file)
	return rel
}

// shown is how texts name a file: as it lies in the application.
func (c *collection) shown(file string) string {
	if rel, ok := below(c.main.ModuleDir, file); ok {
		return rel
	}
	return filepath.ToSlash(file)
}

// below returns a file's path relative to a folder that it lies in.
func below(dir, file string) (string, bool) {
	rel, err := filepath.Rel(dir, file)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// follow takes in what an import leads to, if it is part of the application.
func (c *collection) follow(file string, i imported) {
	if i.Level > 0 {
		c.relative(file, i)
		return
	}
	parts := strings.Split(i.Module, ".")
	switch first := parts[0]; {
	case c.exists(c.main.Dir, parts[:1]):
		c.include(c.main.Dir, parts, i.Names)
	case c.name != "" && (i.Module == c.name || strings.HasPrefix(i.Module, c.name+".")):
		c.packaged = true
		c.include(c.main.Dir, strings.Split(i.Module, ".")[strings.Count(c.name, ".")+1:], i.Names)
	case isStandard(first):
	default:
		c.include(c.main.ModuleDir, parts, i.Names)
	}
}

// relative is follow for an import with dots.
func (c *collection) relative(file string, i imported) {
	dir := filepath.Dir(file)
	for range i.Level - 1 {
		dir = filepath.Dir(dir)
	}
	_, inside := below(c.main.ModuleDir, dir)
	switch {
	case !inside:
		c.problem(file, i.Line, "the import with %d dots leaves the application", i.Level)
		return
	case dir == c.main.ModuleDir:
		c.problem(file, i.Line, "the import with %s leads to the application's folder, which is no package: leave the %[1]s out",
			dots(i.Level))
		return
	}
	if _, own := below(c.main.Dir, file); own {
		if rel, ok := below(c.main.Dir, dir); !ok || rel == "." {
			c.packaged = true
		}
	}
	var parts []string
	if i.Module != "" {
		parts = strings.Split(i.Module, ".")
	}
	c.include(dir, parts, i.Names)
}

func dots(n int) string {
	if n == 1 {
		return "dot"
	}
	return "dots"
}

// exists reports whether a folder has a module or package.
func (c *collection) exists(dir string, parts []string) bool {
	at := filepath.Join(append([]string{dir}, parts...)...)
	if isFile(at + ".py") {
		return true
	}
	info, err := os.Stat(at)
	return err == nil && info.IsDir() && holdsModules(at)
}

// holdsModules reports whether a folder can be a package: it, or one below it,
// has a file in Python.
func holdsModules(dir string) bool {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !e.IsDir() && filepath.Ext(e.Name()) == ".py" {
			return true
		}
	}
	for _, e := range entries {
		if e.IsDir() && !leftOut(e.Name(), false) && isFile(filepath.Join(dir, e.Name(), "__init__.py")) {
			return true
		}
	}
	return false
}

// include takes in a module below a folder, the packages that it lies in, and
// those of the names that are modules.
func (c *collection) include(dir string, parts, names []string) {
	candidates := []string{}
	at := dir
	if len(parts) == 0 {
		candidates = append(candidates, filepath.Join(at, "__init__.py"))
	}
	for _, part := range parts {
		at = filepath.Join(at, part)
		candidates = append(candidates, filepath.Join(at, "__init__.py"), at+".py")
	}
	for _, name := range names {
		candidates = append(candidates, filepath.Join(at, name+".py"), filepath.Join(at, name, "__init__.py"))
	}
	_, within := below(c.main.Dir, dir)
	for _, file := range candidates {
		if !isFile(file) {
			continue
		}
		if _, own := below(c.main.Dir, file); own && !within {
			c.packaged = true // found by its place in the application
		}
		c.take(file)
	}
}

func (c *collection) problem(file string, line int, format string, args ...any) {
	text := fmt.Sprintf("%s:%d: ", c.shown(file), line) + fmt.Sprintf(format, args...)
	if !slices.Contains(c.problems, text) {
		c.problems = append(c.problems, text)
	}
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
