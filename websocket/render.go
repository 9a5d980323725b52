// From the plan to the CDK's constructs, at synth.

package websocket

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/connectionsenv"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// hasOtherRoutes reports whether routes were made by other means, such as the
// AddRoute that the API has from the CDK's.
func (a *API) hasOtherRoutes() bool {
	for _, child := range *a.Node().Children() {
		switch child.(type) {
		case awsapigatewayv2.WebSocketRoute, awsapigatewayv2.CfnRoute:
			return true
		}
	}
	return false
}

// render makes the constructs of a plan.
func (a *API) render(p *plan.Plan) {
	a.base.SwitchEndpointV2(a.WebSocketApi.Node().DefaultChild().(awsapigatewayv2.CfnApi))
	if !a.props.NoConnections {
		a.renderConnections(p)
	}
	a.base.RenderStagesV2((&renderer{a, a, a.base}).routes(p))
	if !a.props.NoURLOutput {
		a.base.OutputURLs("Url", "URL", a.base.URL)
		a.base.OutputURLs("ConnectionsUrl", "URL of the connections", a.base.ConnectionsURLOf)
	}
}

// renderConnections lets functions of handlers reach the connections of each
// stage, and tells them where they are.
func (a *API) renderConnections(p *plan.Plan) {
	var urls []connectionsenv.URL
	for _, s := range a.base.Stages {
		urls = append(urls, connectionsenv.URL{Stage: s.Name, URL: a.base.ConnectionsURLOf(s)})
	}
	for _, fn := range p.Functions {
		if fn.Start != nil {
			continue // an authorizer asks it
		}
		made := a.base.FunctionOf(fn)
		a.GrantConnections(made)
		made.AddEnvironment(jsii.String(connectionsenv.Name), jsii.String(connectionsenv.Format(urls)), nil)
	}
}

// renderer makes routes of an API, which may have been made elsewhere, below a
// scope.
type renderer struct {
	scope constructs.Construct
	api   awsapigatewayv2.IWebSocketApi
	base  *api.API
}

// renderModels makes the models, each once.
func (a *renderer) renderModels(p *plan.Plan) {
	made := map[string]bool{}
	for _, r := range p.Routes {
		model := declared(r).Model
		if model == nil || made[model.Name] {
			continue
		}
		made[model.Name] = true
		var schema any
		if err := json.Unmarshal([]byte(model.Schema), &schema); err != nil {
			panic("websocket: " + err.Error()) // checked when it was declared
		}
		awsapigatewayv2.NewCfnModel(a.scope, jsii.String("Model:"+model.Name), &awsapigatewayv2.CfnModelProps{
			ApiId:       a.api.ApiId(),
			Name:        jsii.String(model.Name),
			ContentType: jsii.String("application/json"),
			Schema:      schema,
		})
	}
}

// routes makes the routes, and the models, authorizers and integrations they
// need.
func (a *renderer) routes(p *plan.Plan) []api.RouteV2 {
	auths := map[authorizers.Authorizer]authorizers.WebSocketBinding{}
	targets := map[integrations.Integration]*string{}
	made := map[string]*string{} // by what is led to
	a.renderModels(p)
	var routes []api.RouteV2
	for _, r := range p.Routes {
		auth := r.Auth.(authorizers.ForWebSocket)
		binding, bound := auths[auth]
		if !bound {
			binding = auth.BindWebSocket(authorizers.WebSocketScope{Scope: a.scope, API: a.api, Function: a.base.FunctionFor(auth)})
			auths[auth] = binding
		}
		target := a.target(r)
		if targets[target] == nil {
			binding := target.BindWebSocket(integrations.WebSocketScope{Scope: a.scope, API: a.api})
			if len(binding.Qualifiers) > 0 {
				a.base.PermitAliases(binding.FunctionID, binding.Invokes, binding.Qualifiers)
			}
			if made[binding.Target] == nil {
				made[binding.Target] = a.renderTarget(binding)
			}
			targets[target] = made[binding.Target]
		}
		routes = append(routes, api.RouteV2{Planned: r, Made: a.renderRoute(r, targets[target], binding)})
	}
	return routes
}

// keyID makes an id of a key. Unlike a path, it may hold any character, also
// the one that stands for a slash elsewhere.
var keyID = strings.NewReplacer("/", "|s", "|", "|p")

// renderRoute makes a route, and the response by which it replies.
func (a *renderer) renderRoute(r *plan.Planned, target *string, auth authorizers.WebSocketBinding) awsapigatewayv2.CfnRoute {
	settings, id := declared(r), keyID.Replace(r.Key.Shape())
	props := &awsapigatewayv2.CfnRouteProps{
		ApiId:             a.api.ApiId(),
		RouteKey:          jsii.String(r.Key.String()),
		Target:            target,
		AuthorizationType: jsii.String(auth.Type),
		AuthorizerId:      auth.ID,
	}
	if settings.APIKey {
		props.ApiKeyRequired = jsii.Bool(true)
	}
	if settings.Reply {
		props.RouteResponseSelectionExpression = jsii.String("$default") // the only one there is
	}
	if settings.Model != nil {
		props.ModelSelectionExpression = jsii.String(`\$default`)
		props.RequestModels = map[string]string{"$default": settings.Model.Name}
	}
	route := awsapigatewayv2.NewCfnRoute(a.scope, jsii.String("Route:"+id), props)
	if settings.Model != nil { // named, not referred to: CloudFormation sees no dependency
		route.Node().AddDependency(a.scope.Node().FindChild(jsii.String("Model:" + settings.Model.Name)).(awsapigatewayv2.CfnModel))
	}
	if settings.Reply {
		awsapigatewayv2.NewCfnRouteResponse(a.scope, jsii.String("Reply:"+id), &awsapigatewayv2.CfnRouteResponseProps{
			ApiId: a.api.ApiId(), RouteId: route.Ref(), RouteResponseKey: jsii.String("$default"),
		})
	}
	return route
}

// target returns what a route leads to.
func (a *renderer) target(r *plan.Planned) integrations.ForWebSocket {
	if r.Function != nil {
		return integrations.Lambda(a.base.FunctionOf(r.Function)).(integrations.ForWebSocket)
	}
	return r.Target.(integrations.ForWebSocket)
}

// renderTarget makes an integration and the permission it needs, and returns
// what its routes have as target.
func (a *renderer) renderTarget(binding integrations.WebSocketBinding) *string {
	binding.Props.ApiId = a.api.ApiId()
	id := atsynth.ChildID(binding.Target)
	integration := awsapigatewayv2.NewCfnIntegration(a.scope, jsii.String("Integration:"+id), binding.Props)
	if binding.Response != nil {
		binding.Response.ApiId, binding.Response.IntegrationId = a.api.ApiId(), integration.Ref()
		awsapigatewayv2.NewCfnIntegrationResponse(a.scope, jsii.String("IntegrationReply:"+id), binding.Response)
	}
	if binding.Invokes != nil && len(binding.Qualifiers) == 0 {
		a.base.Permit(binding.Target, binding.Invokes)
	}
	return jsii.String("integrations/" + *integration.Ref())
}
