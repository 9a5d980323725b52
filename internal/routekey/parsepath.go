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

// path parses s, which stands at offset of the input.
func (p *parser) path(offset int, s string) Path {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		what := map[byte]string{'?': "query string", '#': "fragment"}[s[i]]
		p.add(offset+i, "%s in a path: a route is found by its path alone, leave %q out", what, s[i:])
		s = s[:i]
	}
	rest, ok := strings.CutPrefix(s, "/")
	if !ok && !p.masked(offset, 1) {
		p.add(offset, `path must start with "/": write %q`, "/"+s)
	}
	if !ok {
		offset-- // as if the slash were there
	}
	if rest == "" {
		return Path{text: s}
	}
	var names []string
	params := 0
	greedyAt := -1
	at := offset + 1 // of the segment
	segments := strings.Split(rest, "/")
	for i, text := range segments {
		if text == "" {
			p.emptySegment(at-1, i, s, segments)
		} else {
			if greedyAt >= 0 {
				p.add(greedyAt, "a greedy parameter takes the rest of the path and must be the last segment")
				greedyAt = -1
			}
			seg, ok := p.segment(at, text)
			if seg.Greedy {
				greedyAt = at
			}
			if ok && seg.Param != "" {
				if slices.Contains(names, seg.Param) {
					p.add(at, "parameter %q twice in the path: give it another name", seg.Param)
				}
				names = append(names, seg.Param)
			}
			if strings.HasPrefix(text, "{") {
				if params++; params == maxParams+1 {
					p.add(at, "more than %d parameters: a path may have %d", maxParams, maxParams)
				}
			}
		}
		at += len(text) + 1
	}
	return Path{text: s}
}

// emptySegment reports the i-th segment, which is empty and follows the slash
// at offset, once for each run of slashes.
func (p *parser) emptySegment(offset, i int, s string, segments []string) {
	if i > 0 && segments[i-1] == "" {
		return
	}
	right := "/" + strings.Join(slices.DeleteFunc(slices.Clone(segments), func(s string) bool { return s == "" }), "/")
	if i > 0 && strings.Trim(strings.Join(segments[i:], ""), "/") == "" {
		p.add(offset, "trailing slash: write %q", right)
		return
	}
	p.add(offset, "doubled slash: write %q", right)
}

// segment parses the text between two slashes.
func (p *parser) segment(offset int, text string) (Segment, bool) {
	if !strings.ContainsAny(text, "{}") {
		return Segment{Literal: text}, p.literal(offset, text)
	}
	inner, opened := strings.CutPrefix(text, "{")
	inner, closed := strings.CutSuffix(inner, "}")
	switch {
	case opened && closed && !strings.ContainsAny(inner, "{}"):
		return p.param(offset, inner)
	case opened && !strings.Contains(text, "}"):
		p.add(offset, `%q is not closed: write %q`, text, text+"}")
	case closed && !strings.Contains(text, "{"):
		p.add(offset, `%q has no "{": write %q`, text, "{"+text)
	case strings.Count(text, "{") == 1 && strings.Count(text, "}") == 1 && strings.Index(text, "{") < strings.Index(text, "}"):
		p.add(offset, "%q mixes text and a parameter: API Gateway has parameters for whole segments only, write one such as %q and cut its value in the handler", text, text[strings.Index(text, "{"):strings.Index(text, "}")+1])
	default:
		p.add(offset, `%q: braces must enclose a whole segment, as in "{id}"`, text)
	}
	return Segment{}, false
}

// param parses what stands between braces; offset is that of the brace.
func (p *parser) param(offset int, inner string) (Segment, bool) {
	name, greedy := strings.CutSuffix(inner, "+")
	seg := Segment{Param: name, Greedy: greedy}
	if IsParamName(name) {
		return seg, true
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
	return seg, false
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
func (p *parser) literal(offset int, text string) bool {
	before := len(p.list)
	switch {
	case text == "." || text == "..":
		p.add(offset, "segment %q: clients resolve it before they send a request, so it never matches", text)
	case text == "*" || text == "**":
		p.add(offset, `%q is no wildcard here: write "{id}" for one segment, or "{proxy+}" for the rest of the path`, text)
		return false
	case text[0] == ':' && IsParamName(text[1:]):
		p.add(offset, "%q: a parameter is written %q", text, "{"+text[1:]+"}")
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r < utf8.RuneSelf && isLiteral(byte(r)):
		case r == '%':
			p.add(offset+i, "percent escape in a path: requests are matched decoded, and no character that needs an escape may stand in a path; use a parameter")
			return false
		case r == ' ' || r == '\t':
			p.add(offset+i, "blank in a path: leave it out")
		case r < ' ' || r == 0x7f:
			p.add(offset+i, "control character %q in a path: leave it out", r)
		default:
			p.add(offset+i, `character %q in a path: use letters, digits and - . _ :`, text[i:i+size])
		}
		i += size
	}
	return len(p.list) == before
}
