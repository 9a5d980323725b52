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
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// render makes the constructs of a plan.
func (a *API) render(p *plan.Plan) {
	if a.props.Definition {
		a.renderDefinition(p)
	} else {
		a.base.SwitchEndpointV2(a.cfn())
		if a.props.CORS != nil {
			a.cfn().SetCorsConfiguration(corsOf(a.props.CORS))
		}
		r := newRenderer(a, a, a.base)
		r.cdkIDs = a.props.CDKIDs
		a.base.RenderStagesV2(r.routes(p))
	}
	if !a.props.NoURLOutput {
		a.base.OutputURLs("Url", "URL", a.base.URL)
	}
}

func (a *API) cfn() awsapigatewayv2.CfnApi {
	return a.HttpApi.Node().DefaultChild().(awsapigatewayv2.CfnApi)
}

// renderer makes routes of an API, which may have been made elsewhere, below a
// scope, and once each the authorizers and integrations they need.
type renderer struct {
	scope constructs.Construct
	api   awsapigatewayv2.IHttpApi
	base  *api.API

	cdkIDs     bool       // logical ids as the CDK's HttpApi has them
	definition *body.Body // takes routes, authorizers and integrations; nil: they are resources

	auths    map[authorizers.Authorizer]boundAuth
	targets  map[integrations.Integration]rendered
	byTarget map[string]rendered // by what is led to
}

func newRenderer(scope constructs.Construct, of awsapigatewayv2.IHttpApi, base *api.API) *renderer {
	return &renderer{
		scope: scope, api: of, base: base,
		auths:    map[authorizers.Authorizer]boundAuth{},
		targets:  map[integrations.Integration]rendered{},
		byTarget: map[string]rendered{},
	}
}

// routes makes the routes, and the authorizers and integrations they need.
func (a *renderer) routes(p *plan.Plan) []api.RouteV2 {
	var routes []api.RouteV2
	for _, r := range p.Routes {
		auth, target := a.auth(r.Auth.(authorizers.ForHTTP)), a.target(r)
		scopes := scopes(r.Scopes, auth.Scopes)
		if a.definition != nil {
			a.operation(r, auth, target, scopes)
			routes = append(routes, api.RouteV2{Planned: r})
			continue
		}
		props := &awsapigatewayv2.CfnRouteProps{
			ApiId:             a.api.ApiId(),
			RouteKey:          jsii.String(r.Key.String()),
			Target:            jsii.String(target.ref),
			AuthorizationType: jsii.String(auth.Type),
			AuthorizerId:      auth.id,
		}
		if len(scopes) > 0 {
			props.AuthorizationScopes = jsii.Strings(scopes...)
		}
		routes = append(routes, api.RouteV2{Planned: r, Made: a.route(r.Key, props)})
	}
	if n := len(a.byTarget); n > plan.HTTP.Integrations {
		a.base.Problem(a.base.Pos, "%d integrations: %s can have %d, which AWS does not raise: let handlers share a folder, or split the API",
			n, plan.HTTP.A, plan.HTTP.Integrations)
	}
	return routes
}

// boundAuth is an authorizer that was bound to the API.
type boundAuth struct {
	authorizers.HTTPBinding
	id     *string // AuthorizerId; nil for a type that has none
	scheme string  // its name in a definition
}

func (a *renderer) auth(auth authorizers.ForHTTP) boundAuth {
	bound, known := a.auths[auth]
	if known {
		return bound
	}
	bound.HTTPBinding = auth.BindHTTP(authorizers.HTTPScope{Scope: a.scope, API: a.api, Function: a.base.FunctionFor(auth)})
	bound.id = bound.ID
	if props := bound.Authorizer; props != nil {
		name, which := *props.Name, "*" // the id of one in a definition is not known
		if a.definition != nil {
			bound.scheme = name
			a.definition.Component("securitySchemes", name, securityScheme(props))
		} else {
			props.ApiId = a.api.ApiId()
			bound.id = awsapigatewayv2.NewCfnAuthorizer(a.scope, jsii.String("Authorizer:"+name), props).Ref()
			which = *bound.id
		}
		if bound.Asks != nil {
			invoke.Permit(a.scope, "Permission:Authorizer:"+name, bound.Asks, a.api.ApiId(), "authorizers/"+which)
		}
	}
	a.auths[auth] = bound
	return bound
}

// target makes the integration of a route, and the permissions that it needs.
func (a *renderer) target(r *plan.Planned) rendered {
	target := a.integrationOf(r)
	made, ok := a.targets[target]
	if !ok {
		binding := target.BindHTTP(integrations.HTTPScope{Scope: a.scope, API: a.api})
		if len(binding.Qualifiers) > 0 {
			a.base.PermitAliases(binding.FunctionID, binding.Invokes, binding.Qualifiers)
		}
		if made, ok = a.byTarget[binding.Target]; !ok {
			made = a.renderTarget(binding)
			a.byTarget[binding.Target] = made
		}
		a.targets[target] = made
	}
	if made.binding.PerRoute {
		invoke.Permit(a.scope, "Permission:"+made.id+":"+atsynth.ChildID(r.Key.Shape()), made.binding.Invokes, a.api.ApiId(), routeARN(r.Key))
	}
	return made
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

// integrationOf returns what a route leads to.
func (a *renderer) integrationOf(r *plan.Planned) integrations.ForHTTP {
	if r.Function != nil {
		return integrations.Lambda(a.base.FunctionOf(r.Function)).(integrations.ForHTTP)
	}
	return r.Target.(integrations.ForHTTP)
}

// renderTarget makes an integration and the permission it needs.
func (a *renderer) renderTarget(binding integrations.HTTPBinding) rendered {
	made := rendered{binding: binding, id: atsynth.ChildID(binding.Target)}
	if a.definition != nil {
		made.ref = body.ComponentName(binding.Target)
		a.definition.Component(sharedIntegrations, made.ref, a.integrationObject(binding))
	} else {
		binding.Props.ApiId = a.api.ApiId()
		integration := awsapigatewayv2.NewCfnIntegration(a.scope, jsii.String("Integration:"+made.id), binding.Props)
		made.ref = "integrations/" + *integration.Ref()
	}
	if binding.Invokes != nil && !binding.PerRoute && len(binding.Qualifiers) == 0 {
		a.base.Permit(binding.Target, binding.Invokes)
	}
	return made
}

// rendered is an integration that was made.
type rendered struct {
	binding integrations.HTTPBinding
	id      string
	ref     string // what its routes have as target: of a definition the name of a component
}

// corsOf is the gateway's own CORS.
func corsOf(policy *cors.Policy) *awsapigatewayv2.CfnApi_CorsProperty {
	policy = policy.WithDefaults()
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
	return settings
}
