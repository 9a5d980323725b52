// Binding: from a request to an input.

package bind

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// A Source is a request, as far as an input can come from it.
type Source interface {
	PathValue(name string) (string, bool)
	Query(name string) []string
	Header(name string) (string, bool)
	HeaderLines(name string) []string
	Cookie(name string) (string, bool)

	// Body returns the body; the bytes are the caller's own. It fails if the
	// body cannot be JSON.
	Body() ([]byte, error)
}

// Bind fills in, an addressable value of the compiled type, and checks it. The
// error is that of the source's body.
func (b *Binder) Bind(from Source, in reflect.Value) (problems []Problem, err error) {
	if b.body != nil {
		if problems, err = b.bindBody(from, in); err != nil {
			return nil, err
		}
	}
	for i := range b.params {
		problems = b.params[i].bind(from, in, problems)
	}
	return problems, nil
}

// bind sets the field. It starts from zero: the body must not reach a field that
// belongs to another source.
func (p *paramField) bind(from Source, in reflect.Value, problems []Problem) []Problem {
	field := in.FieldByIndex(p.index)
	field.SetZero()
	values, ok := p.lookup(from)
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
func (p *paramField) lookup(from Source) (values []string, ok bool) {
	switch p.source {
	case "path":
		v, ok := from.PathValue(p.name)
		return []string{v}, ok
	case "query":
		values = from.Query(p.name)
	case "cookie":
		v, ok := from.Cookie(p.name)
		return []string{v}, ok
	default:
		if !p.multi {
			v, ok := from.Header(p.name)
			return []string{v}, ok
		}
		for _, line := range from.HeaderLines(p.name) {
			for v := range strings.SplitSeq(line, ",") {
				values = append(values, strings.TrimSpace(v))
			}
		}
	}
	return values, len(values) > 0
}

// bindBody decodes the body and checks it.
func (b *Binder) bindBody(from Source, in reflect.Value) ([]Problem, error) {
	raw, err := from.Body()
	if err != nil {
		return nil, err
	}
	text := rawjson.Shared(raw)
	if strings.TrimSpace(text) == "" {
		if b.optional {
			return b.body.check(nil, in, "{}", []any{"body"}, nil), nil
		}
		return []Problem{{[]any{"body"}, "missing", "Field required"}}, nil
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
		// It reports the first mistake only: look for all of them.
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
