// Maps and lists, as Java has them.

package vtl

import "slices"

// maxOddKeys bounds the keys of a map that are collections: they are searched one by one.
const maxOddKeys = 1000

// maxKeySize bounds the values in a collection that is a key.
const maxKeySize = 1 << 16

// Map is a map that keeps the order in which its keys were put.
//
// The zero value is an empty map. A Map is not safe for use by several goroutines.
type Map struct {
	keys   []any
	values []any
	index  map[any]int // of keys that are scalars, once there are many
	odd    int
	mods   int  // changes of the set of keys
	quiet  bool // prints nothing, as the maps under $context
}

// NewMap returns a map with the keys and values that are given in turn. Values are
// string, bool, int, int64, float64, nil or *Map.
func NewMap(keysAndValues ...any) *Map {
	m := &Map{}
	m.room(len(keysAndValues) / 2)
	for i := 0; i+1 < len(keysAndValues); i += 2 {
		m.put(keysAndValues[i], toValue(keysAndValues[i+1]))
	}
	return m
}

// room makes room for n keys, in one piece of memory with their values.
func (m *Map) room(n int) {
	both := make([]any, 2*n)
	m.keys, m.values = both[:0:n], both[n:n:2*n]
}

// Set sets the value of a key, of the types that NewMap takes.
func (m *Map) Set(key string, v any) { m.put(key, toValue(v)) }

// Get returns the value of a key as the template left it: nil, bool, string, int32,
// int64, float64, *big.Int, *Map or a value that only templates know.
func (m *Map) Get(key string) any { return m.get(key) }

// Map returns the map under a key, and an empty one if there is none.
func (m *Map) Map(key string) *Map {
	if sub, ok := m.get(key).(*Map); ok {
		return sub
	}
	return &Map{}
}

// Len returns the number of keys.
func (m *Map) Len() int { return len(m.keys) }

// Each calls f with each key and its value as text.
func (m *Map) Each(f func(key, value string)) {
	x := newExec(nil)
	for i, k := range m.keys {
		f(x.print(k), x.print(m.values[i]))
	}
}

func toValue(v any) any {
	switch v := v.(type) {
	case int:
		if int(int32(v)) == v {
			return int32(v)
		}
		return int64(v)
	}
	return v
}

func scalar(k any) bool {
	switch k.(type) {
	case nil, string, bool, int32, int64, float64, char:
		return true
	}
	return false
}

func (m *Map) find(key any) int {
	if !scalar(key) {
		left := maxKeySize
		checkKey(key, 0, &left)
		if m.odd == 0 {
			return -1
		}
		x := newExec(nil)
		return slices.IndexFunc(m.keys, func(k any) bool { return x.equal(k, key) })
	}
	if m.index != nil {
		if i, ok := m.index[key]; ok {
			return i
		}
		return -1
	}
	if s, ok := key.(string); ok {
		for i, k := range m.keys {
			if t, ok := k.(string); ok && t == s {
				return i
			}
		}
		return -1
	}
	return slices.Index(m.keys, key)
}

// checkKey fails for a key that is nested too deeply to be compared, as one that holds
// itself is: in Java its hash overflows the stack. It looks at no more than left values.
func checkKey(v any, depth int, left *int) {
	if *left--; depth > maxDepth || *left < 0 {
		panic(renderError{message: "a collection that is the key of a map is nested too deeply, or too large"})
	}
	switch v := v.(type) {
	case *list:
		for _, e := range v.items {
			checkKey(e, depth+1, left)
		}
	case *Map:
		for i, k := range v.keys {
			checkKey(k, depth+1, left)
			checkKey(v.values[i], depth+1, left)
		}
	case *entry:
		checkKey(v.key, depth+1, left)
		checkKey(v.m, depth+1, left)
	}
}

func (m *Map) has(key any) bool { return m.find(key) >= 0 }
func (m *Map) size() int        { return len(m.keys) }

func (m *Map) get(key any) any {
	if i := m.find(key); i >= 0 {
		return m.values[i]
	}
	return nil
}

