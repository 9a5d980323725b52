// What is wrong with a handler as that of a route.

package handlertypes

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/bind"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// A Problem is something wrong with the types of a handler.
type Problem struct {
	Place Place // of the field, or of the function
	Text  string
}

// A Route is a route as its handler meets it.
type Route struct {
	Key     string   // as users write it
	Names   []string // its path parameters
	Any     bool     // the route is not known: any parameter may be there
	Message bool     // of a WebSocket API, past the connection: it has a body and nothing else
}

// Typed returns what is wrong with a typed handler: the fields of its input and
// its output, by the rules of the router, and the parameters that its routes do
// not have.
func (p *Package) Typed(name string, routes []Route) []Problem {
	fn, sig := p.function(name)
	if fn == nil || sig.Params().Len() != 2 || sig.Results().Len() != 2 {
		return nil
	}
	in := sig.Params().At(1)
	if event := eventOf(in.Type()); event != "" {
		return []Problem{{p.place(fn.Pos()),
			fmt.Sprintf("takes %s, which is an event of Lambda: the input of a route's handler is the request's parameters and body; "+
				"take a *router.Request instead, or give the function to an authorizer if it is one's handler", event)}}
	}
	stand, binder, err := p.bound(in)
	problems := p.fieldProblems(err, stand, in.Type(), in.Pos(), "input")
	for param := range binder.Params() {
		if text := unknown(param, routes); text != "" {
			problems = append(problems, p.at(stand.field(param.Field), in.Pos(), text))
		}
	}
	return append(problems, p.Output(name)...)
}

// input is an input of a typed handler as the router compiles it.
type input struct {
	stand  *standIns
	binder *bind.Binder
	err    error
}

// bound compiles the stand-in of an input, once: what is wrong with it and what it
// asks for are wanted at different times.
func (p *Package) bound(in *types.Var) (*standIns, *bind.Binder, error) {
	known, ok := p.inputs[in]
	if !ok {
		known.stand = forInput()
		t := known.stand.of(in.Type())
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		known.binder, known.err = bind.Compile(t)
		if p.inputs == nil {
			p.inputs = map[*types.Var]input{}
		}
		p.inputs[in] = known
	}
	return known.stand, known.binder, known.err
}

// Output returns what is wrong with what a handler returns: what can't be JSON.
func (p *Package) Output(name string) []Problem {
	fn, sig := p.function(name)
	if fn == nil || sig.Results().Len() == 0 {
		return nil
	}
	out := sig.Results().At(0)
	if types.TypeString(out.Type(), nil) == "*github.com/gatehouse-go/gatehouse/router.Response" {
		return nil
	}
	stand := forOutput()
	return p.fieldProblems(bind.Encodable(stand.of(out.Type())), stand, out.Type(), fn.Pos(), "output")
}

// Bound reports whether the input of a function has fields that only the router
// fills: parameters, checks or defaults.
func (p *Package) Bound(name string) bool {
	fn, sig := p.function(name)
	if fn == nil || sig.Params().Len() != 2 || eventOf(sig.Params().At(1).Type()) != "" {
		return false
	}
	return hasTags(sig.Params().At(1).Type(), map[types.Type]bool{})
}

var routerTags = []string{"path", "query", "header", "cookie", "check", "default"}

func hasTags(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return hasTags(u.Elem(), seen)
	case *types.Struct:
		for i := range u.NumFields() {
			tag := reflect.StructTag(u.Tag(i))
			if slices.ContainsFunc(routerTags, func(key string) bool { _, ok := tag.Lookup(key); return ok }) {
				return true
			}
			if u.Field(i).Embedded() && hasTags(u.Field(i).Type(), seen) {
				return true
			}
		}
	}
	return false
}

func (p *Package) function(name string) (*types.Func, *types.Signature) {
	fn, ok := p.Types.Scope().Lookup(name).(*types.Func)
	if !ok {
		return nil, nil
	}
	return fn, fn.Signature()
}

