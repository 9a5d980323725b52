// CloudFormation's intrinsic functions, except for Ref and GetAtt of resources.
// Source: CloudFormation user guide, "Intrinsic function reference".

package assembly

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// unresolved stands for a value that can't be known here. Whatever is made
// from it can't be known either.
type unresolved struct{ reason string }

// String is what stands in texts for the value.
func (u *unresolved) String() string { return "(unknown: " + u.reason + ")" }

// noValue is what AWS::NoValue evaluates to: the property isn't there.
type noValue struct{}

// maxDepth is how deep values may be nested.
const maxDepth = 500

// once evaluates what has a name once: a name that comes up again while it is
// evaluated is part of a circle, and one that many refer to costs no more.
func (s *stack) once(name string, evaluate func() any) any {
	if v, ok := s.known[name]; ok {
		return v
	}
	s.known[name] = unknown("values refer to each other in a circle, at %s of stack %s", name, s.name)
	v := evaluate()
	s.known[name] = v
	return v
}

func unknown(format string, args ...any) *unresolved {
	return &unresolved{fmt.Sprintf(format, args...)}
}

// eval evaluates a value: the result has no intrinsic functions left, but may
// be or hold *unresolved.
func (s *stack) eval(v any) any {
	if s.depth > maxDepth {
		return unknown("values are nested too deep")
	}
	s.depth++
	defer func() { s.depth-- }()
	switch v := v.(type) {
	case lazy:
		return v.in.evalFrom(s, v.value)
	case string:
		return s.resolve(v)
	case []any:
		list := make([]any, 0, len(v))
		for _, item := range v {
			if item = s.eval(item); item != (noValue{}) {
				list = append(list, item)
			}
		}
		return list
	case map[string]any:
		if len(v) == 1 {
			for name, arg := range v {
				if name == "Ref" || name == "Condition" || strings.HasPrefix(name, "Fn::") {
					return s.call(name, arg)
				}
			}
		}
		m := make(map[string]any, len(v))
		for key, item := range v {
			if item = s.eval(item); item != (noValue{}) {
				m[key] = item
			}
		}
		return m
	}
	return v
}

// evalFrom evaluates a value of s that another stack needs: a circle may lead
// through several stacks.
func (s *stack) evalFrom(other *stack, v any) any {
	before := s.depth
	s.depth = max(before, other.depth)
	defer func() { s.depth = before }()
	return s.eval(v)
}

func (s *stack) call(name string, arg any) any {
	switch name {
	case "Ref":
		id, _ := arg.(string)
		return s.ref(id)
	case "Fn::GetAtt":
		return s.getAttOf(arg)
	case "Fn::Sub":
		return s.sub(arg)
	case "Fn::If":
		return s.choose(arg)
	case "Fn::FindInMap":
		return s.findOr(arg)
	case "Fn::ImportValue":
		return s.imported(s.eval(arg))
	case "Condition", "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or":
		ok, u := s.test(map[string]any{name: arg})
		if u != nil {
			return u
		}
		return ok
	}
	value := s.eval(arg)
	if u := firstUnresolved(value); u != nil {
		return u
	}
	list, _ := value.([]any)
	switch name {
	case "Fn::Join":
		if len(list) == 2 {
			if joined, ok := join(list[0], list[1]).(string); ok {
				return s.resolve(joined) // a dynamic reference may have come together
			}
			return join(list[0], list[1])
		}
	case "Fn::Split":
		if len(list) == 2 {
			return split(asText(list[0]), asText(list[1]))
		}
	case "Fn::Select":
		if len(list) == 2 {
			return pick(asText(list[0]), list[1])
		}
	case "Fn::Cidr":
		if len(list) == 2 {
			list = append(list, "8") // as CloudFormation does
		}
		if len(list) == 3 {
			return cidr(asText(list[0]), asText(list[1]), asText(list[2]))
		}
	case "Fn::GetAZs":
		return zones(cmp.Or(asText(value), s.region))
	case "Fn::Base64":
		return base64.StdEncoding.EncodeToString([]byte(asText(value)))
	case "Fn::Length":
		return float64(len(list))
	case "Fn::ToJsonString":
		b, err := json.Marshal(value)
		if err != nil {
			return unknown("%s: %v", name, err)
		}
		return string(b)
	}
	return unknown("%s of %s is not known to Gatehouse", name, short(arg))
}

func join(separator, list any) any {
	items, ok := list.([]any)
	if !ok {
		return unknown("Fn::Join of something that is not a list: %s", short(list))
	}
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = asText(item)
	}
	return strings.Join(parts, asText(separator))
}

func split(separator, s string) any {
	parts := strings.Split(s, separator)
	list := make([]any, len(parts))
	for i, part := range parts {
		list[i] = part
	}
	return list
}

func pick(index string, list any) any {
	items, ok := list.([]any)
	i, err := strconv.Atoi(index)
	if !ok || err != nil || i < 0 || i >= len(items) {
		return unknown("Fn::Select of element %s of %s", index, short(list))
	}
	return items[i]
}

