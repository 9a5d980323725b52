// Go packages as sources: their files, their module, their functions.

package source

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/printer"
	"go/scanner"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// GoPackage is a Go package whose functions can be handlers.
type GoPackage struct {
	ImportPath string
	ModuleDir  string // absolute folder of go.mod
	Configure  *Func  // func Configure(r *router.Router); nil: the package has none
	funcs      map[string]*Func

	// NotConfigure says what is wrong with a function Configure that takes a
	// *router.Router and has another signature, so that nothing would call it.
	NotConfigure error
}

// ConfigureName is the name of the function by which a package of handlers
// sets up its generated router.
const ConfigureName = "Configure"

// configureSignature is what that function looks like.
const configureSignature = "func " + ConfigureName + "(r *router.Router)"

// Func is a function that handlers name. In other languages than Go its name and
// its file are all that is known of it.
type Func struct {
	Name      string
	Module    string // its file without the extension, relative to the source's folder; "" in Go
	Form      Form
	Startable bool   // lambda.Start takes it
	Event     string // type of the last parameter: "*example.com/app/events.Order"; "" for one without a name
	Result    string // type of the first result, likewise
	Signature string // "func(ctx context.Context, in CreateTodo) (Todo, error)"
	File      string // base name of the file
	Line      int
}

// handler returns the function that a handler string names.
func (p *GoPackage) handler(src *Source, h Handler) (*Func, error) {
	fn, err := p.Func(h.Name)
	if err != nil {
		return nil, fmt.Errorf("package %s %w", h.Source, err)
	}
	if !token.IsExported(fn.Name) {
		first, size := utf8.DecodeRuneInString(fn.Name)
		return nil, fmt.Errorf("function %s at %s/%s:%d is not exported: call it %c%s",
			fn.Name, src.Path, fn.File, fn.Line, unicode.ToUpper(first), fn.Name[size:])
	}
	return fn, nil
}

// Func returns the function a handler names, or an error that says what the
// package has instead.
func (p *GoPackage) Func(name string) (*Func, error) {
	if fn, ok := p.funcs[name]; ok {
		return fn, nil
	}
	var handlers, exported []string
	for n, fn := range p.funcs {
		if strings.EqualFold(n, name) && ast.IsExported(n) {
			return nil, fmt.Errorf("has no function %s; did you mean %s?", name, n)
		}
		if ast.IsExported(n) {
			exported = append(exported, n)
			if fn.Form != Other || fn.Startable {
				handlers = append(handlers, n)
			}
		}
	}
	switch {
	case len(handlers) > 0:
		return nil, fmt.Errorf("has no function %s; it has %s", name, list(handlers))
	case len(exported) > 0:
		return nil, fmt.Errorf("has no function %s; it has %s", name, list(exported))
	}
	return nil, fmt.Errorf("has no function %s; it exports no function", name)
}

// goFiles returns the Go files of a folder that a build for Linux takes in,
// tests left out. Both architectures of Lambda count: which one a function
// has is known only later.
func goFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, arch := range []string{"arm64", "amd64"} {
			ctx := build.Default
			ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled = "linux", arch, false
			ctx.BuildTags = Tags()
			if ok, err := ctx.MatchFile(dir, name); err != nil || ok {
				names = append(names, name) // a file that can't be read is reported by the parser
				break
			}
		}
	}
	return names, nil
}

func readGoPackage(dir, src string, names []string) (*GoPackage, error) {
	moduleDir, modulePath, err := findModule(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src, err)
	}
	rel, err := filepath.Rel(moduleDir, dir)
	if err != nil {
		return nil, err
	}
	pkg := &GoPackage{
		ImportPath: path.Join(modulePath, filepath.ToSlash(rel)),
		ModuleDir:  moduleDir,
		funcs:      map[string]*Func{},
	}
	if err := module.CheckImportPath(pkg.ImportPath); err != nil {
		return nil, fmt.Errorf("folder %s can't be a Go package, since nothing can import it: %w", src, err)
	}
	fset := token.NewFileSet()
	files, err := parse(fset, dir, src, names)
	if err != nil {
		return nil, err
	}
	types := newTypes(files)
	for _, file := range files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv != nil {
				continue
			}
			pos := fset.Position(fn.Pos())
			pkg.funcs[fn.Name.Name] = &Func{
				Name:      fn.Name.Name,
				Form:      types.form(file, fn.Type),
				Startable: types.startable(file, fn.Type),
				Event:     types.last(file, fn.Type.Params),
				Result:    types.first(file, fn.Type.Results),
				Signature: signature(fset, fn.Type),
				File:      path.Base(pos.Filename),
				Line:      pos.Line,
			}
			if fn.Name.Name != ConfigureName {
				continue
			}
			if types.configures(file, fn.Type) {
				pkg.Configure = pkg.funcs[ConfigureName]
			} else if types.takesRouter(file, fn.Type) {
				pkg.NotConfigure = fmt.Errorf("%s at %s:%d is\n    %s\nwhich nothing calls: to set up the generated router, write it as\n    %s",
					ConfigureName, path.Join(src, path.Base(pos.Filename)), pos.Line, pkg.funcs[ConfigureName].Signature, configureSignature)
			}
		}
	}
	return pkg, nil
}

// parse reads the files of a package, all that is wrong with any of them
// included.
func parse(fset *token.FileSet, dir, src string, names []string) ([]*ast.File, error) {
	var files []*ast.File
	var wrong []string
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(fset, path.Join(src, name), text, parser.SkipObjectResolution)
		if list, ok := errors.AsType[scanner.ErrorList](err); ok {
			for _, e := range list {
				wrong = append(wrong, e.Error())
			}
			continue
		}
		switch {
		case file.Name.Name == "main":
			return nil, fmt.Errorf("%s is package main, which can't be imported: put its handlers into a package of another name, or hand your "+
				"own function in with integrations.Lambda", path.Join(src, name))
		case len(files) > 0 && files[0].Name.Name != file.Name.Name:
			wrong = append(wrong, fmt.Sprintf("%s is package %s, but %s is package %s: a folder holds one package",
				path.Join(src, name), file.Name.Name, fset.Position(files[0].Package).Filename, files[0].Name.Name))
		case slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool { return importPath(spec) == "C" }):
			// cgo is off in functions, and the build leaves the file out
		default:
			files = append(files, file)
		}
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("package %s does not compile:\n    %s", src, strings.Join(wrong, "\n    "))
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("package %s has only files that import \"C\", and functions are built without cgo", src)
	}
	return files, nil
}

// findModule returns the folder and path of the module that holds dir.
func findModule(dir string) (moduleDir, modulePath string, err error) {
	for d := dir; ; d = filepath.Dir(d) {
		text, err := os.ReadFile(filepath.Join(d, "go.mod"))
		if err == nil {
			if p := modfile.ModulePath(text); p != "" {
				return d, p, nil
			}
			return "", "", fmt.Errorf("%s names no module", filepath.Join(d, "go.mod"))
		}
		if d == filepath.Dir(d) {
			return "", "", fmt.Errorf("no go.mod above the folder: run \"go mod init\" in the folder of your application")
		}
	}
}

func signature(fset *token.FileSet, fn *ast.FuncType) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, fset, fn); err != nil {
		return "func"
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
