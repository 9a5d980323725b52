// Stages: the names under which the deployment is served, each with its own
// settings.

package restapi

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
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

	// RouteLimits are limits of single routes in this stage. They go before
	// Throttle of a route, which holds in all stages. Default: none.
	RouteLimits []RouteLimit

	// Domain is a custom domain, and the path of it below which it leads to
	// the stage. Default: none.
	Domain *domain.Mapping

	// AccessLog holds the settings of the access log. REST APIs write it with
	// a role of the whole account: see [accesslog.NewAccount]. Default: on if the
	// application has an Account for that of the stack; else off, with a
	// warning.
	AccessLog *accesslog.Config

	// Metrics makes CloudWatch metrics for each method, which cost extra.
	Metrics bool

	// Deployment is what the stage serves: every change at once, or the
	// deployment made earlier whose id this is. API Gateway then still has it
	// if the API has KeepDeployments. Default: every change at once.
	Deployment string

	// Tracing switches AWS X-Ray on for the stage. Tracing of [Props] does so
	// for all stages and functions.
	Tracing bool

	// ExecutionLog is what CloudWatch gets of how requests were handled. It
	// needs the role of [accesslog.NewAccount] too. Default: [LogOff].
	ExecutionLog ExecutionLog

	// LogData also logs requests and responses whole, with everything secret
	// in them. It needs LogInfo.
	LogData bool

	// Cache keeps responses. Default: none.
	Cache *Cache

	// Canary sends a share of requests to the newest deployment only. Default:
	// none.
	Canary *Canary

	// ClientCertificate makes a certificate by which backends know the API.
	ClientCertificate bool

	// WAF puts AWS WAF in front of the stage: &WAF{} with rules that suit
	// most APIs. Default: none.
	WAF *WAF
}

// ExecutionLog is how much a stage logs of its work.
type ExecutionLog string

// The levels of an execution log. The zero value is LogOff.
const (
	LogOff    ExecutionLog = ""
	LogErrors ExecutionLog = api.LogErrors
	LogInfo   ExecutionLog = api.LogInfo
)

// Throttle limits requests by a token bucket; those above get status 429.
type Throttle struct {
	// Rate is how many requests a second pass in the long run.
	Rate float64

	// Burst is how many requests pass at once.
	Burst int
}

// RouteLimit limits requests to a route: of a stage, or with one key of a usage
// plan.
type RouteLimit struct {
	Key      string // as the route is declared: "GET /todos"; of a usage plan, with one method
	Throttle Throttle
}

func (t *Throttle) problems() []string { return (*api.Throttle)(t).Problems("request") }

func routeThrottle(r *plan.Planned) *api.Throttle {
	declared, _ := r.Declared.(Route)
	return (*api.Throttle)(declared.Throttle)
}

func (s Stage) clone() Stage {
	s.Variables = maps.Clone(s.Variables)
	s.Throttle, s.AccessLog, s.Cache, s.Canary = api.CopyOf(s.Throttle), s.AccessLog.Clone(), api.CopyOf(s.Cache), api.CopyOf(s.Canary)
	s.RouteLimits, s.WAF = slices.Clone(s.RouteLimits), s.WAF.clone()
	if s.Canary != nil {
		s.Canary.Variables = maps.Clone(s.Canary.Variables)
	}
	return s
}

// stages returns what stages have in common with those of other kinds, and says
// what is wrong with them.
func (p *Props) stages() (stages []*api.Stage, problems []string) {
	if len(p.Stages) == 0 {
		p.Stages = []Stage{{}}
	}
	for i := range p.Stages {
		s := &p.Stages[i]
		common := &api.Stage{
			Name: s.Name, Description: s.Description, Variables: s.Variables, Throttle: (*api.Throttle)(s.Throttle),
			Domain: s.Domain.Clone(), AccessLog: s.AccessLog, Metrics: s.Metrics, Deployment: s.Deployment,
			ExecutionLog: string(s.ExecutionLog), LogData: s.LogData, Problems: s.problems(p),
		}
		if s.Canary != nil {
			common.CanaryVariables = s.Canary.Variables
		}
		for _, limit := range s.RouteLimits {
			common.Limits = append(common.Limits, api.RouteLimit{Key: limit.Key, Throttle: api.Throttle(limit.Throttle)})
		}
		stages = append(stages, common)
	}
	return stages, api.NewStages(plan.REST, stages)
}

// problems says what is wrong with the settings that only a stage of a REST API
// has.
func (s *Stage) problems(p *Props) []string {
	var found problems.List
	switch {
	case s.Deployment == api.ByHand:
		found.Add("Deployment %s", api.DeploymentProblem(s.Deployment))
	case s.Deployment != "" && s.Canary != nil:
		found.Add("has both Deployment and Canary, whose Base is the deployment of all other requests: remove one")
	case s.Deployment != "" && !p.KeepDeployments:
		found.Add("a Deployment needs KeepDeployments: it would be removed when a newer one follows")
	}
	if s.Canary != nil && !p.KeepDeployments {
		found.Add("a Canary needs KeepDeployments: the deployment of all other requests would be removed")
	}
	return slices.Concat(found.All(), s.Cache.problems(), s.Canary.problems(), s.WAF.problems())
}

// stage is a stage that is made: its own settings, and those it has in common.
type stage struct {
	*api.Stage
	own *Stage
	l2  awsapigateway.Stage
}

// newStages makes the deployment and the stages, so that users can refer to
// them at once. What depends on the routes is set at synth.
func (a *API) newStages(stages []*api.Stage) {
	a.deployment = a.newDeployment()
	for i, common := range stages {
		s := &stage{own: &a.props.Stages[i], Stage: common}
		stageID := "Stage:" + s.Name
		if a.props.CDKIDs && i == 0 {
			stageID = "DeploymentStage." + s.Name
		}
		s.l2 = awsapigateway.NewStage(a, jsii.String(stageID), &awsapigateway.StageProps{
			Deployment: a.deployment, StageName: jsii.String(s.Name), TracingEnabled: jsii.Bool(s.own.Tracing || a.props.Tracing),
			Variables: s.L2Variables(),
		})
		s.L2 = s.l2
		if s.Description != "" {
			s.cfn().SetDescription(jsii.String(s.Description))
		}
		if i == 0 {
			a.RestApi.SetDeploymentStage(s.l2)
		}
		a.stages = append(a.stages, s)
	}
}

func (s *stage) cfn() awsapigateway.CfnStage {
	return s.l2.Node().DefaultChild().(awsapigateway.CfnStage)
}

// Stages returns the CDK's stages, the main one first.
func (a *API) Stages() []awsapigateway.Stage {
	var out []awsapigateway.Stage
	for _, s := range a.stages {
		out = append(out, s.l2)
	}
	return out
}

// StageURL returns where clients reach a stage, without a slash at its end: by
// the custom domain if it has one. "" is the main stage.
func (a *API) StageURL(name string) string {
	return a.base.StageURL(plan.Caller(1), name)
}
