// What a package's function Configure may not do.

package handlertypes

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

const routerType = "*github.com/gatehouse-go/gatehouse/router.Router"

// registering are the methods of a router that add routes.
var registering = []string{"Handle", "Add", "Get", "Head", "Post", "Put", "Patch", "Delete", "Options", "Any", "Message",
	"Include", "Mount"}

// Configure returns the places where the package's function Configure, or a
// function of the package that it calls, registers a route. What it does by way
// of other packages is not seen here; the router refuses it when it starts.
func (p *Package) Configure() []Problem {
	bodies := map[types.Object]*ast.FuncDecl{}
	for _, file := range p.Syntax {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				bodies[p.Info.Defs[fn.Name]] = fn
			}
		}
	}
	var problems []Problem
	seen := map[types.Object]bool{}
	var visit func(fn types.Object)
	visit = func(fn types.Object) {
		decl := bodies[fn]
		if decl == nil || seen[fn] {
			return
		}
		seen[fn] = true
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				visit(p.Info.Uses[n]) // called here, or handed on to be called
			case *ast.SelectorExpr:
				if method := p.Info.Selections[n]; method != nil && p.registers(method) {
					problems = append(problems, Problem{p.place(n.Sel.Pos()), fmt.Sprintf(
						"%s registers a route with %s: an API's routes are declared where the API is, and no request would get "+
							"here", source.ConfigureName, n.Sel.Name)})
				}
			}
			return true
		})
	}
	visit(p.Types.Scope().Lookup(source.ConfigureName))
	return problems
}

// registers reports whether a selection is a method of the router that adds a
// route.
func (p *Package) registers(s *types.Selection) bool {
	recv := s.Recv()
	if _, pointer := types.Unalias(recv).(*types.Pointer); !pointer {
		recv = types.NewPointer(recv)
	}
	return types.TypeString(recv, nil) == routerType && slices.Contains(registering, s.Obj().Name())
}
