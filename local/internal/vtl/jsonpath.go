// JSONPath: its steps, and what they find.

package vtl

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// JSONPath as API Gateway has it is that of Jayway's Java library: a definite path gives
// a value or nothing, any other a list; a name or index that isn't there is no error. The
// Go libraries give the objects of a payload as Go maps, whose keys have no order, and
// tell a missing value from null in other ways, so this is the package's own.

// pathStep is one step of a path. It calls found with each value that v leads to.
type pathStep func(p *pathRun, v any, found func(any))

// path is a compiled path.
type path struct {
	steps    []pathStep
	definite bool
}

type pathRun struct {
	x    *exec
	root any
}

// paths caches compiled paths: templates use few, but may compose them from a payload.
var (
	paths     sync.Map
	pathCount atomic.Int32
)

const maxPaths = 4096

func compilePath(text string) (*path, error) {
	if p, ok := paths.Load(text); ok {
		return p.(*path), nil
	}
	c := pathParser{s: text, definite: true}
	p, err := c.compile()
	if err == nil && pathCount.Load() < maxPaths {
		pathCount.Add(1)
		paths.Store(text, p)
	}
	return p, err
}

// find returns the value at a path in root, and whether there is one.
func (x *exec) find(root any, text string) (any, bool) {
	x.work(len(text) / 16)
	p, err := compilePath(text)
	if err != nil {
		x.fail("JSONPath %q: %v", text, err)
	}
	return p.find(&pathRun{x, root}, root)
}

func (p *path) find(r *pathRun, from any) (any, bool) {
	var all []any
	p.walk(r, 0, from, func(v any) { all = append(all, v) })
	if p.definite {
		if len(all) == 0 {
			return nil, false
		}
		return all[0], true
	}
	return &list{items: all, kind: jsonArray}, true
}

func (p *path) walk(r *pathRun, i int, v any, found func(any)) {
	r.x.step()
	if i == len(p.steps) {
		r.x.grow(1)
		found(v)
		return
	}
	p.steps[i](r, v, func(v any) { p.walk(r, i+1, v, found) })
}

type pathParser struct {
	s        string
	i        int
	definite bool
	deep     int
}

func (c *pathParser) compile() (p *path, err error) {
	c.s = strings.TrimSpace(c.s)
	if c.s == "" {
		return nil, fmt.Errorf("it is empty")
	}
	if c.s[0] != '$' && c.s[0] != '@' {
		c.s = "$." + c.s
	}
	c.i = 1
	p = &path{}
	if p.steps, err = c.steps(); err != nil {
		return nil, err
	}
	if c.i < len(c.s) {
		return nil, fmt.Errorf("unexpected %q", c.s[c.i:])
	}
	p.definite = c.definite
	return p, nil
}

// steps reads steps until something that is none.
func (c *pathParser) steps() (steps []pathStep, err error) {
	for c.i < len(c.s) {
		var st pathStep
		switch {
		case strings.HasPrefix(c.s[c.i:], ".."):
			c.i += 2
			c.definite = false
			if c.i == len(c.s) {
				return nil, fmt.Errorf(`it ends with ".."`)
			}
			steps = append(steps, descend)
			if c.s[c.i] == '[' {
				st, err = c.bracket()
			} else {
				st, err = c.dotted()
			}
		case c.s[c.i] == '.':
			c.i++
			if c.i == len(c.s) {
				return nil, fmt.Errorf(`it ends with "."`)
			}
			if c.s[c.i] == '[' {
				st, err = c.bracket()
			} else {
				st, err = c.dotted()
			}
		case c.s[c.i] == '[':
			st, err = c.bracket()
		default:
			return steps, nil
		}
		if err != nil {
			return nil, err
		}
		steps = append(steps, st)
	}
	return steps, nil
}

// dotted reads a name, "*" or a function after a dot.
func (c *pathParser) dotted() (pathStep, error) {
	if c.s[c.i] == '*' {
		c.i++
		c.definite = false
		return children, nil
	}
	start := c.i
	for c.i < len(c.s) && !strings.ContainsRune(".[ ()=<>!&|,]", rune(c.s[c.i])) {
		c.i++
	}
	name := c.s[start:c.i]
	if name == "" {
		return nil, fmt.Errorf("a name is missing at %d", start)
	}
	if strings.HasPrefix(c.s[c.i:], "()") {
		c.i += 2
		f := pathFunctions[name]
		if f == nil {
			return nil, fmt.Errorf("there is no function %s()", name)
		}
		c.definite = true
		return f, nil
	}
	return child(name), nil
}

func (c *pathParser) skip() {
	for c.i < len(c.s) && c.s[c.i] == ' ' {
		c.i++
	}
}

