// Tokens of a template, which depend on the lexical state.

package vtl

import "strings"

// kind is the kind of a token. The names are those of Velocity's grammar.
type kind uint8

const (
	tEOF kind = iota
	tIndexOpen
	tIndexClose
	tBracketOpen
	tBracketClose
	tComma
	tDoubleDot
	tColon
	tCurlyOpen
	tCurlyClose
	tParenOpen
	tParenClose
	tMethodClose
	tEscapedDirective
	tSet
	tLineComment // its start: "##"
	tDoubleEscape
	tEscape
	tText
	tLineCommentEnd
	tFormalComment
	tBlockComment
	tTextblock
	tSpace
	tString
	tTrue
	tFalse
	tNewline
	tMinus
	tPlus
	tTimes
	tDivide
	tModulus
	tAnd
	tOr
	tLT
	tLE
	tGT
	tGE
	tEQ
	tNE
	tNot
	tAssign
	tEnd
	tIf
	tElseIf
	tElse
	tInteger
	tFloat
	tWord
	tBracketedWord
	tIdentifier
	tDot
	tRefOpen
	tRefClose
	tEmptyIndex

	// What follows is never seen by the parser: continued, skipped or special.
	mDollar
	mDollarBang
	mTextblock
	mFormal
	mBlock
	mHash
	mAny
	sSkip
	sRefEnd
	sDirectiveEnd
)

// state is a lexical state. Which tokens exist depends on it.
type state uint8

const (
	inText state = iota
	inReference
	inModifier // after the dot of a reference
	inArgs     // between the parentheses of a method's call
	inIndex
	inDirective
	inHash // after "#", before it is known what it starts
	inTextblock
	inBlockComment
	inFormalComment
	inLineComment
)

// token is a token of a template.
type token struct {
	kind    kind
	image   string
	special string // what specialText would print before it
	next    *token
	offset  int
}

// frame is a state to come back to, with the parentheses counted in it.
type frame struct {
	state        state
	opened, shut int
}

// lexer makes the tokens of a template one by one, when the parser asks: the parser
// changes its state (after the name of a directive), so it must not run ahead.
type lexer struct {
	src       string
	pos       int
	state     state
	stack     []frame
	opened    int
	shut      int
	inComment bool
	inSet     bool
}

// syntaxError is what the lexer and the parser panic with.
type syntaxError struct {
	offset  int
	message string
}

func (l *lexer) push() {
	l.stack = append(l.stack, frame{l.state, l.opened, l.shut})
	l.opened = 0
	if len(l.stack) > maxNesting {
		panic(syntaxError{l.pos, "nested too deeply"})
	}
}

func (l *lexer) pop() bool {
	if len(l.stack) == 0 {
		l.opened = 0
		l.state = inText
		return false
	}
	f := l.stack[len(l.stack)-1]
	l.stack = l.stack[:len(l.stack)-1]
	l.state, l.opened, l.shut = f.state, f.opened, f.shut
	return true
}

// next returns the next token. Text that starts a token and is continued by another
// (Velocity's MORE: "$", "#", "#*") is part of that token's image.
func (l *lexer) next() *token {
	special, last := "", ""
	for {
		begin := l.pos
		if begin >= len(l.src) {
			return &token{kind: tEOF, offset: begin, special: finishSpecial(special, last)}
		}
		for {
			k, n := l.match()
			if n == 0 {
				panic(syntaxError{l.pos, l.unexpected(begin)})
			}
			l.pos += n
			if k < mDollar {
				t := &token{kind: k, image: l.src[begin:l.pos], offset: begin, special: finishSpecial(special, last)}
				l.act(t)
				return t
			}
			if k == sSkip {
				break
			}
			if k == sRefEnd || k == sDirectiveEnd {
				last = l.src[begin:l.pos]
				special += specialText(last)
				l.pos -= n
				l.pop()
				break
			}
			l.more(k)
			if l.pos >= len(l.src) {
				panic(syntaxError{begin, l.unexpected(begin)})
			}
		}
	}
}

