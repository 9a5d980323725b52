// What each kind of token matches.

package vtl

import "strings"

// match finds the longest token at the position; among equals the one that Velocity's
// grammar declares first.
func (l *lexer) match() (kind, int) {
	m := matcher{s: l.src[l.pos:]}
	switch l.state {
	case inText:
		m.escapedDirective()
		m.set()
		m.more()
		m.lit(tLineComment, "##")
		m.lit(tDoubleEscape, `\\`)
		m.lit(tEscape, `\`)
		if n := strings.IndexAny(m.s, `$#\`); n < 0 {
			m.try(tText, len(m.s))
		} else {
			m.try(tText, n)
		}
		m.emptyIndex()
	case inReference:
		m.lit(tIndexOpen, "[")
		m.set()
		m.more()
		m.lit(tLineComment, "##")
		m.boolean()
		m.identifier()
		m.lit(tRefOpen, "{")
		m.lit(tRefClose, "}")
		m.any(sRefEnd)
		m.emptyIndex()
	case inModifier:
		m.lit(tIndexOpen, "[")
		m.lit(tParenOpen, "(")
		m.set()
		m.more()
		m.boolean()
		m.identifier()
		m.lit(tRefOpen, "{")
		m.lit(tRefClose, "}")
		m.any(sRefEnd)
	case inArgs:
		m.punctuation()
		m.lit(tMethodClose, ")")
		m.set()
		m.more()
		m.try(tSpace, spaces(m.s))
		m.try(tString, stringLiteral(m.s))
		m.boolean()
		m.number()
		m.identifier()
	case inIndex:
		m.lit(tIndexClose, "]")
		m.more()
		m.try(tSpace, spaces(m.s))
		m.try(tString, stringLiteral(m.s))
		m.boolean()
		m.number()
	case inDirective:
		m.punctuation()
		m.lit(tParenOpen, "(")
		if strings.HasPrefix(m.s, ")") {
			m.try(tParenClose, 1+lineEnd(m.s[1:]))
		}
		m.more()
		m.lit(tLineComment, "##")
		m.try(tSpace, spaces(m.s))
		m.try(tString, stringLiteral(m.s))
		m.boolean()
		m.operators()
		m.number()
		m.words()
	case inHash:
		m.more()
		m.lit(tLineComment, "##")
		m.directives()
		m.number()
		m.words()
		m.any(sDirectiveEnd)
	case inTextblock:
		m.more()
		m.lit(tTextblock, "]]#")
		m.any(mAny)
	case inBlockComment:
		m.more()
		m.lit(tBlockComment, "*#")
		m.any(sSkip)
	case inFormalComment:
		m.more()
		m.lit(tFormalComment, "*#")
		m.any(sSkip)
	case inLineComment:
		m.more()
		m.try(tLineCommentEnd, newline(m.s))
		m.any(sSkip)
	}
	return m.kind, m.n
}

// matcher keeps the longest match so far.
type matcher struct {
	s    string
	kind kind
	n    int
}

func (m *matcher) try(k kind, n int) {
	if n > m.n {
		m.kind, m.n = k, n
	}
}

func (m *matcher) lit(k kind, s string) {
	if strings.HasPrefix(m.s, s) {
		m.try(k, len(s))
	}
}

func (m *matcher) any(k kind) { m.try(k, 1) }

func (m *matcher) more() {
	c := m.s[0]
	switch c {
	case '$', '\\':
		n := run(m.s, '\\')
		if n == len(m.s) || m.s[n] != '$' {
			return
		}
		m.try(mDollar, n+1)
		k := n + 1 + run(m.s[n+1:], '\\')
		if k < len(m.s) && m.s[k] == '!' {
			m.try(mDollarBang, k+1)
		}
	case '#':
		m.lit(mTextblock, "#[[")
		if strings.HasPrefix(m.s, "#**") && len(m.s) > 3 && m.s[3] != '#' {
			m.try(mFormal, 4)
		}
		m.lit(mBlock, "#*")
		m.try(mHash, 1)
	}
}

func (m *matcher) escapedDirective() {
	n := run(m.s, '\\')
	if n%2 == 0 || n == len(m.s) || m.s[n] != '#' {
		return
	}
	if w := max(word(m.s[n+1:]), bracketedWord(m.s[n+1:])); w > 0 {
		m.try(tEscapedDirective, n+1+w)
	}
}

func (m *matcher) set() {
	n := blanks(m.s)
	s := m.s[n:]
	switch {
	case strings.HasPrefix(s, "#set"):
		n += 4
	case strings.HasPrefix(s, "#{set}"):
		n += 6
	default:
		return
	}
	n += run(m.s[n:], ' ')
	if n < len(m.s) && m.s[n] == '(' {
		m.try(tSet, n+1)
	}
}

func (m *matcher) emptyIndex() {
	m.lit(tEmptyIndex, "$[")
	m.lit(tEmptyIndex, "$![")
	m.lit(tEmptyIndex, `$\![`)
	m.lit(tEmptyIndex, "$.")
}

