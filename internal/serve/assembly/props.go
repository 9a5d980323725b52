// Properties of a resource, evaluated and read as plain Go. What can't be
// known is noted, so that the reader of a property needn't ask.

package assembly

import (
	"fmt"
	"strconv"
	"strings"
)

type props struct {
	s        *stack
	path     string
	values   map[string]any
	problems *[]Problem
}

func (s *stack) props(id string, r *resource, problems *[]Problem) props {
	return props{s: s, path: s.pathOf(id), values: r.Properties, problems: problems}
}

func (p props) problem(format string, args ...any) {
	*p.problems = append(*p.problems, Problem{p.path, fmt.Sprintf(format, args...)})
}

// value is nil when the property isn't there or can't be known.
func (p props) value(name string) any {
	v, ok := p.values[name]
	if !ok {
		return nil
	}
	v = p.s.eval(v)
	if v == (noValue{}) {
		return nil
	}
	if u := firstUnresolved(v); u != nil {
		p.problem("%s: %s", name, u.reason)
		return nil
	}
	return v
}

func (p props) has(name string) bool {
	v, ok := p.values[name]
	return ok && p.s.eval(v) != (noValue{})
}

func (p props) string(name string) string {
	v := p.value(name)
	if v == nil {
		return ""
	}
	return asText(v)
}

func (p props) bool(name string) bool {
	v := p.value(name)
	switch asText(v) {
	case "", "false":
		return false
	case "true":
		return true
	}
	p.problem("%s is %s, not true or false", name, short(v))
	return false
}

func (p props) number(name string) (n float64, ok bool) {
	v := p.value(name)
	if v == nil {
		return 0, false
	}
	n, err := strconv.ParseFloat(asText(v), 64)
	if err != nil {
		p.problem("%s is %s, not a number", name, short(v))
		return 0, false
	}
	return n, true
}

func (p props) strings(name string) []string {
	v := p.value(name)
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		list := make([]string, len(v))
		for i, item := range v {
			list[i] = asText(item)
		}
		return list
	case string: // a comma-delimited list is taken for a list
		return strings.Split(v, ",")
	}
	p.problem("%s is %s, not a list", name, short(v))
	return nil
}

func (p props) object(name string) map[string]any {
	v := p.value(name)
	if v == nil {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		p.problem("%s is %s, not an object", name, short(v))
	}
	return m
}

func (p props) stringMap(name string) map[string]string {
	m := p.object(name)
	if m == nil {
		return nil
	}
	texts := make(map[string]string, len(m))
	for key, v := range m {
		texts[key] = asText(v)
	}
	return texts
}

// inside reads the properties of a property.
func (p props) inside(name string) props {
	return props{s: p.s, path: p.path, values: p.object(name), problems: p.problems}
}
