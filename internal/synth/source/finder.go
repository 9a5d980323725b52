// Where a source is, and in which language it is written.

package source

import (
	"fmt"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Source is a place that handler strings name: for Go, a package.
type Source struct {
	Path string // as in the handler string: "functions/todos"
	Dir  string // absolute folder
	Go   *GoPackage
}

// Finder finds sources and remembers what it found. It is not safe for
// concurrent use.
type Finder struct {
	dir   string
	found map[string]result
}

type result struct {
	src *Source
	err error
}

// NewFinder returns a Finder that looks in dir and the folders above it, up to
// the one that holds go.mod; an empty dir is the working directory.
func NewFinder(dir string) *Finder {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return &Finder{dir: dir, found: map[string]result{}}
}

// Handler finds the function that a handler string names.
func (f *Finder) Handler(text string) (*Source, *Func, error) {
	h, err := ParseHandler(text)
	if err != nil {
		return nil, nil, err
	}
	src, err := f.Find(h.Source)
	if err != nil {
		return nil, nil, fmt.Errorf("handler %q: %w", text, err)
	}
	fn, err := src.Go.Func(h.Name)
	if err != nil {
		return nil, nil, fmt.Errorf("handler %q: package %s %w", text, h.Source, err)
	}
	if !token.IsExported(fn.Name) {
		first, size := utf8.DecodeRuneInString(fn.Name)
		return nil, nil, fmt.Errorf("handler %q: function %s at %s/%s:%d is not exported: call it %c%s",
			text, fn.Name, src.Path, fn.File, fn.Line, unicode.ToUpper(first), fn.Name[size:])
	}
	return src, fn, nil
}

// Library returns a source that stands for a package of this library instead of
// one of the user's. It is compiled in the module of the Finder's folder. The
// name is none that a handler string could have.
func (f *Finder) Library(name, importPath string) (*Source, error) {
	moduleDir, _, err := findModule(f.dir)
	if err != nil {
		return nil, err
	}
	return &Source{Path: "(" + name + ")", Dir: moduleDir, Go: &GoPackage{ImportPath: importPath, ModuleDir: moduleDir}}, nil
}

// Find returns what is at a source's path. The error says what is missing and
// what is there instead. A new language is a new case here.
func (f *Finder) Find(src string) (*Source, error) {
	if r, ok := f.found[src]; ok {
		return r.src, r.err
	}
	s, err := f.find(src)
	f.found[src] = result{s, err}
	return s, err
}

func (f *Finder) find(src string) (*Source, error) {
	dir, err := f.locate(src)
	if err != nil {
		return nil, err
	}
	names, err := goFiles(dir)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("folder %s holds %s", src, instead(dir))
	}
	pkg, err := readGoPackage(dir, src, names)
	if err != nil {
		return nil, err
	}
	return &Source{Path: src, Dir: dir, Go: pkg}, nil
}

// instead says what a folder holds that has no Go files to build.
func instead(dir string) string {
	entries, _ := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		switch filepath.Ext(e.Name()) {
		case ".go":
			return "no Go files that a build for Linux takes: look at their names and their go:build lines"
		case ".py", ".js", ".mjs", ".ts":
			names = append(names, e.Name())
		}
	}
	if len(names) > 0 {
		return "no Go files but " + list(names) + ": handler strings name Go packages; hand other functions in with integrations.Lambda"
	}
	return "no Go files"
}

// locate returns the folder of a source.
func (f *Finder) locate(src string) (string, error) {
	var searched []string
	for dir := f.dir; ; dir = filepath.Dir(dir) {
		searched = append(searched, dir)
		candidate := filepath.Join(dir, filepath.FromSlash(src))
		info, err := os.Stat(candidate)
		if err == nil && info.IsDir() {
			if spelled := spelling(dir, src); spelled != src {
				return "", fmt.Errorf("folder %s is spelled %s: macOS and Windows don't mind, Linux does", src, spelled)
			}
			return candidate, nil
		}
		if err == nil {
			return "", fmt.Errorf("%s is a file: a handler string names the folder of a Go package", src)
		}
		if isFile(filepath.Join(dir, "go.mod")) || dir == filepath.Dir(dir) {
			break
		}
	}
	for _, ext := range []string{".py", ".js", ".mjs", ".ts"} {
		for _, dir := range searched {
			if isFile(filepath.Join(dir, filepath.FromSlash(src)+ext)) {
				return "", fmt.Errorf("%s%s is not a Go package: handler strings name Go packages; hand other functions in with integrations.Lambda",
					src, ext)
			}
		}
	}
	return "", fmt.Errorf("no folder %s%s", src, nearby(searched, src))
}

// spelling returns a source's path below dir with the names as the file system
// lists them, which may differ in case from those it was found by.
func spelling(dir, src string) string {
	names := strings.Split(src, "/")
	for i, name := range names {
		entries, err := os.ReadDir(filepath.Join(dir, filepath.Join(names[:i]...)))
		if err != nil {
			return src // may be entered, but not listed
		}
		names[i] = listed(entries, name)
	}
	return strings.Join(names, "/")
}

// listed returns the entry of that name, in another case if there is no other.
func listed(entries []os.DirEntry, name string) string {
	other := name
	for _, e := range entries {
		switch {
		case e.Name() == name:
			return name
		case strings.EqualFold(e.Name(), name):
			other = e.Name()
		}
	}
	return other
}

// nearby says which folders are where src was looked for.
func nearby(searched []string, src string) string {
	parent := path.Dir(src)
	for _, dir := range searched {
		entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(parent)))
		if err != nil {
			continue
		}
		var names []string
		for _, e := range entries {
			if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" && e.Name() != "cdk.out" {
				names = append(names, path.Join(parent, e.Name()))
			}
		}
		if len(names) > 0 {
			return "; there is " + list(names)
		}
	}
	if len(searched) == 1 {
		return " beside go.mod"
	}
	return fmt.Sprintf(" in the working directory or the %d above it up to go.mod", len(searched)-1)
}

// list joins names for an error text, and leaves out all past the tenth.
func list(names []string) string {
	slices.Sort(names)
	if len(names) > 10 {
		return strings.Join(names[:10], ", ") + fmt.Sprintf(" and %d more", len(names)-10)
	}
	return strings.Join(names, ", ")
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}
