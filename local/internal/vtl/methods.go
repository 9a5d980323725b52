// Properties and methods of values: numbers, maps and loops.

package vtl

import (
	"math"
	"math/big"
	"slices"
	"strings"
)

// property is what ".name" of v is: a getter, a key of a map, or whether it is so.
func (x *exec) property(v any, name string) any {
	switch v := v.(type) {
	case *Map:
		return v.get(name)
	case *loopScope:
		switch strings.ToLower(name[:1]) + name[1:] {
		case "index":
			return int32(v.index)
		case "count":
			return int32(v.index + 1)
		case "hasNext":
			return v.more
		case "first":
			return v.index < 1
		case "last":
			return !v.more
		case "parent":
			return scopeOrNil(v.parent)
		case "topmost":
			for v.parent != nil {
				v = v.parent
			}
			return v
		case "replaced":
			return v.replaced
		}
		return v.get(name)
	case *entry:
		switch name {
		case "key", "Key":
			return v.key
		case "value", "Value":
			return v.m.get(v.key)
		}
	case *list:
		if name == "empty" || name == "Empty" {
			return len(v.items) == 0
		}
	case string:
		switch name {
		case "empty", "Empty":
			return v == ""
		case "blank", "Blank":
			return strings.TrimFunc(v, isJavaSpace) == ""
		}
	case float64:
		switch name {
		case "naN", "NaN":
			return v != v
		case "infinite", "Infinite":
			return math.IsInf(v, 0)
		}
	case *input:
		if name == "body" {
			return v.bodyText()
		}
	}
	return nil
}

func scopeOrNil(l *loopScope) any {
	if l == nil {
		return nil
	}
	return l
}

