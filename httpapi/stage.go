// The default stage: throttling and the access log.

package httpapi

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/api"
	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// Throttle limits requests by a token bucket; those above get status 429.
type Throttle struct {
	// Rate is how many requests a second pass in the long run.
	Rate float64

	// Burst is how many requests pass at once.
	Burst int
}

func (t *Throttle) problems(a *API) []string {
	switch {
	case t == nil:
		return nil
	case a.HttpApi.DefaultStage() == nil:
		return []string{"Throttle is a setting of the default stage, which the Override of the API turned off: set it on your own stage"}
	}
	return api.ThrottleProblems(t.Rate, t.Burst, "request")
}

// throttled is a route with a limit of its own.
type throttled struct {
	route    awsapigatewayv2.CfnRoute
	throttle *Throttle
}

// renderStage sets on the default stage what the CDK's HttpApi can't be told.
// It waits for routes with settings: CloudFormation would otherwise make the
// stage first, and the service refuse settings of routes it does not know.
func (a *API) renderStage(routes []throttled) {
	if a.HttpApi.DefaultStage() == nil {
		return // an Override turned it off
	}
	stage := a.HttpApi.DefaultStage().Node().DefaultChild().(awsapigatewayv2.CfnStage)
	if log := a.props.AccessLog.Make(a, "AccessLog", plan.HTTP); log != nil {
		stage.SetAccessLogSettings(&awsapigatewayv2.CfnStage_AccessLogSettingsProperty{DestinationArn: log.ARN, Format: log.Format})
	}
	if t := a.props.Throttle; t != nil {
		stage.SetDefaultRouteSettings(&awsapigatewayv2.CfnStage_RouteSettingsProperty{
			ThrottlingRateLimit: jsii.Number(t.Rate), ThrottlingBurstLimit: jsii.Number(t.Burst),
		})
	}
	if len(routes) == 0 {
		return
	}
	settings := map[string]any{}
	for _, r := range routes {
		settings[*r.route.RouteKey()] = map[string]any{
			"ThrottlingRateLimit": r.throttle.Rate, "ThrottlingBurstLimit": r.throttle.Burst,
		}
		stage.AddDependency(r.route)
	}
	stage.SetRouteSettings(settings)
}
