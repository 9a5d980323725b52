// Strings: from JSON's form to Go's, and back.

package rawjson

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
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
	b := decode(make([]byte, 0, len(s)), s)
	return unsafe.String(unsafe.SliceData(b), len(b)) // no one else holds it
}

// decode appends the decoded form of what stands between the quotes of a
// checked string.
func decode(dst []byte, s string) []byte {
	for {
		i := plain(s, 0)
		dst = appendUTF8(dst, s[:i])
		if i == len(s) {
			return dst
		}
		dst, i = unescape(dst, s, i)
		s = s[i:]
	}
}

// unescape decodes the escape sequence that begins at i and returns the offset
// after it.
func unescape(dst []byte, s string, i int) ([]byte, int) {
	switch c := s[i+1]; c {
	case 'b':
		dst = append(dst, '\b')
	case 'f':
		dst = append(dst, '\f')
	case 'n':
		dst = append(dst, '\n')
	case 'r':
		dst = append(dst, '\r')
	case 't':
		dst = append(dst, '\t')
	case 'u':
		r := hex4(s, i+2)
		i += 6
		if !utf16.IsSurrogate(r) {
			return utf8.AppendRune(dst, r), i
		}
		if i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
			if pair := utf16.DecodeRune(r, hex4(s, i+2)); pair != utf8.RuneError {
				return utf8.AppendRune(dst, pair), i + 6
			}
		}
		return utf8.AppendRune(dst, utf8.RuneError), i
	default:
		dst = append(dst, c)
	}
	return dst, i + 2
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
