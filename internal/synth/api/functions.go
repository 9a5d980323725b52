// The functions behind the routes' handlers.

package api

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/frontsecret"
	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
	"github.com/gatehouse-go/gatehouse/internal/synth/functions"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// ownFunction is a function of an API and the settings of routes that it was made
// with.
type ownFunction struct {
	*functions.Shared
	config *function.Config
}

// functionIn returns the function of a source, or of an authorizer's handler,
// made at the first call with the settings known by then.
func (a *API) functionIn(path string) *ownFunction {
	at := a.locate(path)
	if fn := a.functions[at.key]; fn != nil {
		return fn
	}
	return a.make(at, a.Functions, a.knownConfig(at.path))
}

// make makes the function of a place.
func (a *API) make(at located, base, config *function.Config) *ownFunction {
	if len(base.Problems()) > 0 {
		base = nil // reported at synth; the CDK would panic on them
	}
	id, _ := atsynth.FreeID(a.Construct, "Function:"+atsynth.ChildID(at.path))
	fn := &ownFunction{functions.New(a.Construct, id, at.language, functions.Read(config, base)), config}
	a.functions[at.key] = fn
	for _, text := range fn.Problems {
		a.Problem(a.Pos, "function %s: %s", at.path, text)
	}
	return fn
}

// ofPlan returns a planned function.
func (a *API) ofPlan(fn *plan.Function) *ownFunction {
	if !fn.OnlyPreflight() {
		return a.functionIn(fn.Name())
	}
	return a.own(fn.Name(), nil)
}

// own returns a function whose code is the library's. It needs nothing of what
// handlers do: it has the settings of all functions without their environment
// and links, and those of config, which may be nil.
func (a *API) own(name string, config *function.Config) *ownFunction {
	if known := a.functions[name]; known != nil {
		return known
	}
	base := a.Functions.Clone()
	if base != nil {
		base.Environment, base.Links = nil, nil
	}
	return a.make(located{name, name, source.Go}, base, config)
}

// traced switches X-Ray on in settings of functions, if it is to be on.
func traced(c *function.Config, on bool) *function.Config {
	if on && c == nil {
		c = &function.Config{}
	}
	if on {
		c.Tracing = true
	}
	return c
}

// located is a source, or the handler of an authorizer in one.
type located struct {
	path     string // canonical
	key      string // tells functions apart
	language source.Language
}

// locate finds a source or a handler. For what can't be found, which is reported
// at synth, the key is the path.
func (a *API) locate(path string) located {
	clean, err := source.CleanSource(path)
	if err != nil {
		return located{path, path, source.Go}
	}
	if src, err := a.app.Finder.Find(clean); err == nil {
		return located{clean, src.Key(), src.Language}
	}
	if src, fn, err := a.app.Finder.Handler(clean); err == nil {
		return located{clean, src.HandlerKey(fn), src.Language}
	}
	return located{clean, clean, source.Go}
}

// copyOf returns a copy of a route's settings, so that changing them later
// changes nothing. Settings that were given before and still are what they were
// have one copy: Go can't compare two Overrides, so only the pointer says that
// routes which share an Override agree.
func (a *API) copyOf(c *function.Config) *function.Config {
	if known := a.copies[c]; known != nil && equalButOverride(*known, *c) {
		return known
	}
	a.copies[c] = c.Clone()
	return a.copies[c]
}

// sameConfig reports whether two settings are alike. (The CDK's objects are all
// deeply equal in Go, so links are compared by what they are.)
func sameConfig(c, o *function.Config) bool {
	if c == nil || o == nil {
		return c == o
	}
	a, b := *c, *o
	a.Links, b.Links = nil, nil
	return c == o || reflect.DeepEqual(a, b) && slices.EqualFunc(c.Links, o.Links,
		func(a, b links.Link) bool { return functions.SameLink(a, b) })
}

func equalButOverride(a, b function.Config) bool {
	if reflect.ValueOf(a.Override).Pointer() != reflect.ValueOf(b.Override).Pointer() {
		return false
	}
	a.Override, b.Override = nil, nil
	return sameConfig(&a, &b)
}

// knownConfig returns the settings that a function's routes or authorizers have
// given it so far, if nothing is wrong with them.
func (a *API) knownConfig(path string) *function.Config {
	if config := a.authConfig(a.in.Default, path); config != nil {
		return config
	}
	for _, r := range a.in.Routes {
		config, ok := r.Config.(*function.Config)
		if h, err := source.ParseHandler(r.Handler); err == nil && h.Source == path && ok && len(config.Problems()) == 0 {
			return config
		}
		if config := a.authConfig(r.Auth, path); config != nil {
			return config
		}
	}
	return nil
}

// authConfig returns the settings that an authorizer gives the function of its
// handler, if that is the one asked for.
func (a *API) authConfig(auth plan.Auth, handler string) *function.Config {
	handled, ok := auth.(plan.Handled)
	if !ok {
		return nil
	}
	h, err := source.ParseHandler(handled.Handler())
	if err != nil || h.String() != handler {
		return nil
	}
	if config, ok := handled.Config().(*function.Config); ok && len(config.Problems()) == 0 {
		return config
	}
	return nil
}

