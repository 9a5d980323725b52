// Doc comments, of the package's own source and of what it imports from its
// module.

package handlertypes

import (
	"cmp"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

// comments finds the doc comments of what is declared in a package and in others
// of its module. Export data has no comments, but places; so a file is parsed
// when the first of its comments is asked for.
type comments struct {
	pkg   *Package
	files map[string]map[commentKey]string
}

// A commentKey is a name where it is declared.
type commentKey struct {
	line int
	name string
}

// of returns the doc comment of what is declared with a name at a place.
func (c *comments) of(pos token.Pos, name string) string {
	if !pos.IsValid() {
		return ""
	}
	at := c.pkg.place(pos)
	found, known := c.files[at.File]
	if !known {
		found = c.read(at.File)
		c.files[at.File] = found
	}
	return found[commentKey{at.Line, name}]
}

func (c *comments) read(file string) map[commentKey]string {
	for _, own := range c.pkg.Syntax {
		if c.pkg.fset.Position(own.FileStart).Filename == file {
			return commentsIn(c.pkg.fset, own)
		}
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil // of another module, whose place is not known, or gone
	}
	return commentsIn(fset, parsed)
}

func commentsIn(fset *token.FileSet, file *ast.File) map[commentKey]string {
	out := map[commentKey]string{}
	note := func(name *ast.Ident, groups ...*ast.CommentGroup) {
		for _, g := range groups {
			if text := strings.TrimSpace(g.Text()); text != "" {
				out[commentKey{fset.Position(name.Pos()).Line, name.Name}] = text
				return
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			note(n.Name, n.Doc)
		case *ast.GenDecl:
			for _, spec := range n.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && len(n.Specs) == 1 {
					note(t.Name, t.Doc, n.Doc, t.Comment)
				} else if ok {
					note(t.Name, t.Doc, t.Comment)
				}
			}
		case *ast.Field:
			for _, name := range n.Names {
				note(name, n.Doc, n.Comment)
			}
		}
		return true
	})
	return out
}

// docOf reads a doc comment: Markdown, as descriptions are, and its first
// sentence.
func docOf(text string) openapi.Doc {
	if text == "" {
		return openapi.Doc{}
	}
	parsed := new(comment.Parser).Parse(text)
	printer := &comment.Printer{HeadingLevel: 3, HeadingID: func(*comment.Heading) string { return "" }}
	deprecated := false
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		deprecated = deprecated || strings.HasPrefix(paragraph, "Deprecated: ")
	}
	markdown := strings.TrimSpace(string(printer.Markdown(parsed)))
	return openapi.Doc{Summary: cmp.Or(new(doc.Package).Synopsis(text), markdown), Text: markdown, Deprecated: deprecated}
}
