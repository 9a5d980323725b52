// Strings: from JSON's form to Go's, and back.

package rawjson

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unquote decodes what stands between the quotes of a checked string. A string
// without escapes is handed out as it stands in the text. Bytes that are no
// UTF-8, and halves of surrogate pairs, become U+FFFD, as in encoding/json.
func unquote(s string) string {
	ascii := true
	for i := 0; ; i++ {
		if i == len(s) {
			return s
		}
		if c := s[i]; c == '\\' || c >= utf8.RuneSelf {
			ascii = c < utf8.RuneSelf
			break
		}
		if i == 32 {
			break // a long one: faster in words
		}
	}
	if ascii && plain(s, 0) == len(s) || !ascii && strings.IndexByte(s, '\\') < 0 {
		if utf8.ValidString(s) {
			return s
		}
		return string([]rune(s))
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		end := plain(s, i)
		appendValid(&b, s[i:end])
		if end == len(s) {
			break
		}
		i = unescape(&b, s, end)
	}
	return b.String()
}

// appendValid writes a run without escapes, with U+FFFD for each byte that is
// no UTF-8.
func appendValid(b *strings.Builder, s string) {
	if utf8.ValidString(s) {
		b.WriteString(s)
		return
	}
	for _, r := range s {
		b.WriteRune(r)
	}
}

// unescape decodes the escape sequence that begins at i and returns the offset
// after it.
func unescape(b *strings.Builder, s string, i int) int {
	switch c := s[i+1]; c {
	case 'b':
		b.WriteByte('\b')
	case 'f':
		b.WriteByte('\f')
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case 't':
		b.WriteByte('\t')
	case 'u':
		r := hex4(s, i+2)
		i += 6
		if !utf16.IsSurrogate(r) {
			b.WriteRune(r)
			return i
		}
		if i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
			if pair := utf16.DecodeRune(r, hex4(s, i+2)); pair != utf8.RuneError {
				b.WriteRune(pair)
				return i + 6
			}
		}
		b.WriteRune(utf8.RuneError)
		return i
	default:
		b.WriteByte(c)
	}
	return i + 2
}

func hex4(s string, i int) rune {
	var r rune
	for _, c := range []byte(s[i : i+4]) {
		switch {
		case c <= '9':
			c -= '0'
		default:
			c = c | 0x20 - 'a' + 10
		}
		r = r<<4 | rune(c)
	}
	return r
}

const hexDigits = "0123456789abcdef"

// AppendString appends s as a JSON string with its quotes. Bytes that are no
// UTF-8 become U+FFFD: JSON has no other way to say them.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for {
		i := plain(s, 0)
		dst = appendUTF8(dst, s[:i])
		if i == len(s) {
			return append(dst, '"')
		}
		switch c := s[i]; c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		s = s[i+1:]
	}
}

func appendUTF8(dst []byte, s string) []byte {
	if utf8.ValidString(s) {
		return append(dst, s...)
	}
	for _, r := range s {
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
