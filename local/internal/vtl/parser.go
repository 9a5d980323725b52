// Parsing text, references and blocks.

package vtl

import "strings"

// maxNesting bounds how deeply a template may nest directives, references and
// parentheses, so that no template exhausts the stack.
const maxNesting = 250

// parser makes the tree of one text: a template, or the inside of a string in double
// quotes. It reads tokens when Velocity's parser does.
type parser struct {
	lex  lexer
	cur  *token // the token read last
	tree *tree
	deep int

	blockFirst, blockLast *token // of the statements parsed last

	operandText string // of the operand parsed last, if it is one that may be null
}

// tree is what the texts of one template share.
type tree struct {
	macros  map[string]*macro
	names   map[string]bool // of macros, for escapes
	strings []*stringNode   // whose insides are still to be parsed
	refused *syntaxError    // a directive that API Gateway does not have
	cost    int             // of what was parsed, by estimate
	defined bool            // the macros of the template are known, as its strings are parsed
}

// newParser returns a parser of text, whose nodes go into t.
func newParser(text string, t *tree) *parser {
	return &parser{lex: lexer{src: text}, cur: &token{}, tree: t}
}

// parseText parses all of text.
func (t *tree) parseText(text string) block {
	p := newParser(text, t)
	b := p.statements()
	if p.peek() != tEOF {
		p.fail("unexpected " + quote(p.ahead(1).image))
	}
	return b
}

// parseStrings parses the insides of the strings that were found, which may find more.
func (t *tree) parseStrings(depth int) {
	for len(t.strings) > 0 {
		if depth > maxNesting {
			panic(syntaxError{0, "strings nested too deeply"})
		}
		depth++
		found := t.strings
		t.strings = nil
		for _, s := range found {
			s.parse(t)
		}
	}
}

// ahead returns the nth token after the one read last.
func (p *parser) ahead(n int) *token {
	t := p.cur
	for range n {
		if t.next == nil {
			t.next = p.lex.next()
		}
		t = t.next
	}
	return t
}

func (p *parser) peek() kind { return p.ahead(1).kind }

func (p *parser) take() *token {
	p.cur = p.ahead(1)
	return p.cur
}

func (p *parser) accept(k kind) bool {
	if p.peek() == k {
		p.take()
		return true
	}
	return false
}

func (p *parser) expect(k kind, what string) *token {
	if p.peek() != k {
		t := p.ahead(1)
		if t.kind == tEOF {
			p.fail("the template ends where " + what + " should be")
		}
		p.fail("unexpected " + quote(t.image) + " where " + what + " should be")
	}
	return p.take()
}

func (p *parser) fail(message string) {
	panic(syntaxError{p.ahead(1).offset, message})
}

func (p *parser) enter() {
	if p.deep++; p.deep > maxNesting {
		p.fail("nested too deeply")
	}
}

func (p *parser) leave() { p.deep-- }

// exact returns s in no more memory than it needs: templates are kept.
func exact[T any](s []T) []T {
	if len(s) == cap(s) {
		return s
	}
	return append(make([]T, 0, len(s)), s...)
}

// startsStatement reports whether a token of kind k goes on with the text.
func startsStatement(k kind) bool {
	switch k {
	case tParenOpen, tParenClose, tEscapedDirective, tSet, tLineComment, tDoubleEscape,
		tEscape, tText, tFormalComment, tBlockComment, tTextblock, tString, tIf, tInteger,
		tFloat, tWord, tBracketedWord, tIdentifier, tDot, tRefOpen, tRefClose, tEmptyIndex:
		return true
	}
	return false
}

func (p *parser) statements() block {
	p.enter()
	defer p.leave()
	var b blockParts
	first := p.ahead(1)
	for startsStatement(p.peek()) {
		start := p.ahead(1).offset
		n := p.statement()
		end := -1
		p.tree.cost += statementCost
		t, ok := n.(textNode)
		if _, isRef := n.(*refNode); !ok && !isRef {
			p.tree.cost += directiveCost
		}
		if ok && strings.HasPrefix(p.lex.src[start:], string(t)) {
			end = start + len(t)
		}
		b.add(p.lex.src, n, start, end)
	}
	p.blockFirst, p.blockLast = first, p.cur
	return block{exact(b.nodes)}
}

func (p *parser) statement() renderer {
	switch k := p.peek(); k {
	case tIf:
		return p.ifStatement()
	case tIdentifier:
		p.ahead(2)
		return p.reference()
	case tRefOpen:
		if p.ahead(2).kind == tIdentifier {
			return p.reference()
		}
		return p.text()
	case tLineComment:
		t := p.take()
		p.accept(tLineCommentEnd)
		return commentText(t.image)
	case tBlockComment, tFormalComment:
		return commentText(p.take().image)
	case tTextblock:
		s := p.take().image
		return textNode(s[min(3, len(s)-3) : len(s)-3])
	case tSet:
		return p.setDirective()
	case tEscapedDirective:
		t := p.take()
		t.image = p.escapedDirective(t.image)
		return textNode(t.image)
	case tDoubleEscape:
		return p.escapes()
	case tWord, tBracketedWord:
		return p.directive()
	default:
		return p.text()
	}
}

