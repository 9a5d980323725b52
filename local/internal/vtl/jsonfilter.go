// Filters and functions of JSONPath.

package vtl

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// pathFunctions are the functions at the end of a path. What they don't apply to has no
// value.
var pathFunctions = map[string]pathStep{
	"length": func(_ *pathRun, v any, found func(any)) {
		switch v := v.(type) {
		case *list:
			found(int32(len(v.items)))
		case *Map:
			found(int32(v.size()))
		case string:
			found(int32(len(units(v))))
		}
	},
	"keys": func(_ *pathRun, v any, found func(any)) {
		if m, ok := v.(*Map); ok {
			found(m.view(keySet))
		}
	},
	"first": func(_ *pathRun, v any, found func(any)) {
		if l, ok := v.(*list); ok && len(l.items) > 0 {
			found(l.items[0])
		}
	},
	"last": func(_ *pathRun, v any, found func(any)) {
		if l, ok := v.(*list); ok && len(l.items) > 0 {
			found(l.items[len(l.items)-1])
		}
	},
	"min": aggregate(func(a, b float64) float64 { return min(a, b) }, false),
	"max": aggregate(func(a, b float64) float64 { return max(a, b) }, false),
	"sum": aggregate(func(a, b float64) float64 { return a + b }, false),
	"avg": aggregate(func(a, b float64) float64 { return a + b }, true),
}

func init() { pathFunctions["size"] = pathFunctions["length"] }

func aggregate(f func(a, b float64) float64, average bool) pathStep {
	return func(_ *pathRun, v any, found func(any)) {
		l, ok := v.(*list)
		if !ok {
			return
		}
		n, r := 0, 0.0
		for _, e := range l.items {
			if !isNumber(e) {
				continue
			}
			if n++; n == 1 {
				r = toFloat(e)
			} else {
				r = f(r, toFloat(e))
			}
		}
		if n == 0 {
			return
		}
		if average {
			r /= float64(n)
		}
		found(r)
	}
}

// condition is a filter's expression.
type condition func(p *pathRun, v any) bool

// operand is a side of a comparison; it reports whether it has a value.
type operand func(p *pathRun, v any) (any, bool)

// filter reads (expression) after "?" and finds the elements it holds for; an object is
// tested itself.
func (c *pathParser) filter() (pathStep, error) {
	c.skip()
	if c.i == len(c.s) || c.s[c.i] != '(' {
		return nil, fmt.Errorf(`"(" is missing after "?"`)
	}
	c.i++
	test, err := c.or()
	if err != nil {
		return nil, err
	}
	if !c.token(")") {
		return nil, fmt.Errorf(`the filter's "(" is not closed`)
	}
	return func(p *pathRun, v any, found func(any)) {
		switch v := v.(type) {
		case *list:
			for _, e := range v.items {
				p.x.step()
				if test(p, e) {
					found(e)
				}
			}
		case *Map:
			if test(p, v) {
				found(v)
			}
		}
	}, nil
}

func (c *pathParser) token(t string) bool {
	c.skip()
	if strings.HasPrefix(c.s[c.i:], t) {
		c.i += len(t)
		return true
	}
	return false
}

func (c *pathParser) or() (condition, error) {
	left, err := c.and()
	for err == nil && c.token("||") {
		var right condition
		before := left
		if right, err = c.and(); err == nil {
			left = func(p *pathRun, v any) bool { return before(p, v) || right(p, v) }
		}
	}
	return left, err
}

func (c *pathParser) and() (condition, error) {
	left, err := c.not()
	for err == nil && c.token("&&") {
		var right condition
		before := left
		if right, err = c.not(); err == nil {
			left = func(p *pathRun, v any) bool { return before(p, v) && right(p, v) }
		}
	}
	return left, err
}

func (c *pathParser) not() (condition, error) {
	if c.deep++; c.deep > maxNesting {
		return nil, fmt.Errorf("the filter is nested too deeply")
	}
	defer func() { c.deep-- }()
	if c.token("!") {
		of, err := c.not()
		return func(p *pathRun, v any) bool { return !of(p, v) }, err
	}
	if c.token("(") {
		of, err := c.or()
		if err == nil && !c.token(")") {
			err = fmt.Errorf(`"(" is not closed`)
		}
		return of, err
	}
	return c.comparison()
}

var comparisons = []string{"===", "!==", "==", "!=", "<=", ">=", "<", ">", "=~", "in ", "nin ", "contains ", "size ", "empty "}

func (c *pathParser) comparison() (condition, error) {
	left, err := c.operand()
	if err != nil {
		return nil, err
	}
	for _, op := range comparisons {
		if !c.token(op) {
			continue
		}
		op = strings.TrimSpace(op)
		if op == "=~" {
			return c.regexp(left)
		}
		right, err := c.operand()
		if err != nil {
			return nil, err
		}
		return func(p *pathRun, v any) bool {
			a, okA := left(p, v)
			b, okB := right(p, v)
			return p.compare(op, a, okA, b, okB)
		}, nil
	}
	return func(p *pathRun, v any) bool { _, ok := left(p, v); return ok }, nil
}