func (l *lexer) unexpected(begin int) string {
	if l.pos >= len(l.src) {
		return "the template ends after " + quote(l.src[begin:]) + ""
	}
	return "unexpected " + quote(l.src[l.pos:min(len(l.src), l.pos+1)])
}

// finishSpecial drops special text that a line comment stands before.
func finishSpecial(special, last string) string {
	if strings.HasPrefix(last, "##") {
		return ""
	}
	return special
}

// specialText returns what is printed of text that looked like VTL and was none.
func specialText(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '#' || s[i] == '$' {
			b = append(b, s[i])
		}
		if s[i] == '\\' {
			j := i
			for j < len(s) && s[j] == '\\' {
				j++
			}
			if j < len(s) && s[j] == '$' {
				b = append(b, s[i:j+1]...)
				i = j + 1
			}
		}
	}
	return string(b)
}

func (l *lexer) leaveReference() {
	if l.state == inReference {
		l.pop()
	}
}

// more changes the state after text that the next match continues.
func (l *lexer) more(k kind) {
	if l.inComment {
		return
	}
	switch k {
	case mDollar, mDollarBang:
		l.leaveReference()
		l.push()
		l.state = inReference
	case mTextblock:
		l.inComment = true
		l.push()
		l.state = inTextblock
	case mFormal:
		l.pos--
		l.inComment = true
		l.push()
		l.state = inFormalComment
	case mBlock:
		l.inComment = true
		l.push()
		l.state = inBlockComment
	case mHash:
		if l.state == inReference || l.state == inModifier {
			l.pop()
		}
		l.push()
		l.state = inHash
	}
}

// act changes the state after a token.
func (l *lexer) act(t *token) {
	switch t.kind {
	case tIndexOpen:
		l.push()
		l.state = inIndex
	case tIndexClose, tNewline:
		l.pop()
		if t.kind == tNewline {
			l.inSet = false
		}
	case tParenOpen:
		if !l.inComment {
			l.opened++
		}
		if l.state == inModifier {
			l.state = inArgs
		}
	case tParenClose:
		l.closeParen()
	case tMethodClose:
		l.state = inReference
	case tSet:
		l.push()
		l.inSet = true
		l.state = inDirective
		l.opened++
	case tLineComment:
		if !l.inComment {
			l.leaveReference()
			l.inComment = true
			l.push()
			l.state = inLineComment
		}
	case tLineCommentEnd, tFormalComment, tBlockComment, tTextblock:
		l.inComment = false
		l.pop()
	case tString:
		if l.state == inDirective && !l.inSet && l.opened == 0 {
			l.pop()
		}
	case tEnd, tElse:
		l.pop()
	case tIf, tElseIf:
		l.state = inDirective
	case tInteger:
		if strings.HasSuffix(t.image, "..") {
			l.pos -= 2
			t.image = t.image[:len(t.image)-2]
		}
		if l.opened == 0 && !l.inSet && l.state != inArgs && l.state != inIndex {
			l.pop()
		}
	case tFloat:
		if l.opened == 0 && !l.inSet && l.state != inArgs {
			l.pop()
		}
	case tDot:
		l.pos--
		t.image = "."
		l.state = inModifier
	case tRefClose:
		l.pop()
	}
}

// closeParen goes down to the state that the parenthesis closes.
func (l *lexer) closeParen() {
	for !l.inComment {
		if l.opened > 0 {
			if l.opened == l.shut+1 {
				l.pop()
			} else {
				l.shut++
			}
			return
		}
		if !l.pop() {
			return
		}
	}
}

// parenFollows reports whether "(" is the next character but for white space.
func (l *lexer) parenFollows() bool {
	for _, c := range []byte(l.src[l.pos:]) {
		switch c {
		case '(':
			return true
		case ' ', '\t', '\r', '\n':
		default:
			return false
		}
	}
	return false
}
