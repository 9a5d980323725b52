// The forms a handler function can have, told from its source alone: type
// checking would have to build every import first.

package source

import (
	"go/ast"
	"slices"
	"strings"
)

// Form says how a function takes a request and gives a response.
type Form int

const (
	Other     Form = iota // none of the forms of a route's handler
	HTTP                  // func(http.ResponseWriter, *http.Request)
	Request               // func(context.Context, *router.Request) (any, error)
	RequestOf             // func(context.Context, *router.Request) (Out, error)
	Typed                 // func(context.Context, In) (Out, error)
	Event                 // the same with an event of Lambda as In: no handler of a route
	Plain                 // a handler of Lambda in another language: (event, context)
)

// Forms lists the forms of a route's handler, as error texts show them.
const Forms = `
    func(w http.ResponseWriter, r *http.Request)
    func(ctx context.Context, req *router.Request) (any, error)
    func(ctx context.Context, in In) (Out, error)`

// The types that tell one form from another.
const (
	httpWriter   = "net/http.ResponseWriter"
	httpRequest  = "net/http.Request"
	contextType  = "context.Context"
	requestType  = "github.com/gatehouse-go/gatehouse/router.Request"
	responseType = "github.com/gatehouse-go/gatehouse/router.Response"
	routerType   = "github.com/gatehouse-go/gatehouse/router.Router"
)

var known = []string{httpWriter, httpRequest, contextType, requestType, responseType, routerType}

// notTyped can't be the input of the typed form.
var notTyped = []string{contextType, httpWriter, httpRequest, "*" + httpRequest, requestType, responseType, "*" + responseType}

// types resolves the names of types in the files of one package.
type types struct {
	aliases map[string]alias // type aliases the package declares
	own     map[string]bool  // types the package declares
}

type alias struct {
	file *ast.File
	expr ast.Expr
}

func newTypes(files []*ast.File) *types {
	t := &types{aliases: map[string]alias{}, own: map[string]bool{}}
	for _, file := range files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				ts, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				t.own[ts.Name.Name] = true
				if ts.Assign.IsValid() && ts.TypeParams == nil {
					t.aliases[ts.Name.Name] = alias{file, ts.Type}
				}
			}
		}
	}
	return t
}

// form tells the form of a function's type.
func (t *types) form(file *ast.File, fn *ast.FuncType) Form {
	params, results := flatten(fn.Params), flatten(fn.Results)
	if fn.TypeParams != nil || len(params) != 2 {
		return Other
	}
	if _, variadic := params[1].(*ast.Ellipsis); variadic {
		return Other
	}
	first, second := t.name(file, params[0]), t.name(file, params[1])
	switch {
	case first == httpWriter && second == "*"+httpRequest && len(results) == 0:
		return HTTP
	case first != contextType || len(results) != 2 || t.name(file, results[1]) != "error":
		return Other
	case slices.Contains(notTyped, second):
		return Other // a slip for one of the other two forms
	case isEvent(second):
		return Event
	case second != "*"+requestType:
		return Typed
	}
	if out := t.name(file, results[0]); out == "any" || out == "interface{}" {
		return Request
	}
	return RequestOf
}

// EventPackages hold the events that Lambda functions get from AWS.
var EventPackages = []string{"github.com/aws/aws-lambda-go/events", "github.com/gatehouse-go/gatehouse/router/authorizer"}

func isEvent(name string) bool {
	name = strings.TrimPrefix(name, "*")
	return slices.ContainsFunc(EventPackages, func(p string) bool {
		rest, ok := strings.CutPrefix(name, p+".")
		return ok && !strings.Contains(rest, "/")
	})
}

// startable reports whether lambda.Start takes the function: at most a context
// and an event in, at most a value and an error out.
func (t *types) startable(file *ast.File, fn *ast.FuncType) bool {
	params, results := flatten(fn.Params), flatten(fn.Results)
	switch {
	case fn.TypeParams != nil || len(params) > 2 || len(results) > 2:
		return false
	case len(params) == 2 && t.name(file, params[0]) != contextType:
		return false
	}
	for _, p := range params {
		if _, variadic := p.(*ast.Ellipsis); variadic {
			return false
		}
	}
	return len(results) == 0 || t.name(file, results[len(results)-1]) == "error"
}

// configures reports whether a function's type is that of Configure.
func (t *types) configures(file *ast.File, fn *ast.FuncType) bool {
	params := flatten(fn.Params)
	return fn.TypeParams == nil && len(params) == 1 && len(flatten(fn.Results)) == 0 && t.name(file, params[0]) == "*"+routerType
}

// takesRouter reports whether a function has a *router.Router among its
// parameters.
func (t *types) takesRouter(file *ast.File, fn *ast.FuncType) bool {
	return slices.ContainsFunc(flatten(fn.Params), func(p ast.Expr) bool { return t.name(file, p) == "*"+routerType })
}

// first and last return the name of a type in a list of parameters or results.
func (t *types) first(file *ast.File, fields *ast.FieldList) string {
	if list := flatten(fields); len(list) > 0 {
		return t.name(file, list[0])
	}
	return ""
}

func (t *types) last(file *ast.File, fields *ast.FieldList) string {
	if list := flatten(fields); len(list) > 0 {
		return t.name(file, list[len(list)-1])
	}
	return ""
}

// name returns a type's name with its import path, "" for types that have none.
func (t *types) name(file *ast.File, expr ast.Expr) string {
	return t.nameWithin(file, expr, 8)
}

func (t *types) nameWithin(file *ast.File, expr ast.Expr, depth int) string {
	if depth == 0 { // aliases that name each other: the compiler will say so
		return ""
	}
	switch e := expr.(type) {
	case *ast.ParenExpr:
		return t.nameWithin(file, e.X, depth)
	case *ast.StarExpr:
		if inner := t.nameWithin(file, e.X, depth); inner != "" {
			return "*" + inner
		}
	case *ast.InterfaceType:
		if e.Methods == nil || len(e.Methods.List) == 0 {
			return "interface{}"
		}
	case *ast.SelectorExpr:
		x, ok := e.X.(*ast.Ident)
		if !ok {
			return ""
		}
		if from := imported(file, x.Name); from != "" {
			return from + "." + e.Sel.Name
		}
	case *ast.Ident:
		if a, ok := t.aliases[e.Name]; ok {
			return t.nameWithin(a.file, a.expr, depth-1)
		}
		if t.own[e.Name] {
			return "." + e.Name
		}
		for _, spec := range file.Imports {
			if name := importPath(spec) + "." + e.Name; isDot(spec) && slices.Contains(known, name) {
				return name
			}
		}
		return e.Name
	}
	return ""
}

// flatten returns one type for each parameter: "a, b int" are two.
func flatten(fields *ast.FieldList) []ast.Expr {
	var out []ast.Expr
	if fields == nil {
		return nil
	}
	for _, f := range fields.List {
		for range max(1, len(f.Names)) {
			out = append(out, f.Type)
		}
	}
	return out
}
