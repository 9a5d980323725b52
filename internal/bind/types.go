// What types can be at all: what JSON has no form for, and which field is wrong.

package bind

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
)

// A FieldError is a field that makes no sense in the input of a typed handler,
// or in its output.
type FieldError struct {
	Type  reflect.Type // the struct
	Field reflect.StructField
	Err   error
}

func (e *FieldError) Error() string { return fmt.Sprintf("%v.%s: %v", e.Type, e.Field.Name, e.Err) }

func (e *FieldError) Unwrap() error { return e.Err }

// A Param is a field that comes from outside the body.
type Param struct {
	Source   string // "path", "query", "header", "cookie"
	Name     string
	Field    reflect.StructField
	Required bool
	Multi    bool // it may be there several times
}

// Params returns the fields that come from outside the body.
func (b *Binder) Params() iter.Seq[Param] {
	return func(yield func(Param) bool) {
		for _, p := range b.params {
			if !yield(Param{p.source, p.name, p.field, p.rules.required, p.multi}) {
				return
			}
		}
	}
}

// decodable returns an error for a type that no JSON can fill.
func decodable(t reflect.Type) error {
	switch t.Kind() {
	case reflect.Interface:
		if t.NumMethod() > 0 {
			return errors.New("JSON can't fill an interface that has methods: use the type itself, or leave the field out with json:\"-\"")
		}
	case reflect.Map:
		if k := t.Key(); !isKey(k) && !reflect.PointerTo(k).Implements(textUnmarshaler) {
			return fmt.Errorf("JSON has no keys of the type %v: use strings, integers, or a type with UnmarshalText", k)
		}
	}
	return inJSON(t)
}

// Encodable returns an error for the output of a typed handler that can't
// become JSON. What is in an interface is not known.
func Encodable(t reflect.Type) error {
	return encodable(t, map[reflect.Type]bool{})
}

func encodable(t reflect.Type, seen map[reflect.Type]bool) error {
	if seen[t] || t.Implements(jsonMarshaler) || t.Implements(textMarshaler) {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return encodable(t.Elem(), seen)
	case reflect.Map:
		if k := t.Key(); !isKey(k) && !k.Implements(textMarshaler) {
			return fmt.Errorf("JSON has no keys of the type %v: use strings, integers, or a type with MarshalText", k)
		}
		return encodable(t.Elem(), seen)
	case reflect.Struct:
		var problems []error
		for _, f := range reflect.VisibleFields(t) {
			if !f.IsExported() || f.Tag.Get("json") == "-" || f.Anonymous {
				continue
			}
			err := encodable(f.Type, seen)
			if _, inner := errors.AsType[*FieldError](err); err != nil && !inner {
				err = &FieldError{t, f, err}
			}
			problems = append(problems, err)
		}
		return errors.Join(problems...)
	}
	return inJSON(t)
}

// inJSON returns an error for kinds of values that JSON does not have.
func inJSON(t reflect.Type) error {
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return fmt.Errorf("JSON has no %v: leave the field out with json:\"-\"", t.Kind())
	}
	return nil
}

// isKey reports whether encoding/json takes a kind of map key as it is.
func isKey(k reflect.Type) bool {
	return k.Kind() == reflect.String || reflect.Int <= k.Kind() && k.Kind() <= reflect.Uintptr
}

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)
