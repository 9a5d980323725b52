// Strings as Java counts them, in UTF-16.

package vtl

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Strings are Go strings; a half of a surrogate pair, which methods of Java's strings can
// cut off, is kept as three bytes until it is printed.

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// units returns the UTF-16 code units of s, which Java counts.
func units(s string) []uint16 {
	out := make([]uint16, 0, len(s))
	for i := 0; i < len(s); {
		if i+2 < len(s) && s[i] == 0xED && s[i+1] >= 0xA0 {
			out = append(out, 0xD000|uint16(s[i+1]&0x3F)<<6|uint16(s[i+2]&0x3F))
			i += 3
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		out = utf16.AppendRune(out, r)
		i += n
	}
	return out
}

// fromUnits is the string of code units.
func fromUnits(u []uint16) string {
	var b strings.Builder
	for i := 0; i < len(u); i++ {
		if utf16.IsSurrogate(rune(u[i])) {
			if i+1 < len(u) {
				if r := utf16.DecodeRune(rune(u[i]), rune(u[i+1])); r != utf8.RuneError {
					b.WriteRune(r)
					i++
					continue
				}
			}
			b.WriteString(encodeUnit(rune(u[i])))
			continue
		}
		b.WriteRune(rune(u[i]))
	}
	return b.String()
}

// joinSurrogates makes one character of two halves that stand beside each other.
func joinSurrogates(s string) string {
	if !strings.Contains(s, "\xED") {
		return s
	}
	return fromUnits(units(s))
}

// finish is text as it is sent: what is left of halves becomes "?", as in Java.
func finish(s string) string {
	if !strings.Contains(s, "\xED") {
		return s
	}
	s = joinSurrogates(s)
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 && i+2 < len(s) && s[i] == 0xED {
			b.WriteByte('?')
			i += 3
			continue
		}
		b.WriteString(s[i : i+n])
		i += n
	}
	return b.String()
}

func quote(s string) string {
	if len(s) > 40 {
		s = s[:40] + "..."
	}
	return strconv.Quote(s)
}

// isJavaSpace is Character.isWhitespace.
func isJavaSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0x1C, 0x1D, 0x1E, 0x1F, 0x1680, 0x2028, 0x2029, 0x205F, 0x3000:
		return true
	}
	return r >= 0x2000 && r <= 0x200A && r != 0x2007
}

// stringLiteral returns the length of the string that s starts with. A doubled quote
// stands for one quote, so the longest string is the one that goes on after pairs.
func stringLiteral(s string) int {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		return 0
	}
	q, best := s[0], 0
	for i := 1; i < len(s); i++ {
		if s[i] != q {
			continue
		}
		best = i + 1
		if i+1 == len(s) || s[i+1] != q {
			break
		}
		i++
	}
	return best
}
