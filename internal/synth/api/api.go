// Package api holds what the kinds of API have in common: routes are declared
// with their place, planned at synth, their functions made and built, and
// everything wrong reported. A kind adds its properties, and renders the plan.
package api

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/functions"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
)

// Config says what a kind of API is, and what one API of it has.
type Config struct {
	Construct   constructs.Construct // the API itself
	Pos         plan.Pos             // of its New
	Kind        *plan.Kind
	ID          string                 // of the service: a token
	Name        string                 // as the service has it; may be a token
	Shown       string                 // the name in descriptions
	Stages      []*Stage               // completed by NewStages, the main one first; none if the user makes his own
	Description string                 // in documents
	Extension   bool                   // routes on an API that was made elsewhere: no stages, and no view
	Of          any                    // that API; nil if this is no extension
	CORS        *cors.Policy           // nil: off
	Functions   *function.Config       // settings of all functions; may be nil
	Tracing     bool                   // X-Ray on all functions
	DefaultAuth authorizers.Authorizer // nil: everybody
	Problems    []string               // of the kind's own properties and its stages

	Definition bool                        // the API is one definition in its own resource
	Strangers  func() []awscdk.CfnResource // what something else has made of the API; nil for none

	CleanRouteSettings bool // a custom resource removes settings of routes that are gone

	DisableEndpoint bool                                // as the user said
	RouteThrottle   func(*plan.Planned) *Throttle       // that a route has in all stages
	Existing        func(*plan.Resource) bool           // that something else has made; nil for none
	Check           func(*plan.Plan)                    // adds what is wrong with a plan by rules of the kind; nil for none
	Selection       string                              // of a WebSocket API: the route selection expression
	Document        func(*plan.Planned, *openapi.Route) // adds what documents say of a route of the kind; nil for none
	Render          func(*plan.Plan)                    // makes the constructs of a plan without problems
}

// API is an API as declared so far.
type API struct {
	Config
	View *view.API

	app       *functions.App
	in        plan.API
	functions map[string]*ownFunction               // by folder or file, or handler of an authorizer
	copies    map[*function.Config]*function.Config // of settings of routes, by what the user gave
	plan      *plan.Plan
	permitted map[string]bool // ids of permissions that are made
	problems  []plan.Problem  // besides those of the plan
	urls      []askedURL
	rendered  bool
	reported  bool
	types     openapi.Shared // of the handlers
	described map[routekey.Key]*openapi.Handler
}

// New begins an API, and has it planned and rendered at synth.
func New(c Config) *API {
	a := &API{Config: c, app: functions.AppOf(c.Construct), functions: map[string]*ownFunction{},
		copies:    map[*function.Config]*function.Config{},
		permitted: map[string]bool{}, described: map[routekey.Key]*openapi.Handler{}}
	a.Functions = traced(c.Functions.Clone(), c.Tracing)
	a.in = plan.API{Kind: c.Kind, Public: authorizers.None(), Preflight: c.CORS != nil, Finder: a.app.Finder}
	a.in.SameConfig = func(x, y plan.Config) bool { return sameConfig(x.(*function.Config), y.(*function.Config)) }
	a.in.Unsupported = func(v any) string { return unsupported(c.Kind, v) }
	if c.DefaultAuth != nil {
		a.SetDefaultAuth(c.Pos, c.DefaultAuth)
	}
	for _, text := range slices.Concat(c.Problems, c.CORS.Problems(), c.Functions.Problems()) {
		a.Problem(c.Pos, "%s", text)
	}
	a.register()
	a.app.Add(a.prepare, a.needs)
	atsynth.Do(c.Construct, a.render, a.report)
	return a
}

// register keeps the view by which domains and monitors know the API.
func (a *API) register() {
	a.View = &view.API{
		Construct: a.Construct, Pos: a.Pos, Kind: a.Kind, ID: a.ID, Name: a.Name, DisableEndpoint: a.DisableEndpoint,
		Definition: a.Definition,
		Planned:    a.planned,
		URL:        func(who string) string { return a.ask(a.Pos, who, "", a.URL) },
		Function:   func(fn *plan.Function) awslambda.IFunction { return a.FunctionOf(fn) },
	}
	for _, s := range a.Stages {
		s.view = &view.Stage{API: a.View, Name: s.Name, Shown: s.shown, Pos: a.Pos, Construct: s.L2, DetailedMetrics: s.Metrics}
		a.View.Stages = append(a.View.Stages, s.view)
	}
	if !a.Extension {
		view.Register(a.View)
	}
	for _, s := range a.Stages {
		view.Map(s.Domain, s.view)
	}
}

