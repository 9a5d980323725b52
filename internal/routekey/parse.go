// The grammar of route keys: the method list, and what stands without a path.

package routekey

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/spelling"
)

// methods are what a route of an HTTP API may name besides ANY (API Gateway
// developer guide, "Create routes for HTTP APIs"); REST has the same.
var methods = []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

// Methods returns the methods that a route can name besides ANY, sorted.
func Methods() []string { return slices.Clone(methods) }

// Parse parses a route key of an HTTP or REST API. A list of methods gives one
// Key for each, in the order written.
//
// The grammar is
//
//	key     = "$default" | methods " " path
//	methods = "ANY" | "*" | method { "," method }
//	method  = "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT"
//	path    = "/" | { "/" segment } [ "/" greedy ]
//	segment = literal | "{" name "}"
//	greedy  = "{" name "+}"
//	literal = one or more of A-Z a-z 0-9 - . _ :
//	name    = a letter or "_", then letters, digits and "_"
//
// where methods are read in any case. A path has at most ten parameters, each
// with a name of its own.
//
//	"GET /todos/{id}"   => GET /todos/{id}
//	"get,Post /todos"   => GET /todos, POST /todos
//	"* /{proxy+}"       => ANY /{proxy+}
//	"$default"          => $default
//	"GET /todos/"       => offset 10: trailing slash: write "/todos"
//	"GET /a{id}"        => offset 5: "a{id}" mixes text and a parameter ...
//
// The error is of type Errors and holds every problem of the text that can be
// known in one go, each with its offset.
func Parse(s string) ([]Key, error) {
	p := &parser{input: s, kind: "route key"}
	keys := p.key(p.maskTokens(s))
	if err := p.err(); err != nil {
		return nil, err
	}
	return keys, nil
}

// key parses s, which is the input with the CDK's tokens masked.
func (p *parser) key(s string) []Key {
	at := len(s) - len(strings.TrimLeft(s, blanks))
	if at > 0 {
		p.add(0, "blank at the start: leave it out")
	}
	switch s := s[at:]; {
	case s == "":
		p.add(at, `empty: write a method and a path such as "GET /todos", or %q`, defaultText)
		return nil
	case s == defaultText:
		return []Key{Default}
	case s[0] == '$':
		p.dollar(at, s)
		return nil
	case s[0] == '/':
		p.add(at, `missing method: write "GET %[1]s", or "%[2]s %[1]s" for all methods`, p.input[at:], Any)
		p.path(at, s)
		return nil
	}
	list, at := p.methods(at, s)
	switch {
	case at == len(s) && len(p.tokens) > 0: // the path may be in one
	case at == len(s):
		p.add(at, `missing path: write "%s /", or with a path of yours`, cmp.Or(strings.Join(list, ","), "GET"))
	case s[at] == '$':
		p.add(at, `%q stands alone, without a method: write %q`, s[at:], defaultText)
	default:
		path := p.path(at, s[at:])
		keys := make([]Key, len(list))
		for i, m := range list {
			keys[i] = Key{Method: m, Path: path}
		}
		return keys
	}
	return nil
}

// dollar says what is wrong with s, which starts with "$" and isn't $default.
func (p *parser) dollar(offset int, s string) {
	name := s[:word(s)]
	switch {
	case name == defaultText && s[len(name)] == ',':
		p.add(offset, `%q in a list: it takes all methods by itself, write it alone`, name)
	case name == defaultText:
		p.add(offset+len(name), `%q takes neither method nor path: write it alone`, name)
	case strings.EqualFold(name, defaultText):
		p.add(offset, `%q is written in lower case: %q`, name, defaultText)
	default:
		p.add(offset, `%q: keys with "$" belong to a WebSocket API; here only %q has one`, name, defaultText)
	}
}

// methods reads the list of methods that starts at the given offset of s. It
// returns them in canonical form, with the offset at which the path starts.
func (p *parser) methods(at int, s string) (list []string, pathAt int) {
	anyAt, several := -1, false
	for {
		end := at + word(s[at:])
		if m, ok := p.method(at, s[at:end]); ok {
			if slices.Contains(list, m) {
				p.add(at, "method %s twice in the list: write it once", m)
			} else if m == Any {
				anyAt = at
			}
			list = append(list, m)
		}
		next := end + len(s[end:]) - len(strings.TrimLeft(s[end:], blanks+","))
		more := p.separator(end, s[end:next], s[next:])
		several = several || more
		if !more {
			if anyAt >= 0 && several {
				p.add(anyAt, `%s in a list: it takes all methods by itself, write "%s" alone`, Any, Any)
			}
			return list, next
		}
		at = next
	}
}

const emptyElement = "empty element in the list of methods: leave the comma out, or name a method"

// separator judges the blanks and commas at the offset, between a method and
// what follows. It reports whether another method does.
func (p *parser) separator(offset int, text, after string) (more bool) {
	_, known := canonical(after[:word(after)])
	atPath := after == "" || after[0] == '/'
	commas := strings.Count(text, ",")
	switch {
	case commas == 0 && known:
		p.add(offset, `blank between methods: write a comma, as in "GET,POST"`)
		return true
	case commas == 0 && after == "":
		return false
	case commas == 0 && text == "":
		p.add(offset, "missing blank between method and path")
		return false
	case commas == 0:
		if text != " " {
			p.add(offset, "one blank separates method and path, not %q", text)
		}
		return false
	case commas > 1 || atPath:
		p.add(offset+strings.Index(text, ",")+1, emptyElement)
	case len(text) > 1:
		p.add(offset+strings.IndexAny(text, blanks), `blank in the list of methods: write "GET,POST"`)
	}
	return !atPath
}

// word returns the length of what stands before the first blank, comma or
// slash of s.
func word(s string) int {
	if i := strings.IndexAny(s, blanks+",/"); i >= 0 {
		return i
	}
	return len(s)
}

// method returns the canonical form of one method, which stands at the offset.
func (p *parser) method(offset int, text string) (string, bool) {
	m, ok := canonical(text)
	switch {
	case ok:
		return m, true
	case p.masked(offset, len(text)): // reported already
	case text == "":
		p.add(offset, emptyElement)
	case text == defaultText:
		p.add(offset, `%q in a list: it takes all methods by itself, write it alone`, text)
	default:
		hint := ""
		if near := nearest(m); near != "" {
			hint = "did you mean " + near + "? "
		}
		p.add(offset, "unknown method %q: %sa method is one of %s, or %s or * for all", text, hint, strings.Join(methods, ", "), Any)
	}
	return "", false
}

// canonical returns a method as a Key holds it; if it is unknown, in upper case
// and with false.
func canonical(text string) (string, bool) {
	m := upper(text)
	if m == "*" {
		m = Any
	}
	return m, m == Any || slices.Contains(methods, m)
}

// upper is strings.ToUpper for ASCII only, so that no other letter folds to
// one of a method's.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}

// nearest returns a method that m is likely a slip of, or "".
func nearest(m string) string {
	switch {
	case m == "ALL":
		return Any
	case len(m) > 2*len("OPTIONS"):
		return "" // no slip of the hand
	}
	for _, known := range append([]string{Any}, methods...) {
		if len(m) > 2 && strings.HasPrefix(known, m) || spelling.Distance(m, known) <= len(known)/3 {
			return known
		}
	}
	return ""
}
