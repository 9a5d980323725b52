// JSON as templates read and write it.

package vtl

import (
	"math/big"
	"strconv"
	"strings"
)

// maxJSONDepth bounds how deeply a payload may be nested.
const maxJSONDepth = 500

// jsonParser reads JSON into the values of a template: objects keep the order of their
// keys, numbers become Integer, Long, BigInteger or Double by their text.
type jsonParser struct {
	s     string
	i     int
	depth int
	text  []byte
}

// parseJSON returns the value of s, and whether s is JSON.
func parseJSON(s string) (v any, ok bool) {
	p := jsonParser{s: s}
	if v, ok = p.value(); !ok {
		return nil, false
	}
	p.space()
	return v, p.i == len(s)
}

func (p *jsonParser) space() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\n' || p.s[p.i] == '\r' || p.s[p.i] == '\t') {
		p.i++
	}
}

// next goes past white space and c; it reports whether c was there.
func (p *jsonParser) next(c byte) bool {
	p.space()
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *jsonParser) word(w string) bool {
	if strings.HasPrefix(p.s[p.i:], w) {
		p.i += len(w)
		return true
	}
	return false
}

func (p *jsonParser) value() (any, bool) {
	p.space()
	if p.i == len(p.s) {
		return nil, false
	}
	if p.depth++; p.depth > maxJSONDepth {
		return nil, false
	}
	defer func() { p.depth-- }()
	switch c := p.s[p.i]; c {
	case '{':
		return p.object()
	case '[':
		return p.array()
	case '"':
		return p.string()
	case 't':
		return true, p.word("true")
	case 'f':
		return false, p.word("false")
	case 'n':
		return nil, p.word("null")
	}
	return p.number()
}

func (p *jsonParser) object() (any, bool) {
	p.i++
	m := &Map{}
	if p.next('}') {
		return m, true
	}
	for {
		p.space()
		if p.i == len(p.s) || p.s[p.i] != '"' {
			return nil, false
		}
		key, ok := p.string()
		if !ok || !p.next(':') {
			return nil, false
		}
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		m.put(key, v)
		if p.next(',') {
			continue
		}
		return m, p.next('}')
	}
}

func (p *jsonParser) array() (any, bool) {
	p.i++
	l := &list{kind: jsonArray}
	if p.next(']') {
		return l, true
	}
	for {
		v, ok := p.value()
		if !ok {
			return nil, false
		}
		l.items = append(l.items, v)
		if p.next(',') {
			continue
		}
		return l, p.next(']')
	}
}

func (p *jsonParser) number() (any, bool) {
	n := numberLength(p.s[p.i:])
	if n == 0 {
		return nil, false
	}
	text := p.s[p.i : p.i+n]
	p.i += n
	if !strings.ContainsAny(text, ".eE") {
		return integer(text), true
	}
	f, _ := strconv.ParseFloat(text, 64)
	return f, true
}

// numberLength returns the length of the JSON number at the start of s.
func numberLength(s string) int {
	i := 0
	if strings.HasPrefix(s, "-") {
		i++
	}
	d := digits(s[i:])
	if d == 0 || d > 1 && s[i] == '0' {
		return 0
	}
	i += d
	if i < len(s) && s[i] == '.' {
		d := digits(s[i+1:])
		if d == 0 {
			return 0
		}
		i += 1 + d
	}
	return i + exponent(s[i:])
}

// string reads a string; one without escapes is a part of the payload.
func (p *jsonParser) string() (any, bool) {
	p.i++
	start := p.i
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			s := p.s[start:p.i]
			p.i++
			return s, true
		case c == '\\':
			return p.escaped(start)
		case c < ' ':
			return nil, false
		}
		p.i++
	}
	return nil, false
}

func (p *jsonParser) escaped(start int) (any, bool) {
	b := append(p.text[:0], p.s[start:p.i]...)
	defer func() { p.text = b }()
	for p.i < len(p.s) {
		c := p.s[p.i]
		p.i++
		switch {
		case c == '"':
			return joinSurrogates(string(b)), true
		case c < ' ':
			return nil, false
		case c != '\\':
			b = append(b, c)
			continue
		}
		if p.i == len(p.s) {
			return nil, false
		}
		c = p.s[p.i]
		p.i++
		if c == 'u' {
			if p.i+4 > len(p.s) {
				return nil, false
			}
			u, err := strconv.ParseUint(p.s[p.i:p.i+4], 16, 16)
			if err != nil {
				return nil, false
			}
			p.i += 4
			b = append(b, encodeUnit(rune(u))...)
			continue
		}
		k := strings.IndexByte(`"\/bfnrt`, c)
		if k < 0 {
			return nil, false
		}
		b = append(b, "\"\\/\b\f\n\r\t"[k])
	}
	return nil, false
}

// json writes v as compact JSON.
func (x *exec) json(b *strings.Builder, v any, depth int) {
	x.step()
	if depth > maxJSONDepth {
		x.fail("a value is nested too deeply for JSON")
	}
	if b.Len() > maxOutput {
		x.fail("a value is too large for JSON")
	}
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool, int32, int64, *big.Int, *decimal:
		b.WriteString(x.print(v))
	case float64:
		if v-v != 0 {
			b.WriteString("null")
			return
		}
		b.WriteString(formatDouble(v))
	case *list:
		b.WriteByte('[')
		for i, e := range v.items {
			if i > 0 {
				b.WriteByte(',')
			}
			x.json(b, e, depth+1)
		}
		b.WriteByte(']')
	case *Map:
		b.WriteByte('{')
		for i, k := range v.keys {
			if i > 0 {
				b.WriteByte(',')
			}
			quoteJSON(b, x.print(k))
			b.WriteByte(':')
			x.json(b, v.values[i], depth+1)
		}
		b.WriteByte('}')
	default:
		quoteJSON(b, x.print(v))
	}
}

func quoteJSON(b *strings.Builder, s string) {
	const hex = "0123456789abcdef"
	b.WriteByte('"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == 0xE2 && (strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029")) {
			b.WriteString(s[from:i])
			b.WriteString(`\u202`)
			b.WriteByte('8' + s[i+2] - 0xA8)
			from = i + 3
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7F {
			continue
		}
		b.WriteString(s[from:i])
		from = i + 1
		switch k := strings.IndexByte("\"\\\b\f\n\r\t", c); {
		case k >= 0:
			b.WriteByte('\\')
			b.WriteByte(`"\bfnrt`[k])
		default:
			b.WriteString(`\u00`)
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	b.WriteString(s[from:])
	b.WriteByte('"')
}