func (m *Map) put(key, v any) any {
	if i := m.find(key); i >= 0 {
		old := m.values[i]
		m.values[i] = v
		return old
	}
	if !scalar(key) {
		if m.odd++; m.odd > maxOddKeys {
			panic(renderError{message: "a map has too many keys that are collections"})
		}
	}
	m.mods++
	if cap(m.keys) == 0 {
		m.room(4)
	}
	m.keys = append(m.keys, key)
	m.values = append(m.values, v)
	if m.index != nil && scalar(key) {
		m.index[key] = len(m.keys) - 1
	} else if len(m.keys) == 12 {
		m.reindex()
	}
	return nil
}

func (m *Map) reindex() {
	m.index = map[any]int{}
	for i, k := range m.keys {
		if scalar(k) {
			m.index[k] = i
		}
	}
}

func (m *Map) remove(x *exec, key any) any {
	i := m.find(key)
	if i < 0 {
		return nil
	}
	x.work(len(m.keys) / 64)
	old := m.values[i]
	if !scalar(key) {
		m.odd--
	}
	m.mods++
	m.keys = slices.Delete(m.keys, i, i+1)
	m.values = slices.Delete(m.values, i, i+1)
	if m.index != nil {
		m.reindex()
	}
	return old
}

func (m *Map) clear() {
	m.keys, m.values, m.index, m.odd = nil, nil, nil, 0
	m.mods++
}

func (m *Map) view(kind listKind) *list {
	switch kind {
	case keySet:
		return &list{items: slices.Clone(m.keys), kind: kind, of: m}
	case valuesView:
		return &list{items: slices.Clone(m.values), kind: kind, of: m}
	}
	l := &list{kind: entrySet, of: m}
	for _, k := range m.keys {
		l.items = append(l.items, &entry{m, k})
	}
	return l
}

// listKind is what a list is in Java.
type listKind uint8

const (
	arrayList listKind = iota
	jsonArray          // prints as JSON
	javaArray
	subList
	keySet
	valuesView
	entrySet
)

// list is a list, array or set.
type list struct {
	items []any
	kind  listKind
	of    *Map // of which it is a view
	mods  int  // changes of its length
}

func (l *list) changes() int {
	if l.of != nil {
		return l.of.mods
	}
	return l.mods
}

func (l *list) isSet() bool   { return l.kind == keySet || l.kind == entrySet }
func (l *list) indexed() bool { return l.kind < keySet }

func (l *list) set(x *exec, i int32, v any) any {
	if !l.indexed() {
		return nil
	}
	l.check(x, i, len(l.items)-1)
	old := l.items[i]
	l.items[i] = v
	return old
}

func (l *list) check(x *exec, i int32, last int) {
	if i < 0 || int(i) > last {
		x.fail("Index: %d, Size: %d", i, len(l.items))
	}
}

func (x *exec) contains(l *list, v any) bool { return x.indexOf(l, v) >= 0 }

func (x *exec) indexOf(l *list, v any) int {
	for i, e := range l.items {
		if x.equal(e, v) {
			return i
		}
	}
	return -1
}

// iterate returns a function that gives the elements of v for #foreach, with whether
// there are more and whether there was one at all; nil if there is nothing to go through.
func (x *exec) iterate(v any) func() (any, bool, bool) {
	var l *list
	at := 0
	switch v := v.(type) {
	case *list:
		l = v
	case *Map:
		l = v.view(valuesView)
	case *loopScope:
		l = v.own.view(valuesView)
	case *iterator:
		return func() (any, bool, bool) {
			if v.at >= len(v.items) {
				return nil, false, false
			}
			v.at++
			return v.items[v.at-1], v.at < len(v.items), true
		}
	default:
		return nil
	}
	mods := l.changes()
	return func() (any, bool, bool) {
		if l.of == nil && at == len(l.items) || l.of != nil && at >= len(l.items) {
			return nil, false, false
		}
		if l.changes() != mods {
			x.fail("ConcurrentModificationException: a collection was changed in the #foreach over it")
		}
		at++
		return l.items[at-1], at < len(l.items), true
	}
}