func (c *pathParser) regexp(left operand) (condition, error) {
	c.skip()
	if c.i == len(c.s) || c.s[c.i] != '/' {
		return nil, fmt.Errorf("a pattern /.../ is missing after =~")
	}
	end := strings.IndexByte(c.s[c.i+1:], '/')
	if end < 0 {
		return nil, fmt.Errorf("a pattern is not closed")
	}
	text := c.s[c.i+1 : c.i+1+end]
	c.i += end + 2
	if c.token("i") {
		text = "(?i)" + text
	}
	re, err := regexp.Compile(`^(?:` + text + `)$`)
	if err != nil {
		return nil, err
	}
	return func(p *pathRun, v any) bool {
		a, ok := left(p, v)
		s, isString := a.(string)
		return ok && isString && re.MatchString(s)
	}, nil
}

// compare compares as Jayway does: a number equals the string that spells it; order is
// that of two numbers or two strings.
func (p *pathRun) compare(op string, a any, okA bool, b any, okB bool) bool {
	if !okA || !okB {
		return (op == "!=" || op == "!==" || op == "nin") && okA != okB
	}
	switch op {
	case "==", "===":
		return p.equal(a, b)
	case "!=", "!==":
		return !p.equal(a, b)
	case "in", "nin":
		l, ok := b.(*list)
		if !ok {
			return false
		}
		in := false
		for _, e := range l.items {
			in = in || p.equal(a, e)
		}
		return in == (op == "in")
	case "contains":
		switch a := a.(type) {
		case *list:
			for _, e := range a.items {
				if p.equal(e, b) {
					return true
				}
			}
		case string:
			s, ok := b.(string)
			return ok && strings.Contains(a, s)
		}
		return false
	case "size", "empty":
		return p.sized(op, a, b)
	}
	var order int
	if s, ok := a.(string); ok {
		t, ok := b.(string)
		if !ok {
			return false
		}
		order = strings.Compare(s, t)
	} else if isNumber(a) && isNumber(b) {
		order = p.x.compareNumbers(a, b)
	} else {
		return false
	}
	switch op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func (p *pathRun) sized(op string, a, b any) bool {
	n := -1
	pathFunctions["length"](p, a, func(v any) { n = int(v.(int32)) })
	if n < 0 {
		return false
	}
	if op == "size" {
		return isNumber(b) && int(toLong(b)) == n
	}
	want, ok := b.(bool)
	return ok && want == (n == 0)
}

func (p *pathRun) equal(a, b any) bool {
	if isNumber(a) && isNumber(b) {
		return p.x.compareNumbers(a, b) == 0
	}
	if s, ok := a.(string); ok && isNumber(b) {
		return s == p.x.print(b)
	}
	if s, ok := b.(string); ok && isNumber(a) {
		return s == p.x.print(a)
	}
	return sameKind(a, b) && p.x.equal(a, b)
}

// operand reads a path, a literal or a list of literals.
func (c *pathParser) operand() (operand, error) {
	c.skip()
	if c.i == len(c.s) {
		return nil, fmt.Errorf("the filter ends too early")
	}
	literal := func(v any) operand { return func(*pathRun, any) (any, bool) { return v, true } }
	switch ch := c.s[c.i]; {
	case ch == '@' || ch == '$':
		sub := &pathParser{s: c.s, i: c.i + 1, definite: true, deep: c.deep + 1}
		if sub.deep > maxNesting {
			return nil, fmt.Errorf("the filter is nested too deeply")
		}
		steps, err := sub.steps()
		if err != nil {
			return nil, err
		}
		c.i = sub.i
		at := &path{steps, sub.definite}
		return func(p *pathRun, v any) (any, bool) {
			if ch == '$' {
				v = p.root
			}
			return at.find(p, v)
		}, nil
	case ch == '\'' || ch == '"':
		s, err := c.quoted()
		return literal(s), err
	case ch == '[':
		end := strings.IndexByte(c.s[c.i:], ']')
		if end < 0 {
			return nil, fmt.Errorf(`"[" is not closed`)
		}
		v, ok := parseJSON(strings.ReplaceAll(c.s[c.i:c.i+end+1], "'", `"`))
		if !ok {
			return nil, fmt.Errorf("%q is no list", c.s[c.i:c.i+end+1])
		}
		c.i += end + 1
		return literal(v), nil
	}
	for word, v := range map[string]any{"true": true, "false": false, "null": nil} {
		if strings.HasPrefix(c.s[c.i:], word) {
			c.i += len(word)
			return literal(v), nil
		}
	}
	if n := numberLength(c.s[c.i:]); n > 0 {
		text := c.s[c.i : c.i+n]
		c.i += n
		if strings.ContainsAny(text, ".eE") {
			f, err := strconv.ParseFloat(text, 64)
			return literal(f), err
		}
		return literal(integer(text)), nil
	}
	return nil, fmt.Errorf("unexpected %q in a filter", c.s[c.i:])
}
