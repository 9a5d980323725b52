// Templates, from their text to their output, and what goes wrong with them.

package vtl

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// maxTemplate is the size of a template that API Gateway takes, in bytes.
const maxTemplate = 300 << 10

// Template is a parsed mapping template. It may be executed by several goroutines.
type Template struct {
	name  string
	form  *form
	plain bool
}

// Error is what is wrong with a template, found when it is parsed or executed.
type Error struct {
	Name    string // of the template
	Line    int    // from 1; 0 when the template was executed
	Column  int    // from 1, in characters
	Message string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Name + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Message)
}

// Input is what a template is executed with.
type Input struct {
	// Body is the payload; without one, $input.body is "{}".
	Body string
	// Params is what $input.params finds.
	Params Params
	// Context is $context. The template may change it: requestOverride and
	// responseOverride, which are made if they are missing, hold what it set there.
	Context *Map
	// StageVariables is $stageVariables; nil means none.
	StageVariables *Map
}

// Params are the parameters of a request; nil means none.
type Params struct {
	Path, Query, Header *Map
}

// Parse parses a template. The name is for errors, which are *Error. Templates of the
// same text are parsed once.
func Parse(name, text string) (*Template, error) {
	f, err := forms.get(text)
	if err != nil {
		err.Name = name
		return nil, err
	}
	return &Template{name: name, form: f}, nil
}

// copy returns a tree for a text that belongs to the same rendering.
func (t *tree) copy() *tree {
	c := &tree{macros: map[string]*macro{}, names: map[string]bool{}}
	for name, m := range t.macros {
		c.macros[name] = m
		c.names[name] = true
	}
	c.defined = true
	return c
}

// errorAt returns the Error of a syntaxError in text.
func errorAt(text string, e syntaxError) *Error {
	before := text[:min(e.offset, len(text))]
	line := 1 + strings.Count(before, "\n")
	column := 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	return &Error{Line: line, Column: column, Message: e.message}
}

func parseInto(t *tree, text string) (p *parsed, err *Error) {
	if len(text) > maxTemplate {
		return nil, &Error{Line: 1, Column: 1, Message: fmt.Sprintf("the template is larger than %d bytes", maxTemplate)}
	}
	defer func() {
		if e := recover(); e != nil {
			s, ok := e.(syntaxError)
			if !ok {
				panic(e)
			}
			p, err = nil, errorAt(text, s)
		}
	}()
	b := t.parseText(text)
	t.defined = true
	t.parseStrings(0)
	return &parsed{tree: t, block: b}, nil
}

// Execute renders the template. Errors are *Error. Time is bounded by ctx as well as by
// the package's own bounds.
func (t *Template) Execute(ctx context.Context, in *Input) (out string, err error) {
	p, wrong := forms.tree(t.form)
	if wrong != nil {
		wrong.Name = t.name
		return "", wrong
	}
	x := newExec(p.tree)
	x.ctx, x.plain = ctx, t.plain
	x.out.Grow(int(t.form.size.Load()))
	x.input = &input{body: in.Body, params: in.Params}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case stopped:
			out = finish(x.out.String())
		case renderError:
			err = &Error{Name: t.name, Message: e.message}
			if e.parse {
				err = errors.Join(err, errParse)
			}
		default:
			panic(e)
		}
	}()
	if in.Context == nil {
		in.Context = &Map{}
	}
	stage := in.StageVariables
	if stage == nil {
		stage = &Map{}
	}
	prepareContext(in.Context)
	top := globals{"input": x.input, "util": &util{}, "context": in.Context, "stageVariables": stage}
	p.block.render(x, top)
	t.form.size.Store(int32(x.out.Len()))
	return finish(x.out.String()), nil
}

// errParse marks an error of #evaluate, whose text does not parse.
var errParse = errors.New("the text of #evaluate is no template")

func newExec(t *tree) *exec {
	return &exec{tree: t, ctx: context.Background(), out: &strings.Builder{}, until: time.Now().Add(maxTime)}
}

// prepareContext makes the overrides, and makes the maps of $context print nothing and
// the values of an authorizer strings, as they are on API Gateway.
func prepareContext(c *Map) {
	var empty [6]Map
	rest := override(empty[:], c, "requestOverride", "path", "header", "querystring")
	override(rest, c, "responseOverride", "header")
	if a, ok := c.get("authorizer").(*Map); ok {
		x := newExec(nil)
		for i, v := range a.values {
			if _, ok := v.(*Map); !ok && v != nil {
				a.values[i] = x.print(v)
			}
		}
	}
	hush(c, 0)
}

// override puts what is missing of an override into c. It takes the maps for this from
// empty, and returns the rest.
func override(empty []Map, c *Map, name string, members ...string) (rest []Map) {
	m, ok := c.get(name).(*Map)
	if !ok {
		m, empty = &empty[0], empty[1:]
		m.room(len(members))
		c.put(name, m)
	}
	for _, member := range members {
		if _, ok := m.get(member).(*Map); !ok {
			m.put(member, &empty[0])
			empty = empty[1:]
		}
	}
	return empty
}

func hush(m *Map, depth int) {
	if depth > maxDepth {
		return
	}
	m.quiet = true
	for _, v := range m.values {
		if sub, ok := v.(*Map); ok && !sub.quiet {
			hush(sub, depth+1)
		}
	}
}