// bracket reads what stands in brackets.
func (c *pathParser) bracket() (pathStep, error) {
	c.i++
	c.skip()
	if c.i == len(c.s) {
		return nil, fmt.Errorf(`"[" is not closed`)
	}
	var st pathStep
	var err error
	switch ch := c.s[c.i]; {
	case ch == '*':
		c.i++
		c.definite = false
		st = children
	case ch == '\'' || ch == '"':
		st, err = c.quotedNames()
	case ch == '?':
		c.i++
		c.definite = false
		st, err = c.filter()
	default:
		st, err = c.numbers()
	}
	if err != nil {
		return nil, err
	}
	c.skip()
	if c.i == len(c.s) || c.s[c.i] != ']' {
		return nil, fmt.Errorf(`"[" is not closed`)
	}
	c.i++
	return st, nil
}

func (c *pathParser) quotedNames() (pathStep, error) {
	var names []string
	for {
		c.skip()
		name, err := c.quoted()
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		c.skip()
		if c.i == len(c.s) || c.s[c.i] != ',' {
			break
		}
		c.i++
	}
	if len(names) == 1 {
		return child(names[0]), nil
	}
	c.definite = false
	return func(p *pathRun, v any, found func(any)) {
		for _, n := range names {
			child(n)(p, v, found)
		}
	}, nil
}

// quoted reads a string in quotes of either kind.
func (c *pathParser) quoted() (string, error) {
	if c.i == len(c.s) || c.s[c.i] != '\'' && c.s[c.i] != '"' {
		return "", fmt.Errorf("a quoted name is missing at %d", c.i)
	}
	q := c.s[c.i]
	var b strings.Builder
	for c.i++; c.i < len(c.s); c.i++ {
		switch c.s[c.i] {
		case q:
			c.i++
			return b.String(), nil
		case '\\':
			if c.i++; c.i == len(c.s) {
				return "", fmt.Errorf("a string is not closed")
			}
		}
		b.WriteByte(c.s[c.i])
	}
	return "", fmt.Errorf("a string is not closed")
}

// numbers reads an index, a list of them, or a slice.
func (c *pathParser) numbers() (pathStep, error) {
	end := strings.IndexByte(c.s[c.i:], ']')
	if end < 0 {
		return nil, fmt.Errorf(`"[" is not closed`)
	}
	text := strings.ReplaceAll(c.s[c.i:c.i+end], " ", "")
	c.i += end
	if from, to, ok := strings.Cut(text, ":"); ok {
		c.definite = false
		return slice(from, to)
	}
	var is []int
	for t := range strings.SplitSeq(text, ",") {
		i, err := strconv.Atoi(t)
		if err != nil {
			return nil, fmt.Errorf("%q is no index", t)
		}
		is = append(is, i)
	}
	if len(is) > 1 {
		c.definite = false
	}
	return func(_ *pathRun, v any, found func(any)) {
		l, ok := v.(*list)
		if !ok {
			return
		}
		for _, i := range is {
			if i < 0 {
				i += len(l.items)
			}
			if i >= 0 && i < len(l.items) {
				found(l.items[i])
			}
		}
	}, nil
}

func slice(from, to string) (pathStep, error) {
	parse := func(s string) (int, bool, error) {
		if s == "" {
			return 0, false, nil
		}
		i, err := strconv.Atoi(s)
		if err != nil {
			return 0, false, fmt.Errorf("%q is no index", s)
		}
		return i, true, nil
	}
	a, hasA, err := parse(from)
	if err != nil {
		return nil, err
	}
	b, hasB, err := parse(to)
	if err != nil {
		return nil, err
	}
	return func(_ *pathRun, v any, found func(any)) {
		l, ok := v.(*list)
		if !ok {
			return
		}
		lo, hi := 0, len(l.items)
		if hasA {
			lo = clamp(a, len(l.items))
		}
		if hasB {
			hi = clamp(b, len(l.items))
		}
		for i := lo; i < hi; i++ {
			found(l.items[i])
		}
	}, nil
}

func clamp(i, size int) int {
	if i < 0 {
		i += size
	}
	return min(max(i, 0), size)
}

func child(name string) pathStep {
	return func(_ *pathRun, v any, found func(any)) {
		if m, ok := v.(*Map); ok && m.has(name) {
			found(m.get(name))
		}
	}
}

func children(_ *pathRun, v any, found func(any)) {
	switch v := v.(type) {
	case *Map:
		for _, e := range v.values {
			found(e)
		}
	case *list:
		for _, e := range v.items {
			found(e)
		}
	}
}

// descend finds a value and all that is in it, the outer before the inner.
func descend(p *pathRun, v any, found func(any)) {
	p.descend(v, found, 0)
}

func (p *pathRun) descend(v any, found func(any), depth int) {
	p.x.step()
	if depth > maxJSONDepth {
		p.x.fail("a value is nested too deeply for a path")
	}
	switch v.(type) {
	case *Map, *list:
		found(v)
		children(p, v, func(e any) { p.descend(e, found, depth+1) })
	}
}