// prepare makes the plan and, if nothing is wrong with it, its functions.
func (a *API) prepare() {
	a.plan = plan.New(a.in)
	a.planStages()
	a.checkRuntimes()
	a.checkFront()
	if a.Check != nil {
		a.Check(a.plan)
	}
	if len(a.plan.Problems) == 0 {
		a.claim()
	}
	if len(a.allProblems()) == 0 {
		a.configure()
	}
}

// Plan is the plan once it is made, nil before.
func (a *API) Plan() *plan.Plan { return a.plan }

// planned plans and renders the API for who asks before its own aspect does.
func (a *API) planned() *plan.Plan {
	a.render()
	if len(a.allProblems()) > 0 {
		return nil
	}
	return a.plan
}

// Problem reports something wrong at synth.
func (a *API) Problem(pos plan.Pos, format string, args ...any) {
	a.problems = append(a.problems, plan.Problem{Pos: pos, Text: fmt.Sprintf(format, args...)})
}

// Declare adds a route. Its Config is nil or a *function.Config.
func (a *API) Declare(r plan.Route) {
	if a.tooLate(r.Pos, fmt.Sprintf("route %q", r.Key)) {
		return
	}
	r.Scopes = slices.Clone(r.Scopes)
	if config, ok := r.Config.(*function.Config); ok {
		r.Config = a.copyOf(config)
		r.Problems = append(r.Problems, config.Problems()...)
	}
	a.in.Routes = append(a.in.Routes, r)
}

// SetDefaultAuth sets the authorizer of routes that have none; nil is none.
func (a *API) SetDefaultAuth(pos plan.Pos, auth authorizers.Authorizer) {
	if !a.tooLate(pos, "default authorizer") {
		a.in.Default, a.in.DefaultPos = auth, pos
	}
}

// Function returns the function of a folder or file for a user who asks for it.
func (a *API) Function(pos plan.Pos, source string) awslambda.Function {
	if at := a.locate(source); a.functions[at.key] == nil {
		a.tooLate(pos, fmt.Sprintf("function %q", source))
	}
	a.in.Asked = append(a.in.Asked, plan.Asked{Pos: pos, Source: source})
	return a.functionIn(source).Function
}

// FunctionOf returns a planned function.
func (a *API) FunctionOf(fn *plan.Function) awslambda.Function {
	return a.ofPlan(fn).Function
}

// FunctionFor returns the function of an authorizer's handler; nil if it has
// none.
func (a *API) FunctionFor(auth plan.Auth) awslambda.IFunction {
	handled, ok := auth.(plan.Handled)
	if !ok || handled.Handler() == "" {
		return nil
	}
	return a.functionIn(handled.Handler()).Function
}

// tooLate reports what is declared when the plan is made already, as an aspect of
// the user can do: it would be lost. After the report nobody would see that.
func (a *API) tooLate(pos plan.Pos, what string) bool {
	if a.plan == nil {
		return false
	}
	if a.reported {
		panic(fmt.Sprintf("gatehouse: %v: %s: declared after the app was synthesised: declare it before Synth", pos, what))
	}
	a.Problem(pos, "%s: declared while the app is synthesised, after its APIs were planned: declare it before Synth", what)
	return true
}

// report returns everything that is wrong, for the CDK's validation.
func (a *API) report() []plan.Problem {
	a.reported = true
	a.CheckProtocol()
	a.checkStrangers()
	if len(a.allProblems()) == 0 && a.plan != nil {
		for _, fn := range a.plan.Functions {
			if text := a.ofPlan(fn).Unfit(); text != "" {
				a.Problem(fn.Pos, "function %s: %s", fn.Name(), text)
			}
		}
	}
	return a.allProblems()
}

func (a *API) allProblems() []plan.Problem {
	if a.plan == nil {
		return a.problems
	}
	return slices.Concat(a.problems, a.plan.Problems)
}

// render builds all functions of the app, unless that is done, and makes the
// API's constructs, unless something is wrong. Whoever calls it first counts.
func (a *API) render() {
	if a.rendered {
		return
	}
	a.rendered = true
	if err := a.app.Build(); err != nil {
		a.problems = append(a.problems, plan.Problem{Text: err.Error()})
	}
	a.checkAnswers()
	a.checkURLs()
	if problems := a.allProblems(); len(problems) > 0 {
		atsynth.Refuse(a.Construct, problems)
		return
	}
	atsynth.Warn(a.Construct, a.plan.Warnings)
	a.Config.Render(a.plan)
	a.notePlaces()
	a.checkSize()
	a.document()
}
