// Methods of lists, sets and views.

package vtl

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

func (x *exec) callList(l *list, name string, args []any) any {
	if l.kind == javaArray && slices.Contains([]string{"add", "addAll", "remove", "clear", "removeAll", "retainAll"}, name) {
		x.fail("UnsupportedOperationException: %s of an array", name)
	}
	switch len(args) {
	case 0:
		switch name {
		case "size":
			return int32(len(l.items))
		case "isEmpty":
			return len(l.items) == 0
		case "iterator":
			return &iterator{items: slices.Clone(l.items)}
		case "clear":
			l.items = nil
			l.mods++
			if l.of != nil {
				l.of.clear()
			}
			return ""
		case "toArray":
			x.grow(len(l.items))
			return &list{items: slices.Clone(l.items), kind: javaArray}
		case "hashCode":
			return x.hash(l, 0)
		}
	case 1:
		return x.callList1(l, name, args[0])
	case 2:
		i, ok := args[0].(int32)
		if !ok || !l.indexed() {
			return nil
		}
		switch name {
		case "set":
			return l.set(x, i, args[1])
		case "add":
			l.check(x, i, len(l.items))
			x.grow(1 + len(l.items)/64)
			l.mods++
			l.items = slices.Insert(l.items, int(i), args[1])
			return ""
		case "addAll":
			from, ok := args[1].(*list)
			if !ok {
				return nil
			}
			l.check(x, i, len(l.items))
			x.grow(len(from.items) + len(l.items)/64)
			l.mods++
			l.items = slices.Insert(l.items, int(i), slices.Clone(from.items)...)
			return len(from.items) > 0
		case "subList":
			to, ok := args[1].(int32)
			if !ok {
				return nil
			}
			if i < 0 || int(to) > len(l.items) || i > to {
				x.fail("subList: from %d to %d of %d", i, to, len(l.items))
			}
			return &list{items: l.items[i:to:to], kind: subList}
		}
	}
	return nil
}

func (x *exec) callList1(l *list, name string, arg any) any {
	i, isInt := arg.(int32)
	switch name {
	case "get":
		if isInt && l.indexed() {
			l.check(x, i, len(l.items)-1)
			return l.items[i]
		}
	case "contains":
		return x.contains(l, arg)
	case "add":
		if l.of != nil {
			x.fail("UnsupportedOperationException: add to a view of a map")
		}
		x.grow(1)
		l.mods++
		l.items = append(l.items, arg)
		return true
	case "remove":
		if isInt && l.indexed() {
			l.check(x, i, len(l.items)-1)
			x.work(len(l.items) / 64)
			old := l.items[i]
			l.mods++
			l.items = slices.Delete(l.items, int(i), int(i)+1)
			return old
		}
		at := x.indexOf(l, arg)
		if at >= 0 {
			if l.of != nil {
				l.of.remove(x, l.keyAt(at))
			}
			l.mods++
			l.items = slices.Delete(l.items, at, at+1)
		}
		return at >= 0
	case "indexOf":
		if l.indexed() {
			return int32(x.indexOf(l, arg))
		}
	case "lastIndexOf":
		if l.indexed() {
			for k := len(l.items) - 1; k >= 0; k-- {
				if x.equal(l.items[k], arg) {
					return int32(k)
				}
			}
			return int32(-1)
		}
	}
	other, ok := arg.(*list)
	if !ok {
		if arg == nil && slices.Contains([]string{"addAll", "containsAll", "removeAll", "retainAll"}, name) {
			x.fail("%s of null", name)
		}
		return nil
	}
	switch name {
	case "addAll":
		if l.of != nil {
			x.fail("UnsupportedOperationException: addAll to a view of a map")
		}
		x.grow(len(other.items))
		l.mods++
		l.items = append(l.items, slices.Clone(other.items)...)
		return len(other.items) > 0
	case "containsAll":
		for _, v := range other.items {
			if !x.contains(l, v) {
				return false
			}
		}
		return true
	case "removeAll", "retainAll":
		before := len(l.items)
		keep := name == "retainAll"
		kept := make([]any, 0, before)
		for at, v := range l.items {
			if x.contains(other, v) == keep {
				kept = append(kept, v)
			} else if l.of != nil {
				l.of.remove(x, l.keyAt(at))
			}
		}
		l.items = kept
		if len(kept) != before {
			l.mods++
		}
		return len(kept) != before
	}
	return nil
}

