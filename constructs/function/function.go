// A function outside any API.

package function

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/code"
	"github.com/gatehouse-go/gatehouse/internal/synth/functions"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"

	// Generated main packages import the router. An application that imports
	// only constructs gets it, and its requirements, into go.mod through this.
	_ "github.com/gatehouse-go/gatehouse/router"
)

// New makes a function outside any API from a handler string; config may be
// nil. Any function that lambda.Start takes can be the handler, with an event
// of its own type; one in the net/http form, with a *router.Request, or with a
// typed input that has parameters, checks or defaults in its tags answers the
// HTTP events of function URLs, load balancers and APIs.
//
// Mistakes are reported at synth, with the place of this call.
func New(scope constructs.Construct, id string, handler string, config *Config) awslambda.Function {
	atsynth.NeedScope(plan.Caller(1), fmt.Sprintf("function.New %q", id), scope)
	single := &single{app: functions.AppOf(scope), pos: plan.Caller(1), handler: handler}
	free, problem := atsynth.FreeID(scope, id)
	if problem != "" {
		single.problem("function %q: %s", handler, problem)
	}
	if wrong := config.Problems(); len(wrong) > 0 {
		for _, text := range wrong {
			single.problem("function %q: %s", handler, text)
		}
		config = nil // the CDK would panic on it
	}
	settings := config.settings(nil)
	single.stream = settings.Stream
	language := source.Go
	if src, _, err := single.app.Finder.Handler(handler); err == nil {
		language = src.Language
	}
	if config != nil && config.Runtime != "" && !code.Runs(string(config.Runtime), language) {
		single.problem("function %q: Runtime is %s, which does not run %v", handler, config.Runtime, language)
	}
	if config != nil && config.Stream && language != source.Go {
		single.problem("function %q: Stream: only functions in Go stream their responses here, and it is written in %v", handler, language)
	}
	single.shared = functions.New(scope, free, language, settings)
	for _, text := range single.shared.Problems {
		single.problem("function %q: %s", handler, text)
	}
	single.app.Add(single.prepare, single.needs)
	atsynth.Do(single.shared.Function, single.render, single.report)
	return single.shared.Function
}

// single is a function outside any API.
type single struct {
	app      *functions.App
	pos      plan.Pos
	handler  string
	stream   bool
	shared   *functions.Shared
	problems []plan.Problem
	need     functions.Need // once it is prepared
}

func (s *single) problem(format string, args ...any) {
	s.problems = append(s.problems, plan.Problem{Pos: s.pos, Text: fmt.Sprintf(format, args...)})
}

// report returns everything that is wrong, for the CDK's validation.
func (s *single) report() []plan.Problem {
	if text := s.shared.Unfit(); text != "" {
		s.problem("function %q: %s", s.handler, text)
	}
	return s.problems
}

// prepare finds the handler and checks it.
func (s *single) prepare() {
	src, named, err := s.app.Finder.Handler(s.handler)
	if err != nil {
		s.problem("%v", err)
		return
	}
	s.need = functions.Need{Function: s.shared, Source: src, Outside: true, Stream: s.stream, Origin: s.pos.String(),
		Report: func(_ int, text string) { s.problem("%s", text) }}
	switch {
	case named.Form == source.HTTP || named.Form == source.Request || named.Form == source.RequestOf:
		s.need.Routes, s.need.AnyRoute = []code.Route{{Key: "$default", Func: named.Name, Form: named.Form, Origin: s.pos.String()}}, true
		if err := src.Go.NotConfigure; err != nil {
			s.problem("function %q: %v", s.handler, err)
		}
	case named.Startable:
		s.need.Start, s.need.Module, s.need.Typed = named.Name, named.Module, named.Form == source.Typed
	default:
		s.problem("handler %q: %s at %s/%s:%d can't be started by Lambda: it is\n    %s\nand lambda.Start takes at most a context and an "+
			"event, and gives at most a value and an error",
			s.handler, named.Name, src.Path, named.File, named.Line, named.Signature)
	}
}

// needs says how the code is made.
func (s *single) needs() []functions.Need {
	if len(s.problems) > 0 {
		return nil
	}
	return []functions.Need{s.need}
}

func (s *single) render() {
	if err := s.app.Build(); err != nil {
		s.problems = append(s.problems, plan.Problem{Text: err.Error()})
	}
}
