// Stages: the names under which an API is served, each with its own settings.
// What is the same for all kinds of API stands here once.

package api

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/accesslogs"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Stage holds the settings of a stage that more than one kind of API has, as
// the user gave them, and what was made of them.
type Stage struct {
	Name            string // "" is the kind's default
	Description     string
	Variables       map[string]string
	Throttle        *Throttle
	Limits          []RouteLimit
	Domain          *domain.Mapping
	AccessLog       *accesslog.Config
	Metrics         bool
	ExecutionLog    string // "" is off; not of an HTTP API
	LogData         bool
	Deployment      string            // "", ByHand, or an id
	CanaryVariables map[string]string // instead of Variables for some requests; of a REST API
	Problems        []string

	// L2 is the CDK's stage, made in New.
	L2 constructs.Construct

	view   *view.Stage
	shown  string // the name as the user gave it, for messages: one that can't be had is replaced
	id     string // what tells its constructs apart; "" for the stage with the kind's default name
	limits map[*plan.Planned]*Throttle
}

// ByHand as a Deployment means that the stage serves what is deployed by hand.
const ByHand = "by hand"

// RouteLimit is a limit of a route in one stage.
type RouteLimit struct {
	Key      string
	Throttle Throttle
}

// The levels of an execution log.
const (
	LogErrors = "ERROR"
	LogInfo   = "INFO"
)

// NewStages completes the stages of an API, the first of which is the main one:
// names that the CDK could not take, or that are taken, are replaced by others,
// so that the program can go on to the report. It returns what is wrong.
func NewStages(kind *plan.Kind, stages []*Stage) (problems []string) {
	names := map[string]bool{}
	for i, s := range stages {
		if s.Name == "" {
			s.Name = kind.Stage
		}
		s.shown = s.Name
		for _, text := range append(s.problems(kind), s.Problems...) {
			problems = append(problems, fmt.Sprintf("stage %q: %s", s.Name, text))
		}
		if stageNameProblem(kind, s.Name) != "" {
			s.Name = fmt.Sprintf("unnamed-%d", i)
		} else if names[s.Name] {
			problems = append(problems, fmt.Sprintf("stage %q: another stage has this name", s.Name))
			s.Name = fmt.Sprintf("%s-%d", strings.TrimPrefix(s.Name, "$"), i)
		}
		for names[s.Name] { // another stage may have just that name
			s.Name += "-"
		}
		names[s.Name] = true
		if s.Name != kind.Stage {
			s.id = ":" + s.Name
		}
	}
	return problems
}

// ID returns the id of a construct of the stage. It derives from the stage's
// name, so that neither another stage nor another order changes it.
func (s *Stage) ID(what string) *string { return jsii.String(what + s.id) }

// Called reports whether a user who names a stage means this one: also one whose
// name was replaced, which is reported once.
func (s *Stage) Called(name string) bool { return s.Name == name || s.shown == name }

// View is the stage as others know it.
func (s *Stage) View() *view.Stage { return s.view }

// L2Variables are the variables as the CDK takes them; nil for none.
func (s *Stage) L2Variables() *map[string]*string {
	if len(s.Variables) == 0 {
		return nil
	}
	out := map[string]*string{}
	for name, value := range s.Variables {
		out[name] = jsii.String(value)
	}
	return &out
}

// Pinned reports whether the stage serves one deployment of those made earlier.
func (s *Stage) Pinned() bool { return s.Deployment != "" && s.Deployment != ByHand }

// problems says what is wrong with the settings of a stage by itself.
func (s *Stage) problems(kind *plan.Kind) []string {
	var found problems.List
	found.Each(stageNameProblem(kind, s.Name))
	found.Each(descriptionProblem(s.Description))
	if n := len(s.Variables); n > maxVariables {
		found.Add("%d variables: a stage can have %d", n, maxVariables)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Variables)) {
		found.Each(VariableProblem(name, s.Variables[name]))
	}
	what := "request"
	if kind.Messages {
		what = "message"
	}
	found.Each(s.Throttle.Problems(what)...)
	for _, limit := range s.Limits {
		for _, text := range limit.Throttle.Problems(what) {
			found.Add("limit of route %q: %s", limit.Key, text)
		}
	}
	found.Each(accesslogs.Problems(s.AccessLog, kind)...)
	if s.ExecutionLog != "" && s.ExecutionLog != LogErrors && s.ExecutionLog != LogInfo {
		found.Add("ExecutionLog is %q; there are LogOff, LogErrors and LogInfo", s.ExecutionLog)
	}
	if s.LogData && s.ExecutionLog != LogInfo {
		found.Add("LogData needs ExecutionLog: LogInfo")
	}
	if s.Pinned() {
		if text := DeploymentProblem(s.Deployment); text != "" {
			found.Add("Deployment %s", text)
		}
	}
	return found.All()
}

// StagesOf returns the names of stages, quoted, for messages.
func StagesOf(stages []*Stage) string {
	if len(stages) == 0 {
		return "none"
	}
	var names []string
	for _, s := range stages {
		names = append(names, fmt.Sprintf("%q", s.shown))
	}
	return strings.Join(names, ", ")
}

// planStages finds the routes that stages limit, and what is wrong with stages
// together with the rest of the API.
func (a *API) planStages() {
	a.checkVariables()
	for _, s := range a.Stages {
		for _, w := range accesslogs.Warnings(s.AccessLog, a.Kind) {
			a.Warn(a.Pos, w.ID, "stage %q: %s", s.shown, w.Text)
		}
		a.checkLogGroup(s)
		if a.withoutRole(s) {
			a.Warn(a.Pos, warning.NoAccessLog,
				"stage %q: no access log: %s writes it with a role of the account: make it with accesslog.NewAccount, "+
					"once in the application, or set AccessLog if another application did", s.shown, a.Kind.A)
		}
		s.limits = map[*plan.Planned]*Throttle{}
		for _, limit := range s.Limits {
			routes, err := a.plan.Lookup(a.Kind, limit.Key)
			if err != nil {
				for _, line := range strings.Split(err.Error(), "\n") { // one for each problem of the key
					a.Problem(a.Pos, "stage %q: limit of route %q: %s", s.shown, limit.Key, line)
				}
			}
			for _, r := range routes {
				if s.limits[r] != nil {
					a.Problem(a.Pos, "stage %q: route %q has two limits: remove one", s.shown, r.Key)
				}
				s.limits[r] = &limit.Throttle
			}
		}
	}
	if n := len(a.Stages); n > a.Kind.Stages {
		a.Warn(a.Pos, warning.StageQuota, "%d stages: the default quota of %s is %d; ask for more before you deploy", n, a.Kind.A, a.Kind.Stages)
	}
	if a.View.DisableEndpoint && !slices.ContainsFunc(a.View.Stages, func(s *view.Stage) bool { return s.Mapped != "" || s.Reached }) {
		a.Warn(a.Pos, warning.UnreachableAPI,
			"the endpoint is switched off, and no custom domain that is known here leads to a stage: nobody reaches the API otherwise")
	}
}

// Warn adds a warning to the plan.
func (a *API) Warn(pos plan.Pos, id warning.ID, format string, args ...any) {
	a.plan.Warnings = append(a.plan.Warnings, plan.Warn(pos, warning.New(id, format, args...)))
}

// ThrottleOf is the limit of a route in a stage, beside that of the stage; nil
// if it has none.
func (a *API) ThrottleOf(s *Stage, r *plan.Planned) *Throttle {
	if t := s.limits[r]; t != nil {
		return t
	}
	return a.RouteThrottle(r)
}
