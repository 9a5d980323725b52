// Binding: from a request to a typed handler's input.

package router

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/router/internal/rawjson"
)

// bind fills in and checks it.
func (b *binder) bind(req *Request, in reflect.Value) error {
	var problems []Problem
	if b.body != nil {
		found, err := b.bindBody(req, in)
		if err != nil {
			return err
		}
		problems = found
	}
	for i := range b.params {
		problems = b.params[i].bind(req, in, problems)
	}
	if problems == nil {
		problems = validateSelf(in)
	}
	if problems != nil {
		return &ValidationError{problems}
	}
	return nil
}

// validateSelf calls the input's method Validate, if it has one.
func validateSelf(in reflect.Value) []Problem {
	v, ok := in.Addr().Interface().(interface{ Validate() error })
	if !ok {
		return nil
	}
	err := v.Validate()
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*ValidationError](err); ok {
		return known.Problems
	}
	return []Problem{{[]any{"body"}, "value_error", err.Error()}}
}

// bind sets the field. It begins from zero: the body must not get through to a
// field that isn't the body's.
func (p *paramField) bind(req *Request, in reflect.Value, problems []Problem) []Problem {
	field := in.FieldByIndex(p.index)
	field.SetZero()
	values, ok := p.lookup(req)
	loc := []any{p.source, p.name}
	switch {
	case !ok && p.hasDefault:
		values = []string{p.fallback}
	case !ok && p.rules.required:
		return append(problems, Problem{loc, "missing", "Field required"})
	case !ok:
		return problems
	}
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	if !p.multi {
		if problem := p.set(field, values[0]); problem != nil {
			problem.Loc = loc
			return append(problems, *problem)
		}
		return p.rules.check(loc, field, problems)
	}
	slice := reflect.MakeSlice(field.Type(), len(values), len(values))
	before := len(problems)
	for i, v := range values {
		if problem := p.set(slice.Index(i), v); problem != nil {
			problem.Loc = append(loc[:2:2], i)
			problems = append(problems, *problem)
		}
	}
	field.Set(slice)
	if len(problems) > before {
		return problems
	}
	return p.rules.check(loc, field, problems)
}

// lookup returns the values that the request has for the parameter.
func (p *paramField) lookup(req *Request) (values []string, ok bool) {
	switch p.source {
	case "path":
		v := req.Param(p.name)
		return []string{v}, v != ""
	case "query":
		values = req.QueryValues(p.name)
	case "cookie":
		v, ok := req.Cookie(p.name)
		return []string{v}, ok
	default:
		if !p.multi {
			v, ok := req.lookup(p.name)
			return []string{v}, ok
		}
		for _, line := range req.HeaderValues(p.name) {
			for v := range strings.SplitSeq(line, ",") {
				values = append(values, strings.TrimSpace(v))
			}
		}
	}
	return values, len(values) > 0
}

// bindBody decodes the body and checks it.
func (b *binder) bindBody(req *Request, in reflect.Value) ([]Problem, error) {
	raw, err := req.Body()
	if err != nil {
		return nil, err
	}
	text := unsafeString(raw)
	if strings.TrimSpace(text) == "" {
		if b.optional {
			return b.body.check(nil, in, "{}", []any{"body"}, nil), nil
		}
		return []Problem{{[]any{"body"}, "missing", "Field required"}}, nil
	}
	if t := req.Header(contentType); t != "" && !isJSONType(t) {
		return nil, &Error{Status: 415, Message: fmt.Sprintf("The body must be application/json, not %q", t)}
	}
	value, err := rawjson.Parse(text)
	if err != nil {
		return []Problem{{[]any{"body"}, "json_invalid", "JSON decode error: " + err.Error()}}, nil
	}
	if !b.whole && value.Kind() != '{' {
		return []Problem{{[]any{"body"}, "model_attributes_type", "Input should be an object"}}, nil
	}
	var wrong map[string]bool
	var problems []Problem
	if err := json.Unmarshal(raw, in.Addr().Interface()); err != nil {
		// It tells the first mistake only: look for all of them.
		wrong = map[string]bool{}
		problems = b.body.diagnose(in.Type(), value, []any{"body"}, wrong, nil)
		// If it's none of the body's fields, the body has a member that is named
		// as a field from elsewhere; bind sets that.
		if _, elsewhere := errors.AsType[*json.UnmarshalTypeError](err); len(problems) == 0 && !elsewhere {
			problems = []Problem{{[]any{"body"}, "value_error", "Input can't be decoded"}}
		}
	}
	return b.body.check(wrong, in, value, []any{"body"}, problems), nil
}

func isJSONType(t string) bool {
	media, _, err := mime.ParseMediaType(t)
	return err == nil && (media == jsonType || strings.HasSuffix(media, "+json"))
}

// A setter sets a value from its text. The problem it returns has no Loc.
type setter func(v reflect.Value, text string) *Problem

