// Where a source is, and in which language it is written.

package source

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

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

// Handler finds the function that a handler string names. In other languages
// than Go the function itself is looked for when its code is made.
func (f *Finder) Handler(text string) (*Source, *Func, error) {
	h, err := ParseHandler(text)
	if err != nil {
		return nil, nil, err
	}
	src, fn, err := f.handler(h)
	if err != nil {
		return nil, nil, fmt.Errorf("handler %q: %w", text, err)
	}
	return src, fn, nil
}

func (f *Finder) handler(h Handler) (*Source, *Func, error) {
	if h.File != "" {
		return f.inFolder(h)
	}
	src, err := f.Find(h.Source)
	switch {
	case err != nil:
		return nil, nil, err
	case src.Language == Go:
		fn, err := src.Go.handler(src, h)
		return src, fn, err
	case src.IsFolder():
		return nil, nil, fmt.Errorf("folder %s holds no Go package but %s: name a file in it, as in %q", src.Path, list(entryFiles(src.Dir)),
			Handler{src.Path, strings.TrimSuffix(entryFiles(src.Dir)[0], path.Ext(entryFiles(src.Dir)[0])), h.Name})
	}
	return src, plain(h.Name, strings.TrimSuffix(src.File, path.Ext(src.File)), src.File), nil
}

// plain is a function in another language than Go.
func plain(name, module, file string) *Func {
	return &Func{Name: name, Module: module, File: path.Base(file), Form: Plain, Startable: true}
}

// Library returns a source that stands for a package of this library instead of
// one of the user's. It is compiled in the module of the Finder's folder. The
// name is none that a handler string could have.
func (f *Finder) Library(name, importPath string) (*Source, error) {
	moduleDir, _, err := findModule(f.dir)
	if err != nil {
		return nil, err
	}
	return &Source{Path: "(" + name + ")", Root: moduleDir, Dir: moduleDir, Language: Go,
		Go: &GoPackage{ImportPath: importPath, ModuleDir: moduleDir}}, nil
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
	at, err := f.locate(src)
	if err != nil {
		return nil, err
	}
	var names []string
	if at.dir != "" {
		if names, err = goFiles(at.dir); err != nil {
			return nil, err
		}
	}
	switch {
	case len(names) > 0 && len(at.files) > 0, len(at.files) > 1:
		return nil, at.ambiguous(src, len(names) > 0)
	case len(names) > 0:
		pkg, err := readGoPackage(at.dir, src, names)
		if err != nil {
			return nil, err
		}
		return &Source{Path: src, Root: at.root, Dir: at.dir, Language: Go, Go: pkg}, nil
	case len(at.files) == 1:
		file := at.files[0]
		dir := filepath.Join(at.root, filepath.FromSlash(path.Dir(file)))
		return &Source{Path: src, Root: at.root, Dir: dir, File: path.Base(file), Language: languageOf(file)}, nil
	}
	switch there, languages := scriptsIn(fileNames(at.dir)); len(languages) {
	case 0:
		return nil, fmt.Errorf("folder %s holds %s", src, nothingIn(at.dir))
	case 1:
		return &Source{Path: src, Root: at.root, Dir: at.dir, Language: languages[0]}, nil
	default:
		return nil, twoLanguages(src, there)
	}
}

// inFolder finds a handler of a folder that is packaged whole.
func (f *Finder) inFolder(h Handler) (*Source, *Func, error) {
	src, err := f.folder(h)
	if err != nil {
		return nil, nil, err
	}
	found := filesNamed(src.Dir, h.File)
	switch len(found) {
	case 1:
		if l := languageOf(found[0]); l != src.Language {
			return nil, nil, fmt.Errorf("%s is written in %v, and the files of folder %s in %v: a folder that is packaged whole has one language",
				path.Join(h.Source, found[0]), l, h.Source, src.Language)
		}
		if spelled := spelling(src.Dir, found[0]); spelled != found[0] {
			return nil, nil, fmt.Errorf("file %s is spelled %s: macOS and Windows don't mind, Linux does", found[0], spelled)
		}
		return src, plain(h.Name, h.File, found[0]), nil
	case 0:
		return nil, nil, fmt.Errorf("folder %s has no file %s with the extension %s; it has %s", h.Source, h.File, extensions,
			list(entryFiles(src.Dir)))
	}
	return nil, nil, fmt.Errorf("folder %s has both %s: rename or remove one", h.Source, strings.Join(found, " and "))
}

// folder finds the folder of a handler string with "::".
func (f *Finder) folder(h Handler) (*Source, error) {
	key := h.Source + separator
	if r, ok := f.found[key]; ok {
		return r.src, r.err
	}
	src, err := f.findFolder(h)
	f.found[key] = result{src, err}
	return src, err
}

