// Parsing expressions.

package vtl

import (
	"errors"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// precedence lists the binary operators from the loosest to the tightest.
var precedence = [][]kind{
	{tOr}, {tAnd}, {tEQ, tNE}, {tLT, tGT, tLE, tGE}, {tPlus, tMinus}, {tTimes, tDivide, tModulus},
}

func (p *parser) expression() expr { return p.binary(0) }

func (p *parser) binary(level int) expr {
	if level == len(precedence) {
		return p.unary()
	}
	p.enter()
	defer p.leave()
	left := p.binary(level + 1)
	for {
		op := p.peek()
		if !slices.Contains(precedence[level], op) {
			return left
		}
		leftText := p.operandText
		p.take()
		first := p.ahead(1)
		right := p.binary(level + 1)
		p.tree.cost += operatorCost
		left = newBinary(op, left, right, leftText, p.operandText)
		p.operandText = literal(first, p.cur)
	}
}

// newBinary returns the node of an operator. The texts are those of operands that have no
// value: "+" adds them to strings.
func newBinary(op kind, left, right expr, leftText, rightText string) expr {
	switch op {
	case tOr:
		return &orNode{left, right}
	case tAnd:
		return &andNode{left, right}
	case tEQ, tNE, tLT, tLE, tGT, tGE:
		return &compareNode{op, left, right}
	}
	if op == tPlus {
		return &plusNode{mathNode{op, left, right}, leftText, rightText}
	}
	return &mathNode{op, left, right}
}

func (p *parser) unary() expr {
	p.enter()
	defer p.leave()
	if p.peek() == tNot || p.peek() == tSpace && p.ahead(2).kind == tNot {
		p.accept(tSpace)
		p.take()
		return &notNode{p.unary()}
	}
	p.accept(tSpace)
	var e expr
	if p.accept(tParenOpen) {
		e = p.expression()
		p.expect(tParenClose, `")"`)
	} else {
		e = p.operand()
	}
	p.accept(tSpace)
	return e
}

func (p *parser) parameter() expr {
	p.accept(tSpace)
	e := p.operand()
	p.accept(tSpace)
	return e
}

// operand parses a string, number, list, range, map, boolean or reference.
func (p *parser) operand() expr {
	p.enter()
	defer p.leave()
	p.tree.cost += operandCost
	switch p.peek() {
	case tString:
		e := newString(p.take())
		if s, ok := e.(*stringNode); ok {
			p.tree.strings = append(p.tree.strings, s)
		}
		return e
	case tIdentifier, tRefOpen:
		first := p.ahead(1)
		r := p.reference()
		p.tree.cost -= operandCost
		p.operandText = literal(first, p.cur)
		return r
	case tInteger:
		return constant{p.integer(p.take())}
	case tFloat:
		f, err := strconv.ParseFloat(p.take().image, 64)
		if errors.Is(err, strconv.ErrSyntax) {
			p.fail("unexpected " + quote(p.cur.image) + " where a number should be")
		}
		return constant{f} // infinite or zero if it is out of range, as in Java
	case tTrue:
		p.take()
		return constant{true}
	case tFalse:
		p.take()
		return constant{false}
	case tBracketOpen:
		if p.isRange() {
			return p.rangeLiteral()
		}
		return p.listLiteral()
	case tCurlyOpen:
		return p.mapLiteral()
	}
	p.fail("unexpected " + quote(p.ahead(1).image) + " where a value should be")
	return nil
}

// integer is the value of a number, which "#" or "$" may stand before.
func (p *parser) integer(t *token) any {
	if digits(strings.TrimPrefix(t.image, "-")) == 0 {
		p.fail("unexpected " + quote(t.image) + " where a number should be")
	}
	return integer(t.image)
}

// integer is the number as Java would hold it: Integer, Long or BigInteger by size.
func integer(s string) any {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		if int64(int32(i)) == i {
			return int32(i)
		}
		return i
	}
	n, _ := new(big.Int).SetString(s, 10)
	return n
}

// isRange looks ahead for [a..b].
func (p *parser) isRange() (yes bool) {
	at, found := p.cur, len(p.tree.strings)
	deep := p.deep
	defer func() {
		p.cur, p.deep = at, deep
		p.tree.strings = p.tree.strings[:found]
		if e := recover(); e != nil {
			if _, ok := e.(scanFailed); !ok {
				panic(e)
			}
		}
	}()
	p.take()
	p.accept(tSpace)
	switch p.peek() {
	case tInteger:
		p.take()
	case tIdentifier, tRefOpen:
		if !p.scanReference() {
			return false
		}
	default:
		return false
	}
	p.accept(tSpace)
	return p.peek() == tDoubleDot
}

type scanFailed struct{}

// scanReference goes past a reference without making a node of it. It reports whether
// there is one.
func (p *parser) scanReference() (ok bool) {
	formal := p.accept(tRefOpen)
	if !p.accept(tIdentifier) || !p.scanIndexes() {
		return false
	}
	for p.peek() == tDot && p.ahead(2).kind == tIdentifier {
		p.take()
		p.take()
		if p.peek() == tParenOpen && startsParameter(p.ahead(2).kind) && !p.scanBrackets(tMethodClose) {
			return false
		}
		if !p.scanIndexes() {
			return false
		}
	}
	return !formal || p.accept(tRefClose)
}

func (p *parser) scanIndexes() bool {
	for p.peek() == tIndexOpen {
		if !p.scanBrackets(tIndexClose) {
			return false
		}
	}
	return true
}

// scanBrackets goes past brackets that are opened by the next token and closed by one of
// kind end.
func (p *parser) scanBrackets(end kind) bool {
	depth := 0
	open := p.peek()
	for {
		switch p.peek() {
		case open:
			depth++
		case end:
			depth--
		case tEOF:
			return false
		}
		p.take()
		if depth == 0 {
			return true
		}
	}
}

func (p *parser) rangeLiteral() expr {
	n := &rangeNode{}
	p.take()
	n.from = p.rangeEnd()
	p.expect(tDoubleDot, `".."`)
	n.to = p.rangeEnd()
	p.expect(tBracketClose, `"]"`)
	return n
}

func (p *parser) rangeEnd() expr {
	p.accept(tSpace)
	var e expr
	switch p.peek() {
	case tInteger, tIdentifier, tRefOpen:
		e = p.operand()
	default:
		p.fail("unexpected " + quote(p.ahead(1).image) + " in a range")
	}
	p.accept(tSpace)
	return e
}

func (p *parser) listLiteral() expr {
	n := &listNode{}
	p.take()
	if p.peek() != tBracketClose {
		n.items = append(n.items, p.parameter())
		for p.accept(tComma) {
			n.items = append(n.items, p.parameter())
		}
	}
	p.expect(tBracketClose, `"]"`)
	return n
}

func (p *parser) mapLiteral() expr {
	n := &mapNode{}
	p.take()
	if startsOperand(p.peek()) || p.peek() == tSpace && startsOperand(p.ahead(2).kind) {
		for {
			n.keys = append(n.keys, p.parameter())
			p.expect(tColon, `":"`)
			n.values = append(n.values, p.parameter())
			if !p.accept(tComma) {
				break
			}
		}
	} else {
		p.accept(tSpace)
	}
	if !p.accept(tRefClose) {
		p.expect(tCurlyClose, `"}"`)
	}
	return n
}
