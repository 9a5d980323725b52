// Where the arguments of one call stand.

package plan

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
)

// Arguments returns the places of n arguments of a call at pos: those of the
// source if the file is there and the call is written with n arguments, each on
// its own line or not; else all are pos.
func (p Pos) Arguments(n int) []Pos {
	all := make([]Pos, n)
	for i := range all {
		all[i] = p
	}
	if n < 2 {
		return all
	}
	text, err := os.ReadFile(p.File)
	if err != nil {
		return all
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, p.File, text, parser.SkipObjectResolution)
	if err != nil {
		return all
	}
	line := func(pos token.Pos) int { return fset.Position(pos).Line }
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) != n || call.Ellipsis.IsValid() || line(call.Lparen) != p.Line {
			return true
		}
		for i, arg := range call.Args {
			all[i].Line = line(arg.Pos())
		}
		return false
	})
	return all
}
