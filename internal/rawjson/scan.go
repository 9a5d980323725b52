// Scanning: where a value ends, and whether it is one.

package rawjson

import (
	"fmt"
	"math/bits"
)

// maxDepth is how deep values may be nested, the same as in encoding/json.
const maxDepth = 10000

// An Error says what is wrong with a text, and at which byte.
type Error struct {
	Offset int
	Msg    string
}

func (e *Error) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Msg) }

// Parse checks a whole text and returns its value.
func Parse(s string) (Value, error) {
	i := space(s, 0)
	end, err := skip(s, i, 0)
	if err != nil {
		return "", err
	}
	if rest := space(s, end); rest < len(s) {
		return "", bad(s, rest, "after the value")
	}
	return Value(s[i:end]), nil
}

// Object checks a whole text that must be an object, and calls f for each of
// its members in the same pass. The members of a member called inner, which
// should be an object, are given to g before it is given to f. What they were
// what was reported means nothing if the error isn't nil.
func Object(s string, f func(key string, value Value), inner string, g func(key string, value Value)) error {
	i := space(s, 0)
	if i < len(s) && s[i] != '{' {
		if _, err := Parse(s); err != nil {
			return err
		}
		return &Error{i, "not an object: an event is a JSON object"}
	}
	end, err := object(s, i, 1, f, inner, g)
	if err != nil {
		return err
	}
	if rest := space(s, end); rest < len(s) {
		return bad(s, rest, "after the object")
	}
	return nil
}

// skip returns the offset after the value that begins at i.
func skip(s string, i, depth int) (int, error) {
	if i >= len(s) {
		return 0, bad(s, i, "where a value should begin")
	}
	switch c := s[i]; {
	case c == '"':
		return skipString(s, i)
	case c == '{':
		return object(s, i, depth+1, nil, "", nil)
	case c == '[':
		return array(s, i, depth+1)
	case c == 't':
		return literal(s, i, "true")
	case c == 'f':
		return literal(s, i, "false")
	case c == 'n':
		return literal(s, i, "null")
	case c == '-' || '0' <= c && c <= '9':
		return number(s, i)
	}
	return 0, bad(s, i, "where a value should begin")
}

func object(s string, i, depth int, f func(string, Value), inner string, g func(string, Value)) (int, error) {
	if depth > maxDepth {
		return 0, &Error{i, fmt.Sprintf("nested deeper than %d", maxDepth)}
	}
	if i >= len(s) {
		return 0, bad(s, i, "where an object should begin")
	}
	if i = space(s, i+1); i < len(s) && s[i] == '}' {
		return i + 1, nil
	}
	for {
		if i >= len(s) || s[i] != '"' {
			return 0, bad(s, i, "where a key should begin")
		}
		end, err := skipString(s, i)
		if err != nil {
			return 0, err
		}
		keyFrom, keyTo := i+1, end-1
		if i = space(s, end); i >= len(s) || s[i] != ':' {
			return 0, bad(s, i, "after a key")
		}
		i = space(s, i+1)
		if g != nil && i < len(s) && s[i] == '{' && s[keyFrom:keyTo] == inner {
			end, err = object(s, i, depth+1, g, "", nil)
		} else {
			end, err = skip(s, i, depth)
		}
		if err != nil {
			return 0, err
		}
		if f != nil {
			f(unquote(s[keyFrom:keyTo]), Value(s[i:end]))
		}
		if i = space(s, end); i >= len(s) {
			return 0, bad(s, i, "in an object")
		}
		switch s[i] {
		case '}':
			return i + 1, nil
		case ',':
			i = space(s, i+1)
		default:
			return 0, bad(s, i, "after a member of an object")
		}
	}
}

func array(s string, i, depth int) (int, error) {
	if depth > maxDepth {
		return 0, &Error{i, fmt.Sprintf("nested deeper than %d", maxDepth)}
	}
	if i = space(s, i+1); i < len(s) && s[i] == ']' {
		return i + 1, nil
	}
	for {
		end, err := skip(s, i, depth)
		if err != nil {
			return 0, err
		}
		if i = space(s, end); i >= len(s) {
			return 0, bad(s, i, "in an array")
		}
		switch s[i] {
		case ']':
			return i + 1, nil
		case ',':
			i = space(s, i+1)
		default:
			return 0, bad(s, i, "after an element of an array")
		}
	}
}

func literal(s string, i int, want string) (int, error) {
	for j := range len(want) {
		if i+j >= len(s) || s[i+j] != want[j] {
			return 0, bad(s, i+j, "in "+want)
		}
	}
	return i + len(want), nil
}

func number(s string, i int) (int, error) {
	if s[i] == '-' {
		i++
	}
	switch {
	case i < len(s) && s[i] == '0':
		i++
	case i < len(s) && '1' <= s[i] && s[i] <= '9':
		i = digits(s, i)
	default:
		return 0, bad(s, i, "in a number")
	}
	if i < len(s) && s[i] == '.' {
		if i++; digits(s, i) == i {
			return 0, bad(s, i, "after a decimal point")
		}
		i = digits(s, i)
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		if i++; i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if digits(s, i) == i {
			return 0, bad(s, i, "in an exponent")
		}
		i = digits(s, i)
	}
	return i, nil
}

func digits(s string, i int) int {
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i
}

func space(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\r' || s[i] == '\t') {
		i++
	}
	return i
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special marks the bytes of x that end the plain run of a string: a quote, a
// backslash, a control character. Only the lowest mark is sure to be right.
func special(x uint64) uint64 {
	quote, slash := x^('"'*ones), x^('\\'*ones)
	return ((quote-ones)&^quote | (slash-ones)&^slash | (x-0x20*ones)&^x) & highs
}

// load reads eight bytes; the compiler makes one load of it.
func load(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// plain returns the offset of the first byte from i on that is a quote, a
// backslash or a control character, or the length of s.
func plain(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		if m := special(load(s, i)); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(s) && s[i] >= 0x20 && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}

// skipString returns the offset after the string that begins at i.
func skipString(s string, i int) (int, error) {
	i++
	for {
		if i = plain(s, i); i >= len(s) {
			return 0, bad(s, i, "in a string")
		}
		switch s[i] {
		case '"':
			return i + 1, nil
		case '\\':
			end, err := escape(s, i)
			if err != nil {
				return 0, err
			}
			i = end
		default:
			return 0, bad(s, i, "in a string")
		}
	}
}

// escape returns the offset after the escape sequence that begins at i.
func escape(s string, i int) (int, error) {
	if i+1 >= len(s) {
		return 0, bad(s, i+1, "in an escape sequence")
	}
	switch s[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2, nil
	case 'u':
		for j := i + 2; j < i+6; j++ {
			if j >= len(s) || !isHex(s[j]) {
				return 0, bad(s, j, `in a \u escape`)
			}
		}
		return i + 6, nil
	}
	return 0, bad(s, i+1, "in an escape sequence")
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// bad says what stands at i and doesn't belong there.
func bad(s string, i int, where string) error {
	if i >= len(s) {
		return &Error{len(s), "the text ends " + where}
	}
	return &Error{i, fmt.Sprintf("unexpected %q %s", s[i], where)}
}
