// Stages of API Gateway's second version: those of HTTP and WebSocket APIs.

package api

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// RouteV2 is a route that is made.
type RouteV2 struct {
	Planned *plan.Planned
	Made    awsapigatewayv2.CfnRoute
}

// RenderStagesV2 sets on the stages what the CDK's can't be told. A stage waits
// for routes with settings: CloudFormation would otherwise make it first, and
// the service refuse settings of routes it does not know.
func (a *API) RenderStagesV2(routes []RouteV2) {
	account := AccountOf(a.Construct)
	for _, s := range a.Stages {
		stage := s.L2.Node().DefaultChild().(awsapigatewayv2.CfnStage)
		if a.Kind.Messages && account != nil {
			s.L2.Node().AddDependency(account) // logs are refused before
		}
		if log := a.AccessLog(s); log != nil {
			stage.SetAccessLogSettings(&awsapigatewayv2.CfnStage_AccessLogSettingsProperty{DestinationArn: log.ARN, Format: log.Format})
		}
		if s.Deployment != "" {
			stage.SetAutoDeploy(false)
		}
		if s.Pinned() {
			stage.SetDeploymentId(jsii.String(s.Deployment))
		}
		if all := s.defaultSettings(); *all != (awsapigatewayv2.CfnStage_RouteSettingsProperty{}) {
			stage.SetDefaultRouteSettings(all)
		}
		single := map[string]any{}
		for _, r := range routes {
			if t := a.ThrottleOf(s, r.Planned); t != nil {
				single[*r.Made.RouteKey()] = s.routeSettings(t)
				stage.AddDependency(r.Made)
			}
		}
		if len(single) > 0 {
			stage.SetRouteSettings(single)
		}
	}
}

// defaultSettings are those of all routes.
func (s *Stage) defaultSettings() *awsapigatewayv2.CfnStage_RouteSettingsProperty {
	all := &awsapigatewayv2.CfnStage_RouteSettingsProperty{}
	if t := s.Throttle; t != nil {
		all.ThrottlingRateLimit, all.ThrottlingBurstLimit = jsii.Number(t.Rate), jsii.Number(t.Burst)
	}
	if s.ExecutionLog != "" {
		all.LoggingLevel = jsii.String(s.ExecutionLog)
	}
	if s.LogData {
		all.DataTraceEnabled = true
	}
	if s.view.DetailedMetrics {
		all.DetailedMetricsEnabled = true
	}
	return all
}

// routeSettings are those of a route with a limit. They replace the defaults as
// a whole, so they repeat the rest.
func (s *Stage) routeSettings(t *Throttle) map[string]any {
	settings := map[string]any{"ThrottlingRateLimit": t.Rate, "ThrottlingBurstLimit": t.Burst}
	if s.ExecutionLog != "" {
		settings["LoggingLevel"] = s.ExecutionLog
	}
	if s.LogData {
		settings["DataTraceEnabled"] = true
	}
	if s.view.DetailedMetrics {
		settings["DetailedMetricsEnabled"] = true
	}
	return settings
}
