// All functions of an application, built in one go at its synth.

package functions

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
	"github.com/gatehouse-go/gatehouse/internal/synth/perapp"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
)

// Need is a function and what its code is made from. The module's folder,
// the package and the system are filled in from the source and the function.
type Need struct {
	Function *Shared
	Source   *source.Source
	Routes   []gobuild.Route // what its router serves, or
	Start    string          // the function that lambda.Start gets
	AnyRoute bool            // the router's one route takes whatever leads to the function
	Stream   bool            // the router streams its responses

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
	recipe  gobuild.Recipe
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
	var mains []gobuild.Main
	var built, described []*Need
	for i := range needs {
		n := &needs[i]
		if !*awscdk.Stack_Of(n.Function.Function).BundlingRequired() {
			dir, err := gobuild.NotBuilt()
			if err != nil {
				return err
			}
			n.Function.setCode(dir)
			a.remember(n, mainOf(n, host)) // the recipe names the handlers of these, too
			described = append(described, n)
			continue
		}
		mains = append(mains, mainOf(n, host))
		built = append(built, n)
	}
	if a.documentsOnly() {
		a.describeTypes(described, host)
	}
	unread := a.checkTypes(built, mains)
	for i, n := range built {
		mains[i] = mainOf(n, host) // its types may say how it begins
		a.remember(n, mains[i])
	}
	dirs, err := gobuild.Build(context.Background(), mains)
	if err = cmp.Or(err, unread); err != nil {
		return err
	}
	for i, n := range built {
		n.Function.setCode(dirs[i])
		if !host {
			n.Function.builtFor = mains[i].GOARCH
		}
	}
	if !host {
		return nil
	}
	return a.writeRecipe()
}

// remember notes in the recipe how a function is built.
func (a *App) remember(n *Need, main gobuild.Main) {
	a.recipe.Functions = append(a.recipe.Functions, gobuild.RecipeFunction{Path: *n.Function.Function.Node().Path(), Main: main})
}

// mainOf completes what a function's code is made from.
func mainOf(n *Need, host bool) gobuild.Main {
	m := gobuild.Main{
		ImportPath: n.Source.Go.ImportPath,
		Dir:        n.Source.Dir,
		ModuleDir:  n.Source.Go.ModuleDir,
		Routes:     n.Routes,
		Start:      n.Start,
		Configure:  len(n.Routes) > 0 && n.Source.Go.Configure != nil,
		AnyRoute:   n.AnyRoute,
		Stream:     n.Stream,
		GOOS:       "linux",
		GOARCH:     n.Function.goarch(),
	}
	if host {
		m.GOOS, m.GOARCH = runtime.GOOS, runtime.GOARCH
	}
	return m
}

// forHost reports whether the synth is for local use: the functions then run on
// the machine that builds them.
func (a *App) forHost() bool {
	return a.root.Node().TryGetContext(jsii.String(gobuild.TargetContext)) == any(gobuild.TargetHost)
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
	if s.builtFor == "" {
		return ""
	}
	if goarch := s.goarch(); goarch != s.builtFor {
		return fmt.Sprintf("its code was built for %s, but an aspect has changed the function to %s since: set the Architecture of its "+
			"Config instead", s.builtFor, goarch)
	}
	name := s.Function.Node().DefaultChild().(awslambda.CfnFunction).Runtime()
	if name != nil && !strings.HasPrefix(*name, "provided.") {
		return fmt.Sprintf("its Runtime was changed to %s, which can't run its code: leave it as it is", *name)
	}
	return ""
}
