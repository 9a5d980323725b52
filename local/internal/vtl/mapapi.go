// What callers ask of a Map: values by path, and an order of its keys.

package vtl

import (
	"context"
	"slices"
	"strings"
)

// Text returns the value at a path such as "identity.sourceIp" as text; false if there
// is none. A key may have dots in it.
func (m *Map) Text(path string) (string, bool) {
	if m.has(path) {
		switch v := m.get(path).(type) {
		case nil, *Map:
			return "", false
		default:
			return newExec(nil).text(v)
		}
	}
	for i := 0; i < len(path); i++ {
		if path[i] != '.' {
			continue
		}
		if sub, ok := m.get(path[:i]).(*Map); ok {
			if text, ok := sub.Text(path[i+1:]); ok {
				return text, true
			}
		}
	}
	return "", false
}

// Sort sorts the keys, which must be text.
func (m *Map) Sort() {
	m.reorder(func(a, b string) int { return strings.Compare(a, b) })
}

// HashOrder puts the keys, which must be text, into the order of a Java HashMap.
func (m *Map) HashOrder() {
	size := int32(16)
	for int(size)*3/4 < len(m.keys) {
		size *= 2
	}
	x := newExec(nil)
	slot := func(key string) int32 {
		h := x.hash(key, 0)
		return (h ^ int32(uint32(h)>>16)) & (size - 1)
	}
	m.reorder(func(a, b string) int { return int(slot(a) - slot(b)) })
}

func (m *Map) reorder(compare func(a, b string) int) {
	type pair struct{ k, v any }
	pairs := make([]pair, len(m.keys))
	for i := range m.keys {
		pairs[i] = pair{m.keys[i], m.values[i]}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		k, _ := a.k.(string)
		l, _ := b.k.(string)
		return compare(k, l)
	})
	for i, p := range pairs {
		m.keys[i], m.values[i] = p.k, p.v
	}
	if m.index != nil {
		m.reindex()
	}
}

// Lookup returns what a JSONPath finds in a JSON document: text as it is, anything else
// as JSON; false if it finds nothing or one of both is wrong.
func Lookup(document, path string) (found string, ok bool) {
	defer func() {
		if e := recover(); e != nil {
			if _, failed := e.(renderError); !failed {
				panic(e)
			}
			found, ok = "", false
		}
	}()
	root, isJSON := parseJSON(document)
	if !isJSON {
		return "", false
	}
	if !strings.HasPrefix(path, "$") {
		path = "$." + path
	}
	x := newExec(nil)
	x.ctx = context.Background()
	v, ok := x.find(root, path)
	if !ok {
		return "", false
	}
	if s, isText := v.(string); isText {
		return finish(s), true
	}
	var b strings.Builder
	x.json(&b, v, 0)
	return finish(b.String()), true
}
