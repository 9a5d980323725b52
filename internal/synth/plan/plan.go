// The planner: one pass over the routes, every problem collected.

package plan

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// New plans an API. The result does not depend on the order of the routes.
func New(api API) *Plan {
	p := &planner{API: api, plan: &Plan{}, byShape: map[string]claim{}, functions: map[string]*Function{}}
	for i := range p.API.Routes {
		p.route(&p.API.Routes[i])
	}
	p.auths()
	p.unused()
	p.asked()
	p.grants()
	switch {
	case api.Kind.Tree:
		p.tree()
	case api.Preflight:
		p.preflight()
	}
	if api.Kind.Messages {
		p.messages()
	}
	p.quotas()
	p.finish()
	return p.plan
}

type planner struct {
	API
	plan      *Plan
	targets   []Target         // each once
	byShape   map[string]claim // routes by shape of their key
	functions map[string]*Function
}

type claim struct {
	key routekey.Key
	pos Pos
}

func (p *planner) problem(pos Pos, format string, args ...any) {
	p.plan.Problems = append(p.plan.Problems, Problem{pos, fmt.Sprintf(format, args...)})
}

func (p *planner) warn(pos Pos, id warning.ID, format string, args ...any) {
	p.plan.Warnings = append(p.plan.Warnings, Warn(pos, warning.New(id, format, args...)))
}

// route plans one declaration. It goes on after a problem, so that all of a
// declaration's problems are reported.
func (p *planner) route(r *Route) {
	keys := p.keys(r)
	for _, text := range r.Problems {
		p.problem(r.Pos, "route %q: %s", r.Key, text)
	}
	var fn *Function
	var named *source.Func
	switch {
	case r.Handler != "" && r.Target != nil:
		p.problem(r.Pos, "route %q: has both a Handler and an Integration: remove one", r.Key)
	case r.Handler != "":
		fn, named = p.handler(r)
	case r.Target != nil:
		p.target(r, keys)
	default:
		p.problem(r.Pos, `route %q: leads nowhere: give it a Handler such as "functions/todos.List", or an Integration`, r.Key)
	}
	if r.Config != nil && r.Handler == "" {
		p.problem(r.Pos, "route %q: has settings of a function but no Handler: configure the function where you create it", r.Key)
	}
	auth := p.effective(r)
	p.scopes(r, auth)
	for _, key := range keys {
		if fn != nil {
			fn.Routes = append(fn.Routes, FunctionRoute{key, named, r.Pos})
		}
		p.plan.Routes = append(p.plan.Routes, &Planned{
			Declared: r.Declared, Pos: r.Pos, Key: key, Auth: auth, Scopes: r.Scopes, Function: fn, Target: r.Target,
		})
	}
}

// keys parses a route's key and returns what no earlier route claims.
func (p *planner) keys(r *Route) []routekey.Key {
	keys, err := p.Kind.keys(r.Key)
	if errs, several := errors.AsType[routekey.Errors](err); several {
		for _, err := range errs {
			p.problem(r.Pos, "%v", err)
		}
	}
	if err != nil {
		return nil
	}
	var free []routekey.Key
	for _, key := range keys {
		earlier, taken := p.byShape[key.Shape()]
		switch {
		case !taken:
			p.byShape[key.Shape()] = claim{key, r.Pos}
			free = append(free, key)
		case earlier.key.String() == key.String():
			p.problem(r.Pos, "route %q: declared already at %v", key, earlier.pos)
		default:
			p.problem(r.Pos, "route %q: same path as %q declared at %v", key, earlier.key, earlier.pos)
		}
	}
	return free
}

