// Compiling a type of input: which field comes from where.

package bind

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// A Binder fills one type of input.
type Binder struct {
	params   []paramField
	body     *valuePlan // nil: there's none
	whole    bool       // the input is the body
	optional bool       // no field of the body is required
}

// A paramField is a field that comes from outside the body.
type paramField struct {
	field      reflect.StructField
	index      []int
	source     string // "path", "query", "header", "cookie"
	name       string
	rules      rules
	multi      bool // a slice
	set        setter
	hasDefault bool
	fallback   string
}

// A valuePlan says how a value of the body is checked. Types may contain
// themselves, so plans may, too.
type valuePlan struct {
	fields []bodyField // of a struct
	elem   *valuePlan  // of a slice, array or map
	opaque bool        // decodes itself: nothing to look into
}

type bodyField struct {
	index      []int
	name       string
	rules      rules
	plan       *valuePlan
	quoted     bool // a number in a string, by json's option
	hasDefault bool
	fallback   string
	set        setter
}

var sources = []string{"path", "query", "header", "cookie"}

// Compile makes the binder of a type. The error is every field that makes no
// sense, joined, each a [*FieldError].
func Compile(t reflect.Type) (*Binder, error) {
	b := &Binder{}
	plans := map[reflect.Type]*valuePlan{}
	if t.Kind() != reflect.Struct || decodesItself(t) {
		b.whole = true
		plan, err := planOf(t, plans)
		b.body = plan
		return b, err
	}
	var problems []error
	for _, f := range reflect.VisibleFields(t) {
		source, name := sourceOf(f)
		if source == "" {
			continue
		}
		p, err := compileParam(f, source, name)
		if underPointer(t, f.Index) {
			err = errors.New("a parameter can't be behind an embedded pointer, or a struct with a name in JSON")
		}
		if err != nil {
			problems = append(problems, &FieldError{t, f, err})
			continue
		}
		b.params = append(b.params, p)
	}
	plan, err := planOf(t, plans)
	if err != nil {
		problems = append(problems, err)
	}
	if plan != nil && len(plan.fields) > 0 {
		b.body, b.optional = plan, true
		for _, f := range plan.fields {
			b.optional = b.optional && !f.rules.required
		}
	}
	return b, errors.Join(problems...)
}

func sourceOf(f reflect.StructField) (source, name string) {
	for _, s := range sources {
		if name, ok := f.Tag.Lookup(s); ok {
			return s, name
		}
	}
	return "", ""
}

func compileParam(f reflect.StructField, source, name string) (paramField, error) {
	p := paramField{field: f, index: f.Index, source: source, name: name}
	if name == "" {
		return p, fmt.Errorf("the tag %s has no name", source)
	}
	if !f.IsExported() {
		return p, errors.New("the field isn't exported")
	}
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Slice && !isSingle(t) {
		if source == "path" || source == "cookie" {
			return p, fmt.Errorf("a %s parameter has one value, not a slice", source)
		}
		p.multi, t = true, t.Elem()
	}
	var err error
	if p.set, err = setterFor(t); err != nil {
		return p, err
	}
	if p.rules, err = compileRules(f, t, p.multi); err != nil {
		return p, err
	}
	p.rules.required = p.rules.required || source == "path"
	p.fallback, p.hasDefault = f.Tag.Lookup("default")
	return p, checkDefault(p.hasDefault, p.fallback, t, p.set, p.rules)
}

// checkDefault refuses a default that isn't valid itself.
func checkDefault(has bool, text string, t reflect.Type, set setter, r rules) error {
	if !has {
		return nil
	}
	if r.required {
		return errors.New("required, and yet with a default: remove one of them")
	}
	v := reflect.New(t).Elem()
	if p := set(v, text); p != nil {
		return fmt.Errorf("default %q: %s", text, p.Message)
	}
	if problems := r.check(nil, v, nil); len(problems) > 0 {
		return fmt.Errorf("default %q: %s", text, problems[0].Message)
	}
	return nil
}

// planOf compiles the checks of a value of the body.
func planOf(t reflect.Type, plans map[reflect.Type]*valuePlan) (*valuePlan, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if plan, ok := plans[t]; ok {
		return plan, nil
	}
	plan := &valuePlan{}
	plans[t] = plan
	if decodesItself(t) {
		plan.opaque = true
		return plan, nil
	}
	if err := decodable(t); err != nil {
		return plan, err
	}
	var err error
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		plan.elem, err = planOf(t.Elem(), plans)
	case reflect.Struct:
		err = plan.compileFields(t, plans)
	}
	return plan, err
}

func (plan *valuePlan) compileFields(t reflect.Type, plans map[reflect.Type]*valuePlan) error {
	var problems []error
	for _, f := range reflect.VisibleFields(t) {
		name, isField := bodyName(f)
		if !isField || underPointer(t, f.Index) {
			continue
		}
		_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		field := bodyField{index: f.Index, name: name, quoted: strings.Contains(options, "string")}
		err := field.compile(f, plans)
		if err != nil {
			if _, inner := errors.AsType[*FieldError](err); !inner {
				err = &FieldError{t, f, err}
			}
			problems = append(problems, err)
			continue
		}
		plan.fields = append(plan.fields, field)
	}
	return errors.Join(problems...)
}

func (field *bodyField) compile(f reflect.StructField, plans map[reflect.Type]*valuePlan) (err error) {
	t := f.Type
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	multi := t.Kind() == reflect.Slice && !isSingle(t)
	elem := t
	if multi {
		for elem = t.Elem(); elem.Kind() == reflect.Pointer; {
			elem = elem.Elem()
		}
	}
	if field.rules, err = compileRules(f, elem, multi); err != nil {
		return err
	}
	if field.fallback, field.hasDefault = f.Tag.Lookup("default"); field.hasDefault {
		if field.set, err = setterFor(t); err != nil {
			return err
		}
		if err = checkDefault(true, field.fallback, t, field.set, field.rules); err != nil {
			return err
		}
	}
	field.plan, err = planOf(f.Type, plans)
	return err
}

// bodyName returns a field's name in the body; ok is false if it has none.
func bodyName(f reflect.StructField) (name string, ok bool) {
	if source, _ := sourceOf(f); source != "" || !f.IsExported() {
		return "", false
	}
	tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch {
	case f.Tag.Get("json") == "-":
		return "", false
	case f.Anonymous && tag == "":
		return "", false // its fields are listed themselves
	case tag == "":
		return f.Name, true
	}
	return tag, true
}

// underPointer reports whether a promoted field is behind an embedded pointer,
// which may be nil; encoding/json fills it, but no rule looks there.
func underPointer(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		f := t.Field(i)
		if f.Type.Kind() == reflect.Pointer || f.Tag.Get("json") != "" {
			return true
		}
		t = f.Type
	}
	return false
}

var (
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonUnmarshaler = reflect.TypeFor[interface{ UnmarshalJSON([]byte) error }]()
	durationType    = reflect.TypeFor[time.Duration]()
)

func decodesItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(jsonUnmarshaler) || p.Implements(textUnmarshaler)
}

// isSingle reports whether a slice is a single value: bytes, or a type that
// reads text.
func isSingle(t reflect.Type) bool {
	return t.Elem().Kind() == reflect.Uint8 || reflect.PointerTo(t).Implements(textUnmarshaler)
}
