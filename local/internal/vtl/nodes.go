// Parts of a template that write something, or have a value.

package vtl

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// renderer is a part of a template that writes something.
type renderer interface {
	render(x *exec, s scope)
}

// expr is a part of a template that has a value.
type expr interface {
	value(x *exec, s scope) any
	truth(x *exec, s scope) bool
}

// block is a sequence of statements.
type block struct {
	nodes []renderer
}

// blockParts makes a block. Text that stands together in the template stays one part of
// it, and what stands before a reference is printed by the reference.
type blockParts struct {
	block
	from, to int // where the text at the end stands; to is -1 if it is not as it stands
}

// add adds a node; text stands from from to to in src, or to is -1.
func (b *blockParts) add(src string, n renderer, from, to int) {
	t, ok := n.(textNode)
	if n == nil || ok && t == "" {
		return
	}
	k := len(b.nodes) - 1
	if k < 0 {
		b.from, b.to = -1, -1
	} else if before, isText := b.nodes[k].(textNode); isText {
		together := b.to == from && b.to >= 0
		switch n := n.(type) {
		case textNode:
			if together && to >= 0 {
				b.to = to
				b.nodes[k] = textNode(src[b.from:to])
			} else {
				b.to = -1
				b.nodes[k] = before + n
			}
			return
		case *refNode:
			if together && n.follow(src, b.from, b.to) {
				b.nodes[k] = n
				return
			}
		}
	}
	if ok {
		b.from, b.to = from, to
	}
	b.nodes = append(b.nodes, n)
}

func (b *block) render(x *exec, s scope) {
	for _, n := range b.nodes {
		n.render(x, s)
	}
}

// literal is the text of the tokens from first to last, as Velocity prints it when a
// reference has no value.
func literal(first, last *token) string {
	if first == last {
		return tokenLiteral(first)
	}
	var b strings.Builder
	for t := first; t != nil; t = t.next {
		b.WriteString(tokenLiteral(t))
		if t == last {
			break
		}
	}
	return b.String()
}

func tokenLiteral(t *token) string {
	if t.kind == tBlockComment {
		return ""
	}
	return t.special + t.image
}

// shared returns literal as a part of src if it is one, so that it takes no memory.
func shared(src string, first *token, literal string) string {
	if i := first.offset; i+len(literal) <= len(src) && src[i:i+len(literal)] == literal {
		return src[i : i+len(literal)]
	}
	return literal
}

// rawLiteral is literal without what only looked like VTL.
func rawLiteral(first, last *token) string {
	var b strings.Builder
	for t := first; t != nil; t = t.next {
		b.WriteString(t.image)
		if t == last {
			break
		}
	}
	return b.String()
}

// textNode is text that is printed as it is.
type textNode string

func (t textNode) render(x *exec, _ scope) { x.write(string(t)) }

// ifNode is #if with its #elseif and #else.
type ifNode struct {
	branch    []branch
	otherwise *block
}

type branch struct {
	condition expr
	then      block
}

func (n *ifNode) render(x *exec, s scope) {
	for i := range n.branch {
		if n.branch[i].condition.truth(x, s) {
			n.branch[i].then.render(x, s)
			return
		}
	}
	if n.otherwise != nil {
		n.otherwise.render(x, s)
	}
}

// setNode is #set. A value that is null changes nothing.
type setNode struct {
	left  *refNode
	name  string
	right expr
}

func (n *setNode) render(x *exec, s scope) {
	x.step()
	v := n.right.value(x, s)
	if v == nil {
		return
	}
	if n.left.bare() {
		s.put(n.name, v)
		return
	}
	n.left.assign(x, s, v)
}

// constant is a number or boolean.
type constant struct{ v any }

func (c constant) value(*exec, scope) any { return c.v }

// truth of a number is false: Velocity's nodes have no truth unless they say so.
func (c constant) truth(*exec, scope) bool { return c.v == true }

// plainString is a string literal that is what it says.
type plainString string

func (p plainString) value(*exec, scope) any { return string(p) }
func (plainString) truth(*exec, scope) bool  { return false }

// stringNode is a string literal in double quotes that is a template of its own.
type stringNode struct {
	text    string // until it is parsed
	inside  block
	comment bool // the text has "##", so no blank was added to end a reference
}

