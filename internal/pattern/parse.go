// The grammar: from text to segments.

package pattern

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// kind orders segments: the lower one is the more specific.
type kind uint8

const (
	literal kind = iota
	mixed        // parameters with text around them, or with an expression
	param        // {name}
	rest1        // {name+}
	rest0        // {name*}
)

// A segment is what stands between two slashes.
type segment struct {
	kind    kind
	text    string         // the literal, or for a mixed one its shape
	names   []string       // of the parameters, from left to right
	match   *regexp.Regexp // of a mixed one
	prefix  string         // of a mixed one: the text before its first parameter,
	suffix  string         // and behind its last
	weight  int            // of a mixed one: bytes of text in it
	simple  bool           // of a mixed one: prefix and suffix say it all
	bounded bool           // of a mixed one: some parameter has an expression
}

// A Pattern is a parsed pattern.
type Pattern struct {
	text     string
	segments []segment
	names    []string
}

// String returns the pattern as it was written.
func (p *Pattern) String() string { return p.text }

// Names returns the names of the parameters from left to right.
func (p *Pattern) Names() []string { return p.names }

// TakesRest reports whether the pattern ends in {name+} or {name*}.
func (p *Pattern) TakesRest() bool { return p.segments[len(p.segments)-1].kind >= rest1 }

// Shape is the pattern with the names taken out; patterns of one shape match
// the same paths.
func (p *Pattern) Shape() string {
	var b strings.Builder
	for _, s := range p.segments {
		b.WriteByte('/')
		b.WriteString(s.shape())
	}
	return b.String()
}

func (s *segment) shape() string {
	switch s.kind {
	case param:
		return "{}"
	case rest1:
		return "{+}"
	case rest0:
		return "{*}"
	}
	return s.text
}

// Parse reads a pattern. It reports every problem of it.
func Parse(text string) (*Pattern, error) {
	p := &Pattern{text: text}
	if !strings.HasPrefix(text, "/") {
		return nil, fmt.Errorf("pattern %q: offset 0: a path begins with a slash: write %q", text, "/"+text)
	}
	var problems []error
	complain := func(offset int, format string, args ...any) {
		problems = append(problems, fmt.Errorf("pattern %q: offset %d: %s", text, offset, fmt.Sprintf(format, args...)))
	}
	for offset := 1; ; {
		end := segmentEnd(text, offset)
		part := text[offset:end]
		switch {
		case part == "" && end < len(text):
			complain(offset, "empty segment: write one slash")
		default:
			s, at, err := parseSegment(part)
			if err != nil {
				complain(offset+at, "%v", err)
				break
			}
			if s.kind >= rest1 && end < len(text) {
				complain(offset, "%s takes the rest of the path: nothing can follow it", part)
			}
			p.segments = append(p.segments, s)
			for _, name := range s.names {
				for _, other := range p.names {
					if name == other {
						complain(offset, "parameter %q appears twice: give each a name of its own", name)
					}
				}
				p.names = append(p.names, name)
			}
		}
		if end == len(text) {
			break
		}
		offset = end + 1
	}
	if problems != nil {
		return nil, errors.Join(problems...)
	}
	return p, nil
}

// segmentEnd returns where the segment that begins at i ends: at the next slash
// that doesn't stand in braces.
func segmentEnd(text string, i int) int {
	for depth := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			depth--
		case '\\':
			if depth > 0 {
				i++
			}
		case '/':
			if depth <= 0 {
				return i
			}
		}
	}
	return len(text)
}

// parseSegment reads one segment; at is where in it the error is.
func parseSegment(part string) (s segment, at int, err error) {
	var expr, shape strings.Builder
	params := 0
	for i := 0; i < len(part); {
		switch part[i] {
		case '}':
			return s, i, errors.New("'}' without '{' before it")
		case '?', '#', ' ':
			return s, i, fmt.Errorf("%q can't stand in a path", part[i])
		case '{':
			end := closing(part, i)
			if end < 0 {
				return s, i, errors.New("'{' is never closed: write {name}")
			}
			name, re, bounded := strings.Cut(part[i+1:end], ":")
			if k := restKind(name); k != literal {
				if i > 0 || end+1 < len(part) || bounded {
					return s, i, fmt.Errorf("{%s} must be a whole segment, with nothing beside it", name)
				}
				name = name[:len(name)-1]
				s.kind = k
			}
			if !validName(name) {
				return s, i + 1, fmt.Errorf("%q is not a valid parameter name: use letters, digits and _, not a digit first", name)
			}
			s.names = append(s.names, name)
			params++
			if !bounded {
				re = ".+"
			}
			if _, err := regexp.Compile(re); err != nil {
				return s, i + 1 + len(name), err
			}
			s.bounded = s.bounded || bounded
			fmt.Fprintf(&expr, "(?P<%s>%s)", name, re)
			shape.WriteString("{")
			if bounded {
				shape.WriteString(":" + re)
			}
			shape.WriteString("}")
			i = end + 1
			s.suffix = ""
		default:
			end := strings.IndexAny(part[i:], "{}?# ")
			if end < 0 {
				end = len(part) - i
			}
			text := part[i : i+end]
			expr.WriteString(regexp.QuoteMeta(text))
			shape.WriteString(text)
			if s.weight += len(text); params == 0 {
				s.prefix = text
			}
			s.suffix = text
			i += end
		}
	}
	switch {
	case params == 0:
		s.kind, s.text = literal, part
	case s.kind >= rest1:
	case s.weight == 0 && params == 1 && !s.bounded:
		s.kind = param
	default:
		s.kind, s.text = mixed, shape.String()
		s.simple = params == 1 && !s.bounded
		s.match, err = regexp.Compile("^(?s:" + expr.String() + ")$")
	}
	return s, 0, err
}

func restKind(name string) kind {
	switch {
	case strings.HasSuffix(name, "+"):
		return rest1
	case strings.HasSuffix(name, "*"):
		return rest0
	}
	return literal
}

// closing returns the offset of the brace that closes the one at i, or -1.
func closing(part string, i int) int {
	for depth := 0; i < len(part); i++ {
		switch part[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func validName(name string) bool {
	for i, c := range []byte(name) {
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