// fieldProblems turns the errors of package bind about a stand-in into problems
// with the fields that it stands for; of is the type it stands for itself.
func (p *Package) fieldProblems(err error, stand *standIns, of types.Type, pos token.Pos, what string) []Problem {
	if err == nil {
		return nil
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var problems []Problem
		for _, err := range several.Unwrap() {
			problems = append(problems, p.fieldProblems(err, stand, of, pos, what)...)
		}
		return problems
	}
	if wrong, ok := errors.AsType[*bind.FieldError](err); ok {
		field := stand.field(wrong.Field)
		if field != nil {
			of = field.Type()
		}
		return []Problem{p.at(field, pos, stand.inWords(wrong.Err.Error(), of))}
	}
	return []Problem{{p.place(pos), what + ": " + stand.inWords(err.Error(), of)}}
}

// at returns a problem with a field; pos is where to look if it is not known.
func (p *Package) at(field *types.Var, pos token.Pos, text string) Problem {
	if field == nil {
		return Problem{p.place(pos), text}
	}
	return Problem{p.place(field.Pos()), "field " + field.Name() + ": " + text}
}

// unknown says which route lacks a parameter, "" if all have it.
func unknown(param bind.Param, routes []Route) string {
	for _, r := range routes {
		switch {
		case r.Any:
		case r.Message:
			return fmt.Sprintf("the route %q takes messages, which have a body and no %s parameters", r.Key, param.Source)
		case param.Source != "path" || slices.Contains(r.Names, param.Name):
		case len(r.Names) == 0:
			return fmt.Sprintf("the route %q has no path parameters, so there is no %q", r.Key, param.Name)
		default:
			return fmt.Sprintf("the route %q has no path parameter %q; it has %s", r.Key, param.Name, strings.Join(r.Names, ", "))
		}
	}
	return ""
}

// eventOf returns the name of a type that is an event of Lambda, "" for others.
func eventOf(t types.Type) string {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !slices.Contains(source.EventPackages, named.Obj().Pkg().Path()) {
		return ""
	}
	return named.Obj().Pkg().Name() + "." + named.Obj().Name()
}

// NoRequest returns the type of a function's event if no event of an API has
// any of its fields, and "" if one has, or if that can't be known.
func (p *Package) NoRequest(name string) string {
	fn, sig := p.function(name)
	if fn == nil || sig.Params().Len() == 0 {
		return ""
	}
	t := types.Unalias(sig.Params().At(sig.Params().Len() - 1).Type())
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if hasMethod(t, "UnmarshalJSON") || eventOf(t) != "" {
		return ""
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok || s.NumFields() == 0 || takesEvent(s) {
		return ""
	}
	return types.TypeString(t, types.RelativeTo(p.Types))
}

// takesEvent reports whether a struct has a field of an event, by the name in
// JSON, which encoding/json compares without case.
func takesEvent(s *types.Struct) bool {
	for i := range s.NumFields() {
		f := s.Field(i)
		name, _, _ := strings.Cut(reflect.StructTag(s.Tag(i)).Get("json"), ",")
		if f.Embedded() && name == "" {
			return true // whatever is in it
		}
		if name == "" {
			name = f.Name()
		}
		if slices.ContainsFunc(eventMembers, func(m string) bool { return strings.EqualFold(m, name) }) {
			return true
		}
	}
	return false
}

// eventMembers are the members of the events of REST, HTTP and WebSocket APIs.
// (API Gateway developer guide, "Lambda proxy integrations".)
var eventMembers = []string{
	"version", "resource", "path", "httpMethod", "headers", "multiValueHeaders", "queryStringParameters",
	"multiValueQueryStringParameters", "pathParameters", "stageVariables", "requestContext", "body", "isBase64Encoded",
	"routeKey", "rawPath", "rawQueryString", "cookies",
}