// handler finds a route's handler and the function that it belongs to.
func (p *planner) handler(r *Route) (*Function, *source.Func) {
	src, named, err := p.Finder.Handler(r.Handler)
	if err == nil && (named.Form == source.Other || named.Form == source.Event) {
		err = fmt.Errorf("handler %q: %s at %s/%s:%d is not a handler of a route: it is\n    %s\nand a handler is one of%s",
			r.Handler, named.Name, src.Path, named.File, named.Line, named.Signature, source.Forms)
	}
	if err == nil && named.Form == source.HTTP && p.Kind.Messages {
		err = noHandlerOfMessages(r.Handler)
	}
	if err != nil {
		p.problem(r.Pos, "%v", err)
		return nil, nil
	}
	fn := p.functions[src.Key()]
	if fn == nil {
		fn = &Function{Source: src, Pos: r.Pos}
		p.checkName(fn)
		p.functions[src.Key()] = fn
		if src.Language == source.Go && src.Go.NotConfigure != nil {
			p.problem(r.Pos, "function %s: %v", src.Path, src.Go.NotConfigure)
		}
	}
	if r.Config != nil {
		p.configure(fn, r.Config, r.Pos, fmt.Sprintf("route %q", r.Key))
	}
	if src.Path < fn.Source.Path {
		fn.Source = src // the same folder under two paths: the id must not depend on the order
	}
	return fn, named
}

// checkName reports a function whose name another one has: a file and a folder
// of one path.
func (p *planner) checkName(fn *Function) {
	for _, other := range p.functions {
		if other.Name() == fn.Name() {
			p.problem(fn.Pos, "function %s: %s and %s would both be it, see %v: rename one", fn.Name(), fn.Source.Shown(), other.Source.Shown(),
				other.Pos)
		}
	}
}

// named is a Target that the user has given a name, from which its id derives.
type named interface{ Name() string }

// target takes in a route's integration.
func (p *planner) target(r *Route, keys []routekey.Key) {
	if why := p.Unsupported(r.Target); why != "" {
		p.problem(r.Pos, "route %q: %s", r.Key, why)
		return
	}
	if placed, ok := r.Target.(Placed); ok && len(keys) > 0 {
		for _, text := range placed.ProblemsOn(keys[0]) { // a list of methods has one path
			p.problem(r.Pos, "route %q: %s", r.Key, text)
		}
	}
	if slices.ContainsFunc(p.targets, func(t Target) bool { return same(t, r.Target) }) {
		return
	}
	if n, ok := r.Target.(named); ok && slices.ContainsFunc(p.targets, func(t Target) bool {
		other, ok := t.(named)
		return ok && other.Name() == n.Name()
	}) {
		p.problem(r.Pos, "route %q: another integration of the CDK has the name %q: give each its own, or use one value for both",
			r.Key, n.Name())
	}
	p.targets = append(p.targets, r.Target)
	for _, text := range r.Target.Problems() {
		p.problem(r.Pos, "route %q: %s", r.Key, text)
	}
}

