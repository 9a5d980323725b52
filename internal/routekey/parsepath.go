// The grammar of paths, and the parser's state, which knows the CDK's tokens.

package routekey

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxParams is how many parameters a path may have.
const maxParams = 10

const blanks = " \t"

// parser collects what is wrong with one input.
type parser struct {
	input  string
	kind   string  // what the input is: "route key" or "path"
	tokens [][]int // start and end of each token of the CDK in input
	list   Errors
}

// token is how a value that is known only at deployment looks in a string.
var token = regexp.MustCompile(`[$#]\{Token\[[^\]]*\]\}`)

// HasToken reports whether s holds a token of the CDK: a value that is known
// only at deployment.
func HasToken(s string) bool { return token.MatchString(s) }

// maskTokens reports the CDK's tokens in s and returns s with each replaced by
// letters, so that offsets stay and the rest can be checked.
func (p *parser) maskTokens(s string) string {
	p.tokens = token.FindAllStringIndex(s, -1)
	for _, at := range p.tokens {
		p.add(at[0], "token of the CDK: its value isn't known before deployment, but a %s must be; write the text itself", p.kind)
		s = s[:at[0]] + strings.Repeat("x", at[1]-at[0]) + s[at[1]:]
	}
	return s
}

// masked reports whether a token lies in the n bytes at offset.
func (p *parser) masked(offset, n int) bool {
	return slices.ContainsFunc(p.tokens, func(at []int) bool {
		return at[0] < offset+n && offset < at[1]
	})
}

// ParsePath parses a path as it stands in a route key; see Parse for the
// grammar. The error is of type Errors.
func ParsePath(s string) (Path, error) {
	p := &parser{input: s, kind: "path"}
	path := p.path(0, p.maskTokens(s))
	if err := p.err(); err != nil {
		return Path{}, err
	}
	return path, nil
}

// path parses s, which stands at the offset of the input.
func (p *parser) path(offset int, s string) Path {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		what := "query string"
		if s[i] == '#' {
			what = "fragment"
		}
		p.add(offset+i, "%s in a path: a route is found by its path alone, leave %q out", what, s[i:])
		s = s[:i]
	}
	rest, ok := strings.CutPrefix(s, "/")
	if !ok && !p.masked(offset, 1) {
		p.add(offset, `path must start with "/": write %q`, "/"+s)
	}
	if rest != "" {
		p.params(p.segments(offset+len(s)-len(rest), rest))
	}
	return Path{text: s}
}

// placed is a segment with its offset.
type placed struct {
	Segment
	offset int
}

// segments parses the segments of a path, each for itself. The text is the path
// without its first slash.
func (p *parser) segments(offset int, text string) []placed {
	written := strings.FieldsFunc(p.input[offset:offset+len(text)], func(r rune) bool { return r == '/' })
	right := "/" + strings.Join(written, "/")
	var list []placed
	for reported := false; ; {
		s, rest, more := strings.Cut(text, "/")
		switch {
		case s != "":
			list = append(list, placed{p.segment(offset, s), offset})
		case reported: // at the first slash too many
		case len(list) > 0 && strings.Trim(text, "/") == "":
			p.add(offset-1, "trailing slash: write %q", right)
		default:
			p.add(offset-1, "doubled slash: write %q", right)
		}
		if !more {
			return list
		}
		reported = s == ""
		offset, text = offset+len(s)+1, rest
	}
}

// params checks a path's parameters against each other.
func (p *parser) params(segments []placed) {
	var names []string
	for i, s := range segments {
		if s.Param == "" {
			continue
		}
		if slices.Contains(names, s.Param) {
			p.add(s.offset, "parameter %q twice in the path: give it another name", s.Param)
		}
		names = append(names, s.Param)
		if len(names) == maxParams+1 {
			p.add(s.offset, "more than %d parameters: a path may have %d", maxParams, maxParams)
		}
		if s.Greedy && i < len(segments)-1 {
			p.add(s.offset, "a greedy parameter takes the rest of the path and must be the last segment")
		}
	}
}

