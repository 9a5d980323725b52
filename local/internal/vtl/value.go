// Values of templates and their Java classes.

package vtl

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// The values of a template are nil, bool, string, char, int32 (Integer), int64 (Long),
// *big.Int, float64 (Double), *decimal, *list, *Map, *entry, *iterator, *defined,
// *loopScope, *input and *util. They print and compare as their Java counterparts do.

// char is Java's Character, half a surrogate pair included.
type char uint16

// entry is an entry of a map.
type entry struct {
	m   *Map
	key any
}

// iterator is what iterator() of a collection returns.
type iterator struct {
	items []any
	at    int
}

// mapping is what has keys.
type mapping interface {
	get(key any) any
	put(key, v any) any
	size() int
}

func (l *loopScope) get(key any) any {
	if v := l.own.get(key); v != nil || l.parent == nil || l.own.has(key) {
		return v
	}
	return l.parent.get(key)
}

func (l *loopScope) put(key, v any) any { return l.own.put(key, v) }
func (l *loopScope) size() int          { return l.own.size() }

func className(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "Boolean"
	case string:
		return "String"
	case char:
		return "Character"
	case int32:
		return "Integer"
	case int64:
		return "Long"
	case *big.Int:
		return "BigInteger"
	case float64:
		return "Double"
	case *decimal:
		return "BigDecimal"
	case *list:
		return "list"
	case *Map, *loopScope:
		return "map"
	}
	return "object"
}

func sameClass(a, b any) bool {
	if l, ok := a.(*list); ok {
		m, ok := b.(*list)
		return ok && l.kind == m.kind
	}
	return className(a) == className(b) && className(a) != "object" || isObject(a, b)
}

func isObject(a, b any) bool {
	switch a.(type) {
	case *entry:
		_, ok := b.(*entry)
		return ok
	case *defined:
		_, ok := b.(*defined)
		return ok
	}
	return a == b
}

func isNumber(v any) bool {
	switch v.(type) {
	case int32, int64, float64, *big.Int, *decimal:
		return true
	}
	return false
}

func isZero(v any) bool {
	switch v := v.(type) {
	case *big.Int:
		return v.Sign() == 0
	case *decimal:
		return v.unscaled.Sign() == 0
	}
	return toFloat(v) == 0
}

func toFloat(v any) float64 {
	switch v := v.(type) {
	case int32:
		return float64(v)
	case int64:
		return float64(v)
	case float64:
		return v
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f
	case *decimal:
		f, _ := strconv.ParseFloat(v.String(), 64)
		return f
	}
	return 0
}

func toLong(v any) int64 {
	switch v := v.(type) {
	case int32:
		return int64(v)
	case int64:
		return v
	case float64:
		switch {
		case v != v:
			return 0
		case v >= math.MaxInt64:
			return math.MaxInt64
		case v <= math.MinInt64:
			return math.MinInt64
		}
		return int64(v)
	case *big.Int:
		return int64(new(big.Int).And(v, new(big.Int).SetUint64(math.MaxUint64)).Uint64())
	case *decimal:
		return toLong(new(big.Int).Quo(v.unscaled, pow10(max(v.scale, 0))))
	}
	return 0
}

func toInt(v any) int32 {
	if f, ok := v.(float64); ok {
		switch {
		case f != f:
			return 0
		case f >= math.MaxInt32:
			return math.MaxInt32
		case f <= math.MinInt32:
			return math.MinInt32
		}
		return int32(f)
	}
	return int32(toLong(v))
}

func toBig(v any) *big.Int {
	if b, ok := v.(*big.Int); ok {
		return b
	}
	return big.NewInt(toLong(v))
}

// text is what v prints; it is false if that is null.
func (x *exec) text(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", false
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int32:
		return strconv.Itoa(int(v)), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return formatDouble(v), true
	case *defined:
		ok := true
		s := x.capture(func() { ok = v.render(x, v.in) })
		return s, ok
	}
	var b strings.Builder
	x.append(&b, v, 0)
	return b.String(), true
}

// print is text, with null spelled out.
func (x *exec) print(v any) string {
	if s, ok := x.text(v); ok {
		return s
	}
	return "null"
}

// append prints a collection or what is in one.
func (x *exec) append(b *strings.Builder, v any, depth int) {
	x.step()
	if depth > maxDepth {
		x.fail("a value is nested too deeply to be printed")
	}
	if b.Len() > maxOutput {
		x.fail("a value is too large to be printed")
	}
	switch v := v.(type) {
	case *list:
		if v.kind == jsonArray {
			x.json(b, v, depth)
			return
		}
		b.WriteByte('[')
		for i, e := range v.items {
			if i > 0 {
				b.WriteString(", ")
			}
			if e == any(v) {
				b.WriteString("(this Collection)")
				continue
			}
			x.append(b, e, depth+1)
		}
		b.WriteByte(']')
	case *loopScope:
		x.append(b, &v.own, depth)
	case *Map:
		if v.quiet {
			return
		}
		b.WriteByte('{')
		for i := range v.keys {
			if i > 0 {
				b.WriteString(", ")
			}
			x.append(b, v.keys[i], depth+1)
			b.WriteByte('=')
			if v.values[i] == any(v) {
				b.WriteString("(this Map)")
				continue
			}
			x.append(b, v.values[i], depth+1)
		}
		b.WriteByte('}')
	case *entry:
		x.append(b, v.key, depth+1)
		b.WriteByte('=')
		x.append(b, v.m.get(v.key), depth+1)
	case char:
		b.WriteString(encodeUnit(rune(v)))
	case *big.Int:
		b.WriteString(v.String())
	case *decimal:
		b.WriteString(v.String())
	case *input, *util, *iterator:
		// What these print on AWS isn't known; nothing of it would be of use.
	default:
		b.WriteString(x.print(v))
	}
}

// equal is Java's equals, where both are of one class.
func (x *exec) equal(a, b any) bool { return x.equalAt(a, b, 0) }

func (x *exec) equalAt(a, b any, depth int) bool {
	x.step()
	if depth > maxDepth {
		x.fail("values are nested too deeply to be compared")
	}
	switch a := a.(type) {
	case *big.Int:
		o, ok := b.(*big.Int)
		return ok && a.Cmp(o) == 0
	case *decimal:
		o, ok := b.(*decimal)
		return ok && a.scale == o.scale && a.unscaled.Cmp(o.unscaled) == 0
	case float64:
		o, ok := b.(float64)
		return ok && math.Float64bits(a) == math.Float64bits(o)
	case *list:
		o, ok := b.(*list)
		if !ok || len(a.items) != len(o.items) || a.isSet() != o.isSet() {
			return false
		}
		if a == o {
			return true
		}
		for i, v := range a.items {
			if a.isSet() {
				if !x.contains(o, v) {
					return false
				}
			} else if !x.equalAt(v, o.items[i], depth+1) {
				return false
			}
		}
		return true
	case *Map:
		o, ok := b.(*Map)
		if !ok || a.size() != o.size() {
			return false
		}
		for i, k := range a.keys {
			if !o.has(k) || !x.equalAt(a.values[i], o.get(k), depth+1) {
				return false
			}
		}
		return true
	case *entry:
		o, ok := b.(*entry)
		return ok && x.equalAt(a.key, o.key, depth+1) && x.equalAt(a.m.get(a.key), o.m.get(o.key), depth+1)
	}
	return a == b
}
