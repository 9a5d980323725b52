// From the plan to the CDK's constructs, at synth.

package httpapi

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// render makes the constructs of a plan.
func (a *API) render(p *plan.Plan) {
	if a.base.View.DisableEndpoint {
		a.cfn().SetDisableExecuteApiEndpoint(true)
	}
	if a.props.CORS != nil {
		a.renderCORS()
	}
	a.base.RenderStagesV2(a.renderRoutes(p))
	if !a.props.NoURLOutput {
		a.base.OutputURLs("Url", "URL", a.base.URL)
	}
}

func (a *API) cfn() awsapigatewayv2.CfnApi {
	return a.HttpApi.Node().DefaultChild().(awsapigatewayv2.CfnApi)
}

// renderRoutes makes the routes, and the authorizers and integrations they
// need.
func (a *API) renderRoutes(p *plan.Plan) []api.RouteV2 {
	auths := map[authorizers.Authorizer]authorizers.HTTPBinding{}
	targets := map[integrations.Integration]rendered{}
	byTarget := map[string]rendered{} // by what is led to
	var routes []api.RouteV2
	for _, r := range p.Routes {
		auth := r.Auth.(authorizers.ForHTTP)
		binding, bound := auths[auth]
		if !bound {
			binding = auth.BindHTTP(authorizers.HTTPScope{Scope: a, API: a, Function: a.base.FunctionFor(auth)})
			auths[auth] = binding
		}
		target := a.target(r)
		made, ok := targets[target]
		if !ok {
			binding := target.BindHTTP(integrations.HTTPScope{Scope: a, API: a})
			if len(binding.Qualifiers) > 0 {
				a.base.PermitAliases(binding.Function, binding.Invokes, binding.Qualifiers)
			}
			if made, ok = byTarget[binding.Target]; !ok {
				made = a.renderTarget(binding)
				byTarget[binding.Target] = made
			}
			targets[target] = made
		}
		if made.binding.PerRoute {
			invoke.Permit(a, "Permission:"+made.id+":"+atsynth.ChildID(r.Key.Shape()), made.binding.Invokes, a.ApiId(), routeARN(r.Key))
		}
		props := &awsapigatewayv2.CfnRouteProps{
			ApiId:             a.HttpApi.ApiId(),
			RouteKey:          jsii.String(r.Key.String()),
			Target:            made.target,
			AuthorizationType: jsii.String(binding.Type),
			AuthorizerId:      binding.ID,
		}
		if scopes := scopes(r.Scopes, binding.Scopes); len(scopes) > 0 {
			props.AuthorizationScopes = jsii.Strings(scopes...)
		}
		route := awsapigatewayv2.NewCfnRoute(a, jsii.String(atsynth.ChildID(r.Key.Shape())), props)
		routes = append(routes, api.RouteV2{Planned: r, Made: route})
	}
	return routes
}

// scopes joins a route's scopes with those that its authorizer adds.
func scopes(own []string, added *[]*string) []string {
	if added == nil {
		return own
	}
	all := slices.Clone(own)
	for _, s := range *added {
		if !slices.Contains(all, *s) {
			all = append(all, *s)
		}
	}
	return all
}

// target returns what a route leads to.
func (a *API) target(r *plan.Planned) integrations.ForHTTP {
	if r.Function != nil {
		return integrations.Lambda(a.base.FunctionOf(r.Function)).(integrations.ForHTTP)
	}
	return r.Target.(integrations.ForHTTP)
}

// renderTarget makes an integration and the permission it needs.
func (a *API) renderTarget(binding integrations.HTTPBinding) rendered {
	binding.Props.ApiId = a.HttpApi.ApiId()
	id := atsynth.ChildID(binding.Target)
	integration := awsapigatewayv2.NewCfnIntegration(a, jsii.String("Integration:"+id), binding.Props)
	if binding.Invokes != nil && !binding.PerRoute && len(binding.Qualifiers) == 0 {
		a.base.Permit(binding.Target, binding.Invokes)
	}
	return rendered{binding: binding, id: id, target: jsii.String("integrations/" + *integration.Ref())}
}

// rendered is an integration that was made.
type rendered struct {
	binding integrations.HTTPBinding
	id      string
	target  *string // what its routes have as target
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
	a.cfn().SetCorsConfiguration(settings)
}
