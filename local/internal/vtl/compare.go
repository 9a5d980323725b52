// Comparisons and arithmetic.

package vtl

import (
	"cmp"
	"math"
	"math/big"
)

// compareNode is ==, !=, <, <=, > or >=.
type compareNode struct {
	op          kind
	left, right expr
}

func (n *compareNode) value(x *exec, s scope) any { return n.truth(x, s) }

func (n *compareNode) truth(x *exec, s scope) bool {
	left, right := n.left.value(x, s), n.right.value(x, s)
	if isNumber(left) && isNumber(right) {
		c := x.compareNumbers(left, right)
		switch n.op {
		case tEQ:
			return c == 0
		case tNE:
			return c != 0
		case tLT:
			return c < 0
		case tLE:
			return c <= 0
		case tGT:
			return c > 0
		default:
			return c >= 0
		}
	}
	switch n.op {
	case tEQ:
		return x.same(left, right)
	case tNE:
		return !x.same(left, right)
	}
	return false
}

// same reports whether two values are equal: by Java's equals if the class of one is
// that of the other, else by what they print.
func (x *exec) same(left, right any) bool {
	if left != nil && right != nil && sameClass(left, right) {
		return x.equal(left, right)
	}
	a, okA := x.text(left)
	b, okB := x.text(right)
	if !okA || !okB {
		return okA == okB
	}
	return a == b
}

// mathNode is - * / or %. A result that can't be is null.
type mathNode struct {
	op          kind
	left, right expr
}

func (n *mathNode) truth(*exec, scope) bool { return false }

func (n *mathNode) value(x *exec, s scope) any {
	return x.math(n.op, n.left.value(x, s), n.right.value(x, s))
}

func (x *exec) math(op kind, left, right any) any {
	if !isNumber(left) || !isNumber(right) {
		return nil
	}
	return x.calculate(op, left, right)
}

// plusNode is +, which also adds strings, and the texts of operands without a value to them.
type plusNode struct {
	mathNode
	leftText, rightText string
}

func (n *plusNode) value(x *exec, s scope) any {
	left, right := n.left.value(x, s), n.right.value(x, s)
	_, a := left.(string)
	_, b := right.(string)
	if !a && !b {
		return x.math(n.op, left, right)
	}
	if left == nil {
		left = n.leftText
	} else if right == nil {
		right = n.rightText
	}
	return x.str(x.print(left) + x.print(right))
}

// calculate works as Java's wrappers do: int widens to long, and long to BigInteger when
// a sum, difference or product does not fit.
func (x *exec) calculate(op kind, left, right any) any {
	if op == tDivide || op == tModulus {
		if isZero(right) {
			return nil
		}
	}
	switch calculationBase(left, right) {
	case baseDecimal:
		return x.calculateDecimal(op, x.toDecimal(left), x.toDecimal(right))
	case baseBig:
		return x.calculateBig(op, toBig(left), toBig(right))
	case baseDouble:
		a, b := toFloat(left), toFloat(right)
		switch op {
		case tPlus:
			return a + b
		case tMinus:
			return a - b
		case tTimes:
			return a * b
		case tDivide:
			return a / b
		}
		return math.Mod(a, b)
	}
	a, b := toLong(left), toLong(right)
	var r int64
	switch op {
	case tPlus:
		if r = a + b; (r^a) < 0 && (r^b) < 0 {
			return x.calculateBig(op, toBig(left), toBig(right))
		}
	case tMinus:
		if r = a - b; (r^a) < 0 && (r^^b) < 0 {
			return x.calculateBig(op, toBig(left), toBig(right))
		}
	case tTimes:
		if r = a * b; b != 0 && quotient(r, b) != a {
			return x.calculateBig(op, toBig(left), toBig(right))
		}
	case tDivide:
		r = quotient(a, b)
	case tModulus:
		if b != -1 {
			r = a % b
		}
	}
	_, longLeft := left.(int64)
	_, longRight := right.(int64)
	if !longLeft && !longRight && int64(int32(r)) == r {
		return int32(r)
	}
	return r
}

// quotient is a/b, where the smallest number divided by -1 is itself, as in Java.
func quotient(a, b int64) int64 {
	if b == -1 {
		return -a
	}
	return a / b
}

// number counts the memory of numbers, and bounds their size.
func (x *exec) number(a, b *big.Int) {
	n := a.BitLen() + b.BitLen()
	x.grow(n / 64)
	if n > maxBits {
		x.fail("a number has more than %d bits", maxBits)
	}
}

func (x *exec) calculateBig(op kind, a, b *big.Int) any {
	x.number(a, b)
	r := new(big.Int)
	switch op {
	case tPlus:
		return r.Add(a, b)
	case tMinus:
		return r.Sub(a, b)
	case tTimes:
		return r.Mul(a, b)
	case tDivide:
		return r.Quo(a, b)
	}
	if b.Sign() < 0 {
		x.fail("BigInteger: modulus not positive")
	}
	return r.Mod(a, b)
}

// compareNumbers compares two numbers. NaN is equal to everything, as it is in Velocity.
func (x *exec) compareNumbers(left, right any) int {
	switch calculationBase(left, right) {
	case baseDecimal:
		return x.toDecimal(left).cmp(x.toDecimal(right))
	case baseDouble:
		a, b := toFloat(left), toFloat(right)
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	case baseBig:
		return toBig(left).Cmp(toBig(right))
	}
	return cmp.Compare(toLong(left), toLong(right))
}

// base is the type in which two numbers are calculated.
type base int

const (
	baseLong base = iota
	baseDouble
	baseBig
	baseDecimal
)

func calculationBase(left, right any) base {
	var big1, double, dec bool
	for _, v := range []any{left, right} {
		switch v.(type) {
		case *big.Int:
			big1 = true
		case float64:
			double = true
		case *decimal:
			dec = true
		}
	}
	switch {
	case dec || big1 && double:
		return baseDecimal
	case double:
		return baseDouble
	case big1:
		return baseBig
	}
	return baseLong
}
