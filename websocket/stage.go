// Stages: the names under which the API is served, each with its own settings.

package websocket

import (
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Stage holds the settings of a stage. The zero value of each field means its
// default.
type Stage struct {
	// Name is the last part of the stage's URL: letters, digits, "_" and "-".
	// It must be known at synth. Default: "v1".
	Name string

	// Description is shown in the console. Default: none.
	Description string

	// Variables are the stage's variables: ${stageVariables.NAME} in
	// integrations, and part of the event for functions. Default: none.
	Variables map[string]string

	// Throttle limits messages to the stage, counted for each route. Default:
	// the limits of the account and region.
	Throttle *Throttle

	// RouteLimits are limits of single routes in this stage. They go before
	// Throttle of a route, which holds in all stages. Default: none.
	RouteLimits []RouteLimit

	// Domain is a custom domain, and the path of it below which it leads to
	// the stage. Default: none.
	Domain *domain.Mapping

	// AccessLog holds the settings of the access log. WebSocket APIs write it
	// with a role of the whole account: see accesslog.NewAccount. Default: on if
	// the application has an Account for that of the stack; else off, with a
	// warning.
	AccessLog *accesslog.Config

	// Metrics makes CloudWatch metrics for each route, which cost extra.
	Metrics bool

	// Deployment is what the stage serves: every change at once, or, with
	// [ByHand], what somebody deploys by hand, or the deployment made earlier
	// whose id this is. Default: every change at once.
	Deployment string

	// ExecutionLog is what CloudWatch gets of how messages were handled. It
	// needs the role of accesslog.NewAccount too. Default: [LogOff].
	ExecutionLog ExecutionLog

	// LogData also logs messages whole, with everything secret in them. It
	// needs LogInfo.
	LogData bool
}

// ByHand as the Deployment of a stage leaves to others what the stage serves:
// nothing until somebody deploys the API to it, by the console or by "aws
// apigatewayv2 create-deployment".
const ByHand = api.ByHand

// Throttle limits messages by a token bucket; those above are refused.
type Throttle struct {
	// Rate is how many messages a second pass in the long run.
	Rate float64

	// Burst is how many messages pass at once.
	Burst int
}

// RouteLimit limits messages to a route.
type RouteLimit struct {
	Key      string // as the route is declared: "join"
	Throttle Throttle
}

// ExecutionLog is how much a stage logs of its work.
type ExecutionLog string

// The levels of an execution log. The zero value is LogOff.
const (
	LogOff    ExecutionLog = ""
	LogErrors ExecutionLog = api.LogErrors
	LogInfo   ExecutionLog = api.LogInfo
)

func (t *Throttle) problems() []string { return (*api.Throttle)(t).Problems("message") }

func routeThrottle(r *plan.Planned) *api.Throttle {
	return (*api.Throttle)(declared(r).Throttle)
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
			ExecutionLog: string(s.ExecutionLog), LogData: s.LogData,
		}
		for _, limit := range s.RouteLimits {
			common.Limits = append(common.Limits, api.RouteLimit{Key: limit.Key, Throttle: api.Throttle(limit.Throttle)})
		}
		stages = append(stages, common)
	}
	return stages, api.NewStages(plan.WebSocket, stages)
}

// newStages makes the stages, so that users can refer to them at once. What
// depends on the routes is set at synth.
func (a *API) newStages(stages []*api.Stage) {
	for _, s := range stages {
		props := &awsapigatewayv2.WebSocketStageProps{
			WebSocketApi: a, StageName: jsii.String(s.Name), AutoDeploy: jsii.Bool(true), StageVariables: s.L2Variables(),
		}
		if s.Description != "" {
			props.Description = jsii.String(s.Description)
		}
		made := awsapigatewayv2.NewWebSocketStage(a, s.ID("Stage"), props)
		s.L2 = made
		a.stages = append(a.stages, made)
	}
}

// Stages returns the CDK's stages, the main one first.
func (a *API) Stages() []awsapigatewayv2.WebSocketStage { return slices.Clone(a.stages) }

// StageURL returns where clients connect to a stage, without a slash at its
// end: by the custom domain if it has one. "" is the main stage.
func (a *API) StageURL(name string) string {
	return a.base.StageURL(plan.Caller(1), name)
}

// ConnectionsURL returns the URL below which /@connections of a stage is, for
// package connections; "" is the main stage. Functions of handlers know it. It
// is not that of a custom domain, unless the endpoint is switched off.
func (a *API) ConnectionsURL(stage string) string {
	return a.base.ConnectionsURL(plan.Caller(1), stage)
}

// connectionsARN is the ARN of the connections of a stage.
func connectionsARN(scope constructs.Construct, of awsapigatewayv2.IWebSocketApi, stage string) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("execute-api"), Resource: of.ApiId(), ResourceName: jsii.String(stage + "/*/@connections/*"),
	})
}
