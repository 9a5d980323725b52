// Checking a body that was decoded, and finding all that is wrong with one that
// could not be.

package bind

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/rawjson"
)

// check checks a value of the body with what its plan says, and sets defaults.
// raw is its text, which shows what is there.
func (plan *valuePlan) check(wrong map[string]bool, v reflect.Value, raw rawjson.Value, loc []any, problems []Problem) []Problem {
	v = reflect.Indirect(v)
	if len(wrong) > 0 && wrong[LocText(loc)] {
		return problems
	}
	if plan == nil || plan.opaque || !v.IsValid() || len(plan.fields) == 0 && plan.elem == nil {
		return problems
	}
	if plan.elem != nil {
		return plan.checkElements(wrong, v, raw, loc, problems)
	}
	if len(loc) > maxLoc {
		return append(problems, Problem{loc[:3:3], "recursion_loop", fmt.Sprintf("Input is nested deeper than %d", maxLoc)})
	}
	members, twice := plan.split(raw)
	for i := range plan.fields {
		if len(problems) >= MaxProblems {
			return problems
		}
		f := &plan.fields[i]
		if f.elsewhere {
			continue
		}
		at := append(loc[:len(loc):len(loc)], f.name)
		if twice != nil && twice[i] {
			problems = append(problems, Problem{at, "value_error", "Field appears twice"})
			continue
		}
		text := members[i]
		if text.Missing() {
			switch {
			case f.hasDefault:
				field := fieldOf(v, f.index)
				for field.Kind() == reflect.Pointer {
					field.Set(reflect.New(field.Type().Elem()))
					field = field.Elem()
				}
				f.set(field, f.fallback)
			case f.rules.required:
				problems = append(problems, Problem{at, "missing", "Field required"})
			}
			continue
		}
		if len(wrong) > 0 && wrong[LocText(at)] {
			continue
		}
		field, err := v.FieldByIndexErr(f.index)
		if err != nil {
			continue // it could not be decoded, which is reported already
		}
		for field.Kind() == reflect.Pointer && !field.IsNil() {
			field = field.Elem()
		}
		problems = f.rules.check(at, field, problems)
		problems = f.plan.check(wrong, field, text, at, problems)
	}
	return problems
}

// fieldOf returns a field, and makes the embedded structs on the way to it.
func fieldOf(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// maxLoc is how deep rules are checked. Each level reads its text again.
const maxLoc = 200

// split returns an object's members in the order of the plan's fields, in any
// case as encoding/json finds them, and which of them appear twice; nil if none
// does. Those are refused: encoding/json decodes the later one on top of what
// the earlier one has left, so no text shows what the rules have to check.
func (plan *valuePlan) split(raw rawjson.Value) (members []rawjson.Value, twice []bool) {
	members = make([]rawjson.Value, len(plan.fields))
	raw.Members(func(key string, v rawjson.Value) bool {
		i := slices.IndexFunc(plan.fields, func(f bodyField) bool { return f.name == key })
		if i < 0 {
			i = slices.IndexFunc(plan.fields, func(f bodyField) bool { return strings.EqualFold(f.name, key) })
		}
		if i < 0 {
			return true
		}
		if members[i] != "" {
			if twice == nil {
				twice = make([]bool, len(plan.fields))
			}
			twice[i] = true
		}
		members[i] = v
		return true
	})
	return members, twice
}

func (plan *valuePlan) checkElements(wrong map[string]bool, v reflect.Value, raw rawjson.Value, loc []any, problems []Problem) []Problem {
	if len(plan.elem.fields) == 0 && plan.elem.elem == nil {
		return problems
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		i := 0
		raw.Elements(func(e rawjson.Value) bool {
			if i < v.Len() {
				problems = plan.elem.check(wrong, v.Index(i), e, append(loc[:len(loc):len(loc)], i), problems)
			}
			i++
			return i < v.Len() && len(problems) < MaxProblems
		})
	case reflect.Map:
		if v.Type().Key().Kind() != reflect.String {
			return problems
		}
		raw.Members(func(key string, e rawjson.Value) bool {
			k := reflect.ValueOf(key).Convert(v.Type().Key())
			if found := v.MapIndex(k); found.IsValid() {
				// Defaults are set in a copy: a map's elements can't be changed.
				c := reflect.New(found.Type()).Elem()
				c.Set(found)
				problems = plan.elem.check(wrong, c, e, append(loc[:len(loc):len(loc)], key), problems)
				v.SetMapIndex(k, c)
			}
			return len(problems) < MaxProblems
		})
	}
	return problems
}

// diagnose finds everything in a value that doesn't fit its type. The places
// are noted in wrong, so that no rule complains about them again.
func (plan *valuePlan) diagnose(t reflect.Type, v rawjson.Value, loc []any, wrong map[string]bool, problems []Problem) []Problem {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if v.Missing() || len(problems) >= MaxProblems {
		return problems
	}
	switch {
	case plan != nil && !plan.opaque && t.Kind() == reflect.Struct && v.Kind() == '{':
		if len(loc) > maxLoc {
			return problems
		}
		members, _ := plan.split(v)
		for i, f := range plan.fields {
			if f.quoted || f.elsewhere {
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
			return len(problems) < MaxProblems
		})
		return problems
	}
	if err := json.Unmarshal([]byte(v), reflect.New(t).Interface()); err == nil {
		return problems
	}
	wrong[LocText(loc)] = true
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