// newString returns the node of a string literal. A stringNode is still to be parsed.
func newString(t *token) expr {
	q := t.image[0]
	text := t.image[1 : len(t.image)-1]
	if q == '"' {
		text = unescapeUnicode(text, t)
	}
	text = strings.ReplaceAll(text, string([]byte{q, q}), string(q))
	if q == '"' && strings.ContainsAny(t.image, "$#") {
		return &stringNode{text: text, comment: strings.Contains(text, "##")}
	}
	return plainString(text)
}

// unescapeUnicode replaces \uXXXX.
func unescapeUnicode(s string, t *token) string {
	i := strings.Index(s, `\u`)
	if i < 0 {
		return s
	}
	var units []rune
	var b strings.Builder
	for ; i >= 0; i = strings.Index(s, `\u`) {
		b.WriteString(s[:i])
		if len(s) < i+6 {
			panic(syntaxError{t.offset, `a string has \u without four digits after it`})
		}
		u, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err != nil {
			panic(syntaxError{t.offset, `a string has \u without four digits after it`})
		}
		units = append(units[:0], rune(u))
		s = s[i+6:]
		b.WriteString(encodeUnit(units[0]))
	}
	b.WriteString(s)
	return joinSurrogates(b.String())
}

// encodeUnit encodes half a surrogate pair as three bytes, as if it was a character.
func encodeUnit(r rune) string {
	if r < 0xD800 || r > 0xDFFF {
		return string(r)
	}
	return string([]byte{0xE0 | byte(r>>12), 0x80 | byte(r>>6)&0x3F, 0x80 | byte(r)&0x3F})
}

func (n *stringNode) parse(t *tree) {
	text := n.text
	if !n.comment {
		text += " "
	}
	n.inside, n.text = t.parseText(text), ""
}

func (n *stringNode) value(x *exec, s scope) any {
	out := x.capture(func() { n.inside.render(x, s) })
	if !n.comment && out != "" {
		_, size := utf8.DecodeLastRuneInString(out)
		out = out[:len(out)-size]
	}
	return x.str(out)
}

func (n *stringNode) truth(*exec, scope) bool { return false }

// listNode, mapNode and rangeNode are the literals of collections.
type listNode struct{ items []expr }

func (n *listNode) value(x *exec, s scope) any {
	l := &list{items: make([]any, len(n.items))}
	x.grow(len(n.items))
	for i, e := range n.items {
		l.items[i] = e.value(x, s)
	}
	return l
}

func (n *listNode) truth(*exec, scope) bool { return false }

type mapNode struct{ keys, values []expr }

func (n *mapNode) value(x *exec, s scope) any {
	m := &Map{}
	for i, k := range n.keys {
		key := k.value(x, s)
		m.put(key, n.values[i].value(x, s))
	}
	x.grow(2 * len(n.keys))
	return m
}

func (n *mapNode) truth(*exec, scope) bool { return false }

type rangeNode struct{ from, to expr }

func (n *rangeNode) value(x *exec, s scope) any {
	from, to := n.from.value(x, s), n.to.value(x, s)
	if !isNumber(from) || !isNumber(to) {
		return nil
	}
	a, b := int64(toInt(from)), int64(toInt(to))
	count := max(a-b, b-a) + 1
	x.grow(int(count))
	l := &list{items: make([]any, 0, count)}
	for a < b {
		l.items = append(l.items, int32(a))
		a++
	}
	for a > b {
		l.items = append(l.items, int32(a))
		a--
	}
	l.items = append(l.items, int32(a))
	return l
}

func (n *rangeNode) truth(*exec, scope) bool { return false }

// orNode, andNode and notNode are the logical operators.
type orNode struct{ left, right expr }

func (n *orNode) value(x *exec, s scope) any { return n.truth(x, s) }
func (n *orNode) truth(x *exec, s scope) bool {
	return n.left.truth(x, s) || n.right.truth(x, s)
}

type andNode struct{ left, right expr }

func (n *andNode) value(x *exec, s scope) any { return n.truth(x, s) }
func (n *andNode) truth(x *exec, s scope) bool {
	return n.left.truth(x, s) && n.right.truth(x, s)
}

type notNode struct{ of expr }

func (n *notNode) value(x *exec, s scope) any  { return n.truth(x, s) }
func (n *notNode) truth(x *exec, s scope) bool { return !n.of.truth(x, s) }
