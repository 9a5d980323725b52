// Regular expressions of Java.

package vtl

import (
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

// patternTime bounds a match: Java's patterns can take exponential time, and so can these.
const patternTime = 200 * time.Millisecond

// pattern compiles a Java regular expression. regexp2 has what Java has and Go's own
// package has not: lookaround and back references.
func (x *exec) pattern(p string) *regexp2.Regexp {
	x.grow(1 + len(p)/4)
	re, err := regexp2.Compile(p, regexp2.None)
	if err != nil {
		x.fail("PatternSyntaxException: %v", err)
	}
	re.MatchTimeout = patternTime
	return re
}

func (x *exec) matches(s, p string) any {
	ok, err := x.pattern(`\A(?:` + p + `)\z`).MatchString(s)
	if err != nil {
		x.fail("%v", err)
	}
	return ok
}

// each calls f with the matches of p in s.
func (x *exec) each(s, p string, limit int, f func(m *regexp2.Match)) {
	re := x.pattern(p)
	m, err := re.FindStringMatch(s)
	for m != nil && limit != 0 {
		f(m)
		limit--
		x.step()
		m, err = re.FindNextMatch(m)
	}
	if err != nil {
		x.fail("%v", err)
	}
}

// replaceRegexp is replaceAll or, with a limit of 1, replaceFirst.
func (x *exec) replaceRegexp(s, p, with string, limit int) any {
	runes := []rune(s)
	var b strings.Builder
	at := 0
	x.each(s, p, limit, func(m *regexp2.Match) {
		b.WriteString(string(runes[at:m.Index]))
		x.replacement(&b, with, m)
		at = m.Index + m.Length
		if b.Len() > maxOutput {
			x.fail("a string is larger than %d bytes", maxOutput)
		}
	})
	b.WriteString(string(runes[at:]))
	return x.str(b.String())
}

// replacement writes a replacement, in which $1 or ${name} is a group and a backslash
// takes the next character as it is.
func (x *exec) replacement(b *strings.Builder, with string, m *regexp2.Match) {
	for i := 0; i < len(with); i++ {
		switch c := with[i]; c {
		case '\\':
			if i++; i == len(with) {
				x.fail("IllegalArgumentException: character to be escaped is missing")
			}
			b.WriteByte(with[i])
		case '$':
			i = x.group(b, with, i+1, m)
		default:
			b.WriteByte(c)
		}
	}
}

func (x *exec) group(b *strings.Builder, with string, i int, m *regexp2.Match) int {
	if i == len(with) {
		x.fail("IllegalArgumentException: Illegal group reference: group index is missing")
	}
	if with[i] == '{' {
		end := strings.IndexByte(with[i:], '}')
		if end < 0 {
			x.fail("IllegalArgumentException: named capturing group is missing trailing '}'")
		}
		g := m.GroupByName(with[i+1 : i+end])
		if g == nil {
			x.fail("IllegalArgumentException: No group with name {%s}", with[i+1:i+end])
		}
		b.WriteString(g.String())
		return i + end
	}
	if !digit(with[i]) {
		x.fail("IllegalArgumentException: Illegal group reference")
	}
	n := int(with[i] - '0')
	if n >= m.GroupCount() {
		x.fail("IndexOutOfBoundsException: No group %d", n)
	}
	for i+1 < len(with) && digit(with[i+1]) && n*10+int(with[i+1]-'0') < m.GroupCount() {
		i++
		n = n*10 + int(with[i]-'0')
	}
	b.WriteString(m.GroupByNumber(n).String())
	return i
}

// split is String.split: without a limit, empty strings at the end are left out.
func (x *exec) split(s, p string, limit int) any {
	runes := []rune(s)
	var parts []any
	at := 0
	x.each(s, p, -1, func(m *regexp2.Match) {
		if limit > 0 && len(parts) == limit-1 || m.Length == 0 && (m.Index == 0 || m.Index >= len(runes)) {
			return
		}
		if m.Index == 0 && m.Index+m.Length == 0 {
			return
		}
		parts = append(parts, string(runes[at:m.Index]))
		at = m.Index + m.Length
		x.grow(1)
	})
	if parts == nil {
		return &list{kind: javaArray, items: []any{s}}
	}
	parts = append(parts, string(runes[at:]))
	if limit == 0 {
		for len(parts) > 0 && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1]
		}
	}
	return &list{kind: javaArray, items: parts}
}
