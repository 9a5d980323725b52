// Functions that authorizers ask, and authorizers that nothing uses.

package plan

import (
	"fmt"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Handled is an Auth that a function decides.
type Handled interface {
	Auth
	Handler() string                              // "functions/auth.Check"; "" if the function is the user's own
	Config() Config                               // settings of the handler's function; nil for none
	HandlerProblems(*Kind, *source.Func) []string // why the handler can't serve it in a kind of API
}

// Config is the settings of a handler's function. Those that are alike, as the
// API's SameConfig says, may stand on several routes of one function.
type Config any

// Name is what users call a function: the path of its source and, for one that
// an authorizer asks, the handler in it.
func (f *Function) Name() string {
	if f.Start == nil {
		return f.Source.Path
	}
	return f.Source.Handler(f.Start).String()
}

// OnlyPreflight reports whether the function answers preflights and nothing
// else.
func (f *Function) OnlyPreflight() bool { return f.Start == nil && len(f.Routes) == 0 }

// asks plans the function of an authorizer's handler. Each handler is a function
// of its own, since an authorizer's event does not say which one is meant.
func (p *planner) asks(auth Auth, pos Pos) {
	a, ok := auth.(Handled)
	if !ok || a.Handler() == "" {
		return
	}
	src, named, err := p.Finder.Handler(a.Handler())
	if err == nil && (!named.Startable || !slices.Contains([]source.Form{source.Typed, source.Event, source.Plain}, named.Form)) {
		err = fmt.Errorf("handler %q: %s at %s/%s:%d is not a handler of an authorizer: it is\n    %s\nand such a handler takes a context "+
			"and an event of package router/authorizer, and gives an answer of it and an error",
			a.Handler(), named.Name, src.Path, named.File, named.Line, named.Signature)
	}
	if err != nil {
		p.problem(pos, "%s: %v", a.Kind(), err)
		return
	}
	for _, text := range a.HandlerProblems(p.Kind, named) {
		p.problem(pos, "%s", text)
	}
	key := src.HandlerKey(named)
	fn := p.functions[key]
	if fn == nil {
		fn = &Function{Source: src, Start: named, Pos: pos}
		p.functions[key] = fn
	}
	if src.Path < fn.Source.Path {
		fn.Source = src
	}
	if config := a.Config(); config != nil {
		p.configure(fn, config, pos, a.Kind())
	}
}

// configure gives a function its settings, which must be the same wherever they
// stand.
func (p *planner) configure(fn *Function, config Config, pos Pos, whose string) {
	switch {
	case fn.Config == nil:
		fn.Config, fn.ConfigPos = config, pos
	case !p.SameConfig(fn.Config, config):
		shared := "all routes of a folder or file share one function"
		if fn.Start != nil {
			shared = "authorizers with one handler share one function"
		}
		p.problem(pos, "%s: settings of function %s differ from those at %v: %s, so give its settings once",
			whose, fn.Name(), fn.ConfigPos, shared)
	}
}

// unused warns of a default authorizer that no route has: it protects nothing.
func (p *planner) unused() {
	d := p.Default
	if d == nil || d.Public() || len(p.plan.Routes) == 0 {
		return
	}
	if !slices.ContainsFunc(p.plan.Routes, func(r *Planned) bool { return same(r.Auth, d) }) {
		p.warn(p.DefaultPos, warning.UnusedDefaultAuth,
			"%s is the default, but every route has an authorizer of its own: nothing uses it", d.Kind())
	}
}

// handlersOfAuths returns the handlers of all authorizers, as far as their
// strings can be read.
func (p *planner) handlersOfAuths() []source.Handler {
	var out []source.Handler
	add := func(auth Auth) {
		if a, ok := auth.(Handled); ok {
			if h, err := source.ParseHandler(a.Handler()); err == nil {
				out = append(out, h)
			}
		}
	}
	add(p.Default)
	for i := range p.API.Routes {
		add(p.API.Routes[i].Auth)
	}
	return out
}
