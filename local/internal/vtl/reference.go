// References: reading them, assigning to them, and what a missing one writes.

package vtl

import (
	"strings"
)

// refNode is a reference: a name and what is asked of its value.
type refNode struct {
	root  string
	steps []step
	text  string // what it prints without a value
	*oddity
}

// oddity is what few references have.
type oddity struct {
	prefix  string // half of the backslashes before it
	more    string // "#" and "$" before it
	escaped bool
	notOne  bool // "$\!x": looks like a reference and is none
	runt    bool // an identifier that the lexer took for a reference
}

var plainReference = &oddity{}

// step is a property, index or method of a reference.
type step interface {
	of(x *exec, s scope, v any) any
}

// name finds out what the first token says beside the name, and takes it off the token,
// since the token may be printed as part of something larger.
func (n *refNode) name(src string, first, last *token) {
	n.oddity = &oddity{}
	defer func() {
		if *n.oddity == *plainReference {
			n.oddity = plainReference
		}
		n.steps = exact(n.steps)
	}()
	if i := strings.Index(first.image, `\!`); i >= 0 {
		n.slashBang(first.image)
		return
	}
	if k := run(first.image, '\\'); k > 0 {
		n.escaped = k%2 != 0
		n.prefix = first.image[:k/2]
		first.image = first.image[k:]
	}
	if i := strings.LastIndexByte(first.image, '$'); i > 0 {
		n.more = first.image[:i]
		first.image = first.image[i:]
	}
	n.text = shared(src, first, literal(first, last))
	image := first.image
	switch {
	case strings.HasPrefix(image, "$!"):
		if !n.escaped {
			n.text = ""
		}
		if strings.HasPrefix(image[2:], "{") {
			n.root = first.next.image
		} else {
			n.root = image[2:]
		}
	case image == "${":
		n.root = first.next.image
	case strings.HasPrefix(image, "$"):
		n.root = image[1:]
	default:
		n.root, n.runt = image, true
	}
}

// slashBang: with a backslash between "$" and "!" nothing is a reference; one backslash
// is taken away.
func (n *refNode) slashBang(image string) {
	start := strings.IndexByte(image, '$')
	for start < len(image) && image[start] != '\\' {
		start++
	}
	count := run(image[start:], '\\')
	n.notOne = true
	n.text = image[:start] + image[start:start+count-1] + image[start+count:]
	n.root = n.text
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
	v := s.get(x, n.root)
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
		x.write(n.root)
		return
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
	if len(n.text) > 1 && n.text[0] == '$' && n.text[1:] == n.root {
		if text, ok := s.literal(n.root); ok {
			return text
		}
	}
	return n.text
}

// assign sets what the reference's last step names in the value of the steps before.
func (n *refNode) assign(x *exec, s scope, v any) {
	target := s.get(x, n.root)
	for _, st := range n.steps[:len(n.steps)-1] {
		if target == nil {
			return
		}
		target = st.of(x, s, target)
	}
	if target == nil {
		return
	}
	x.grow(1)
	switch st := n.steps[len(n.steps)-1].(type) {
	case property:
		if m, ok := target.(mapping); ok {
			m.put(string(st), v)
		}
	case *call:
		// "#set($m.name() = v)" sets the property of that name.
		if m, ok := target.(mapping); ok {
			m.put(st.name, v)
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

// property is ".name".
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

// call is ".name(arguments)".
type call struct {
	name string
	args []expr
}

func (c *call) of(x *exec, s scope, v any) any {
	var few [3]any
	args := few[:0]
	for _, a := range c.args {
		args = append(args, a.value(x, s))
	}
	return x.call(v, c.name, args)
}