// checkRuntimes reports functions whose own settings name a runtime that does not
// run their language.
func (a *API) checkRuntimes() {
	for _, fn := range a.plan.Functions {
		config, _ := fn.Config.(*function.Config)
		if config != nil && config.Runtime != "" && !code.Runs(string(config.Runtime), fn.Source.Language) {
			a.Problem(fn.ConfigPos, "function %s: Runtime is %s, which does not run %v", fn.Name(), config.Runtime, fn.Source.Language)
		}
	}
}

// configure makes the functions of the plan, unless users have asked for them
// before, and gives them the settings that are known now.
func (a *API) configure() {
	for _, fn := range a.plan.Functions {
		shared := a.ofPlan(fn)
		config, _ := fn.Config.(*function.Config)
		settings := functions.Read(config, a.Functions)
		for _, text := range (&function.Config{Environment: settings.Environment}).Problems() {
			a.Problem(fn.ConfigPos, "function %s: %s", fn.Name(), text) // too large only when joined
		}
		if !sameConfig(config, shared.config) {
			if config.Override != nil {
				a.Problem(fn.ConfigPos,
					"function %s: its settings have an Override, which came after the function was asked for: declare the route with the settings "+
						"first", fn.Name())
			}
			shared.Configure(settings)
		}
		if fn.Start == nil && a.CORS != nil {
			shared.SetEnvironment(cors.Env, a.CORS.Env())
		}
		if fn.Start == nil && a.View.Front != nil && a.View.Front.Header == frontsecret.Header {
			shared.SetEnvironment(frontsecret.Env, strings.Join(a.View.Front.Secrets, ","))
		}
		if settings.Stream {
			a.checkStream(fn, config)
		}
		a.warnLate(fn, shared.Timeout(), settings.Stream)
	}
}

// needs says how the code of the functions is made. An API with a mistake needs
// nothing.
func (a *API) needs() []functions.Need {
	if len(a.allProblems()) > 0 {
		return nil
	}
	var needs []functions.Need
	documents, _ := a.app.Documented()
	for _, fn := range a.plan.Functions {
		shared := a.ofPlan(fn)
		if fn.Start != nil {
			needs = append(needs, functions.Need{Function: shared.Shared, Source: fn.Source, Start: fn.Start.Name, Module: fn.Start.Module,
				Report: func(_ int, text string) { a.Problem(fn.Pos, "%s", text) }})
			continue
		}
		need := functions.Need{Function: shared.Shared, Source: fn.Source, Stream: a.Streams(fn), Report: func(route int, text string) {
			a.Problem(fn.Routes[route].Pos, "%s", text)
		}}
		if documents {
			need.Types = &a.types
			need.Describe = func(route int, h *openapi.Handler) { a.described[fn.Routes[route].Key] = h }
		}
		for _, r := range fn.Routes {
			need.Routes = append(need.Routes, code.Route{Key: r.Key.String(), Message: a.Kind.Messages, Module: r.Func.Module, Func: r.Func.Name,
				Form: r.Func.Form, Origin: r.Pos.String()})
		}
		needs = append(needs, need)
	}
	return append(needs, a.needCleaner()...)
}

// checkStream reports a function that can't stream its responses.
func (a *API) checkStream(fn *plan.Function, config *function.Config) {
	pos := fn.ConfigPos
	if config == nil || !config.Stream {
		pos = a.Pos // of the settings of all functions
	}
	switch {
	case fn.Start != nil && pos != a.Pos:
		a.Problem(pos, "function %s: Stream: an authorizer's function gives one answer, whole: remove it", fn.Name())
	case fn.Source.Language != source.Go:
		a.Problem(pos, "function %s: Stream: only functions in Go stream their responses here, and it is written in %v", fn.Name(),
			fn.Source.Language)
	case a.Kind.Stream == 0:
		a.Problem(pos, "function %s: Stream: %s takes responses whole: use a REST API, or a function URL with the invoke mode RESPONSE_STREAM",
			fn.Name(), a.Kind.A)
	}
}

// Streams reports whether a planned function streams its responses.
func (a *API) Streams(fn *plan.Function) bool {
	config, _ := fn.Config.(*function.Config)
	return functions.Read(config, a.Functions).Stream
}

// checkAnswers reports integrations with functions of the application that can't
// answer a request.
func (a *API) checkAnswers() {
	if a.plan == nil {
		return
	}
	for _, r := range a.plan.Routes {
		target, ok := r.Target.(facet.Invoker)
		if !ok || isnil.Any(target.Invokes()) {
			continue
		}
		if text := a.app.Unanswering(target.Invokes()); text != "" {
			a.Problem(r.Pos, "route %q: %s", r.Key, text)
		}
	}
}

// warnLate warns of a function that may go on when nobody waits any more.
func (a *API) warnLate(fn *plan.Function, timeout time.Duration, stream bool) {
	if fn.OnlyPreflight() {
		return
	}
	pos, limit, then := fn.Pos, a.Kind.AuthTimeout, fmt.Sprintf("%s answers 500 after %v", a.Kind.A, a.Kind.AuthTimeout)
	if fn.Start == nil {
		pos, limit, then = fn.Routes[0].Pos, a.Kind.Timeout, a.Kind.TooLate()
	}
	if stream && fn.Start == nil {
		return // as long as Lambda lets it
	}
	if limit > 0 && timeout > limit {
		a.Warn(pos, warning.LateFunction, "function %s: its Timeout is %v, but %s", fn.Name(), timeout, then)
	}
}
