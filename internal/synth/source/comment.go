// The doc comment of a function.

package source

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// Comment returns the doc comment of a function in a folder with a Go package,
// in one line for each paragraph; "" for none.
func Comment(dir string, fn *Func) string {
	if fn == nil || !strings.HasSuffix(fn.File, ".go") {
		return ""
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, fn.File), nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return "" // it was readable a moment ago; nothing else is lost
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == fn.Name {
			var paragraphs []string
			for _, p := range strings.Split(strings.TrimSpace(f.Doc.Text()), "\n\n") {
				paragraphs = append(paragraphs, strings.Join(strings.Fields(p), " "))
			}
			return strings.Join(paragraphs, "\n")
		}
	}
	return ""
}
