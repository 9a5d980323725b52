// The rules of the tag check.

package router

import (
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-go/gatehouse/router/internal/rawjson"
)

// rules are what a field's tag check says, compiled.
type rules struct {
	required       bool
	onLen, onValue []rule
}

// A rule checks a value; it returns a problem without a Loc, or nil.
type rule func(v reflect.Value) *Problem

// compileRules reads a field's tag. t is the type of the single value, which is
// an element's if multi.
func compileRules(f reflect.StructField, t reflect.Type, multi bool) (rules, error) {
	var r rules
	for text := f.Tag.Get("check"); text != ""; {
		var item string
		if strings.HasPrefix(text, "pattern=") {
			item, text = text, ""
		} else {
			item, text, _ = strings.Cut(text, ",")
		}
		name, arg, _ := strings.Cut(strings.TrimSpace(item), "=")
		if err := r.add(name, arg, t, multi); err != nil {
			return r, fmt.Errorf("check %q: %w", item, err)
		}
	}
	return r, nil
}

func (r *rules) add(name, arg string, t reflect.Type, multi bool) error {
	var one rule
	var err error
	switch name {
	case "required":
		r.required = true
		return nil
	case "minlen", "maxlen", "len":
		if !multi && t.Kind() != reflect.String && t.Kind() != reflect.Map && t.Kind() != reflect.Slice {
			return fmt.Errorf("a %v has no length: use min and max", t)
		}
		if one, err = lengthRule(name, arg); err == nil {
			r.onLen = append(r.onLen, one)
		}
		return err
	case "min", "max":
		one, err = boundRule(name, arg, t)
	case "enum":
		one = enumRule(strings.Split(arg, "|"))
	case "pattern":
		one, err = patternRule(arg, t)
	case "format":
		one, err = formatRule(arg, t)
	default:
		err = fmt.Errorf("no such rule: there are required, min, max, minlen, maxlen, len, enum, format, pattern")
	}
	if err == nil {
		r.onValue = append(r.onValue, one)
	}
	return err
}

// check appends what is wrong with a value that is there.
func (r *rules) check(loc []any, v reflect.Value, problems []Problem) []Problem {
	add := func(p *Problem, at []any) {
		if p != nil {
			p.Loc = at
			problems = append(problems, *p)
		}
	}
	for _, one := range r.onLen {
		add(one(v), loc)
	}
	if v.Kind() == reflect.Slice && !isSingle(v.Type()) {
		for i := range v.Len() {
			if len(problems) >= maxProblems {
				return problems
			}
			if e := reflect.Indirect(v.Index(i)); e.IsValid() {
				for _, one := range r.onValue {
					add(one(e), append(loc[:len(loc):len(loc)], i))
				}
			}
		}
		return problems
	}
	for _, one := range r.onValue {
		add(one(v), loc)
	}
	return problems
}

// check checks a value of the body with what its plan says, and sets defaults.
// raw is its text, which tells what is there from what isn't.
func (plan *valuePlan) check(wrong map[string]bool, v reflect.Value, raw rawjson.Value, loc []any, problems []Problem) []Problem {
	v = reflect.Indirect(v)
	if len(wrong) > 0 && wrong[locText(loc)] {
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
		if len(problems) >= maxProblems {
			return problems
		}
		f := &plan.fields[i]
		at := append(loc[:len(loc):len(loc)], f.name)
		if twice != nil && twice[i] {
			problems = append(problems, Problem{at, "value_error", "Field stands twice"})
			continue
		}
		text, field := members[i], v.FieldByIndex(f.index)
		if text.Missing() {
			switch {
			case f.hasDefault:
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
		if len(wrong) > 0 && wrong[locText(at)] {
			continue
		}
		for field.Kind() == reflect.Pointer && !field.IsNil() {
			field = field.Elem()
		}
		problems = f.rules.check(at, field, problems)
		problems = f.plan.check(wrong, field, text, at, problems)
	}
	return problems
}

// maxLoc is how deep rules are checked. Each level reads its text again.
const maxLoc = 200

// split returns an object's members in the order of the plan's fields, in any
// case as encoding/json finds them, and which of them stand twice; nil if none
// does. Those are refused: encoding/json decodes the later one on top of what
// the earlier one has left, so that no text says what the rules have to hold for.
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
			return i < v.Len() && len(problems) < maxProblems
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
			return len(problems) < maxProblems
		})
	}
	return problems
}

