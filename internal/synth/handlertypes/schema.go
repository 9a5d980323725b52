// Schemas of Go types, by the rules of encoding/json and of package bind.

package handlertypes

import (
	"cmp"
	"go/constant"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/bind"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

// describer makes schemas in one direction.
type describer struct {
	pkg       *Package
	direction openapi.Direction
	shared    *openapi.Shared
}

func typed(name string) *openapi.Schema { return &openapi.Schema{Type: openapi.Types{name}} }

// anything is the schema of what is not known.
func anything() *openapi.Schema { return &openapi.Schema{} }

// value returns the schema of a type as a JSON value.
func (d *describer) value(t types.Type) *openapi.Schema {
	t = types.Unalias(t)
	named, ok := t.(*types.Named)
	if !ok {
		return d.shape(t)
	}
	if s := wellKnown(named); s != nil {
		return s
	}
	if hasMethod(t, d.method("JSON")) {
		return anything() // what the method makes of it is not known here
	}
	if hasMethod(t, d.method("Text")) {
		return textual(named)
	}
	switch t.Underlying().(type) {
	case *types.Basic:
		if len(d.enum(named)) == 0 {
			return d.shape(t.Underlying())
		}
	case *types.Struct:
	default:
		if !holdsItself(named) {
			return d.shape(t.Underlying())
		}
	}
	key, pkg, name := nameOf(t)
	ref := d.shared.Refer(d.direction, key, pkg, name, func() *openapi.Schema {
		s, _ := d.shape(t.Underlying()).NotNull()
		doc := docOf(d.pkg.comments.of(named.Origin().Obj().Pos(), named.Obj().Name()))
		s.Description, s.Deprecated = doc.Text, doc.Deprecated
		s.Enum, s.EnumNames = d.enumOf(named)
		return s
	})
	return d.nilable(t, ref)
}

// holdsItself reports whether a list or map, or a pointer, leads back to itself
// without a struct between, which has a name to refer to.
func holdsItself(t *types.Named) bool {
	seen := map[types.Type]bool{}
	var leads func(of types.Type) bool
	leads = func(of types.Type) bool {
		of = types.Unalias(of)
		if named, ok := of.(*types.Named); ok {
			if seen[of] {
				return types.Identical(named, t)
			}
			seen[of] = true
		}
		switch u := of.Underlying().(type) {
		case interface{ Elem() types.Type }: // pointers, slices, arrays, maps
			return leads(u.Elem())
		}
		return false
	}
	return leads(t)
}

// nilable adds null where encoding/json writes it for nil.
func (d *describer) nilable(t types.Type, s *openapi.Schema) *openapi.Schema {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map:
		if d.direction == openapi.Output {
			return s.OrNull()
		}
	}
	return s
}

// method is the method by which a type has a form of its own.
func (d *describer) method(of string) string {
	if d.direction == openapi.Input {
		return "Unmarshal" + of
	}
	return "Marshal" + of
}

// wellKnown is the schema of types of the standard library whose methods are known.
func wellKnown(t *types.Named) *openapi.Schema {
	obj := t.Obj()
	if obj.Pkg() == nil {
		return nil
	}
	switch obj.Pkg().Path() + "." + obj.Name() {
	case "time.Time":
		return &openapi.Schema{Type: openapi.Types{"string"}, Format: "date-time"}
	case "time.Duration":
		return &openapi.Schema{Type: openapi.Types{"integer"}, Format: "int64", Description: "Nanoseconds."}
	case "encoding/json.Number":
		return typed("number")
	case "encoding/json.RawMessage":
		return anything()
	case "math/big.Int":
		return typed("integer")
	}
	return nil
}

// textual is the schema of a type that reads and writes text.
func textual(t *types.Named) *openapi.Schema {
	s := typed("string")
	switch name := t.Obj().Name(); {
	case strings.EqualFold(name, "UUID"):
		s.Format = "uuid"
	case t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == "time" && name == "Time":
		s.Format = "date-time"
	}
	return s
}

