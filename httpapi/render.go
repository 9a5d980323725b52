// From the plan to the CDK's constructs, at synth.

package httpapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// render makes the constructs of a plan.
func (a *API) render(p *plan.Plan) {
	a.base.SwitchEndpointV2(a.cfn())
	if a.props.CORS != nil {
		a.renderCORS()
	}
	a.base.RenderStagesV2((&renderer{a, a, a.base, a.props.CDKIDs}).routes(p))
	if !a.props.NoURLOutput {
		a.base.OutputURLs("Url", "URL", a.base.URL)
	}
}

func (a *API) cfn() awsapigatewayv2.CfnApi {
	return a.HttpApi.Node().DefaultChild().(awsapigatewayv2.CfnApi)
}

// renderer makes routes of an API, which may have been made elsewhere, below a
// scope.
type renderer struct {
	scope constructs.Construct
	api   awsapigatewayv2.IHttpApi
	base  *api.API

	cdkIDs bool // logical ids as the CDK's HttpApi has them
}

// routes makes the routes, and the authorizers and integrations they need.
func (a *renderer) routes(p *plan.Plan) []api.RouteV2 {
	auths := map[authorizers.Authorizer]authorizers.HTTPBinding{}
	targets := map[integrations.Integration]rendered{}
	byTarget := map[string]rendered{} // by what is led to
	var routes []api.RouteV2
	for _, r := range p.Routes {
		auth := r.Auth.(authorizers.ForHTTP)
		binding, bound := auths[auth]
		if !bound {
			binding = auth.BindHTTP(authorizers.HTTPScope{Scope: a.scope, API: a.api, Function: a.base.FunctionFor(auth)})
			auths[auth] = binding
		}
		target := a.target(r)
		made, ok := targets[target]
		if !ok {
			binding := target.BindHTTP(integrations.HTTPScope{Scope: a.scope, API: a.api})
			if len(binding.Qualifiers) > 0 {
				a.base.PermitAliases(binding.FunctionID, binding.Invokes, binding.Qualifiers)
			}
			if made, ok = byTarget[binding.Target]; !ok {
				made = a.renderTarget(binding)
				byTarget[binding.Target] = made
			}
			targets[target] = made
		}
		if made.binding.PerRoute {
			invoke.Permit(a.scope, "Permission:"+made.id+":"+atsynth.ChildID(r.Key.Shape()), made.binding.Invokes, a.api.ApiId(), routeARN(r.Key))
		}
		props := &awsapigatewayv2.CfnRouteProps{
			ApiId:             a.api.ApiId(),
			RouteKey:          jsii.String(r.Key.String()),
			Target:            made.target,
			AuthorizationType: jsii.String(binding.Type),
			AuthorizerId:      binding.ID,
		}
		if scopes := scopes(r.Scopes, binding.Scopes); len(scopes) > 0 {
			props.AuthorizationScopes = jsii.Strings(scopes...)
		}
		route := a.route(r.Key, props)
		routes = append(routes, api.RouteV2{Planned: r, Made: route})
	}
	return routes
}

// route makes a route, with an id that derives from its key.
func (a *renderer) route(key routekey.Key, props *awsapigatewayv2.CfnRouteProps) awsapigatewayv2.CfnRoute {
	if !a.cdkIDs {
		return awsapigatewayv2.NewCfnRoute(a.scope, jsii.String(atsynth.ChildID(key.Shape())), props)
	}
	return awsapigatewayv2.NewCfnRoute(constructs.NewConstruct(a.scope, jsii.String(cdkID(key))), jsii.String("Resource"), props)
}

// cdkID is the id that the CDK gives to a route.
func cdkID(key routekey.Key) string {
	if key.IsDefault() {
		return "DefaultRoute"
	}
	return key.Method + strings.ReplaceAll(key.Path.String(), "/", "--") // as the CDK writes a slash in ids
}

// checkCDKIDs finds routes that the ids of the CDK can't tell apart.
func (a *API) checkCDKIDs(p *plan.Plan) {
	if !a.props.CDKIDs {
		return
	}
	first := map[string]*plan.Planned{}
	for _, r := range p.Routes {
		id := cdkID(r.Key)
		if other := first[id]; other != nil {
			p.Problems = append(p.Problems, plan.Problem{Pos: r.Pos, Text: fmt.Sprintf(
				"route %q: with CDKIDs it has the id %q, as %q has, declared at %v: leave CDKIDs out", r.Key, id, other.Key, other.Pos)})
			continue
		}
		first[id] = r
	}
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
func (a *renderer) target(r *plan.Planned) integrations.ForHTTP {
	if r.Function != nil {
		return integrations.Lambda(a.base.FunctionOf(r.Function)).(integrations.ForHTTP)
	}
	return r.Target.(integrations.ForHTTP)
}

// renderTarget makes an integration and the permission it needs.
func (a *renderer) renderTarget(binding integrations.HTTPBinding) rendered {
	binding.Props.ApiId = a.api.ApiId()
	id := atsynth.ChildID(binding.Target)
	integration := awsapigatewayv2.NewCfnIntegration(a.scope, jsii.String("Integration:"+id), binding.Props)
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
