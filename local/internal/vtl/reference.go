// References: reading them, assigning to them, and what a missing one writes.

package vtl

import (
	"math"
	"strings"
)

// refNode is a reference: a name and what is asked of its value. Most references are names
// with dots between them, which stay in the text: "$context.identity.sourceIp". Templates
// are kept in numbers, so this node is small.
type refNode struct {
	text   string // of the template, from the text printed before the reference to its end
	before uint32 // the length of the text before it
	length uint16 // of the root and the properties after it
	mark   uint8  // the length of what stands before the root: "$", "$!", "${" or "$!{"
	quiet  bool   // it prints nothing without a value
	*unusual
}

// unusual is what some references have.
type unusual struct {
	steps []step // after the first method or index
	*oddity
}

// oddity is what few references have.
type oddity struct {
	path    string // instead of one in the text
	prefix  string // half of the backslashes before it
	more    string // "#" and "$" before it
	escaped bool
	notOne  bool // "$\\!x": looks like a reference and is none
	runt    bool // an identifier that the lexer took for a reference
}

var (
	plainOddity = &oddity{}
	plain       = &unusual{oddity: plainOddity}
)

// path is the root and the properties that follow it.
func (n *refNode) path() string {
	if n.oddity.path != "" {
		return n.oddity.path
	}
	i := int(n.before) + int(n.mark)
	return n.text[i : i+int(n.length)]
}

// root is the name of the variable.
func (n *refNode) root() string {
	root, _, _ := strings.Cut(n.path(), ".")
	return root
}

// bare reports whether nothing is asked of the variable's value.
func (n *refNode) bare() bool {
	return len(n.steps) == 0 && strings.IndexByte(n.path(), '.') < 0
}

// literal is what the reference prints without a value.
func (n *refNode) literal() string {
	if n.quiet {
		return ""
	}
	return n.text[n.before:]
}

// follow lets the reference print the text of src before it, so that it needs no node.
// It reports whether it can.
func (n *refNode) follow(src string, from, to int) bool {
	if n.oddity != plainOddity || n.before != 0 || !strings.HasPrefix(src[to:], n.text) {
		return false
	}
	n.text, n.before = src[from:to+len(n.text)], uint32(to-from)
	return true
}

// step is a property, index or method of a reference.
type step interface {
	of(x *exec, s scope, v any) any
}

// name finds out what the first token says beside the name, and takes it off the token,
// since the token may be printed as part of something larger. The names of the properties
// that follow the root are in dotted.
func (n *refNode) name(src string, first, last *token, dotted string, steps []step) {
	var odd oddity
	defer func() {
		n.unusual = plain
		if odd != *plainOddity {
			n.unusual = &unusual{exact(steps), &odd}
		} else if len(steps) > 0 {
			n.unusual = &unusual{exact(steps), plainOddity}
		}
	}()
	if i := strings.Index(first.image, `\!`); i >= 0 {
		n.text = slashBang(first.image)
		odd.notOne, odd.path = true, n.text
		return
	}
	if k := run(first.image, '\\'); k > 0 {
		odd.escaped = k%2 != 0
		odd.prefix = first.image[:k/2]
		first.image = first.image[k:]
	}
	if i := strings.LastIndexByte(first.image, '$'); i > 0 {
		odd.more = first.image[:i]
		first.image = first.image[i:]
	}
	n.text = shared(src, first, literal(first, last))
	image := first.image
	root := first.next.image
	switch {
	case strings.HasPrefix(image, "$!"):
		n.quiet = !odd.escaped
		n.mark = 3
		if !strings.HasPrefix(image[2:], "{") {
			n.mark, root = 2, image[2:]
		}
	case image == "${":
		n.mark = 2
	case strings.HasPrefix(image, "$"):
		n.mark, root = 1, image[1:]
	default:
		root, odd.runt = image, true
	}
	path := root + dotted
	if len(path) <= math.MaxUint16 && strings.HasPrefix(n.text[min(int(n.mark), len(n.text)):], path) {
		n.length = uint16(len(path))
	} else {
		odd.path = path
	}
}

// slashBang: with a backslash between "$" and "!" nothing is a reference; one backslash
// is taken away.
func slashBang(image string) string {
	start := strings.IndexByte(image, '$')
	for start < len(image) && image[start] != '\\' {
		start++
	}
	count := run(image[start:], '\\')
	return image[:start] + image[start:start+count-1] + image[start+count:]
}

func (n *refNode) value(x *exec, s scope) any {
	if n.notOne {
		return nil
	}
	return n.execute(x, s)
}

func (n *refNode) execute(x *exec, s scope) any {
	if n.runt {
		return nil
	}
	x.step()
	root, names, dotted := strings.Cut(n.path(), ".")
	v := s.get(x, root)
	for v != nil && dotted {
		var name string
		name, names, dotted = strings.Cut(names, ".")
		v = x.property(v, name)
	}
	if v == nil {
		return x.missing()
	}
	for _, st := range n.steps {
		if v = st.of(x, s, v); v == nil {
			return x.missing()
		}
	}
	return v
}

