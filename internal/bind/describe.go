// What a compiled type asks for, for those who describe it.

package bind

import (
	"fmt"
	"reflect"
	"strings"
)

// Whole reports whether the input is the body itself.
func (b *Binder) Whole() bool { return b.whole }

// HasBody reports whether the input takes anything from the body.
func (b *Binder) HasBody() bool { return b.body != nil }

// BodyOptional reports whether a request without a body is right.
func (b *Binder) BodyOptional() bool { return !b.whole && b.optional }

// A JSONField is a field of a struct as encoding/json finds it.
type JSONField struct {
	reflect.StructField
	JSON   string // its name there
	Omit   bool   // it is left out if it is empty or zero
	Quoted bool   // a number, boolean or string, in a string
	Absent bool   // it is left out if a struct that is embedded by pointer is nil
}

// JSONFields returns the fields of a struct that encoding/json reads and writes, in
// their order.
func JSONFields(t reflect.Type) []JSONField {
	var out []JSONField
	for _, f := range jsonFields(t).filled {
		_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		field := JSONField{StructField: f.StructField, JSON: f.name, Absent: f.pointer >= 0}
		for option := range strings.SplitSeq(options, ",") {
			field.Omit = field.Omit || option == "omitempty" || option == "omitzero"
			field.Quoted = field.Quoted || option == "string"
		}
		out = append(out, field)
	}
	return out
}

// ReadText returns what a text means as a value of a type, by the rules for
// parameters and defaults.
func ReadText(t reflect.Type, text string) (any, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	set, err := setterFor(t)
	if err != nil {
		return nil, err
	}
	v := reflect.New(t).Elem()
	if problem := set(v, text); problem != nil {
		return nil, fmt.Errorf("%q: %s", text, problem.Message)
	}
	return v.Interface(), nil
}