func (p *parser) text() renderer {
	t := p.take()
	return textNode(t.special + t.image)
}

// commentText is what a comment prints: what was taken for VTL before it.
func commentText(image string) renderer {
	i := strings.Index(image, "##")
	if i < 0 {
		i = strings.Index(image, "#*")
	}
	return textNode(image[:max(i, 0)])
}

// escapedDirective takes away half the backslashes before a directive that exists.
func (p *parser) escapedDirective(image string) string {
	last := strings.LastIndexByte(image, '\\')
	name := image[last+2:]
	if strings.HasPrefix(name, "{") {
		name = name[1 : len(name)-1]
	}
	switch {
	case p.isDirective(name), name == "if", name == "end", name == "set", name == "else", name == "elseif":
		return image[:last/2] + image[last+1:]
	}
	return image
}

func (p *parser) isDirective(name string) bool {
	return directives[name] != 0 || p.tree.names[name]
}

// escapes are pairs of backslashes before something else.
func (p *parser) escapes() renderer {
	count := 0
	for p.peek() == tDoubleEscape {
		p.take()
		count++
	}
	next := p.ahead(1)
	control := false
	switch next.kind {
	case tIf, tElse, tElseIf, tEnd:
		control = true
	}
	if control || p.isDirective(cut1(next.image)) {
		return textNode(strings.Repeat(`\`, count))
	}
	return textNode(strings.Repeat(`\\`, count))
}

func (p *parser) ifStatement() renderer {
	n := &ifNode{}
	p.take()
	n.branch = append(n.branch, p.branch())
	for p.accept(tElseIf) {
		n.branch = append(n.branch, p.branch())
	}
	if p.accept(tElse) {
		b := p.statements()
		n.otherwise = &b
	}
	p.expect(tEnd, "#end")
	return n
}

func (p *parser) branch() (b branch) {
	p.accept(tSpace)
	p.expect(tParenOpen, `"("`)
	b.condition = p.expression()
	p.expect(tParenClose, `")"`)
	b.then = p.statements()
	return b
}

func (p *parser) setDirective() renderer {
	p.take()
	n := &setNode{}
	p.accept(tSpace)
	first := p.ahead(1)
	n.left = p.reference()
	n.name = cut1(first.image)
	p.accept(tSpace)
	p.expect(tAssign, `"="`)
	n.right = p.expression()
	p.expect(tParenClose, `")"`)
	p.lex.inSet = false
	p.accept(tNewline)
	return n
}

func cut1(s string) string {
	if s == "" {
		return ""
	}
	return s[1:]
}

// reference parses $name, ${name} and what follows of it.
func (p *parser) reference() *refNode {
	p.enter()
	defer p.leave()
	first := p.ahead(1)
	n := &refNode{}
	formal := p.accept(tRefOpen)
	p.expect(tIdentifier, "a name")
	var dotted string
	steps := p.indexes(nil)
	for p.peek() == tDot && p.ahead(2).kind == tIdentifier {
		p.take()
		if p.ahead(2).kind == tParenOpen && startsParameter(p.ahead(3).kind) {
			steps = append(steps, p.method())
		} else if name := p.take().image; len(steps) == 0 {
			dotted += "." + name
		} else {
			steps = append(steps, property(name))
		}
		steps = p.indexes(steps)
	}
	if formal {
		p.expect(tRefClose, `"}"`)
	}
	n.name(p.lex.src, first, p.cur, dotted, steps)
	p.tree.cost += referenceCost + len(steps)*stepCost
	if len(steps) > 0 {
		p.tree.cost += stepsCost
	}
	return n
}

func (p *parser) indexes(steps []step) []step {
	for p.accept(tIndexOpen) {
		steps = append(steps, &index{p.indexArgument()})
		p.expect(tIndexClose, `"]"`)
	}
	return steps
}

func (p *parser) indexArgument() expr {
	p.accept(tSpace)
	var e expr
	switch p.peek() {
	case tString, tInteger, tTrue, tFalse, tIdentifier, tRefOpen:
		e = p.operand()
	default:
		p.fail("unexpected " + quote(p.ahead(1).image) + " as an index")
	}
	p.accept(tSpace)
	return e
}

func startsParameter(k kind) bool {
	switch k {
	case tSpace, tMethodClose:
		return true
	}
	return startsOperand(k)
}

func startsOperand(k kind) bool {
	switch k {
	case tString, tInteger, tFloat, tBracketOpen, tCurlyOpen, tTrue, tFalse, tIdentifier, tRefOpen:
		return true
	}
	return false
}

func (p *parser) method() step {
	name := p.take().image
	p.take()
	var args []expr
	if p.peek() != tMethodClose {
		args = append(args, p.parameter())
		for p.accept(tComma) {
			args = append(args, p.parameter())
		}
	}
	p.expect(tMethodClose, `")"`)
	return newCall(name, args)
}