// same reports whether two authorizers or integrations are one: equal values are,
// and pointers to the same thing. (Deep equality would not do: the CDK's
// objects are all alike in Go.)
func same(a, b any) bool {
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// effective returns the authorizer that holds for a route.
func (p *planner) effective(r *Route) Auth {
	switch {
	case r.Auth != nil:
		return r.Auth
	case p.Default != nil && p.guards(r):
		return p.Default
	}
	return p.Public
}

func (p *planner) scopes(r *Route, auth Auth) {
	if len(r.Scopes) == 0 {
		return
	}
	if !auth.Scoped() {
		p.problem(r.Pos, "route %q: has scopes, which need a JWT or Cognito authorizer; its authorizer is: %s", r.Key, auth.Kind())
	}
	for i, s := range r.Scopes {
		switch {
		case s == "" || strings.ContainsAny(s, " \t\r\n"):
			p.problem(r.Pos, "route %q: scope %q: a scope is not empty and has no blanks: list several as several strings", r.Key, s)
		case slices.Contains(r.Scopes[:i], s):
			p.problem(r.Pos, "route %q: scope %q is listed twice", r.Key, s)
		}
	}
	if p.Kind.Scopes > 0 && len(r.Scopes) > p.Kind.Scopes {
		p.problem(r.Pos, "route %q: has %d scopes; a route can have %d", r.Key, len(r.Scopes), p.Kind.Scopes)
	}
}

// auths checks the authorizers in use: each once, at the first route that has it.
func (p *planner) auths() {
	type use struct {
		auth Auth
		pos  Pos
	}
	var uses []use
	if p.Default != nil {
		uses = append(uses, use{p.Default, p.DefaultPos})
	}
	for i := range p.API.Routes {
		if r := &p.API.Routes[i]; r.Auth != nil {
			uses = append(uses, use{r.Auth, r.Pos})
		}
	}
	var seen []use
	for _, u := range uses {
		if slices.ContainsFunc(seen, func(s use) bool { return same(s.auth, u.auth) }) {
			continue
		}
		if why := p.Unsupported(u.auth); why != "" {
			p.problem(u.pos, "%s", why)
		}
		for _, text := range u.auth.Problems() {
			p.problem(u.pos, "%s", text)
		}
		for _, s := range seen {
			if name := u.auth.Name(); name != "" && s.auth.Name() == name {
				p.problem(u.pos, "authorizer %q: another authorizer has this name, used at %v: give each its own name, or use one value for both",
					name, s.pos)
				break
			}
		}
		seen = append(seen, u)
		p.asks(u.auth, u.pos)
		if u.auth.Name() != "" && slices.ContainsFunc(p.plan.Routes, func(r *Planned) bool { return same(r.Auth, u.auth) }) {
			p.plan.Auths = append(p.plan.Auths, u.auth)
		}
	}
}

// asked checks the functions that were asked for by their source.
func (p *planner) asked() {
	for _, a := range p.Asked {
		clean, err := source.CleanSource(a.Source)
		if err != nil {
			p.problem(a.Pos, "function %q: %v", a.Source, err)
			continue
		}
		if slices.ContainsFunc(p.API.Routes, func(r Route) bool {
			h, err := source.ParseHandler(r.Handler)
			return err == nil && h.Source == clean
		}) || slices.ContainsFunc(p.handlersOfAuths(), func(h source.Handler) bool { return h.String() == clean }) {
			continue // a handler of it that can't be found is reported where it is declared
		}
		if src, err := p.Finder.Find(clean); err == nil && p.functions[src.Key()] != nil {
			continue // the same folder under another path
		}
		var there []string
		for _, fn := range p.functions {
			there = append(there, fmt.Sprintf("%q", fn.Name()))
		}
		slices.Sort(there)
		if len(there) == 0 {
			p.problem(a.Pos, "function %q: no route has a handler there", a.Source)
			continue
		}
		p.problem(a.Pos, "function %q: no route has a handler there; functions are %s", a.Source, strings.Join(there, ", "))
	}
}

// quotas warns where the service's default quotas are passed.
func (p *planner) quotas() {
	var last Pos
	if n := len(p.API.Routes); n > 0 {
		last = p.API.Routes[n-1].Pos
	}
	what, n := "routes", len(p.plan.Routes)
	if p.Kind.Tree {
		what, n = "resources", len(p.plan.Resources)+1 // and the root
	}
	if n > p.Kind.Routes {
		p.warn(last, warning.RouteQuota, "%d %s: the default quota of %s is %d; ask for more before you deploy, or split the API", n, what,
			p.Kind.A, p.Kind.Routes)
	}
	integrations := len(p.targets)
	for _, fn := range p.functions {
		if fn.Start == nil {
			integrations++
		}
	}
	if n := integrations; p.Kind.Integrations > 0 && n > p.Kind.Integrations {
		p.warn(last, warning.IntegrationQuota,
			"%d integrations: the default quota of %s is %d; ask for more before you deploy, or split the API", n, p.Kind.A, p.Kind.Integrations)
	}
	if n := len(p.plan.Auths); n > p.Kind.Authorizers {
		p.problem(last, "%d authorizers: %s can have %d", n, p.Kind.A, p.Kind.Authorizers)
	}
}

// finish puts everything into an order that does not depend on that of the
// declarations.
func (p *planner) finish() {
	byKey := func(a, b routekey.Key) int { return strings.Compare(a.String(), b.String()) }
	slices.SortFunc(p.plan.Routes, func(a, b *Planned) int { return byKey(a.Key, b.Key) })
	for _, fn := range p.functions {
		slices.SortFunc(fn.Routes, func(a, b FunctionRoute) int { return byKey(a.Key, b.Key) })
		p.plan.Functions = append(p.plan.Functions, fn)
	}
	slices.SortFunc(p.plan.Functions, func(a, b *Function) int { return strings.Compare(a.Name(), b.Name()) })
	slices.SortFunc(p.plan.Auths, func(a, b Auth) int { return strings.Compare(a.Name(), b.Name()) })
	p.plan.Problems = SortProblems(p.plan.Problems)
	p.plan.Warnings = SortProblems(p.plan.Warnings)
}