func lengthRule(name, arg string) (rule, error) {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("%q is no length", arg)
	}
	return func(v reflect.Value) *Problem {
		size, unit, kind := 0, "characters", "string_too_"
		if v.Kind() == reflect.String {
			size = utf8.RuneCountInString(v.String())
		} else {
			size, unit, kind = v.Len(), "items", "too_"
		}
		switch {
		case name != "maxlen" && size < n:
			return &Problem{Type: kind + "short", Message: fmt.Sprintf("Input should have at least %d %s", n, unit)}
		case name != "minlen" && size > n:
			return &Problem{Type: kind + "long", Message: fmt.Sprintf("Input should have at most %d %s", n, unit)}
		}
		return nil
	}, nil
}

func boundRule(name, arg string, t reflect.Type) (rule, error) {
	bound := reflect.New(t).Elem()
	set, err := setterFor(t)
	switch k := t.Kind(); {
	case err != nil || k < reflect.Int || k > reflect.Float64:
		return nil, fmt.Errorf("a %v is no number: use minlen and maxlen", t)
	case set(bound, arg) != nil:
		return nil, fmt.Errorf("%q is no %v", arg, t)
	}
	return func(v reflect.Value) *Problem {
		c := compareNumbers(v, bound)
		switch {
		case name == "min" && c < 0:
			return &Problem{Type: "greater_than_equal", Message: "Input should be greater than or equal to " + arg}
		case name == "max" && c > 0:
			return &Problem{Type: "less_than_equal", Message: "Input should be less than or equal to " + arg}
		}
		return nil
	}, nil
}

func compareNumbers(a, b reflect.Value) int {
	switch {
	case a.CanInt():
		return sign(a.Int() < b.Int(), a.Int() > b.Int())
	case a.CanUint():
		return sign(a.Uint() < b.Uint(), a.Uint() > b.Uint())
	}
	return sign(a.Float() < b.Float(), a.Float() > b.Float())
}

func sign(less, more bool) int {
	switch {
	case less:
		return -1
	case more:
		return 1
	}
	return 0
}

func enumRule(allowed []string) rule {
	list := "'" + strings.Join(allowed, "', '") + "'"
	return func(v reflect.Value) *Problem {
		if slices.Contains(allowed, fmt.Sprint(v.Interface())) {
			return nil
		}
		return &Problem{Type: "literal_error", Message: "Input should be one of " + list}
	}
}

func patternRule(arg string, t reflect.Type) (rule, error) {
	if t.Kind() != reflect.String {
		return nil, fmt.Errorf("a %v is no string", t)
	}
	re, err := regexp.Compile(arg)
	return func(v reflect.Value) *Problem {
		if re.MatchString(v.String()) {
			return nil
		}
		return &Problem{Type: "string_pattern_mismatch", Message: "String should match pattern '" + arg + "'"}
	}, err
}

func formatRule(name string, t reflect.Type) (rule, error) {
	valid, ok := formats[name]
	if !ok {
		return nil, fmt.Errorf("no such format")
	}
	if t.Kind() != reflect.String {
		return nil, fmt.Errorf("a %v is no string", t)
	}
	return func(v reflect.Value) *Problem {
		if valid(v.String()) {
			return nil
		}
		return &Problem{Type: "value_error", Message: "Input is not a valid " + name}
	}, nil
}

// Compiled when they're first needed: a function's start is precious.
var (
	uuidFormat = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	})
	hostFormat = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)
	})
)

var formats = map[string]func(string) bool{
	"email": func(s string) bool {
		a, err := mail.ParseAddress(s)
		return err == nil && a.Address == s
	},
	"uuid":      func(s string) bool { return uuidFormat().MatchString(s) },
	"date":      isTime(time.DateOnly),
	"date-time": isTime(time.RFC3339Nano),
	"time":      isTime("15:04:05.999999999Z07:00"),
	"uri": func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "" || u.Path != "")
	},
	"hostname": func(s string) bool { return len(s) < 254 && hostFormat().MatchString(s) },
	"ipv4": func(s string) bool {
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is4()
	},
	"ipv6": func(s string) bool {
		a, err := netip.ParseAddr(s)
		return err == nil && a.Is6() && a.Zone() == ""
	},
}

func isTime(layout string) func(string) bool {
	return func(s string) bool {
		_, err := time.Parse(layout, s)
		return err == nil
	}
}
