// One rendering: its output, its variables and its bounds.

package vtl

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// The bounds of one rendering. A template that goes past one fails.
const (
	maxOutput = 10 << 20        // bytes, the payload limit of API Gateway
	maxMemory = 1 << 20         // values and, for strings, 16 bytes each
	maxSteps  = 2_000_000       // statements, passes of loops, calls
	maxTime   = 5 * time.Second // of rendering, where the request has no shorter limit
	maxMacros = 20              // calls of macros within each other, as in Velocity
	maxDefine = 2               // uses of a #define within itself, as in Velocity
	maxBits   = 1 << 19         // of a number
	maxDepth  = 100             // of values that are printed or compared
	checkTime = 1 << 10         // steps between looks at the clock
)

// exec is one rendering of a template.
type exec struct {
	tree    *tree
	ctx     context.Context
	out     *strings.Builder
	written int
	steps   int
	memory  int
	depth   int // of macros
	nested  int // of nodes rendered
	until   time.Time
	plain   bool // Velocity 1.7 as it is, without API Gateway's rule
	input   *input
}

// renderError is what rendering panics with.
type renderError struct {
	message string
	parse   bool // #evaluate found text that does not parse
}

// stopped is what #stop and #break panic with.
type stopped struct {
	nearest bool
	scope   *loopScope
}

func (x *exec) fail(format string, args ...any) {
	panic(renderError{message: fmt.Sprintf(format, args...)})
}

// step counts one piece of work and now and then looks at the clock.
func (x *exec) step() {
	x.steps++
	if x.steps > maxSteps {
		x.fail("the template does more than %d steps", maxSteps)
	}
	if x.steps%checkTime == 0 {
		if x.ctx.Err() != nil {
			x.fail("rendering was interrupted: %v", x.ctx.Err())
		}
		if time.Now().After(x.until) {
			x.fail("rendering takes longer than %v", maxTime)
		}
	}
}

// grow counts values that a template makes.
func (x *exec) grow(n int) {
	x.step()
	x.memory += n
	if n < 0 || x.memory > maxMemory {
		x.fail("the template makes too many values: more than %d", maxMemory)
	}
}

// str counts the memory of a string that a template makes.
func (x *exec) str(s string) string {
	x.grow(len(s) / 16)
	return s
}

func (x *exec) write(s string) {
	if x.written += len(s); x.written > maxOutput {
		x.fail("the output is larger than %d bytes", maxOutput)
	}
	x.out.WriteString(s)
}

// capture returns what render writes.
func (x *exec) capture(render func()) string {
	var b strings.Builder
	outer := x.out
	x.out = &b
	defer func() { x.out = outer }()
	x.enter()
	render()
	x.nested--
	return b.String()
}

func (x *exec) enter() {
	if x.nested++; x.nested > maxNesting {
		x.fail("references, strings and blocks use each other too deeply")
	}
}

// missing is the value of a reference that has none: the one rule that makes Velocity
// API Gateway's.
func (x *exec) missing() any {
	if x.plain {
		return nil
	}
	return ""
}

// scope holds variables.
type scope interface {
	get(x *exec, name string) any
	put(name string, v any)
	remove(name string)
	// literal is the text of the argument that a macro's caller gave for a name.
	literal(name string) (string, bool)
}

// globals are the variables of the template.
type globals map[string]any

func (g globals) get(_ *exec, name string) any { return g[name] }
func (g globals) put(name string, v any)       { g[name] = v }
func (g globals) remove(name string)           { delete(g, name) }
func (globals) literal(string) (string, bool)  { return "", false }

// macroScope holds a macro's arguments, which are evaluated in the caller's scope each
// time they are used. What is set in a macro is set outside as well.
type macroScope struct {
	outer  scope
	args   map[string]*argument
	locals map[string]any
}

func (m *macroScope) get(x *exec, name string) any {
	if v := m.locals[name]; v != nil {
		return v
	}
	a := m.args[name]
	if a == nil {
		return m.outer.get(x, name)
	}
	x.step()
	x.enter()
	defer func() { x.nested-- }()
	if r, ok := a.expr.(*refNode); ok && r.bare() {
		return m.outer.get(x, r.root())
	}
	return a.expr.value(x, m.outer)
}

func (m *macroScope) put(name string, v any) {
	m.locals[name] = v
	m.outer.put(name, v)
}

func (m *macroScope) remove(name string) {
	delete(m.locals, name)
	delete(m.args, name)
	m.outer.remove(name)
}

func (m *macroScope) literal(name string) (string, bool) {
	if a, ok := m.args[name]; ok {
		return a.source, true
	}
	return m.outer.literal(name)
}

// nullScope hides the variable of a loop whose element is null.
type nullScope struct {
	scope
	name   string
	active bool
}

func (n *nullScope) get(x *exec, name string) any {
	if n.active && name == n.name {
		return nil
	}
	return n.scope.get(x, name)
}

func (n *nullScope) remove(name string) {
	if name == n.name {
		n.active = false
	}
	n.scope.remove(name)
}
