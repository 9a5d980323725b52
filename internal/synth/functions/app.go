// All functions of an application, built in one go at its synth.

package functions

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/nodebuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/perapp"
	"github.com/gatehouse-go/gatehouse/internal/synth/pybuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// Need is a function and what its code is made from. The rest of a code.Main is
// filled in from the source and the function.
type Need struct {
	Function *Shared
	Source   *source.Source
	Routes   []code.Route // what its router serves, or
	Start    string       // the function that gets every event
	Module   string       // the file of Start, in other languages than Go
	AnyRoute bool         // the router's one route takes whatever leads to the function
	Stream   bool         // the router streams its responses

	Outside bool   // of any API: any event may come
	Typed   bool   // Start has the form of a typed handler
	Origin  string // where a function outside any API is made

	// Describe, if it is not nil, is given what is known of the handler of a route,
	// by its index. Types that it refers to go into Types.
	Describe func(route int, h *openapi.Handler)
	Types    *openapi.Shared

	// Report reports a problem with the handler of a route, by its index; 0 if
	// there is none.
	Report func(route int, text string)
}

// App holds what the functions of one CDK app share.
type App struct {
	Finder *source.Finder

	root    constructs.IConstruct
	waiting []user
	recipe  code.Recipe
	started map[string]started // functions outside any API, by path
}

// apps has the App of each application.
var apps perapp.Values[App]

// AppOf returns the App that a construct belongs to.
func AppOf(scope constructs.Construct) *App {
	app := apps.Of(scope)
	if app.root == nil {
		app.root, app.Finder, app.started = scope.Node().Root(), source.NewFinder(""), map[string]started{}
	}
	return app
}

// user is what uses functions: an API, or one function.
type user struct {
	prepare func()
	needs   func() []Need
}

// Add adds what uses functions. At synth it is prepared once, which makes and
// configures its functions, and then asked what these need. What has problems to
// report needs nothing.
func (a *App) Add(prepare func(), needs func() []Need) {
	a.waiting = append(a.waiting, user{prepare, needs})
}

// Build builds all functions needed by what was added since the last call and
// gives them their code. An error is returned to one caller, once.
func (a *App) Build() error {
	if len(a.waiting) == 0 {
		return nil
	}
	var needs []Need
	for _, u := range a.waiting {
		u.prepare()
	}
	for _, u := range a.waiting {
		needs = append(needs, u.needs()...)
	}
	a.waiting = nil
	host := a.forHost()
	jobs := map[source.Language]*job{}
	var described []*Need
	for i := range needs {
		n := &needs[i]
		if !*awscdk.Stack_Of(n.Function.Function).BundlingRequired() {
			dir, err := code.NotBuilt()
			if err != nil {
				return err
			}
			n.Function.setCode(dir)
			a.remember(n, mainOf(n, host), nil) // the recipe names the handlers of these, too
			if n.Source.Language == source.Go {
				described = append(described, n)
			}
			continue
		}
		j := jobs[n.Source.Language]
		if j == nil {
			j = &job{}
			jobs[n.Source.Language] = j
		}
		j.needs, j.mains = append(j.needs, n), append(j.mains, mainOf(n, host))
	}
	if _, unbuilt := a.Documented(); unbuilt {
		a.describeTypes(described, host)
	}
	if err := a.build(jobs, host); err != nil || !host {
		return err
	}
	return a.writeRecipe()
}

// job is the functions of one language.
type job struct {
	needs []*Need
	mains []code.Main
	built []code.Built
	err   error
}

// builders make code of sources in other languages than Go.
var builders = []struct {
	language source.Language
	build    func(context.Context, []code.Main) ([]code.Built, error)
}{
	{source.Node, nodebuild.Build},
	{source.Python, pybuild.Build},
}

// build makes the code of all functions, the languages at the same time.
func (a *App) build(jobs map[source.Language]*job, host bool) error {
	var all sync.WaitGroup
	for _, b := range builders {
		if j := jobs[b.language]; j != nil {
			all.Go(func() { j.built, j.err = b.build(context.Background(), j.mains) })
		}
	}
	var errs []error
	if j := jobs[source.Go]; j != nil {
		errs = append(errs, a.buildGo(j, host))
	}
	all.Wait()
	for _, b := range builders {
		if j := jobs[b.language]; j != nil {
			errs = append(errs, j.err)
			a.take(j, host)
		}
	}
	return errors.Join(errs...)
}