func (f *Finder) findFolder(h Handler) (*Source, error) {
	at, err := f.locate(h.Source)
	if err != nil {
		return nil, err
	}
	if at.dir == "" {
		return nil, fmt.Errorf("%s is a file, not a folder: write %q", at.files[0], h.Source+"."+h.Name)
	}
	names, err := goFiles(at.dir)
	if err != nil {
		return nil, err
	}
	there, languages := scriptsIn(fileNames(at.dir))
	if len(languages) == 0 { // the file may be deeper
		for _, name := range filesNamed(at.dir, h.File) {
			there, languages = append(there, name), append(languages, languageOf(name))
		}
	}
	switch {
	case len(names) > 0 && len(there) > 0:
		return nil, fmt.Errorf("folder %s holds a Go package (%s) and %s: put them into folders of their own", h.Source, list(names), list(there))
	case len(names) > 0:
		return nil, fmt.Errorf("folder %s holds a Go package, which has no files to choose from: write %q", h.Source, h.Source+"."+h.Name)
	case len(languages) > 1:
		return nil, twoLanguages(h.Source, there)
	case len(languages) == 0:
		return nil, fmt.Errorf("folder %s has no file %s with the extension %s", h.Source, h.File, extensions)
	}
	return &Source{Path: h.Source, Root: at.root, Dir: at.dir, Language: languages[0]}, nil
}

func twoLanguages(src string, there []string) error {
	return fmt.Errorf("folder %s holds files in two languages, %s: a folder that is packaged whole has one; put those of the other into a "+
		"folder below it, or elsewhere", src, list(there))
}

// nothingIn says what a folder holds that has no handlers.
func nothingIn(dir string) string {
	for _, name := range fileNames(dir) {
		if filepath.Ext(name) == ".go" {
			return "no Go files that a build for Linux takes: look at their names and their go:build lines"
		}
	}
	return "no Go files, nor others that can hold handlers (" + extensions + ")"
}

// place is what the path of a source leads to.
type place struct {
	root  string   // absolute folder that the path is relative to
	dir   string   // absolute folder; "" if there is none
	files []string // "functions/users.py": relative to root, slash-separated
}

// ambiguous says which things fit.
func (p *place) ambiguous(src string, isPackage bool) error {
	fit := slices.Clone(p.files)
	if isPackage {
		fit = append([]string{"the Go package in folder " + src}, fit...)
	}
	last := len(fit) - 1
	return fmt.Errorf("two things fit %s: %s and %s; rename or remove one", src, strings.Join(fit[:last], ", "), fit[last])
}

// locate returns what is at the path of a source: nearest to the Finder's folder.
func (f *Finder) locate(src string) (*place, error) {
	var searched []string
	for dir := f.dir; ; dir = filepath.Dir(dir) {
		searched = append(searched, dir)
		at := &place{root: dir, files: filesNamed(dir, src)}
		candidate := filepath.Join(dir, filepath.FromSlash(src))
		info, err := os.Stat(candidate)
		if err == nil && info.IsDir() {
			at.dir = candidate
		}
		if at.dir != "" || len(at.files) > 0 {
			return at, at.checkSpelling(src)
		}
		if err == nil {
			if languageOf(src) != "" {
				return nil, fmt.Errorf("%s is a file: leave its extension out, as in %q", src, strings.TrimSuffix(src, path.Ext(src))+".name")
			}
			return nil, fmt.Errorf("%s is a file: a handler string names the folder of a Go package, or a file without its extension", src)
		}
		if isFile(filepath.Join(dir, "go.mod")) || dir == filepath.Dir(dir) {
			break
		}
	}
	return nil, fmt.Errorf("no folder or file %s%s", src, nearby(searched, src))
}

func (p *place) checkSpelling(src string) error {
	if p.dir != "" {
		if spelled := spelling(p.root, src); spelled != src {
			return fmt.Errorf("folder %s is spelled %s: macOS and Windows don't mind, Linux does", src, spelled)
		}
	}
	for _, file := range p.files {
		if spelled := spelling(p.root, file); spelled != file {
			return fmt.Errorf("file %s is spelled %s: macOS and Windows don't mind, Linux does", file, spelled)
		}
	}
	return nil
}

// filesNamed returns the files below dir of that path that can hold handlers,
// with their extensions.
func filesNamed(dir, src string) (found []string) {
	for _, s := range scripts {
		if file := src + s.ext; languageOf(file) != "" && isFile(filepath.Join(dir, filepath.FromSlash(file))) {
			found = append(found, file)
		}
	}
	return found
}

// fileNames returns the names of a folder's files, sorted.
func fileNames(dir string) (names []string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// entryFiles returns the files of a folder that can hold handlers.
func entryFiles(dir string) []string {
	found, _ := scriptsIn(fileNames(dir))
	return found
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

// nearby says which folders and files are where src was looked for.
func nearby(searched []string, src string) string {
	parent := path.Dir(src)
	for _, dir := range searched {
		entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(parent)))
		if err != nil {
			continue
		}
		var names []string
		for _, e := range entries {
			if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" && e.Name() != "cdk.out" ||
				!e.IsDir() && parent != "." && languageOf(e.Name()) != "" {
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
