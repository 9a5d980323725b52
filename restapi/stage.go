// Stages: the names under which the deployment is served, each with its own
// settings.

package restapi

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/internal/api"
	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// Stage holds the settings of a stage. The zero value of each field means its
// default.
type Stage struct {
	// Name is the first segment of URLs: letters, digits, "_" and "-". It must
	// be known at synth. Default: "v1".
	Name string

	// Description is shown in the console. Default: none.
	Description string

	// Variables are the stage's variables: ${stageVariables.NAME} in
	// integrations, and part of the event for functions. Default: none.
	Variables map[string]string

	// Throttle limits requests to the stage, counted for each method of a
	// route. Default: the limits of the account and region.
	Throttle *Throttle

	// AccessLog holds the settings of the access log. REST APIs write it with
	// a role of the whole account: see [NewAccount]. Default: on if the
	// application has an Account; else off, with a warning.
	AccessLog *accesslog.Config

	// ExecutionLog is what CloudWatch gets of how requests were handled. It
	// needs the role of [NewAccount] too. Default: [LogOff].
	ExecutionLog ExecutionLog

	// LogData also logs requests and responses whole, with everything secret
	// in them. It needs LogInfo.
	LogData bool

	// Metrics makes CloudWatch metrics for each method, which cost extra.
	Metrics bool

	// Tracing switches AWS X-Ray on.
	Tracing bool

	// Cache keeps responses. Default: none.
	Cache *Cache

	// Canary sends a share of requests to the newest deployment only. Default:
	// none.
	Canary *Canary

	// ClientCertificate makes a certificate by which backends know the API.
	ClientCertificate bool
}

// ExecutionLog is how much a stage logs of its work.
type ExecutionLog string

// The levels of an execution log. The zero value is LogOff.
const (
	LogOff    ExecutionLog = ""
	LogErrors ExecutionLog = "ERROR"
	LogInfo   ExecutionLog = "INFO"
)

// Throttle limits requests by a token bucket; those above get status 429.
type Throttle struct {
	// Rate is how many requests a second pass in the long run.
	Rate float64

	// Burst is how many requests pass at once.
	Burst int
}

func (t *Throttle) problems() []string {
	if t == nil {
		return nil
	}
	return api.ThrottleProblems(t.Rate, t.Burst, "request")
}

func (s Stage) clone() Stage {
	s.Variables = maps.Clone(s.Variables)
	s.Throttle, s.AccessLog, s.Cache, s.Canary = api.CopyOf(s.Throttle), s.AccessLog.Clone(), api.CopyOf(s.Cache), api.CopyOf(s.Canary)
	if s.Canary != nil {
		s.Canary.Variables = maps.Clone(s.Canary.Variables)
	}
	return s
}

const defaultStage = "v1"

func (s *Stage) name() string { return cmp.Or(s.Name, defaultStage) }

// problems says what is wrong with a stage's settings. (API Gateway API
// reference, CreateStage; developer guide, "Stage variables".)
func (s *Stage) problems() []string {
	var out []string
	add := func(format string, args ...any) {
		out = append(out, fmt.Sprintf("stage %q: ", s.name())+fmt.Sprintf(format, args...))
	}
	switch {
	case *awscdk.Token_IsUnresolved(s.name()):
		add("the name holds a CDK token: it must be known at synth")
	case api.StageNameProblem(s.name()) != "":
		add("%s", api.StageNameProblem(s.name()))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Variables)) {
		if p := api.VariableProblem(name, s.Variables[name]); p != "" {
			add("%s", p)
		}
	}
	if s.ExecutionLog != LogOff && s.ExecutionLog != LogErrors && s.ExecutionLog != LogInfo {
		add("ExecutionLog is %q; there are LogOff, LogErrors and LogInfo", s.ExecutionLog)
	}
	if s.LogData && s.ExecutionLog != LogInfo {
		add("LogData needs ExecutionLog: LogInfo")
	}
	for _, texts := range [][]string{s.Throttle.problems(), s.AccessLog.Problems(plan.REST), s.Cache.problems(), s.Canary.problems()} {
		for _, text := range texts {
			add("%s", text)
		}
	}
	return out
}

// all returns the settings of all stages, the main one first.
func (p *Props) stages() []*Stage {
	all := []*Stage{&p.Stage}
	for i := range p.MoreStages {
		all = append(all, &p.MoreStages[i])
	}
	return all
}

// stage is a stage that is made.
type stage struct {
	*Stage
	l2 awsapigateway.Stage
}

// newStages makes the deployment and the stages, so that users can refer to
// them at once. What depends on the routes is set at synth.
func (a *API) newStages() {
	a.deployment = a.newDeployment()
	seen := map[string]bool{}
	for _, s := range a.props.stages() {
		name := s.name()
		if api.StageNameProblem(name) != "" || seen[name] {
			continue // reported at synth
		}
		seen[name] = true
		l2 := awsapigateway.NewStage(a, jsii.String("Stage:"+name), &awsapigateway.StageProps{
			Deployment: a.deployment, StageName: jsii.String(name), TracingEnabled: trueOrNil(s.Tracing), Variables: variables(s.Variables),
		})
		if s.Description != "" {
			l2.Node().DefaultChild().(awsapigateway.CfnStage).SetDescription(jsii.String(s.Description))
		}
		if len(a.stages) == 0 {
			a.RestApi.SetDeploymentStage(l2)
		}
		a.stages = append(a.stages, &stage{s, l2})
	}
}

// Stages returns the CDK's stages, the main one first.
func (a *API) Stages() []awsapigateway.Stage {
	var out []awsapigateway.Stage
	for _, s := range a.stages {
		out = append(out, s.l2)
	}
	return out
}

func variables(in map[string]string) *map[string]*string {
	if len(in) == 0 {
		return nil
	}
	out := map[string]*string{}
	for name, value := range in {
		out[name] = jsii.String(value)
	}
	return &out
}

func trueOrNil(b bool) *bool {
	if !b {
		return nil
	}
	return jsii.Bool(true)
}
