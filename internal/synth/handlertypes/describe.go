// What a handler's source says to those who call it: its parameters, its body and
// its answers as schemas.

package handlertypes

import (
	"cmp"
	"encoding/json"
	"go/types"
	"reflect"

	"github.com/gatehouse-go/gatehouse/internal/bind"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// Describe describes a handler of a package, as far as its form shows what it
// takes and gives. Types with a name go into shared, once for all handlers of an
// API. The handler has no problems of its types.
func (p *Package) Describe(name string, form source.Form, shared *openapi.Shared) *openapi.Handler {
	fn, sig := p.function(name)
	if fn == nil {
		return nil
	}
	if p.comments == nil {
		p.comments = &comments{pkg: p, files: map[string]map[commentKey]string{}}
	}
	h := &openapi.Handler{Doc: docOf(p.comments.of(fn.Pos(), name)), Answers: p.answers(name)}
	if form != source.HTTP {
		h.OwnErrors = p.ownErrors()
	}
	if form == source.Typed {
		p.describeInput(h, sig.Params().At(1), shared)
	}
	if form == source.Typed || form == source.RequestOf {
		out := types.Unalias(sig.Results().At(0).Type())
		if ptr, ok := out.(*types.Pointer); ok {
			out = ptr.Elem() // nil beside a nil error is a slip
		}
		if types.TypeString(out, nil) != routerPath+".Response" {
			h.Result = p.describer(openapi.Output, shared).value(out)
		}
	}
	return h
}

func (p *Package) describer(d openapi.Direction, shared *openapi.Shared) *describer {
	return &describer{pkg: p, direction: d, shared: shared}
}

// describeInput describes what the router binds.
func (p *Package) describeInput(h *openapi.Handler, param *types.Var, shared *openapi.Shared) {
	h.Typed = true
	d := p.describer(openapi.Input, shared)
	in := types.Unalias(param.Type())
	if ptr, ok := in.(*types.Pointer); ok {
		in = types.Unalias(ptr.Elem())
	}
	stand, binder, err := p.bound(param)
	if err != nil {
		return // reported
	}
	for param := range binder.Params() {
		field := stand.field(param.Field)
		if field == nil {
			continue
		}
		doc := docOf(p.comments.of(field.Origin().Pos(), field.Name()))
		schema := d.text(field.Type())
		d.constrain(schema, param.Field, field.Type())
		h.Params = append(h.Params, &openapi.Parameter{
			Name: param.Name, In: param.Source, Required: param.Required, Description: doc.Text, Deprecated: doc.Deprecated, Schema: schema,
		})
	}
	if !binder.HasBody() {
		return
	}
	h.HasBody, h.Optional = true, binder.BodyOptional()
	h.Body = d.value(in)
}

// constrain writes the tags of a field into its schema: rules, the default, and an
// example.
func (d *describer) constrain(s *openapi.Schema, f reflect.StructField, t types.Type) {
	inner, _ := s.NotNull()
	target, list := inner, inner.Type.Only() == "array"
	if list && inner.Items != nil {
		target = inner.Items // rules about single values hold for each element
	}
	for _, rule := range bind.RulesOf(f.Tag) {
		openapi.Constrain(inner, target, elementKind(t), rule.Name, rule.Arg)
	}
	if text, ok := f.Tag.Lookup("default"); ok {
		inner.Default = d.read(f, text, inner)
	} else if text, ok := f.Tag.Lookup(ownDefault); ok {
		inner.Default = text // only the application reads it
	}
	if text, ok := f.Tag.Lookup("example"); ok {
		if v := d.example(f, text, inner); v != nil {
			inner.Examples = []any{v}
		}
	}
	if inner != s {
		*s = *inner.OrNull()
	}
}

// elementKind is the type in JSON of a value, or of an element of a list.
func elementKind(t types.Type) string {
	for {
		switch u := t.Underlying().(type) {
		case *types.Pointer:
			t = u.Elem()
			continue
		case *types.Slice:
			t = u.Elem()
			continue
		case *types.Basic:
			return basicSchema(u).Type.Only()
		}
		return ""
	}
}

// read returns a text as JSON has its value, the text itself if that is a string
// there.
func (d *describer) read(f reflect.StructField, text string, s *openapi.Schema) any {
	if s.Type.Only() == "string" {
		return text
	}
	v, err := bind.ReadText(f.Type, text)
	if err != nil {
		return nil
	}
	return v
}

// example reads the tag example: JSON if the value is no string, an element's text
// for a list. What does not fit is no example.
func (d *describer) example(f reflect.StructField, text string, s *openapi.Schema) any {
	if s.Type.Only() == "array" && s.Items != nil {
		inner, _ := s.Items.NotNull()
		elem := f
		for elem.Type.Kind() == reflect.Pointer {
			elem.Type = elem.Type.Elem()
		}
		elem.Type = elem.Type.Elem()
		if v := d.read(elem, text, inner); v != nil {
			return []any{v}
		}
		return nil
	}
	if v := d.read(f, text, s); v != nil || !json.Valid([]byte(text)) {
		return v
	}
	return json.RawMessage(text)
}

// nameOf returns how a named type is called, and the import path of its package.
func nameOf(t types.Type) (key, pkg, name string) {
	obj := objectOf(t)
	key = types.TypeString(t, nil)
	if obj.Pkg() != nil {
		pkg = obj.Pkg().Path()
		if obj.Parent() != nil && obj.Parent() != obj.Pkg().Scope() {
			key += "@" + obj.Pkg().Path() + obj.Parent().String() // declared in a function
		}
	}
	name = types.TypeString(t, func(*types.Package) string { return "" })
	return key, pkg, cmp.Or(name, "Type")
}

func objectOf(t types.Type) *types.TypeName { return t.(*types.Named).Obj() }
