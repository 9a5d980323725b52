// Directives with a body: #foreach, #macro and #define, and calls of macros.

package vtl

import "strings"

// foreachNode is #foreach.
type foreachNode struct {
	name string
	in   expr
	body *block
}

// newForeach returns the node of a #foreach. One with too few or too many arguments does
// what Velocity makes of it: the third is gone through, the fourth is the body.
func newForeach(args []argument, body *block) renderer {
	if len(args) < 2 {
		return failNode("#foreach needs ($item in $list)")
	}
	n := &foreachNode{body: body}
	if len(args) > 2 {
		n.in = args[2].expr
	}
	if len(args) > 3 {
		n.body = &block{}
		if r, ok := args[3].expr.(*refNode); ok {
			n.body.nodes = []renderer{r}
		}
	}
	if r, ok := args[0].expr.(*refNode); ok {
		n.name = r.root()
	} else {
		n.name = cut1(args[0].first.image)
	}
	return n
}

// failNode fails when it is rendered.
type failNode string

func (n failNode) render(x *exec, _ scope) { x.fail("%s", string(n)) }

// loopScope is $foreach.
type loopScope struct {
	own      Map // what the template puts into it
	parent   *loopScope
	replaced any
	index    int
	more     bool
}

func (n *foreachNode) render(x *exec, s scope) {
	if n.in == nil {
		return
	}
	next := x.iterate(n.in.value(x, s))
	if next == nil {
		return
	}
	element, count, hasNext := s.get(x, n.name), s.get(x, "velocityCount"), s.get(x, "velocityHasNext")
	outer := s.get(x, "foreach")
	loop := &loopScope{index: -1}
	if p, ok := outer.(*loopScope); ok {
		loop.parent = p
	} else {
		loop.replaced = outer
	}
	s.put("foreach", loop)
	x.enter()
	defer n.finish(x, s, element, count, hasNext)
	n.loop(x, s, loop, next)
}

// finish gives the variables of the loop their former values back.
func (n *foreachNode) finish(x *exec, s scope, element, count, hasNext any) {
	x.nested--
	restore(s, n.name, element)
	restore(s, "velocityCount", count)
	restore(s, "velocityHasNext", hasNext)
	switch l := s.get(x, "foreach").(type) {
	case nil:
		x.fail("the variable of a #foreach can't be $foreach")
	case *loopScope:
		if l.parent != nil {
			s.put("foreach", l.parent)
		} else {
			restore(s, "foreach", l.replaced)
		}
	}
}

func restore(s scope, name string, v any) {
	if v != nil {
		s.put(name, v)
	} else {
		s.remove(name)
	}
}

func (n *foreachNode) loop(x *exec, s scope, loop *loopScope, next func() (any, bool, bool)) {
	var hidden *nullScope
	for {
		v, more, ok := next()
		if !ok {
			return
		}
		x.step()
		loop.index++
		loop.more = more
		s.put("velocityCount", int32(loop.index+1))
		s.put("velocityHasNext", more)
		s.put(n.name, v)
		in := s
		if v == nil {
			if hidden == nil {
				hidden = &nullScope{scope: s, name: n.name, active: true}
			}
			in = hidden
		}
		if n.stops(x, in, loop) {
			return
		}
	}
}

// stops renders the body once and reports whether it broke out of this loop.
func (n *foreachNode) stops(x *exec, s scope, loop *loopScope) (stop bool) {
	defer x.catch(func(st stopped) bool {
		stop = st.nearest || st.scope == loop
		return stop
	})()
	n.body.render(x, s)
	return false
}

// catch returns what to defer where #break and #stop may end: handle reports whether
// they end there.
func (x *exec) catch(handle func(stopped) bool) func() {
	out, nested, depth := x.out, x.nested, x.depth
	return func() {
		if e := recover(); e != nil {
			if st, ok := e.(stopped); ok && handle(st) {
				x.out, x.nested, x.depth = out, nested, depth
				return
			}
			panic(e)
		}
	}
}

