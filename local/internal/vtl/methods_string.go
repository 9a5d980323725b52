// Methods of strings.

package vtl

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// callString calls a method of java.lang.String.
func (x *exec) callString(s, name string, args []any) any {
	x.work(len(s) / 64)
	switch len(args) {
	case 0:
		return x.callString0(s, name)
	case 1:
		if arg, ok := args[0].(string); ok {
			return x.callString1(s, name, arg)
		}
		if i, ok := args[0].(int32); ok {
			return x.callStringInt(s, name, i)
		}
		if args[0] == nil {
			switch name {
			case "contains", "startsWith", "endsWith", "indexOf", "lastIndexOf", "concat", "matches", "split", "compareTo", "compareToIgnoreCase":
				x.fail("NullPointerException: %s of null", name)
			case "equalsIgnoreCase":
				return false
			}
		}
		if c, ok := args[0].(char); ok && (name == "indexOf" || name == "lastIndexOf") {
			return x.callStringInt(s, name, int32(c))
		}
		if name == "valueOf" {
			return x.print(args[0])
		}
	case 2:
		if a, b, ok := two[string, string](args); ok {
			switch name {
			case "replace":
				return x.str(x.bounded(s, len(b), strings.Count(s, a), func() string { return strings.ReplaceAll(s, a, b) }))
			case "replaceAll":
				return x.replaceRegexp(s, a, b, -1)
			case "replaceFirst":
				return x.replaceRegexp(s, a, b, 1)
			}
		}
		if a, b, ok := two[char, char](args); ok && name == "replace" {
			u := units(s)
			for i := range u {
				if u[i] == uint16(a) {
					u[i] = uint16(b)
				}
			}
			return x.str(fromUnits(u))
		}
		if a, b, ok := two[int32, int32](args); ok {
			switch name {
			case "substring", "subSequence":
				return x.substring(s, int(a), int(b))
			case "indexOf":
				return indexFrom(s, encodeUnits(a), int(b))
			case "lastIndexOf":
				return lastIndexFrom(s, encodeUnits(a), int(b))
			}
		}
		if a, i, ok := two[string, int32](args); ok {
			switch name {
			case "indexOf":
				return indexFrom(s, a, int(i))
			case "lastIndexOf":
				return lastIndexFrom(s, a, int(i))
			case "startsWith":
				u, v := units(s), units(a)
				return i >= 0 && int(i)+len(v) <= len(u) && fromUnits(u[i:int(i)+len(v)]) == a
			case "split":
				return x.split(s, a, int(i))
			}
		}
		if strings.HasPrefix(name, "replace") && (args[0] == nil || args[1] == nil) && isStringOrNull(args[0]) && isStringOrNull(args[1]) {
			x.fail("NullPointerException: %s with null", name)
		}
	}
	return nil
}

// bounded refuses a result that would be too large.
func (x *exec) bounded(s string, add, times int, f func() string) string {
	if len(s)+add*times > maxOutput {
		x.fail("a string is larger than %d bytes", maxOutput)
	}
	return f()
}

func (x *exec) callString0(s, name string) any {
	switch name {
	case "length":
		if isASCII(s) {
			return int32(len(s))
		}
		return int32(len(units(s)))
	case "isEmpty":
		return s == ""
	case "isBlank":
		return strings.TrimFunc(s, isJavaSpace) == ""
	case "trim":
		return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	case "strip":
		return strings.TrimFunc(s, isJavaSpace)
	case "stripLeading":
		return strings.TrimLeftFunc(s, isJavaSpace)
	case "stripTrailing":
		return strings.TrimRightFunc(s, isJavaSpace)
	case "toUpperCase":
		return x.str(upper(s))
	case "toLowerCase":
		return x.str(lower(s))
	case "intern":
		return s
	case "toCharArray":
		u := units(s)
		x.grow(len(u))
		l := &list{kind: javaArray, items: make([]any, len(u))}
		for i, c := range u {
			l.items[i] = char(c)
		}
		return l
	case "getBytes":
		x.grow(len(s))
		l := &list{kind: javaArray, items: make([]any, len(s))}
		for i := range len(s) {
			l.items[i] = int32(int8(s[i]))
		}
		return l
	}
	return nil
}

