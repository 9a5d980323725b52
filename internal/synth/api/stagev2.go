// Stages of API Gateway's second version: those of HTTP and WebSocket APIs.

package api

import (
	"reflect"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/account"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// RouteV2 is a route that is made.
type RouteV2 struct {
	Planned *plan.Planned
	Made    awsapigatewayv2.CfnRoute // nil for one in a definition, which comes with the API
}

// RenderStagesV2 sets on the stages what the CDK's can't be told. A stage waits
// for routes with settings: CloudFormation would otherwise make it first, and
// the service refuse settings of routes it does not know.
func (a *API) RenderStagesV2(routes []RouteV2) {
	account := account.Of(a.Construct)
	kept := map[string][]string{}
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
		if !s.quiet() || stage.DefaultRouteSettings() == nil { // what the user has set stays
			stage.SetDefaultRouteSettings(a.routeSettings(s, s.Throttle))
		}
		single := map[string]any{}
		kept[s.Name] = []string{}
		for _, r := range routes {
			if t := a.ThrottleOf(s, r.Planned); t != nil {
				key := r.Planned.Key.String()
				single[key] = byName(a.routeSettings(s, t))
				kept[s.Name] = append(kept[s.Name], key)
				if r.Made != nil {
					stage.Node().AddDependency(r.Made)
				}
			}
		}
		if len(single) > 0 {
			stage.SetRouteSettings(single)
		}
	}
	a.renderCleaner(kept)
}

// routesOff are settings of routes while nothing is on. They are written: what is
// left out of an update stays as it was, since UpdateStage
// merges (cdkd #1163, tried on AWS). Settings of logs are for WebSocket APIs only. (API
// reference, RouteSettings.) A limit has no value for "none": 0 refuses everybody
// (terraform-aws-apigateway-v2 #45), and -1 is not valid
// (terraform-provider-aws #14742); see docs/stages.md, "Switching things off".
func (a *API) routesOff() *awsapigatewayv2.CfnStage_RouteSettingsProperty {
	off := &awsapigatewayv2.CfnStage_RouteSettingsProperty{DetailedMetricsEnabled: false}
	if a.Kind.Messages {
		off.DataTraceEnabled, off.LoggingLevel = false, jsii.String("OFF")
	}
	return off
}

// quiet reports whether a stage has no settings of routes but those that are off.
func (s *Stage) quiet() bool {
	return s.Throttle == nil && s.ExecutionLog == "" && !s.LogData && !s.view.DetailedMetrics
}

// routeSettings are those of routes with a limit; nil is no limit. Those of one
// route replace the stage's as a whole, so they repeat the rest.
func (a *API) routeSettings(s *Stage, t *Throttle) *awsapigatewayv2.CfnStage_RouteSettingsProperty {
	all := a.routesOff()
	if t != nil {
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

// byName returns what is set of a property as CloudFormation has it. The CDK
// does that by itself but for what it takes as any JSON, such as RouteSettings.
func byName(property any) map[string]any {
	out := map[string]any{}
	for field, value := range reflect.ValueOf(property).Elem().Fields() {
		if !value.IsZero() {
			out[field.Name] = reflect.Indirect(value).Interface()
		}
	}
	return out
}

// SwitchEndpointV2 switches the API's own address off or on. On is written too,
// unless the user has said it: what is left out of an update stays as it was
// (cdkd #1163, tried on AWS).
func (a *API) SwitchEndpointV2(cfn awsapigatewayv2.CfnApi) {
	if a.View.DisableEndpoint || cfn.DisableExecuteApiEndpoint() == nil {
		cfn.SetDisableExecuteApiEndpoint(a.View.DisableEndpoint)
	}
}
