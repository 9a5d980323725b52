// The grammar of route keys: the method list, and what stands without a path.

package routekey

import (
	"cmp"
	"slices"
	"strings"
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
	switch {
	case s == "":
		p.add(0, `empty: write a method and a path such as "GET /todos", or %q`, defaultText)
		return nil
	case s == defaultText:
		return []Key{Default}
	case s[0] == '$':
		p.dollar(s)
		return nil
	case s[0] == '/':
		p.add(0, `missing method: write "GET %[1]s", or "%[2]s %[1]s" for all methods`, p.input, Any)
		p.path(0, s)
		return nil
	}
	list, offset := p.methods(s)
	if offset == len(s) {
		if len(p.tokens) == 0 {
			p.add(offset, `missing path: write "%s /", or with a path of yours`, cmp.Or(strings.Join(list, ","), "GET"))
		}
		return nil
	}
	if strings.HasPrefix(s[offset:], "$") {
		p.add(offset, `%q stands alone, without a method: write %q`, defaultText, defaultText)
		return nil
	}
	path := p.path(offset, s[offset:])
	keys := make([]Key, len(list))
	for i, m := range list {
		keys[i] = Key{Method: m, Path: path}
	}
	return keys
}

// dollar says what is wrong with a key that starts with "$" and isn't $default.
func (p *parser) dollar(s string) {
	name, rest := s, ""
	if i := strings.IndexAny(s, " \t,"); i >= 0 {
		name, rest = s[:i], s[i:]
	}
	switch {
	case name == defaultText && strings.HasPrefix(rest, ","):
		p.add(0, `%q in a list: it takes all methods by itself, write %q alone`, defaultText, defaultText)
	case name == defaultText:
		p.add(len(name), `%q takes neither method nor path: write it alone`, defaultText)
	case strings.EqualFold(name, defaultText):
		p.add(0, `%q is written in lower case: %q`, name, defaultText)
	default:
		p.add(0, `%q: keys with "$" belong to a WebSocket API; here only %q has one`, name, defaultText)
	}
}

// methods reads the list of methods at the start of s and returns them in
// canonical form, with the offset at which the path starts.
func (p *parser) methods(s string) (list []string, pathAt int) {
	seen, anyAt := 0, -1
	add := func(offset int, text string) {
		if m, ok := p.method(offset, text); ok {
			if slices.Contains(list, m) {
				p.add(offset, `method %s twice in the list: write it once`, m)
			} else if m == Any {
				anyAt = offset
			}
			list = append(list, m)
		}
		seen++
	}
	defer func() {
		if anyAt >= 0 && seen > 1 {
			p.add(anyAt, `%s in a list: it takes all methods by itself, write "%s" alone`, Any, Any)
		}
	}()
	i := len(s) - len(strings.TrimLeft(s, blanks))
	if i > 0 {
		p.add(0, "blank at the start: leave it out")
	}
	for {
		end := i + len(s[i:])
		if j := strings.IndexAny(s[i:], blanks+",/"); j >= 0 {
			end = i + j
		}
		if end == i && (end == len(s) || s[end] == ',' || seen > 0) {
			p.add(i, "empty element in the list of methods: leave the comma out, or name a method")
		} else {
			add(i, s[i:end])
		}
		next := end + len(s[end:]) - len(strings.TrimLeft(s[end:], blanks))
		switch {
		case next < len(s) && s[next] == ',':
			after := next + 1
			i = after + len(s[after:]) - len(strings.TrimLeft(s[after:], blanks))
			switch {
			case next > end:
				p.add(end, `blank in the list of methods: write "GET,POST"`)
			case i > after && (i == len(s) || s[i] == '/'): // "GET, /x"
				p.add(next, "empty element in the list of methods: leave the comma out, or name a method")
				return list, i
			case i > after:
				p.add(after, `blank in the list of methods: write "GET,POST"`)
			}
		case next < len(s) && s[next] != '/' && p.isMethod(s[next:]):
			p.add(end, `blank between methods: write a comma, as in "GET,POST"`)
			i = next
		default:
			switch {
			case next == end && next < len(s):
				p.add(end, "missing blank between method and path")
			case next < len(s) && s[end:next] != " ":
				p.add(end, "one blank separates method and path, not %q", s[end:next])
			}
			return list, next
		}
	}
}

// isMethod reports whether the first word of s names a method.
func (p *parser) isMethod(s string) bool {
	if i := strings.IndexAny(s, blanks+",/"); i >= 0 {
		s = s[:i]
	}
	m := upper(s)
	return m == Any || m == "*" || slices.Contains(methods, m)
}

// method returns the canonical form of one method.
func (p *parser) method(offset int, text string) (string, bool) {
	m := upper(text)
	switch {
	case m == "*" || m == Any:
		return Any, true
	case slices.Contains(methods, m):
		return m, true
	case p.masked(offset, len(text)):
		return "", false // reported already
	case text == defaultText:
		p.add(offset, `%q in a list: it takes all methods by itself, write it alone`, text)
		return "", false
	}
	hint := ""
	if near := nearest(m); near != "" {
		hint = "did you mean " + near + "? "
	}
	p.add(offset, `unknown method %q: %sa method is one of %s, or %s or * for all`, text, hint, strings.Join(methods, ", "), Any)
	return "", false
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
		if len(m) > 2 && strings.HasPrefix(known, m) || distance(m, known) <= len(known)/3 {
			return known
		}
	}
	return ""
}

// distance is the number of letters to change, add, drop or swap with the next
// to make b of a.
func distance(a, b string) int {
	d := make([][]int, len(a)+1) // d[i][j] is that of a[:i] and b[:j]
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			d[i][j] = min(change, d[i-1][j]+1, d[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
