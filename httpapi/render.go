// From the plan to the CDK's constructs, at synth.

package httpapi

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/api"
	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// unsupported says why an HTTP API can't have an authorizer or integration.
func unsupported(v any) string {
	switch v := v.(type) {
	case authorizers.ForHTTP, integrations.ForHTTP:
		return ""
	case authorizers.Authorizer:
		return fmt.Sprintf("an HTTP API can't have %s; it can have %s", v.Kind(), authorizers.KindsForHTTP)
	case integrations.Integration:
		return fmt.Sprintf("an HTTP API can't have a %s; it can have %s", v.Kind(), integrations.KindsForHTTP)
	}
	return ""
}

// render makes the constructs of a plan.
func (a *API) render(p *plan.Plan) {
	if a.props.CORS != nil {
		a.renderCORS()
	}
	a.renderStage(a.renderRoutes(p))
}

// renderRoutes makes the routes, and the authorizers and integrations they
// need. It returns the routes with a limit of their own.
func (a *API) renderRoutes(p *plan.Plan) []throttled {
	auths := map[authorizers.Authorizer]authorizers.HTTPBinding{}
	targets := map[integrations.Integration]*string{}
	made := map[string]*string{} // by what is led to
	var limited []throttled
	for _, r := range p.Routes {
		auth := r.Auth.(authorizers.ForHTTP)
		binding, bound := auths[auth]
		if !bound {
			binding = auth.BindHTTP(a, a)
			auths[auth] = binding
		}
		target := a.target(r)
		if targets[target] == nil {
			binding := target.BindHTTP(a)
			if made[binding.Target] == nil {
				made[binding.Target] = a.renderTarget(binding)
			}
			targets[target] = made[binding.Target]
		}
		props := &awsapigatewayv2.CfnRouteProps{
			ApiId:             a.HttpApi.ApiId(),
			RouteKey:          jsii.String(r.Key.String()),
			Target:            targets[target],
			AuthorizationType: jsii.String(binding.Type),
			AuthorizerId:      binding.ID,
		}
		if len(r.Scopes) > 0 {
			props.AuthorizationScopes = jsii.Strings(r.Scopes...)
		}
		route := awsapigatewayv2.NewCfnRoute(a, jsii.String(api.ChildID(r.Key.Shape())), props)
		if declared, ok := r.Declared.(Route); ok && declared.Throttle != nil {
			limited = append(limited, throttled{route, declared.Throttle})
		}
	}
	return limited
}

// target returns what a route leads to.
func (a *API) target(r *plan.Planned) integrations.ForHTTP {
	if r.Function != nil {
		return integrations.Lambda(a.base.FunctionOf(r.Function)).(integrations.ForHTTP)
	}
	return r.Target.(integrations.ForHTTP)
}

// renderTarget makes an integration and the permission it needs, and returns
// what its routes have as target.
func (a *API) renderTarget(binding integrations.HTTPBinding) *string {
	binding.Props.ApiId = a.HttpApi.ApiId()
	id := api.ChildID(binding.Target)
	integration := awsapigatewayv2.NewCfnIntegration(a, jsii.String("Integration:"+id), binding.Props)
	if binding.Invokes != nil {
		binding.Invokes.AddPermission(jsii.String("Permission:"+id), &awslambda.Permission{
			Scope:     a,
			Principal: awsiam.NewServicePrincipal(jsii.String("apigateway.amazonaws.com"), nil),
			SourceArn: awscdk.Stack_Of(a).FormatArn(&awscdk.ArnComponents{
				Service: jsii.String("execute-api"), Resource: a.HttpApi.ApiId(), ResourceName: jsii.String("*/*"),
			}),
		})
	}
	return jsii.String("integrations/" + *integration.Ref())
}

// renderCORS sets the gateway's own CORS.
func (a *API) renderCORS() {
	policy := a.props.CORS.WithDefaults()
	list := func(items []string) *[]*string {
		if len(items) == 0 {
			return nil
		}
		return jsii.Strings(items...)
	}
	settings := &awsapigatewayv2.CfnApi_CorsProperty{
		AllowOrigins:  list(policy.AllowOrigins),
		AllowMethods:  list(policy.AllowMethods),
		AllowHeaders:  list(policy.AllowHeaders),
		ExposeHeaders: list(policy.ExposeHeaders),
	}
	if policy.AllowCredentials {
		settings.AllowCredentials = jsii.Bool(true)
	}
	if policy.MaxAge > 0 {
		settings.MaxAge = jsii.Number(policy.MaxAge.Seconds())
	}
	a.HttpApi.Node().DefaultChild().(awsapigatewayv2.CfnApi).SetCorsConfiguration(settings)
}
