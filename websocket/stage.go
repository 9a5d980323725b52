// The stage: its URL, limits and logs.

package websocket

import (
	"cmp"
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/api"
	"github.com/gatehouse-go/gatehouse/internal/plan"
)

const defaultStage = "v1"

// Throttle limits messages by a token bucket; those above are refused.
type Throttle struct {
	// Rate is how many messages a second pass in the long run.
	Rate float64

	// Burst is how many messages pass at once.
	Burst int
}

func (t *Throttle) problems() []string {
	if t == nil {
		return nil
	}
	return api.ThrottleProblems(t.Rate, t.Burst, "message")
}

// LogLevel is what API Gateway logs of its own work, beside the access log.
type LogLevel string

// The levels of logs. The zero value is LogOff.
const (
	LogOff    LogLevel = "OFF"
	LogErrors LogLevel = "ERROR"
	LogAll    LogLevel = "INFO"
)

// makeStage makes the stage, which users may ask for before synth.
func (a *API) makeStage(name string) {
	stage, variables := a.props.StageName, map[string]*string{}
	if api.StageNameProblem(stage) != "" {
		stage = defaultStage // reported at synth; the CDK may panic on the name
	}
	for key, value := range a.props.Variables {
		variables[key] = jsii.String(value)
	}
	a.stage = awsapigatewayv2.NewWebSocketStage(a, jsii.String("Stage"), &awsapigatewayv2.WebSocketStageProps{
		WebSocketApi:   a,
		StageName:      jsii.String(cmp.Or(stage, defaultStage)),
		AutoDeploy:     jsii.Bool(true),
		StageVariables: &variables,
		DomainMapping:  a.props.Domain,
	})
	if a.props.NoURLOutput {
		return
	}
	awscdk.NewCfnOutput(a, jsii.String("Url"), &awscdk.CfnOutputProps{Value: jsii.String(a.url("wss")), Description: jsii.String("URL of " + name)})
	awscdk.NewCfnOutput(a, jsii.String("ConnectionsUrl"), &awscdk.CfnOutputProps{Value: a.ConnectionsURL(), Description: jsii.String("URL of the connections of " + name)})
}

// ConnectionsURL returns the URL below which /@connections is, for package
// connections. Functions of handlers know it.
func (a *API) ConnectionsURL() *string { return jsii.String(a.url("https")) }

// url returns the address of the stage, by the custom domain if it has one.
func (a *API) url(scheme string) string {
	domain := a.props.Domain
	switch {
	case domain == nil:
		stack := awscdk.Stack_Of(a)
		return fmt.Sprintf("%s://%s.execute-api.%s.%s/%s", scheme, *a.ApiId(), *stack.Region(), *stack.UrlSuffix(), *a.stage.StageName())
	case domain.MappingKey == nil || *domain.MappingKey == "":
		return scheme + "://" + *domain.DomainName.DomainNameRef().DomainName
	}
	return scheme + "://" + *domain.DomainName.DomainNameRef().DomainName + "/" + *domain.MappingKey
}

// throttled is a route with a limit of its own.
type throttled struct {
	route    awsapigatewayv2.CfnRoute
	throttle *Throttle
}

// renderStage sets on the stage what the CDK's WebSocketStage can't be told. It
// waits for routes with settings: CloudFormation would otherwise make the stage
// first, and the service refuse settings of routes it does not know.
func (a *API) renderStage(routes []throttled) {
	if account := api.AccountOf(a); account != nil {
		a.stage.Node().AddDependency(account) // logs are refused before
	}
	stage := a.stage.Node().DefaultChild().(awsapigatewayv2.CfnStage)
	if log := a.props.AccessLog.Make(a, "AccessLog", plan.WebSocket); log != nil {
		stage.SetAccessLogSettings(&awsapigatewayv2.CfnStage_AccessLogSettingsProperty{DestinationArn: log.ARN, Format: log.Format})
	}
	if defaults := a.routeSettings(a.props.Throttle); len(defaults) > 0 {
		stage.AddPropertyOverride(jsii.String("DefaultRouteSettings"), defaults)
	}
	if len(routes) == 0 {
		return
	}
	settings := map[string]any{}
	for _, r := range routes {
		settings[*r.route.RouteKey()] = a.routeSettings(r.throttle)
		stage.AddDependency(r.route)
	}
	stage.SetRouteSettings(settings)
}

// routeSettings returns the settings of routes with a limit. Those of one route
// replace the defaults as a whole, so they repeat the rest.
func (a *API) routeSettings(t *Throttle) map[string]any {
	settings := map[string]any{}
	if t != nil {
		settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"] = t.Rate, t.Burst
	}
	if a.props.Log != "" {
		settings["LoggingLevel"] = string(a.props.Log)
	}
	if a.props.DataTrace {
		settings["DataTraceEnabled"] = true
	}
	if a.props.DetailedMetrics {
		settings["DetailedMetricsEnabled"] = true
	}
	return settings
}