func (n *refNode) truth(x *exec, s scope) bool {
	switch v := n.execute(x, s).(type) {
	case nil:
		return false
	case bool:
		return v
	case *defined:
		_, ok := x.text(v)
		return ok
	}
	return true
}

func (n *refNode) render(x *exec, s scope) {
	if n.runt {
		x.write(n.root())
		return
	}
	if n.before > 0 {
		x.write(n.text[:n.before])
	}
	v := n.execute(x, s)
	if n.escaped {
		x.write(n.prefix)
		if v == nil {
			x.write(`\`)
		}
		x.write(n.nothing(s))
		return
	}
	if d, ok := v.(*defined); ok && d.render(x, s) {
		return
	}
	if text, ok := x.text(v); ok {
		x.write(n.prefix)
		x.write(n.more)
		x.write(text)
		return
	}
	x.write(n.prefix)
	x.write(n.prefix)
	x.write(n.more)
	x.write(n.nothing(s))
}

// nothing is what is printed without a value: the text of the reference, or that of the
// argument it stands for.
func (n *refNode) nothing(s scope) string {
	text := n.literal()
	if len(text) > 1 && text[0] == '$' && text[1:] == n.path() && n.bare() {
		if given, ok := s.literal(text[1:]); ok {
			return given
		}
	}
	return text
}

// assign sets what the reference's last step names in the value of the steps before.
func (n *refNode) assign(x *exec, s scope, v any) {
	root, names, dotted := strings.Cut(n.path(), ".")
	target := s.get(x, root)
	for dotted {
		var name string
		name, names, dotted = strings.Cut(names, ".")
		if !dotted && len(n.steps) == 0 {
			x.assignTo(s, target, property(name), v)
			return
		}
		if target == nil {
			return
		}
		target = x.property(target, name)
	}
	for _, st := range n.steps[:len(n.steps)-1] {
		if target == nil {
			return
		}
		target = st.of(x, s, target)
	}
	x.assignTo(s, target, n.steps[len(n.steps)-1], v)
}

func (x *exec) assignTo(s scope, target any, last step, v any) {
	if target == nil {
		return
	}
	x.grow(1)
	switch st := last.(type) {
	case property:
		if m, ok := target.(mapping); ok {
			m.put(string(st), v)
		}
	case named:
		// "#set($m.name() = v)" sets the property of that name.
		if m, ok := target.(mapping); ok {
			m.put(st.called(), v)
		}
	case *index:
		key := st.adjust(x, target, st.arg.value(x, s))
		switch t := target.(type) {
		case *list:
			if i, ok := key.(int32); ok {
				t.set(x, i, v)
			}
		case mapping:
			t.put(key, v)
		}
	}
}

// property is ".name" after a method or index.
type property string

func (p property) of(x *exec, _ scope, v any) any { return x.property(v, string(p)) }

// index is "[key]".
type index struct{ arg expr }

func (i *index) of(x *exec, s scope, v any) any {
	return x.at(v, i.adjust(x, v, i.arg.value(x, s)))
}

// adjust counts a negative index from the end.
func (i *index) adjust(x *exec, v, key any) any {
	n, ok := key.(int32)
	if !ok || n >= 0 {
		return key
	}
	switch v := v.(type) {
	case *list:
		return int32(len(v.items)) + n
	case mapping:
		return int32(v.size()) + n
	}
	x.fail("a negative index needs something with a size, not a %s", className(v))
	return nil
}

// at is get(key), as "[key]" asks for it.
func (x *exec) at(v, key any) any {
	switch v := v.(type) {
	case *list:
		if i, ok := key.(int32); ok && v.indexed() {
			if i < 0 || int(i) >= len(v.items) {
				x.fail("Index: %d, Size: %d", i, len(v.items))
			}
			return v.items[i]
		}
	case mapping:
		return v.get(key)
	}
	return nil
}

// named is a call of a method.
type named interface{ called() string }

// get is ".name()", ask is ".name(argument)", call is one with more arguments.
type (
	get string
	ask struct {
		name string
		arg  expr
	}
	call struct {
		name string
		args []expr
	}
)

func newCall(name string, args []expr) step {
	switch len(args) {
	case 0:
		return get(name)
	case 1:
		return &ask{name, args[0]}
	}
	return &call{name, exact(args)}
}

func (g get) called() string   { return string(g) }
func (a *ask) called() string  { return a.name }
func (c *call) called() string { return c.name }

func (g get) of(x *exec, _ scope, v any) any { return x.call(v, string(g), nil) }

func (a *ask) of(x *exec, s scope, v any) any {
	return x.call(v, a.name, []any{a.arg.value(x, s)})
}

func (c *call) of(x *exec, s scope, v any) any {
	var few [3]any
	args := few[:0]
	for _, a := range c.args {
		args = append(args, a.value(x, s))
	}
	return x.call(v, c.name, args)
}