// text returns the schema of a type as a parameter.
func (d *describer) text(t types.Type) *openapi.Schema {
	t = types.Unalias(t)
	if ptr, ok := t.(*types.Pointer); ok {
		return d.text(ptr.Elem())
	}
	named, ok := t.(*types.Named)
	if ok {
		if named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time" && named.Obj().Name() == "Duration" {
			return &openapi.Schema{Type: openapi.Types{"string"}, Description: `A duration such as "1m30s".`}
		}
		if hasMethod(t, "UnmarshalText") {
			return textual(named)
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		if isBytes(t) {
			return typed("string")
		}
		return &openapi.Schema{Type: openapi.Types{"array"}, Items: d.text(u.Elem())}
	case *types.Basic:
		s := basicSchema(u)
		if ok {
			s.Enum, s.EnumNames = d.enumOf(named)
		}
		return s
	}
	return typed("string")
}

// isBytes reports whether encoding/json writes a slice as base64.
func isBytes(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	b, ok := s.Elem().Underlying().(*types.Basic)
	return ok && b.Kind() == types.Uint8 && !hasMethod(s.Elem(), "MarshalJSON") && !hasMethod(s.Elem(), "MarshalText")
}

// shape returns the schema of a type without a name.
func (d *describer) shape(t types.Type) *openapi.Schema {
	switch t := t.(type) {
	case *types.Basic:
		return basicSchema(t)
	case *types.Pointer:
		return d.value(t.Elem()).OrNull()
	case *types.Slice:
		if isBytes(t) {
			return d.nilable(t, &openapi.Schema{Type: openapi.Types{"string"}, Encoding: "base64"})
		}
		return d.nilable(t, &openapi.Schema{Type: openapi.Types{"array"}, Items: d.value(t.Elem())})
	case *types.Array:
		n := int(t.Len())
		return &openapi.Schema{Type: openapi.Types{"array"}, Items: d.value(t.Elem()), MinItems: &n, MaxItems: &n}
	case *types.Map:
		return d.nilable(t, &openapi.Schema{Type: openapi.Types{"object"}, Additional: d.value(t.Elem())})
	case *types.Struct:
		return d.object(t)
	}
	return anything() // interfaces; functions and channels are refused before
}

func basicSchema(t *types.Basic) *openapi.Schema {
	kind := basic(t)
	if kind == nil {
		return anything()
	}
	switch k := kind.Kind(); {
	case k == reflect.Bool:
		return typed("boolean")
	case k == reflect.String:
		return typed("string")
	case k == reflect.Float32:
		return &openapi.Schema{Type: openapi.Types{"number"}, Format: "float"}
	case k == reflect.Float64:
		return &openapi.Schema{Type: openapi.Types{"number"}, Format: "double"}
	case reflect.Uint <= k && k <= reflect.Uintptr:
		return &openapi.Schema{Type: openapi.Types{"integer"}, Format: intFormat(kind), Minimum: "0"}
	case reflect.Int <= k && k <= reflect.Int64:
		return &openapi.Schema{Type: openapi.Types{"integer"}, Format: intFormat(kind)}
	}
	return anything()
}

// intFormat is the smallest format that holds all values of a type; OpenAPI has no
// name for one of 64 bits without a sign.
func intFormat(t reflect.Type) string {
	unsigned := t.Kind() >= reflect.Uint
	switch {
	case t.Bits() == 64 && unsigned:
		return ""
	case t.Bits() == 64 || t.Bits() == 32 && unsigned:
		return "int64"
	}
	return "int32"
}

// object returns the schema of a struct, with the fields that encoding/json finds.
func (d *describer) object(t *types.Struct) *openapi.Schema {
	stand := forInput()
	if d.direction == openapi.Output {
		stand = forOutput()
	}
	stand.flat = true
	s := &openapi.Schema{Type: openapi.Types{"object"}, Properties: openapi.Properties{}}
	made := stand.of(t)
	if made.Kind() != reflect.Struct {
		return typed("object")
	}
	for _, f := range bind.JSONFields(made) {
		field := stand.field(f.StructField)
		if field == nil || d.direction == openapi.Input && bind.IsParam(f.StructField) {
			continue
		}
		s.Properties = append(s.Properties, openapi.Property{Name: f.JSON, Schema: d.property(f, field)})
		if d.required(f) {
			s.Required = append(s.Required, f.JSON)
		}
	}
	return s
}