// upper is toUpperCase, where one character may become several.
func upper(s string) string {
	if isASCII(s) {
		return strings.ToUpper(s)
	}
	return cases.Upper(language.Und).String(s)
}

func (x *exec) callString1(s, name, arg string) any {
	switch name {
	case "contains":
		return strings.Contains(s, arg)
	case "startsWith":
		return strings.HasPrefix(s, arg)
	case "endsWith":
		return strings.HasSuffix(s, arg)
	case "equalsIgnoreCase":
		return strings.EqualFold(s, arg)
	case "contentEquals":
		return s == arg
	case "concat":
		return x.str(x.bounded(s, len(arg), 1, func() string { return s + arg }))
	case "indexOf":
		return indexFrom(s, arg, 0)
	case "lastIndexOf":
		return lastIndexFrom(s, arg, len(s))
	case "compareTo":
		return compareUnits(units(s), units(arg))
	case "compareToIgnoreCase":
		return compareUnits(units(lower(upper(s))), units(lower(upper(arg))))
	case "matches":
		return x.matches(s, arg)
	case "split":
		return x.split(s, arg, 0)
	case "valueOf", "copyValueOf":
		return arg
	}
	return nil
}

func compareUnits(a, b []uint16) int32 {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return int32(a[i]) - int32(b[i])
		}
	}
	return int32(len(a) - len(b))
}

func (x *exec) callStringInt(s, name string, i int32) any {
	switch name {
	case "substring":
		if isASCII(s) {
			return x.substring(s, int(i), len(s))
		}
		return x.substring(s, int(i), len(units(s)))
	case "charAt", "codePointAt":
		u := units(s)
		if i < 0 || int(i) >= len(u) {
			x.fail("StringIndexOutOfBoundsException: index %d, length %d", i, len(u))
		}
		if name == "charAt" {
			return char(u[i])
		}
		if int(i)+1 < len(u) {
			if r := utf16.DecodeRune(rune(u[i]), rune(u[i+1])); r != unicode.ReplacementChar {
				return int32(r)
			}
		}
		return int32(u[i])
	case "indexOf":
		return indexFrom(s, encodeUnits(i), 0)
	case "lastIndexOf":
		return lastIndexFrom(s, encodeUnits(i), len(s))
	case "repeat":
		if i < 0 {
			x.fail("IllegalArgumentException: count is negative: %d", i)
		}
		return x.str(x.bounded("", len(s), int(i), func() string { return strings.Repeat(s, int(i)) }))
	case "valueOf":
		return x.print(i)
	}
	return nil
}

func encodeUnits(i int32) string {
	if i < 0 || i > unicode.MaxRune {
		return "\xFF"
	}
	return encodeUnit(rune(i))
}

func (x *exec) substring(s string, from, to int) any {
	if isASCII(s) {
		if from < 0 || to > len(s) || from > to {
			x.fail("StringIndexOutOfBoundsException: begin %d, end %d, length %d", from, to, len(s))
		}
		return s[from:to]
	}
	u := units(s)
	if from < 0 || to > len(u) || from > to {
		x.fail("StringIndexOutOfBoundsException: begin %d, end %d, length %d", from, to, len(u))
	}
	return fromUnits(u[from:to])
}

func indexFrom(s, sub string, from int) int32 {
	u, v := units(s), units(sub)
	if sub == "\xFF" {
		return -1
	}
	for i := max(from, 0); i+len(v) <= len(u); i++ {
		if equalUnits(u[i:i+len(v)], v) {
			return int32(i)
		}
	}
	if len(v) == 0 {
		return int32(len(u))
	}
	return -1
}

func lastIndexFrom(s, sub string, from int) int32 {
	u, v := units(s), units(sub)
	if sub == "\xFF" {
		return -1
	}
	for i := min(from, len(u)-len(v)); i >= 0; i-- {
		if equalUnits(u[i:i+len(v)], v) {
			return int32(i)
		}
	}
	return -1
}

func equalUnits(a, b []uint16) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// lower is toLowerCase; a final sigma has a form of its own.
func lower(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return cases.Lower(language.Und).String(s)
}

func isStringOrNull(v any) bool {
	_, ok := v.(string)
	return ok || v == nil
}