// buildGo checks the types of handlers in Go and compiles their functions.
func (a *App) buildGo(j *job, host bool) error {
	unread := a.checkTypes(j.needs, j.mains)
	for i, n := range j.needs {
		j.mains[i] = mainOf(n, host) // its types may say how it begins
	}
	dirs, err := gobuild.Build(context.Background(), j.mains)
	if err = cmp.Or(err, unread); err != nil {
		return err
	}
	for _, dir := range dirs {
		j.built = append(j.built, code.Built{Dir: dir})
	}
	a.take(j, host)
	return nil
}

// take gives functions the code that was made for them, or reports why there is
// none.
func (a *App) take(j *job, host bool) {
	for i, built := range j.built {
		n, m := j.needs[i], j.mains[i]
		for _, p := range built.Problems {
			n.Report(p.Route, p.Text)
		}
		a.remember(n, m, built.Inputs)
		if built.Dir == "" {
			continue
		}
		n.Function.setCode(built.Dir)
		n.Function.built = !host
		if !host && n.Source.Language != source.Node { // which runs on either processor
			n.Function.builtFor = m.GOARCH
		}
	}
}

// remember notes in the recipe how a function is built.
func (a *App) remember(n *Need, main code.Main, inputs []string) {
	a.recipe.Functions = append(a.recipe.Functions, code.RecipeFunction{Path: *n.Function.Function.Node().Path(), Main: main, Inputs: inputs})
}

// mainOf completes what a function's code is made from.
func mainOf(n *Need, host bool) code.Main {
	m := code.Main{
		Language:  n.Source.Language,
		Source:    n.Source.Path,
		Dir:       n.Source.Dir,
		File:      n.Source.File,
		ModuleDir: n.Source.Root,
		Routes:    n.Routes,
		Start:     n.Start,
		Module:    n.Module,
		AnyRoute:  n.AnyRoute,
		Stream:    n.Stream,
		Runtime:   n.Function.runtime(),
		Links:     slices.Sorted(slices.Values(n.Function.linkNames)),
		GOOS:      "linux",
		GOARCH:    n.Function.goarch(),
		Host:      host,
	}
	switch pkg := n.Source.Go; m.Language {
	case source.Go:
		m.ImportPath, m.ModuleDir = pkg.ImportPath, pkg.ModuleDir
		m.Configure = len(n.Routes) > 0 && pkg.Configure != nil
	case source.Node:
		m.Bundle = n.Function.settings.Bundle
	case source.Python:
		m.Layers = n.Function.hasLayers()
	}
	if host {
		m.GOOS, m.GOARCH = runtime.GOOS, runtime.GOARCH
	}
	return m
}

// hasLayers reports whether the function has layers.
func (s *Shared) hasLayers() bool {
	layers := s.Function.Node().DefaultChild().(awslambda.CfnFunction).Layers()
	return layers != nil && awscdk.Stack_Of(s.Function).Resolve(layers) != nil
}

// forHost reports whether the synth is for local use: the functions then run on
// the machine that builds them.
func (a *App) forHost() bool {
	return a.root.Node().TryGetContext(jsii.String(code.TargetContext)) == any(code.TargetHost)
}

func (a *App) writeRecipe() error {
	app, ok := a.root.(awscdk.Stage)
	if !ok {
		return nil
	}
	if err := a.recipe.Write(filepath.Clean(*app.Outdir())); err != nil {
		return fmt.Errorf("recipe of the functions: %w", err)
	}
	return nil
}

// goarch is the architecture to build for, by the name that Go has for it. A
// function that names none, as an Override can have it, runs on x86_64 (Lambda
// API reference, CreateFunction).
func (s *Shared) goarch() string {
	archs := s.Function.Node().DefaultChild().(awslambda.CfnFunction).Architectures()
	if archs == nil || len(*archs) == 0 || *(*archs)[0] == x8664 {
		return "amd64"
	}
	return "arm64"
}

// Unfit says why the code that was built can't run on the function as the
// template will have it, "" if it can: an Override, or an aspect that came after
// the build, may have changed the function.
func (s *Shared) Unfit() string {
	if name := s.runtime(); name != "" && s.built && !code.Runs(name, s.language) {
		return fmt.Sprintf("its Runtime was changed to %s, which can't run its code: leave it as it is", name)
	}
	if s.builtFor == "" {
		return ""
	}
	if goarch := s.goarch(); goarch != s.builtFor {
		return fmt.Sprintf("its code was built for %s, but an aspect has changed the function to %s since: set the Architecture of its "+
			"Config instead", s.builtFor, goarch)
	}
	return ""
}

// runtime is the function's runtime as the template has it; "" for a token.
func (s *Shared) runtime() string {
	name := s.Function.Node().DefaultChild().(awslambda.CfnFunction).Runtime()
	if name == nil || token.In(*name) {
		return ""
	}
	return *name
}
