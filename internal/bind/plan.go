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
	elsewhere  bool // a parameter, which encoding/json fills all the same
	hasDefault bool
	fallback   string
	set        setter
}

var sources = []string{"path", "query", "header", "cookie"}

// Compile makes the binder of a type. The error is every field that makes no
// sense, joined, each a [*FieldError].
func Compile(t reflect.Type) (*Binder, error) {
	b := &Binder{}
	c := compiler{plans: map[reflect.Type]*valuePlan{}}
	if t.Kind() != reflect.Struct || decodesItself(t) {
		b.whole = true
		plan, err := c.planOf(t)
		b.body = plan
		return b, err
	}
	var problems []error
	for _, f := range jsonFields(t).all {
		source, name := sourceOf(f.StructField)
		if source == "" {
			continue
		}
		p, err := compileParam(f.StructField, source, name)
		if f.pointer >= 0 {
			err = errors.New("a parameter can't be behind an embedded pointer: embed the struct itself")
		}
		if err != nil {
			problems = append(problems, &FieldError{t, f.StructField, err})
			continue
		}
		b.params = append(b.params, p)
	}
	plan := &valuePlan{}
	c.plans[t] = plan
	if len(b.params) > 0 {
		c.input = t
	}
	if err := c.compileFields(plan, t, true); err != nil {
		problems = append(problems, err)
	}
	b.optional = true
	for _, f := range plan.fields {
		if !f.elsewhere {
			b.body = plan
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

// IsParam reports whether a field comes from outside the body.
func IsParam(f reflect.StructField) bool {
	source, _ := sourceOf(f)
	return source != ""
}

func compileParam(f reflect.StructField, source, name string) (paramField, error) {
	p := paramField{field: f, index: f.Index, source: source, name: name}
	if name == "" {
		return p, fmt.Errorf("the tag %s has no name", source)
	}
	if !isExported(f) {
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

// A compiler makes the plans of one type of input.
type compiler struct {
	plans map[reflect.Type]*valuePlan
	input reflect.Type // the input itself, if it has parameters
}

// planOf compiles the checks of a value of the body.
func (c *compiler) planOf(t reflect.Type) (*valuePlan, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == c.input {
		for _, f := range jsonFields(t).all {
			if source, _ := sourceOf(f.StructField); source != "" {
				return nil, &FieldError{t, f.StructField, inBody(source)}
			}
		}
	}
	plan, known := c.plans[t]
	if !known {
		plan = &valuePlan{opaque: decodesItself(t)}
		c.plans[t] = plan
	}
	if plan.opaque {
		return plan, nil
	}
	if err := decodable(t); err != nil || known {
		return plan, err // of every field of the type
	}
	var err error
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		plan.elem, err = c.planOf(t.Elem())
	case reflect.Struct:
		err = c.compileFields(plan, t, false)
	}
	return plan, err
}

// inBody says that a parameter stands in the body.
func inBody(source string) error {
	return fmt.Errorf("the tag %s has an effect in the input itself only; here the body would set it: move the field up, or embed its "+
		"struct", source)
}

// compileFields compiles the fields of a struct, which may be the input itself:
// only there parameters may stand.
func (c *compiler) compileFields(plan *valuePlan, t reflect.Type, input bool) error {
	var problems []error
	complain := func(f reflect.StructField, err error) {
		if _, inner := errors.AsType[*FieldError](err); !inner {
			err = &FieldError{t, f, err}
		}
		problems = append(problems, err)
	}
	fields := jsonFields(t)
	for _, f := range fields.all {
		if source, _ := sourceOf(f.StructField); source != "" && !input {
			complain(f.StructField, inBody(source))
		}
	}
	for _, h := range fields.hidden {
		if source, _ := sourceOf(h.StructField); source != "" || !hasRules(h.StructField) {
			continue
		}
		which := "only that is filled"
		if h.both {
			which = "neither is filled"
		}
		complain(h.StructField, fmt.Errorf("shares the name %q in JSON with the field %s, so %s: give each a name of its own", h.name,
			h.by, which))
	}
	for _, f := range fields.filled {
		source, _ := sourceOf(f.StructField)
		_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		field := bodyField{index: f.Index, name: f.name, quoted: strings.Contains(options, "string"), elsewhere: source != ""}
		if source == "" {
			if f.private {
				complain(f.StructField,
					errors.New("encoding/json can't fill what is behind an embedded pointer to an unexported struct: embed the struct itself"))
				continue
			}
			if err := field.compile(f.StructField, c); err != nil {
				complain(f.StructField, err)
				continue
			}
		}
		plan.fields = append(plan.fields, field)
	}
	return errors.Join(problems...)
}

// hasRules reports whether a field expects anything to look at it.
func hasRules(f reflect.StructField) bool {
	_, fallback := f.Tag.Lookup("default")
	return fallback || f.Tag.Get("check") != ""
}

func (field *bodyField) compile(f reflect.StructField, c *compiler) (err error) {
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
	field.plan, err = c.planOf(f.Type)
	return err
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