// keyAt returns the key of the map behind the ith element of a view.
func (l *list) keyAt(i int) any {
	switch l.kind {
	case keySet:
		return l.items[i]
	case entrySet:
		return l.items[i].(*entry).key
	}
	for j, v := range l.of.values {
		if v == l.items[i] {
			return l.of.keys[j]
		}
	}
	return nil
}

// work counts work in proportion to n.
func (x *exec) work(n int) {
	x.steps += n
	x.step()
}

// hash is Java's hashCode.
func (x *exec) hash(v any, depth int) int32 {
	x.step()
	if depth > maxDepth {
		x.fail("a value is nested too deeply for a hash")
	}
	switch v := v.(type) {
	case bool:
		if v {
			return 1231
		}
		return 1237
	case string:
		h := int32(0)
		for _, u := range units(v) {
			h = 31*h + int32(u)
		}
		return h
	case char:
		return int32(v)
	case int32:
		return v
	case int64:
		return int32(v ^ int64(uint64(v)>>32))
	case float64:
		bits := math.Float64bits(v)
		return int32(bits ^ bits>>32)
	case *list:
		if v.isSet() {
			h := int32(0)
			for _, e := range v.items {
				h += x.hash(e, depth+1)
			}
			return h
		}
		h := int32(1)
		for _, e := range v.items {
			h = 31*h + x.hash(e, depth+1)
		}
		return h
	case *Map:
		h := int32(0)
		for i, k := range v.keys {
			h += x.hash(k, depth+1) ^ x.hash(v.values[i], depth+1)
		}
		return h
	case *entry:
		return x.hash(v.key, depth+1) ^ x.hash(v.m.get(v.key), depth+1)
	}
	return 0
}

// numberStatic are the static methods that Java's number classes lend their values.
func (x *exec) numberStatic(v any, name string, args []any) any {
	s, ok := one[string](args)
	switch v := v.(type) {
	case int32:
		switch {
		case (name == "parseInt" || name == "valueOf") && ok:
			i, err := strconv.ParseInt(s, 10, 32)
			if err != nil {
				x.fail("NumberFormatException: For input string: %q", s)
			}
			return int32(i)
		case name == "valueOf" && len(args) == 1:
			if i, ok := args[0].(int32); ok {
				return i
			}
		}
		if a, b, ok := two[int32, int32](args); ok {
			switch name {
			case "max":
				return max(a, b)
			case "min":
				return min(a, b)
			case "sum":
				return a + b
			case "compare":
				return int32(b2i(a > b) - b2i(a < b))
			}
		}
		if i, ok := one[int32](args); ok {
			switch name {
			case "toString":
				return strconv.Itoa(int(i))
			case "toHexString":
				return strconv.FormatUint(uint64(uint32(i)), 16)
			case "toBinaryString":
				return strconv.FormatUint(uint64(uint32(i)), 2)
			case "toOctalString":
				return strconv.FormatUint(uint64(uint32(i)), 8)
			}
		}
	case int64:
		if (name == "parseLong" || name == "valueOf") && ok {
			i, err := strconv.ParseInt(s, 10, 64)
			if err != nil {
				x.fail("NumberFormatException: For input string: %q", s)
			}
			return i
		}
	case float64:
		if (name == "parseDouble" || name == "valueOf") && ok {
			f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
			if err != nil && !math.IsInf(f, 0) {
				x.fail("NumberFormatException: For input string: %q", s)
			}
			return f
		}
	case *big.Int:
		if o, ok := one[*big.Int](args); ok {
			switch name {
			case "add":
				return x.calculateBig(tPlus, v, o)
			case "subtract":
				return x.calculateBig(tMinus, v, o)
			case "multiply":
				return x.calculateBig(tTimes, v, o)
			}
		}
	}
	return nil
}
