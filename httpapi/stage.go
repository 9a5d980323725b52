// Stages: the names under which the API is served, each with its own settings.

package httpapi

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Stage holds the settings of a stage. The zero value of each field means its
// default.
type Stage struct {
	// Name is the first segment of URLs: letters, digits, "_" and "-". That
	// of "$default" is left out of them. It must be known at synth. Default:
	// "$default".
	Name string

	// Description is shown in the console. Default: none.
	Description string

	// Variables are the stage's variables: ${stageVariables.NAME} in
	// integrations, and part of the event for functions. Default: none.
	Variables map[string]string

	// Throttle limits requests to the stage, counted for each route. Default:
	// the limits of the account and region.
	Throttle *Throttle

	// RouteLimits are limits of single routes in this stage. They go before
	// Throttle of a route, which holds in all stages. Default: none.
	RouteLimits []RouteLimit

	// Domain is a custom domain, and the path of it below which it leads to
	// the stage. Default: none.
	Domain *domain.Mapping

	// AccessLog holds the settings of the access log. Default: on, JSON, kept
	// for 30 days.
	AccessLog *accesslog.Config

	// Metrics makes CloudWatch metrics for each route, which cost extra.
	Metrics bool

	// Deployment is what the stage serves: every change at once, or, with
	// [ByHand], what somebody deploys by hand, or the deployment made earlier
	// whose id this is. Default: every change at once.
	Deployment string
}

// ByHand as the Deployment of a stage leaves to others what the stage serves:
// nothing until somebody deploys the API to it, by the console or by "aws
// apigatewayv2 create-deployment".
const ByHand = api.ByHand

// Throttle limits requests by a token bucket; those above get status 429.
type Throttle struct {
	// Rate is how many requests a second pass in the long run.
	Rate float64

	// Burst is how many requests pass at once.
	Burst int
}

// RouteLimit limits requests to a route.
type RouteLimit struct {
	Key      string // as the route is declared: "GET /todos"
	Throttle Throttle
}

func (t *Throttle) problems() []string { return (*api.Throttle)(t).Problems("request") }

func routeThrottle(r *plan.Planned) *api.Throttle {
	declared, _ := r.Declared.(Route)
	return (*api.Throttle)(declared.Throttle)
}

// stages copies the settings of the stages, and says what is wrong with them.
func (p *Props) stages() (stages []*api.Stage, problems []string) {
	given := p.Stages
	if len(given) == 0 {
		given = []Stage{{}}
	}
	for _, s := range given {
		common := &api.Stage{
			Name: s.Name, Description: s.Description, Variables: maps.Clone(s.Variables), Throttle: api.CopyOf((*api.Throttle)(s.Throttle)),
			Domain: s.Domain.Clone(), AccessLog: s.AccessLog.Clone(), Metrics: s.Metrics, Deployment: s.Deployment,
		}
		for _, limit := range s.RouteLimits {
			common.Limits = append(common.Limits, api.RouteLimit{Key: limit.Key, Throttle: api.Throttle(limit.Throttle)})
		}
		stages = append(stages, common)
	}
	return stages, api.NewStages(plan.HTTP, stages)
}

func hasDefault(stages []*api.Stage) bool {
	return slices.ContainsFunc(stages, isDefault)
}

func isDefault(s *api.Stage) bool { return s.Name == plan.HTTP.Stage }

// withoutDefault leaves out the default stage if the Override of the API turned
// it off, and says what of the Override does not go with the stages.
func (p *Props) withoutDefault(l2 *awsapigatewayv2.HttpApiProps, stages []*api.Stage) (rest []*api.Stage, problems []string) {
	if l2.CreateDefaultStage == nil || *l2.CreateDefaultStage {
		return stages, nil
	}
	if l2.DefaultDomainMapping != nil {
		problems = append(problems, `the Override of the API sets DefaultDomainMapping, but there is no stage "$default": list it in Stages`)
		l2.DefaultDomainMapping = nil // the CDK would panic
	}
	if hasDefault(stages) && len(p.Stages) > 0 {
		problems = append(problems, `stage "$default": the Override of the API turns it off: remove either`)
	}
	return slices.DeleteFunc(slices.Clone(stages), isDefault), problems
}

// newStages makes the stages, so that users can refer to them at once. What
// depends on the routes is set at synth.
func (a *API) newStages(stages []*api.Stage) {
	for _, s := range stages {
		if isDefault(s) {
			s.L2 = a.HttpApi.DefaultStage().(awsapigatewayv2.HttpStage)
			stage := s.L2.Node().DefaultChild().(awsapigatewayv2.CfnStage)
			if v := s.L2Variables(); v != nil {
				stage.SetStageVariables(v)
			}
			if s.Description != "" {
				stage.SetDescription(jsii.String(s.Description))
			}
		} else {
			props := &awsapigatewayv2.HttpStageProps{
				HttpApi: a, StageName: jsii.String(s.Name), AutoDeploy: jsii.Bool(true), StageVariables: s.L2Variables(),
			}
			if s.Description != "" {
				props.Description = jsii.String(s.Description)
			}
			s.L2 = awsapigatewayv2.NewHttpStage(a, s.ID("Stage"), props)
		}
		a.stages = append(a.stages, s.L2.(awsapigatewayv2.HttpStage))
	}
}

// Stages returns the CDK's stages, the main one first.
func (a *API) Stages() []awsapigatewayv2.HttpStage { return slices.Clone(a.stages) }

// StageURL returns where clients reach a stage, without a slash at its end: by
// the custom domain if it has one. "" is the main stage.
func (a *API) StageURL(name string) string {
	return a.base.StageURL(plan.Caller(1), name)
}
