// BigDecimal: numbers with a scale.

package vtl

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// decimal is a BigDecimal: what a calculation with a BigInteger and a Double gives.
type decimal struct {
	unscaled *big.Int
	scale    int
}

var ten = big.NewInt(10)

func pow10(n int) *big.Int { return new(big.Int).Exp(ten, big.NewInt(int64(n)), nil) }

// toDecimal converts a number; a Double keeps its exact binary value.
func (x *exec) toDecimal(v any) *decimal {
	switch v := v.(type) {
	case *decimal:
		return v
	case *big.Int:
		return &decimal{v, 0}
	}
	f := toFloat(v)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		x.fail("infinite or not a number in a calculation with a BigInteger")
	}
	if f == math.Trunc(f) {
		i, _ := new(big.Float).SetFloat64(f).Int(nil)
		return &decimal{i, 0}
	}
	s := new(big.Float).SetFloat64(f).Text('f', 1100)
	s = strings.TrimRight(s, "0")
	whole, part, _ := strings.Cut(s, ".")
	i, _ := new(big.Int).SetString(whole+part, 10)
	return &decimal{i, len(part)}
}

func align(a, b *decimal) (x, y *big.Int, scale int) {
	x, y = a.unscaled, b.unscaled
	if a.scale < b.scale {
		x = new(big.Int).Mul(x, pow10(b.scale-a.scale))
	}
	if b.scale < a.scale {
		y = new(big.Int).Mul(y, pow10(a.scale-b.scale))
	}
	return x, y, max(a.scale, b.scale)
}

func (d *decimal) cmp(o *decimal) int {
	a, b, _ := align(d, o)
	return a.Cmp(b)
}

func (x *exec) calculateDecimal(op kind, a, b *decimal) any {
	if max(a.scale, b.scale) > maxBits/4 {
		x.fail("a number has more than %d decimals", maxBits/4)
	}
	x.number(a.unscaled, b.unscaled)
	p, q, scale := align(a, b)
	r := new(big.Int)
	switch op {
	case tPlus:
		return &decimal{r.Add(p, q), scale}
	case tMinus:
		return &decimal{r.Sub(p, q), scale}
	case tTimes:
		return &decimal{r.Mul(a.unscaled, b.unscaled), a.scale + b.scale}
	case tDivide:
		return &decimal{roundHalfDown(new(big.Int).Mul(p, pow10(a.scale)), q), a.scale}
	}
	x.fail("Cannot calculate the modulo of BigDecimals.")
	return nil
}

// roundHalfDown divides, rounding to the nearest and halves towards zero.
func roundHalfDown(p, q *big.Int) *big.Int {
	quo, rem := new(big.Int).QuoRem(p, q, new(big.Int))
	if new(big.Int).Abs(new(big.Int).Lsh(rem, 1)).Cmp(new(big.Int).Abs(q)) > 0 {
		quo.Add(quo, big.NewInt(int64(p.Sign()*q.Sign())))
	}
	return quo
}

// String prints as BigDecimal does.
func (d *decimal) String() string {
	s := new(big.Int).Abs(d.unscaled).String()
	sign := ""
	if d.unscaled.Sign() < 0 {
		sign = "-"
	}
	exp := len(s) - 1 - d.scale
	if d.scale >= 0 && exp >= -6 {
		if d.scale == 0 {
			return sign + s
		}
		if len(s) <= d.scale {
			s = strings.Repeat("0", d.scale-len(s)+1) + s
		}
		return sign + s[:len(s)-d.scale] + "." + s[len(s)-d.scale:]
	}
	if len(s) > 1 {
		s = s[:1] + "." + s[1:]
	}
	if exp == 0 {
		return sign + s
	}
	e := strconv.Itoa(exp)
	if exp > 0 {
		e = "+" + e
	}
	return sign + s + "E" + e
}
