// The rules of the tag check.

package bind

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rules are what a field's tag check says, compiled.
type rules struct {
	required       bool
	onLen, onValue []rule
}

// A rule checks a value; it returns a problem without a Loc, or nil.
type rule func(v reflect.Value) *Problem

// A Rule is one of the rules of a tag check, as it is written.
type Rule struct{ Name, Arg string }

// RulesOf returns the rules of a field's tag, valid or not.
func RulesOf(tag reflect.StructTag) []Rule {
	var out []Rule
	for text := tag.Get("check"); text != ""; {
		var item string
		if strings.HasPrefix(text, "pattern=") {
			item, text = text, ""
		} else {
			item, text, _ = strings.Cut(text, ",")
		}
		name, arg, _ := strings.Cut(strings.TrimSpace(item), "=")
		out = append(out, Rule{name, arg})
	}
	return out
}

func (r Rule) String() string {
	if r.Arg == "" {
		return r.Name
	}
	return r.Name + "=" + r.Arg
}

// compileRules reads a field's tag. t is the type of the single value, which is
// an element's if multi.
func compileRules(f reflect.StructField, t reflect.Type, multi bool) (rules, error) {
	var r rules
	for _, rule := range RulesOf(f.Tag) {
		if err := r.add(rule.Name, rule.Arg, t, multi); err != nil {
			return r, fmt.Errorf("check %q: %w", rule, err)
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
		err = fmt.Errorf("no such rule: use required, min, max, minlen, maxlen, len, enum, format, pattern")
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
			if len(problems) >= MaxProblems {
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

func lengthRule(name, arg string) (rule, error) {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("%q is not a length", arg)
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
		return nil, fmt.Errorf("a %v is not a number: use minlen and maxlen", t)
	case set(bound, arg) != nil:
		return nil, fmt.Errorf("%q is not a valid %v", arg, t)
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
		return nil, fmt.Errorf("a %v is not a string", t)
	}
	re, err := regexp.Compile(arg)
	return func(v reflect.Value) *Problem {
		if re.MatchString(v.String()) {
			return nil
		}
		return &Problem{Type: "string_pattern_mismatch", Message: "String should match pattern '" + arg + "'"}
	}, err
}