func (m *matcher) punctuation() {
	switch m.s[0] {
	case '[':
		m.try(tBracketOpen, 1)
	case ']':
		m.try(tBracketClose, 1)
	case ',':
		m.try(tComma, 1)
	case '.':
		m.lit(tDoubleDot, "..")
	case ':':
		m.try(tColon, 1)
	case '{':
		m.try(tCurlyOpen, 1)
	case '}':
		m.try(tCurlyClose, 1)
	}
}

func (m *matcher) boolean() {
	m.lit(tTrue, "true")
	m.lit(tFalse, "false")
}

var operators = []struct {
	text string
	kind kind
}{
	{"-", tMinus}, {"+", tPlus}, {"*", tTimes}, {"/", tDivide}, {"%", tModulus},
	{"&&", tAnd}, {"and", tAnd}, {"||", tOr}, {"or", tOr},
	{"<", tLT}, {"lt", tLT}, {"<=", tLE}, {"le", tLE},
	{">", tGT}, {"gt", tGT}, {">=", tGE}, {"ge", tGE},
	{"==", tEQ}, {"eq", tEQ}, {"!=", tNE}, {"ne", tNE},
	{"!", tNot}, {"not", tNot}, {"=", tAssign},
}

func (m *matcher) operators() {
	for _, o := range operators {
		m.lit(o.kind, o.text)
	}
}

func (m *matcher) directives() {
	for _, s := range []string{"end", "{end}"} {
		if strings.HasPrefix(m.s, s) {
			m.try(tEnd, len(s)+lineEnd(m.s[len(s):]))
		}
	}
	m.lit(tIf, "if")
	m.lit(tIf, "{if}")
	m.lit(tElseIf, "elseif")
	m.lit(tElseIf, "{elseif}")
	for _, s := range []string{"else", "{else}"} {
		if strings.HasPrefix(m.s, s) {
			m.try(tElse, len(s)+lineEnd(m.s[len(s):]))
		}
	}
}

func (m *matcher) number() {
	n := 0
	if m.s[0] == '-' {
		n = 1
	}
	d := digits(m.s[n:])
	if d > 0 {
		end := n + d
		if strings.HasPrefix(m.s[end:], "..") {
			m.try(tInteger, end+2)
		}
		m.try(tInteger, end)
		m.try(tFloat, fraction(m.s, end))
		if e := exponent(m.s[end:]); e > 0 {
			m.try(tFloat, end+e)
		}
	} else if strings.HasPrefix(m.s[n:], ".") && digits(m.s[n+1:]) > 0 {
		m.try(tFloat, fraction(m.s, n))
	}
}

// fraction returns where a number ends whose point is at i, or 0.
func fraction(s string, i int) int {
	if i >= len(s) || s[i] != '.' {
		return 0
	}
	i++
	i += digits(s[i:])
	return i + exponent(s[i:])
}

func exponent(s string) int {
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return 0
	}
	n := 1
	if n < len(s) && (s[n] == '+' || s[n] == '-') {
		n++
	}
	if d := digits(s[n:]); d > 0 {
		return n + d
	}
	return 0
}

func (m *matcher) words() {
	m.try(tWord, word(m.s))
	m.try(tBracketedWord, bracketedWord(m.s))
}

func (m *matcher) identifier() {
	m.try(tIdentifier, identifier(m.s))
	if len(m.s) > 1 && m.s[0] == '.' && letter(m.s[1]) {
		m.try(tDot, 2)
	}
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func digit(c byte) bool  { return '0' <= c && c <= '9' }

func identifier(s string) int {
	if s == "" || !letter(s[0]) && s[0] != '_' {
		return 0
	}
	n := 1
	for n < len(s) && (letter(s[n]) || digit(s[n]) || s[n] == '-' || s[n] == '_') {
		n++
	}
	return n
}

func word(s string) int {
	if s == "" || !letter(s[0]) && s[0] != '_' && s[0] != '@' {
		return 0
	}
	n := 1
	for n < len(s) && (letter(s[n]) || digit(s[n]) || s[n] == '_' || s[n] == '@') {
		n++
	}
	return n
}

func bracketedWord(s string) int {
	if len(s) < 3 || s[0] != '{' || s[1] == '@' {
		return 0
	}
	if n := 1 + word(s[1:]); n > 1 && n < len(s) && s[n] == '}' {
		return n + 1
	}
	return 0
}

func run(s string, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

func digits(s string) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n
}

func blanks(s string) int {
	n := 0
	for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
		n++
	}
	return n
}

func spaces(s string) int {
	n := 0
	for n < len(s) && (s[n] == ' ' || s[n] == '\t' || s[n] == '\n' || s[n] == '\r') {
		n++
	}
	return n
}

func newline(s string) int {
	switch {
	case strings.HasPrefix(s, "\r\n"):
		return 2
	case s != "" && (s[0] == '\n' || s[0] == '\r'):
		return 1
	}
	return 0
}

// lineEnd returns the length of blanks and the newline after them, 0 without one.
func lineEnd(s string) int {
	n := blanks(s)
	if nl := newline(s[n:]); nl > 0 {
		return n + nl
	}
	return 0
}