// call calls a method. One that doesn't exist for the arguments gives null. There is no
// getClass, so nothing leads out of the values that a template is given.
func (x *exec) call(v any, name string, args []any) any {
	x.step()
	switch {
	case name == "toString" && len(args) == 0:
		if s, ok := x.text(v); ok {
			return s
		}
		return nil
	case name == "equals" && len(args) == 1:
		return args[0] != nil && sameKind(v, args[0]) && x.equal(v, args[0])
	case name == "hashCode" && len(args) == 0:
		return x.hash(v, 0)
	}
	if len(args) > 0 {
		x.checkArguments(v, name, args)
	}
	switch v := v.(type) {
	case string:
		return x.callString(v, name, args)
	case *list:
		return x.callList(v, name, args)
	case *Map:
		return x.callMap(v, name, args)
	case *loopScope:
		return x.callLoop(v, name, args)
	case *entry:
		switch {
		case name == "getKey" && len(args) == 0:
			return v.key
		case name == "getValue" && len(args) == 0:
			return v.m.get(v.key)
		case name == "setValue" && len(args) == 1:
			return v.m.put(v.key, args[0])
		}
	case *iterator:
		switch {
		case name == "hasNext" && len(args) == 0:
			return v.at < len(v.items)
		case name == "next" && len(args) == 0:
			if v.at >= len(v.items) {
				x.fail("next() after the last element")
			}
			v.at++
			return v.items[v.at-1]
		}
	case int32, int64, float64, *big.Int, *decimal:
		return x.callNumber(v, name, args)
	case bool:
		if name == "booleanValue" && len(args) == 0 {
			return v
		}
		if o, ok := one[bool](args); ok && name == "compareTo" {
			return int32(b2i(v) - b2i(o))
		}
	case char:
		if name == "charValue" && len(args) == 0 {
			return v
		}
		if o, ok := one[char](args); ok && name == "compareTo" {
			return int32(v) - int32(o)
		}
	case *input:
		return x.callInput(v, name, args)
	case *util:
		return x.callUtil(name, args)
	}
	return nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sameKind is sameClass, but for lists of any kind, which may be equal.
func sameKind(a, b any) bool {
	_, la := a.(*list)
	_, lb := b.(*list)
	return la && lb || sameClass(a, b)
}

// one returns the only argument if it is a T.
func one[T any](args []any) (v T, ok bool) {
	if len(args) != 1 {
		return v, false
	}
	v, ok = args[0].(T)
	return v, ok
}

// two returns both arguments if they are a T and a U.
func two[T, U any](args []any) (t T, u U, ok bool) {
	if len(args) != 2 {
		return t, u, false
	}
	t, ok = args[0].(T)
	if !ok {
		return t, u, false
	}
	u, ok = args[1].(U)
	return t, u, ok
}

// toLongArg converts what Java widens to long.
func (x *exec) callNumber(v any, name string, args []any) any {
	if len(args) == 0 {
		switch name {
		case "intValue":
			return toInt(v)
		case "longValue":
			return toLong(v)
		case "doubleValue":
			return toFloat(v)
		case "shortValue":
			return int32(int16(toInt(v)))
		case "byteValue":
			return int32(int8(toInt(v)))
		}
	}
	if _, ok := v.(float64); ok && len(args) == 1 && widens(args[0]) { // static in Java
		f := toFloat(args[0])
		switch name {
		case "valueOf":
			return f
		case "toString":
			return formatDouble(f)
		case "hashCode":
			return x.hash(f, 0)
		case "isNaN", "isInfinite":
			return x.callNumber(f, name, nil)
		}
	}
	if f, ok := v.(float64); ok && len(args) == 0 {
		switch name {
		case "isNaN":
			return f != f
		case "isInfinite":
			return math.IsInf(f, 0)
		}
	}
	if len(args) == 1 && className(v) == className(args[0]) && name == "compareTo" {
		return int32(x.compareNumbers(v, args[0]))
	}
	return x.numberStatic(v, name, args)
}

func (x *exec) callLoop(l *loopScope, name string, args []any) any {
	if len(args) == 0 {
		switch name {
		case "hasNext", "getHasNext":
			return l.more
		case "isFirst", "getFirst":
			return l.index < 1
		case "isLast", "getLast":
			return !l.more
		case "getIndex":
			return int32(l.index)
		case "getCount":
			return int32(l.index + 1)
		case "getParent":
			return scopeOrNil(l.parent)
		case "getTopmost", "getReplaced":
			return x.property(l, cut3(name))
		}
	}
	if name == "get" && len(args) == 1 {
		return l.get(args[0])
	}
	return x.callMap(&l.own, name, args)
}

func cut3(name string) string { return strings.ToLower(name[3:4]) + name[4:] }

func (x *exec) callMap(m *Map, name string, args []any) any {
	switch len(args) {
	case 0:
		switch name {
		case "size":
			return int32(m.size())
		case "isEmpty":
			return m.size() == 0
		case "keySet", "values", "entrySet":
			x.grow(m.size())
			return m.view(map[string]listKind{"keySet": keySet, "values": valuesView, "entrySet": entrySet}[name])
		case "clear":
			m.clear()
			return ""
		}
	case 1:
		switch name {
		case "get":
			return m.get(args[0])
		case "containsKey":
			return m.has(args[0])
		case "containsValue":
			return x.contains(&list{items: m.values}, args[0])
		case "remove":
			return m.remove(x, args[0])
		case "putAll":
			from, ok := args[0].(*Map)
			if !ok {
				if args[0] == nil {
					x.fail("putAll of null")
				}
				return nil
			}
			x.grow(from.size())
			for i, k := range slices.Clone(from.keys) {
				m.put(k, from.values[i])
			}
			return ""
		}
	case 2:
		x.grow(1)
		switch name {
		case "put":
			return m.put(args[0], args[1])
		case "putIfAbsent":
			if v := m.get(args[0]); v != nil {
				return v
			}
			return m.put(args[0], args[1])
		case "getOrDefault":
			if m.has(args[0]) {
				return m.get(args[0])
			}
			return args[1]
		case "replace":
			if m.has(args[0]) {
				return m.put(args[0], args[1])
			}
			return nil
		case "remove":
			if m.has(args[0]) && x.equal(m.get(args[0]), args[1]) {
				m.remove(x, args[0])
				return true
			}
			return false
		}
	}
	return nil
}
