// Text of others on a terminal: what requests, functions and templates hold
// must not move the cursor, change colours or hide lines.

package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// printable escapes the control characters of a text as Go writes them: C0
// with the escape, DEL, C1, and bytes that aren't UTF-8. Lines and tabs stay.
func printable(text string) string {
	if strings.IndexFunc(text, isControl) < 0 && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case isControl(r):
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

// printableLine is printable for what must stay on one line.
func printableLine(text string) string {
	return strings.ReplaceAll(printable(text), "\n", `\n`)
}

func isControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || 0x7f <= r && r <= 0x9f
}

// jsonWriter passes JSON on, with the control characters escaped that JSON
// itself allows in strings: DEL and C1.
type jsonWriter struct{ to io.Writer }

func (w jsonWriter) Write(p []byte) (int, error) {
	escaped := p
	if bytes.IndexFunc(p, func(r rune) bool { return 0x7f <= r && r <= 0x9f }) >= 0 {
		var b bytes.Buffer
		for _, r := range string(p) {
			if 0x7f <= r && r <= 0x9f {
				fmt.Fprintf(&b, `\u%04x`, r)
			} else {
				b.WriteRune(r)
			}
		}
		escaped = b.Bytes()
	}
	if _, err := w.to.Write(escaped); err != nil {
		return 0, err
	}
	return len(p), nil
}