// required reports whether a property is always there.
func (d *describer) required(f bind.JSONField) bool {
	if d.direction == openapi.Output {
		return !f.Omit && !f.Absent
	}
	return slices.ContainsFunc(bind.RulesOf(f.Tag), func(r bind.Rule) bool { return r.Name == "required" })
}

func (d *describer) property(f bind.JSONField, field *types.Var) *openapi.Schema {
	s := d.value(field.Type())
	if inner, nullable := s.NotNull(); f.Quoted && canQuote(inner) {
		s = typed("string")
		if nullable {
			s = s.OrNull()
		}
	}
	if d.direction == openapi.Output && f.Omit {
		s, _ = s.NotNull() // nil is left out
	}
	c := *s // what is said of the field is not said of its type
	if d.direction == openapi.Input {
		d.constrain(&c, f.StructField, field.Type())
	} else if text, ok := f.Tag.Lookup("example"); ok {
		inner, nullable := c.NotNull()
		if v := d.example(f.StructField, text, inner); v != nil {
			inner.Examples = []any{v}
		}
		if nullable {
			inner = inner.OrNull()
		}
		c = *inner
	}
	if doc := docOf(d.pkg.comments.of(field.Origin().Pos(), field.Name())); doc.Text != "" {
		c.Description, c.Deprecated = doc.Text, doc.Deprecated
	}
	return &c
}

// canQuote reports whether the option string of the tag json has an effect.
func canQuote(s *openapi.Schema) bool {
	return slices.Contains([]string{"string", "boolean", "integer", "number"}, s.Type.Only())
}

// enumOf returns the values of a type's constants, and their names.
func (d *describer) enumOf(t *types.Named) (values []any, names []string) {
	for _, c := range d.enum(t) {
		values, names = append(values, constantValue(c)), append(names, c.Name())
	}
	return values, names
}

// enum returns the constants of a type if they look like an enumeration: two or
// more, of a string or an integer, declared in its package, which is not of the
// standard library, and no flags that are joined.
func (d *describer) enum(t *types.Named) []*types.Const {
	obj := t.Obj()
	b, ok := t.Underlying().(*types.Basic)
	if !ok || obj.Pkg() == nil || b.Info()&(types.IsString|types.IsInteger) == 0 || isStandard(obj.Pkg().Path()) {
		return nil
	}
	var found []*types.Const
	seen := map[string]bool{}
	for _, name := range obj.Pkg().Scope().Names() {
		c, ok := obj.Pkg().Scope().Lookup(name).(*types.Const)
		if !ok || !types.Identical(c.Type(), t) || seen[c.Val().ExactString()] {
			continue
		}
		seen[c.Val().ExactString()] = true
		found = append(found, c)
	}
	slices.SortStableFunc(found, func(x, y *types.Const) int {
		a, b := d.pkg.fset.Position(x.Pos()), d.pkg.fset.Position(y.Pos())
		return cmp.Or(strings.Compare(a.Filename, b.Filename), a.Line-b.Line, a.Column-b.Column)
	})
	if len(found) < 2 || areFlags(found) {
		return nil
	}
	return found
}

// areFlags reports whether constants are single bits, from 4 upwards: 1 and 2 may
// just be numbers.
func areFlags(list []*types.Const) bool {
	high := false
	for _, c := range list {
		n, ok := constant.Int64Val(constant.ToInt(c.Val()))
		if !ok || n < 0 || n&(n-1) != 0 {
			return false
		}
		high = high || n >= 4
	}
	return high
}

func constantValue(c *types.Const) any {
	if c.Val().Kind() == constant.String {
		return constant.StringVal(c.Val())
	}
	if n, ok := constant.Int64Val(c.Val()); ok {
		return n
	}
	n, _ := constant.Uint64Val(c.Val())
	return n
}

// isStandard reports whether a package is of the standard library, whose import
// paths begin with a word without a dot.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}
