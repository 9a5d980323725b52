// What the sources of an app say of it: its package, and the function that
// declares it.

package console

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// sources is what a test in the app's folder needs to know.
type sources struct {
	name        string // of the package
	build       string // the function that declares the app
	found       bool   // build was found
	hasTestMain bool
}

// readMain reads the Go files of a folder.
func readMain(dir string) sources {
	found := sources{name: "main", build: "build"}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return found
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, entry.Name()), nil, 0)
		if err != nil {
			continue // the app's own build says what is wrong
		}
		if strings.HasSuffix(entry.Name(), "_test.go") {
			found.hasTestMain = found.hasTestMain || declares(file, "TestMain")
			continue
		}
		found.name = file.Name.Name
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			to, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || to.Sel.Name != "Run" {
				return true
			}
			of, ok := to.X.(*ast.Ident)
			if !ok || of.Name != "gatehouse" {
				return true
			}
			if declare, ok := call.Args[0].(*ast.Ident); ok {
				found.build, found.found = declare.Name, true
			}
			return true
		})
	}
	return found
}

// declares reports whether a file has a function of that name.
func declares(file *ast.File, name string) bool {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
			return true
		}
	}
	return false
}