// segment parses the text between two slashes.
func (p *parser) segment(offset int, text string) Segment {
	if !strings.ContainsAny(text, "{}") {
		p.literal(offset, text)
		return Segment{Literal: text}
	}
	inner, opened := strings.CutPrefix(text, "{")
	inner, closed := strings.CutSuffix(inner, "}")
	left, right := strings.Index(text, "{"), strings.Index(text, "}")
	switch {
	case opened && closed && !strings.ContainsAny(inner, "{}"):
		return p.param(offset, inner)
	case text == "{" || text == "}":
		p.add(offset, `%q is half of a parameter: write "{id}", or "{proxy+}" for the rest of the path`, text)
	case opened && right < 0:
		p.add(offset, "%q is not closed: write %q", text, text+"}")
	case closed && left < 0:
		p.add(offset, `%q has no "{": write %q`, text, "{"+text)
	case strings.Count(text, "{") == 1 && strings.Count(text, "}") == 1 && left < right:
		p.add(offset,
			"%q mixes text and a parameter: API Gateway has parameters for whole segments only, write %q and cut its value in the handler",
			text, text[left:right+1])
	default:
		p.add(offset, `%q: braces must enclose a whole segment, as in "{id}"`, text)
	}
	return Segment{}
}

// param parses what stands between braces; offset is that of the brace.
func (p *parser) param(offset int, inner string) Segment {
	name, greedy := strings.CutSuffix(inner, "+")
	seg := Segment{Param: name, Greedy: greedy}
	if IsParamName(name) {
		return seg
	}
	stem, _, patterned := strings.Cut(name, ":")
	dots, dotted := strings.CutSuffix(name, "...")
	switch {
	case name == "":
		p.add(offset, `parameter without a name: write "{id}", or "{proxy+}" for the rest of the path`)
	case patterned && IsParamName(stem):
		p.add(offset, "%q: API Gateway's parameters have no pattern, write %q and check the value in the handler", "{"+inner+"}", "{"+stem+"}")
	case dotted && (dots == "" || IsParamName(dots)):
		p.add(offset, "%q: the rest of a path is written %q", "{"+inner+"}", "{"+cmp.Or(dots, "proxy")+"+}")
	default:
		p.add(offset+1, `bad parameter name %q: use letters, digits and "_", not a digit first`, name)
	}
	return seg
}

// IsParamName reports whether name may be the name of a parameter.
func IsParamName(name string) bool {
	for i, c := range []byte(name) {
		if !isLetter(c) && c != '_' && (i == 0 || !isDigit(c)) {
			return false
		}
	}
	return name != ""
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

func isLiteral(c byte) bool {
	return isLetter(c) || isDigit(c) || strings.IndexByte("-._:", c) >= 0
}

// literal checks the text of a segment without braces.
func (p *parser) literal(offset int, text string) {
	switch {
	case text == "." || text == "..":
		p.add(offset, "segment %q: clients resolve it before they send a request, so it never matches", text)
	case text == "*" || text == "**":
		p.add(offset, `%q is not a wildcard here: write "{id}" for one segment, or "{proxy+}" for the rest of the path`, text)
		return
	case text[0] == ':' && IsParamName(text[1:]):
		p.add(offset, "%q: a parameter is written %q", text, "{"+text[1:]+"}")
	}
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf && isLiteral(byte(r)):
		case r == '%':
			p.add(offset+i, "percent escape in a path: requests are matched decoded, and "+
				"no character that needs an escape may stand in a path; use a parameter")
			return
		case r == ' ' || r == '\t':
			p.add(offset+i, "blank in a path: leave it out")
		case r < ' ' || r == 0x7f:
			p.add(offset+i, "control character %q in a path: leave it out", r)
		default:
			_, size := utf8.DecodeRuneInString(text[i:])
			p.add(offset+i, "character %q in a path: use letters, digits and - . _ :", text[i:i+size])
		}
	}
}