// findOr is find with the default value that a fourth element may give
// (transform AWS::LanguageExtensions).
func (s *stack) findOr(arg any) any {
	list, _ := arg.([]any)
	if len(list) < 3 {
		return unknown("Fn::FindInMap of %s needs a map and two keys", short(arg))
	}
	keys := s.eval(list[:3])
	if u := firstUnresolved(keys); u != nil {
		return u
	}
	k := keys.([]any)
	if len(k) < 3 {
		return unknown("Fn::FindInMap of %s needs a map and two keys", short(arg))
	}
	v := s.find(asText(k[0]), asText(k[1]), asText(k[2]))
	if _, missing := v.(*unresolved); missing && len(list) == 4 {
		if m, ok := list[3].(map[string]any); ok && m["DefaultValue"] != nil {
			return s.eval(m["DefaultValue"])
		}
	}
	return v
}

func (s *stack) find(name, first, second string) any {
	if v, ok := s.template.Mappings[name][first][second]; ok {
		return s.eval(v)
	}
	return unknown("Fn::FindInMap: mapping %s has no %s, %s", name, first, second)
}

var placeholder = regexp.MustCompile(`\$\{([^}]*)\}`)

func (s *stack) sub(arg any) any {
	format, values := arg, map[string]any{}
	if list, ok := arg.([]any); ok && len(list) == 2 {
		format = list[0]
		values, _ = list[1].(map[string]any)
	}
	pattern, ok := format.(string)
	if !ok {
		return unknown("Fn::Sub of something that is not a string: %s", short(format))
	}
	var failed *unresolved
	result := placeholder.ReplaceAllStringFunc(pattern, func(match string) string {
		name := strings.TrimSpace(match[2 : len(match)-1])
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			return "${" + literal + "}"
		}
		var v any
		if given, ok := values[name]; ok {
			v = s.eval(given)
		} else if strings.Contains(name, ".") {
			v = s.getAttOf(name)
		} else {
			v = s.ref(name)
		}
		if u := firstUnresolved(v); u != nil && failed == nil {
			failed = u
		}
		return asText(v)
	})
	if failed != nil {
		return failed
	}
	return s.eval(result) // a dynamic reference may have come together
}

func (s *stack) choose(arg any) any {
	list, ok := arg.([]any)
	if !ok || len(list) != 3 {
		return unknown("Fn::If needs a condition and two values, has %s", short(arg))
	}
	name, _ := list[0].(string)
	yes, u := s.condition(name)
	if u != nil {
		return u
	}
	if yes {
		return s.eval(list[1])
	}
	return s.eval(list[2])
}

// condition evaluates a condition by its name.
func (s *stack) condition(name string) (bool, *unresolved) {
	c, ok := s.template.Conditions[name]
	if !ok {
		return false, unknown("there is no condition %q", name)
	}
	v := s.once("condition "+name, func() any {
		yes, u := s.test(c)
		if u != nil {
			return u
		}
		return yes
	})
	if u, ok := v.(*unresolved); ok {
		return false, u
	}
	return v.(bool), nil
}

// test evaluates what may stand in a condition.
func (s *stack) test(c any) (bool, *unresolved) {
	m, ok := c.(map[string]any)
	if !ok || len(m) != 1 {
		return false, unknown("%s is not a condition", short(c))
	}
	for name, arg := range m {
		if name == "Condition" {
			id, _ := arg.(string)
			return s.condition(id)
		}
		list, _ := arg.([]any)
		switch {
		case name == "Fn::Equals" && len(list) == 2:
			a, b := s.eval(list[0]), s.eval(list[1])
			if u := firstUnresolved([]any{a, b}); u != nil {
				return false, u
			}
			return asText(a) == asText(b), nil
		case name == "Fn::Not" && len(list) == 1:
			yes, u := s.test(list[0])
			return !yes, u
		case name == "Fn::And" || name == "Fn::Or":
			return s.combine(name == "Fn::Or", list)
		}
	}
	return false, unknown("Gatehouse does not know the condition %s", short(c))
}

// combine stops at the first value that decides, so that it can also do
// without what isn't known.
func (s *stack) combine(or bool, list []any) (bool, *unresolved) {
	var failed *unresolved
	for _, c := range list {
		yes, u := s.test(c)
		if u == nil && yes == or {
			return or, nil
		}
		if u != nil {
			failed = u
		}
	}
	return !or, failed
}

// firstUnresolved finds what isn't known in a value.
func firstUnresolved(v any) *unresolved {
	switch v := v.(type) {
	case *unresolved:
		return v
	case []any:
		for _, item := range v {
			if u := firstUnresolved(item); u != nil {
				return u
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if u := firstUnresolved(v[key]); u != nil {
				return u
			}
		}
	}
	return nil
}

// asText is a scalar as CloudFormation writes it into a string.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		if v == math.Trunc(v) {
			return strconv.FormatFloat(v, 'f', 0, 64)
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case nil, noValue, *unresolved:
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

// short is a value for an error message.
func short(v any) string {
	if u := firstUnresolved(v); u != nil {
		return u.reason
	}
	s := asText(v)
	if len(s) > 80 {
		s = s[:77] + "..."
	}
	return s
}
