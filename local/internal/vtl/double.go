// Doubles, printed as Java prints them.

package vtl

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// formatDouble prints as Double.toString does: at least one digit on both sides of the
// point, and an exponent outside 1E-3 to 1E7.
func formatDouble(f float64) string {
	switch {
	case f != f:
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0 && math.Signbit(f):
		return "-0.0"
	case f == 0:
		return "0.0"
	}
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	if f >= 1e-2 && f < 1e7 && f*1000 == math.Trunc(f*1000) { // a few decimals, as most have
		if s := strconv.FormatFloat(f, 'f', -1, 64); strings.Contains(s, ".") {
			return sign + s
		} else {
			return sign + s + ".0"
		}
	}
	digits, exp := javaDigits(f)
	switch {
	case exp > 0 && exp < 8:
		if n := exp - len(digits); n > 0 {
			digits += strings.Repeat("0", n)
		}
		return sign + digits[:exp] + "." + atLeastZero(digits[exp:])
	case exp <= 0 && exp > -3:
		return sign + "0." + strings.Repeat("0", -exp) + digits
	}
	return sign + digits[:1] + "." + atLeastZero(digits[1:]) + "E" + strconv.Itoa(exp-1)
}

func atLeastZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

// javaDigits returns the digits of f and where the point stands. Before version 19 Java
// did not always find the shortest digits, so this follows its way of finding them.
func javaDigits(f float64) (string, int) {
	const shift, bias = 52, 1023
	raw := math.Float64bits(f)
	exp := int(raw >> shift)
	fraction := raw & (1<<shift - 1)
	significant := shift + 1
	if exp == 0 {
		zeros := bits.LeadingZeros64(fraction)
		fraction <<= zeros - 63 + shift
		exp = 1 - (zeros - 63 + shift)
		significant = 64 - zeros
	} else {
		fraction |= 1 << shift
	}
	exp -= bias
	tail := bits.TrailingZeros64(fraction)
	used := shift + 1 - tail
	tiny := max(0, used-exp-1)
	if exp <= 62 && exp >= -21 && tiny == 0 {
		drop := 0
		if exp > significant {
			drop = insignificant(exp - significant - 1)
		}
		if exp >= shift {
			fraction <<= exp - shift
		} else {
			fraction >>= shift - exp
		}
		return longDigits(fraction, drop)
	}
	return generateDigits(fraction, exp, significant, tail, used, tiny)
}

// insignificant is the number of decimal digits that 2^p does not determine.
func insignificant(p int) int {
	if p <= 1 {
		return 0
	}
	return int(float64(p) * math.Log10(2))
}

func longDigits(v uint64, drop int) (string, int) {
	exp := drop
	if drop > 0 {
		pow := uint64(math.Pow10(drop))
		rest := v % pow
		v /= pow
		if rest >= pow>>1 {
			v++
		}
	}
	s := strconv.FormatUint(v, 10)
	exp += len(s)
	return s[:1] + strings.TrimRight(s[1:], "0"), exp
}

// generateDigits divides until the digits tell the number from its neighbours.
func generateDigits(fraction uint64, exp, significant, tail, used, tiny int) (string, int) {
	d2 := math.Float64frombits(uint64(1023)<<52 | fraction&(1<<52-1))
	dec := int(math.Floor((d2-1.5)*0.289529654 + 0.176091259 + float64(exp)*0.301029995663981))
	b5 := max(0, -dec)
	b2 := b5 + tiny + exp
	s5 := max(0, dec)
	s2 := s5 + tiny
	m5, m2 := b5, b2-significant
	fraction >>= tail
	b2 -= used - 1
	common := min(b2, s2)
	b2, s2, m2 = b2-common, s2-common, m2-common
	if used == 1 {
		m2--
	}
	if m2 < 0 {
		b2, s2, m2 = b2-m2, s2-m2, 0
	}
	b := scaled(fraction, b5, b2)
	s := scaled(1, s5, s2)
	m := scaled(1, m5, m2)
	tens := new(big.Int).Mul(s, ten)
	var digits []byte
	var low, high bool
	next := func() byte {
		q, r := new(big.Int).QuoRem(b, s, new(big.Int))
		b = r.Mul(r, ten)
		m.Mul(m, ten)
		low = b.Cmp(m) < 0
		high = new(big.Int).Add(b, m).Cmp(tens) > 0
		return byte(q.Int64())
	}
	if q := next(); q == 0 && !high {
		dec--
	} else {
		digits = append(digits, '0'+q)
	}
	if dec < -3 || dec >= 8 {
		low, high = false, false
	}
	for !low && !high {
		digits = append(digits, '0'+next())
	}
	if high {
		twice := new(big.Int).Lsh(b, 1).Cmp(tens)
		odd := digits[len(digits)-1]&1 != 0
		if !low || twice > 0 || twice == 0 && odd {
			dec = roundUp(digits, dec)
		}
	}
	s1 := strings.TrimRight(string(digits[1:]), "0")
	return string(digits[:1]) + s1, dec + 1
}

func scaled(v uint64, fives, twos int) *big.Int {
	r := new(big.Int).SetUint64(v)
	if fives > 0 {
		r.Mul(r, new(big.Int).Exp(big.NewInt(5), big.NewInt(int64(fives)), nil))
	}
	return r.Lsh(r, uint(twos))
}

func roundUp(digits []byte, dec int) int {
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] != '9' {
			digits[i]++
			return dec
		}
		digits[i] = '0'
	}
	digits[0] = '1'
	return dec + 1
}