func setterFor(t reflect.Type) (setter, error) {
	if reflect.PointerTo(t).Implements(textUnmarshaler) {
		return setText, nil
	}
	if t == durationType {
		return setDuration, nil
	}
	switch t.Kind() {
	case reflect.String:
		return func(v reflect.Value, text string) *Problem { v.SetString(text); return nil }, nil
	case reflect.Bool:
		return setBool, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(v reflect.Value, text string) *Problem {
			n, err := strconv.ParseInt(text, 10, t.Bits())
			v.SetInt(n)
			return parsing(err, "int_parsing", "Input should be a valid integer")
		}, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(v reflect.Value, text string) *Problem {
			n, err := strconv.ParseUint(text, 10, t.Bits())
			v.SetUint(n)
			return parsing(err, "int_parsing", "Input should be a valid integer, not negative")
		}, nil
	case reflect.Float32, reflect.Float64:
		return func(v reflect.Value, text string) *Problem {
			n, err := strconv.ParseFloat(text, t.Bits())
			if n-n != 0 && err == nil { // infinite, or no number
				err = errors.New("not finite")
			}
			v.SetFloat(n)
			return parsing(err, "float_parsing", "Input should be a valid number")
		}, nil
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return func(v reflect.Value, text string) *Problem { v.SetBytes([]byte(text)); return nil }, nil
		}
	}
	return nil, fmt.Errorf("a %v can't be read from a text: give it an UnmarshalText method", t)
}

func setText(v reflect.Value, text string) *Problem {
	u, ok := v.Addr().Interface().(encoding.TextUnmarshaler)
	if !ok {
		return &Problem{Type: "value_error", Message: "Input can't be read"}
	}
	kind, what := "value_error", "Input should be a valid value"
	if _, isTime := u.(*time.Time); isTime {
		kind, what = "datetime_parsing", "Input should be a valid datetime"
	}
	return parsing(u.UnmarshalText([]byte(text)), kind, what)
}

func setDuration(v reflect.Value, text string) *Problem {
	d, err := time.ParseDuration(text)
	v.SetInt(int64(d))
	return parsing(err, "time_delta_parsing", `Input should be a valid duration such as "1m30s"`)
}

// setBool accepts what pydantic accepts.
func setBool(v reflect.Value, text string) *Problem {
	switch strings.ToLower(text) {
	case "1", "true", "on", "t", "y", "yes":
		v.SetBool(true)
	case "0", "false", "off", "f", "n", "no":
		v.SetBool(false)
	default:
		return &Problem{Type: "bool_parsing", Message: "Input should be a valid boolean"}
	}
	return nil
}

func parsing(err error, kind, message string) *Problem {
	if err == nil {
		return nil
	}
	return &Problem{Type: kind, Message: message}
}

// diagnose finds everything in a value that doesn't fit its type. The places
// are noted in wrong, so that no rule complains about them again.
func (plan *valuePlan) diagnose(t reflect.Type, v rawjson.Value, loc []any, wrong map[string]bool, problems []Problem) []Problem {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if v.Missing() || len(problems) >= maxProblems {
		return problems
	}
	switch {
	case plan != nil && !plan.opaque && t.Kind() == reflect.Struct && v.Kind() == '{':
		if len(loc) > maxLoc {
			return problems
		}
		members, _ := plan.split(v)
		for i, f := range plan.fields {
			if f.quoted {
				continue
			}
			problems = f.plan.diagnose(t.FieldByIndex(f.index).Type, members[i], append(loc[:len(loc):len(loc)], f.name), wrong, problems)
		}
		return problems
	case plan != nil && plan.elem != nil && t.Kind() == reflect.Slice && v.Kind() == '[':
		i := 0
		v.Elements(func(e rawjson.Value) bool {
			problems = plan.elem.diagnose(t.Elem(), e, append(loc[:len(loc):len(loc)], i), wrong, problems)
			i++
			return len(problems) < maxProblems
		})
		return problems
	}
	if err := json.Unmarshal([]byte(v), reflect.New(t).Interface()); err == nil {
		return problems
	}
	wrong[locText(loc)] = true
	kind, message := typeProblem(t)
	return append(problems, Problem{loc, kind, message})
}

// typeProblem names what a value should have been.
func typeProblem(t reflect.Type) (kind, message string) {
	if t == reflect.TypeFor[time.Time]() {
		return "datetime_parsing", "Input should be a valid datetime"
	}
	switch t.Kind() {
	case reflect.String:
		return "string_type", "Input should be a valid string"
	case reflect.Bool:
		return "bool_type", "Input should be a valid boolean"
	case reflect.Float32, reflect.Float64:
		return "float_type", "Input should be a valid number"
	case reflect.Slice, reflect.Array:
		return "list_type", "Input should be a valid list"
	case reflect.Map:
		return "dict_type", "Input should be a valid object"
	case reflect.Struct:
		return "model_attributes_type", "Input should be an object"
	}
	if reflect.Int <= t.Kind() && t.Kind() <= reflect.Uint64 {
		return "int_type", "Input should be a valid integer"
	}
	return "value_error", "Input should be a valid value"
}