// macro is what #macro defines; the first definition of a name stays.
type macro struct {
	params []string
	body   *block
}

func (t *tree) addMacro(args []argument, body *block) {
	name := args[0].word
	if t.macros[name] != nil {
		return
	}
	m := &macro{body: body}
	for _, a := range args[1:] {
		m.params = append(m.params, strings.TrimPrefix(a.first.image, "$"))
	}
	if t.macros == nil {
		t.macros = map[string]*macro{}
	}
	t.macros[name] = m
}

// macroCall is #name(...), or #@name(...) with a body. It is text if no macro has the
// name when it is rendered.
type macroCall struct {
	name    string
	args    []argument
	body    *block
	literal string
	badArg  string
}

func (c *macroCall) render(x *exec, s scope) {
	m := x.tree.macros[c.name]
	if m == nil {
		x.write(c.literal)
		return
	}
	if c.badArg != "" {
		x.fail("invalid argument %q of macro #%s", c.badArg, c.name)
	}
	x.grow(1 + len(m.params))
	in := &macroScope{outer: s, args: map[string]*argument{}, locals: map[string]any{}}
	for i, p := range m.params {
		if i >= len(c.args) {
			break
		}
		switch e := c.args[i].expr.(type) {
		case constant:
			in.locals[p] = e.v
		default:
			in.args[p] = &c.args[i]
		}
	}
	if c.body != nil {
		in.locals["bodyContent"] = &defined{body: c.body, in: s, max: maxMacros}
	}
	if x.depth == maxMacros {
		x.fail("more than %d calls of macros within each other, in #%s", maxMacros, c.name)
	}
	x.depth++
	x.enter()
	c.call(x, m, in)
	x.nested--
	x.depth--
}

func (c *macroCall) call(x *exec, m *macro, in scope) {
	defer x.catch(func(st stopped) bool { return st.nearest })()
	m.body.render(x, in)
}

// defineNode is #define.
type defineNode struct {
	name string
	body *block
}

func (n *defineNode) render(_ *exec, s scope) {
	s.put(n.name, &defined{body: n.body, in: s, max: maxDefine})
}

// defined is the value of a #define: a block that is rendered where it is used.
type defined struct {
	body  *block
	in    scope
	max   int
	depth int
}

// render reports false if the block is within itself too often.
func (d *defined) render(x *exec, s scope) bool {
	x.step()
	if d.depth == d.max {
		return false
	}
	d.depth++
	x.enter()
	d.run(x, s)
	x.nested--
	d.depth--
	return true
}

func (d *defined) run(x *exec, s scope) {
	defer x.catch(func(st stopped) bool { return st.nearest })()
	d.body.render(x, s)
}

// evaluateNode is #evaluate: a template in a value.
type evaluateNode struct{ of expr }

func (n *evaluateNode) render(x *exec, s scope) {
	text, ok := "", false
	if v := n.of.value(x, s); v != nil {
		text, ok = x.text(v)
	}
	x.grow(1 + len(text)/4)
	if !ok {
		text = ""
	}
	b, err := parseInto(x.tree.copy(), text)
	if err != nil {
		panic(renderError{message: "#evaluate: " + err.Message, parse: true})
	}
	x.tree = b.tree // with the macros that the text defines
	x.enter()
	n.run(x, s, &b.block)
	x.nested--
}

func (n *evaluateNode) run(x *exec, s scope, b *block) {
	defer x.catch(func(stopped) bool { return true })()
	b.render(x, s)
}

// stopNode is #stop, which ends the template.
type stopNode struct{}

func (*stopNode) render(*exec, scope) { panic(stopped{}) }

// breakNode is #break, which ends the nearest loop, macro or block, or that of a scope.
type breakNode struct{ scope expr }

func (n *breakNode) render(x *exec, s scope) {
	if n.scope == nil {
		panic(stopped{nearest: true})
	}
	l, ok := n.scope.value(x, s).(*loopScope)
	if !ok {
		x.fail("#break takes a scope, as $foreach")
	}
	panic(stopped{scope: l})
}
