// The answers that the source of a handler names: errors of the router with a
// constant status, and responses.

package handlertypes

import (
	"go/ast"
	"go/constant"
	"go/types"
	"net/http"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

const routerPath = "github.com/gatehouse-go/gatehouse/router"

// errorFuncs are the functions of the router that return an error of one status.
var errorFuncs = map[string]int{
	"BadRequest": 400, "Unauthorized": 401, "Forbidden": 403, "NotFound": 404, "MethodNotAllowed": 405, "RequestTimeout": 408,
	"Conflict": 409, "ContentTooLarge": 413, "UnsupportedMediaType": 415, "Unprocessable": 422, "TooManyRequests": 429,
	"InternalServerError": 500, "ServiceUnavailable": 503,
}

// answers returns what a function, and what it uses of its package, answers by
// name. What it does by way of other packages is not seen.
func (p *Package) answers(name string) []openapi.Answer {
	var found []openapi.Answer
	p.reach(p.Types.Scope().Lookup(name), func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if a, ok := p.called(n); ok {
				found = append(found, a)
			}
		case *ast.CompositeLit:
			if a, ok := p.literal(n); ok {
				found = append(found, a)
			}
		}
	})
	return found
}

// reach calls visit for each node of a function's source, and of what that uses
// of its own package: functions, methods and variables.
func (p *Package) reach(from types.Object, visit func(ast.Node)) {
	if p.declared == nil {
		p.declared = p.declarations()
	}
	seen := map[types.Object]bool{}
	var enter func(obj types.Object)
	enter = func(obj types.Object) {
		node := p.declared[obj]
		if node == nil || seen[obj] {
			return
		}
		seen[obj] = true
		ast.Inspect(node, func(n ast.Node) bool {
			if n != nil {
				visit(n)
			}
			if id, ok := n.(*ast.Ident); ok {
				used := p.Info.Uses[id]
				if fn, ok := used.(*types.Func); ok {
					used = fn.Origin()
				}
				enter(used)
			}
			return true
		})
	}
	enter(from)
}

// declarations are the bodies of functions and the values of variables.
func (p *Package) declarations() map[types.Object]ast.Node {
	out := map[types.Object]ast.Node{}
	for _, file := range p.Syntax {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Body != nil {
					out[p.Info.Defs[d.Name]] = d.Body
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					v, ok := spec.(*ast.ValueSpec)
					if !ok || len(v.Values) != len(v.Names) {
						continue
					}
					for i, name := range v.Names {
						out[p.Info.Defs[name]] = v.Values[i]
					}
				}
			}
		}
	}
	delete(out, nil)
	return out
}

// called reads a call that answers.
func (p *Package) called(call *ast.CallExpr) (openapi.Answer, bool) {
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		id = f.Sel
	case *ast.Ident:
		id = f
	default:
		return openapi.Answer{}, false
	}
	fn, ok := p.Info.Uses[id].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return openapi.Answer{}, false
	}
	arg := func(i int) ast.Expr {
		if i < len(call.Args) {
			return call.Args[i]
		}
		return nil
	}
	switch fn.Pkg().Path() {
	case routerPath:
		return p.ofRouter(fn.Name(), arg)
	case "net/http":
		return p.ofHTTP(fn, arg)
	}
	return openapi.Answer{}, false
}

func (p *Package) ofRouter(name string, arg func(int) ast.Expr) (a openapi.Answer, ok bool) {
	if code, known := errorFuncs[name]; known {
		return openapi.Answer{Status: code, Text: p.text(arg(0)), Error: true}, true
	}
	media := map[string]string{
		"JSON": "application/json", "Text": "text/plain", "HTML": "text/html", "Bytes": "?", "Stream": "?", "Redirect": "",
	}
	switch m, known := media[name]; {
	case name == "Errorf":
		a = openapi.Answer{Status: p.status(arg(0)), Text: p.text(arg(1)), Error: true}
		if strings.Contains(a.Text, "%") {
			a.Text = ""
		}
	case name == "NoContent":
		a.Status = http.StatusNoContent
	case known:
		a = openapi.Answer{Status: p.status(arg(0)), Media: m}
		if m == "?" {
			a.Media = p.text(arg(1))
		}
	}
	return a, a.Status != 0
}

func (p *Package) ofHTTP(fn *types.Func, arg func(int) ast.Expr) (a openapi.Answer, ok bool) {
	method := fn.Signature().Recv() != nil
	switch name := fn.Name(); {
	case !method && name == "Error":
		a = openapi.Answer{Status: p.status(arg(2)), Text: p.text(arg(1)), Media: "text/plain"}
	case !method && name == "NotFound":
		a = openapi.Answer{Status: http.StatusNotFound, Media: "text/plain"}
	case !method && name == "Redirect":
		a = openapi.Answer{Status: p.status(arg(3))}
	case method && name == "WriteHeader":
		a = openapi.Answer{Status: p.status(arg(0))}
	}
	return a, a.Status != 0
}

// literal reads a router.Error that is written out.
func (p *Package) literal(lit *ast.CompositeLit) (a openapi.Answer, ok bool) {
	t := p.Info.Types[lit].Type
	name := ""
	if t != nil {
		name = types.TypeString(t, nil)
	}
	if name != routerPath+".Error" && name != routerPath+".Response" {
		return a, false
	}
	a.Error = name == routerPath+".Error"
	for _, e := range lit.Elts {
		pair, keyed := e.(*ast.KeyValueExpr)
		if !keyed {
			continue
		}
		switch key, _ := pair.Key.(*ast.Ident); {
		case key == nil:
		case key.Name == "Status":
			a.Status = p.status(pair.Value)
		case key.Name == "Message":
			a.Text = p.text(pair.Value)
		}
	}
	return a, a.Status != 0
}

// status is a constant status, 0 if it is none.
func (p *Package) status(e ast.Expr) int {
	if e == nil {
		return 0
	}
	n, ok := constant.Int64Val(constant.ToInt(valueOf(p.Info.Types[e].Value)))
	if !ok || n < 200 || n > 599 {
		return 0
	}
	return int(n)
}

// text is a constant text, "" if it is none.
func (p *Package) text(e ast.Expr) string {
	if e == nil {
		return ""
	}
	if v := p.Info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return ""
}

func valueOf(v constant.Value) constant.Value {
	if v == nil {
		return constant.MakeUnknown()
	}
	return v
}

// ownErrors reports whether the package's function Configure answers errors in a
// form of its own.
func (p *Package) ownErrors() bool {
	own := false
	p.reach(p.Types.Scope().Lookup("Configure"), func(n ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		fn, ok := p.Info.Uses[id].(*types.Func)
		own = own || ok && fn.Pkg() != nil && fn.Pkg().Path() == routerPath && slices.Contains([]string{"OnError"}, fn.Name())
	})
	return own
}
