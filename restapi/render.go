// From the plan to the CDK's constructs, at synth: resources and methods by
// their resource types, one each.

package restapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// render makes the constructs of a plan.
func (a *API) render(p *plan.Plan) {
	foreign := a.foreign()
	if a.base.View.DisableEndpoint {
		a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi).SetDisableExecuteApiEndpoint(true)
	}
	a.agreeWithMutualTLS()
	d := &definition{}
	a.renderMethods(p, d, a.renderResources(p, d))
	a.renderResponses(p, d)
	a.deploy(d, foreign)
	a.renderStages(p)
	a.renderPlans(p)
	if !a.props.NoURLOutput {
		a.base.OutputURLs("Url", "URL", a.base.URL)
	}
}

// renderResources makes the tree and returns the id of each resource.
func (a *API) renderResources(p *plan.Plan, d *definition) map[*plan.Resource]*string {
	ids := map[*plan.Resource]*string{nil: a.RestApi.RestApiRootResourceId()}
	for _, r := range p.Resources {
		props := &awsapigateway.CfnResourceProps{
			RestApiId: a.RestApi.RestApiId(), ParentId: ids[r.Parent], PathPart: jsii.String(r.Part),
		}
		id := "Resource:" + atsynth.ChildID(r.Shape)
		made := awsapigateway.NewCfnResource(a, jsii.String(id), props)
		d.add(made, id, props)
		ids[r] = made.Ref()
	}
	return ids
}

// renderer makes methods, and once each what they need.
type renderer struct {
	*API
	definition *definition
	checks     *checks
	auths      map[authorizers.Authorizer]authorizers.RESTBinding
	targets    map[integrations.Integration]integrations.RESTBinding
	streams    map[*plan.Function]integrations.Integration
}

// renderMethods makes the methods, and with CORS an OPTIONS method beside them.
func (a *API) renderMethods(p *plan.Plan, d *definition, ids map[*plan.Resource]*string) {
	r := &renderer{
		API: a, definition: d, checks: &checks{api: a, definition: d, made: map[string]*string{}},
		auths:   map[authorizers.Authorizer]authorizers.RESTBinding{},
		targets: map[integrations.Integration]integrations.RESTBinding{},
		streams: map[*plan.Function]integrations.Integration{},
	}
	var preflighted []*plan.Resource
	for _, route := range p.Routes {
		r.method(route, ids[route.Resource])
		if a.props.CORS != nil && !slices.Contains(preflighted, route.Resource) {
			preflighted = append(preflighted, route.Resource)
			r.preflight(route.Resource, ids[route.Resource])
		}
	}
}

// method makes the method of a route.
func (r *renderer) method(route *plan.Planned, resource *string) {
	declared, _ := route.Declared.(Route)
	auth := r.auth(route.Auth.(authorizers.ForREST))
	target := r.target(route)
	integration := *target.Integration
	switch {
	case *integration.Type == "MOCK":
		r.readText(&integration)
	case integration.IntegrationHttpMethod == nil:
		integration.IntegrationHttpMethod = jsii.String(route.Key.Method)
	}
	props := &awsapigateway.CfnMethodProps{
		RestApiId:         r.RestApi.RestApiId(),
		ResourceId:        resource,
		HttpMethod:        jsii.String(route.Key.Method),
		AuthorizationType: jsii.String(auth.Type),
		Integration:       &integration,
	}
	if auth.ID != nil {
		props.AuthorizerId = auth.ID
	}
	if len(route.Scopes) > 0 {
		props.AuthorizationScopes = jsii.Strings(route.Scopes...)
	}
	if r.props.keyRequired(route) {
		props.ApiKeyRequired = true
	}
	parameters := slices.Clone(target.Parameters)
	if target.AppendPath {
		parameters = append(parameters, appendPath(&integration, route)...)
	}
	if r.props.cacheOn() && cached(route) {
		if keys := keyParameters(route); len(keys) > 0 {
			integration.CacheKeyParameters = jsii.Strings(keys...)
			parameters = append(parameters, keys...)
		}
	}
	r.checks.apply(props, declared.Request, parameters)
	if len(target.Responses) > 0 {
		integration.IntegrationResponses, props.MethodResponses = r.responses(target.Responses)
	}
	if declared.Override == nil {
		r.add(route.Key.Shape(), props)
		return
	}
	before := *props
	wrong := slices.Concat(panics.Override("restapi.Route.Override", declared.Override, props), overridden(route, &before, props))
	for _, text := range wrong {
		r.base.Problem(route.Pos, "route %q: %s", route.Key, text)
	}
	if len(wrong) > 0 {
		*props = before // the CDK would panic without a place
	}
	made := r.add(route.Key.Shape(), props)
	r.definition.parts[len(r.definition.parts)-1].overridden = made
}

// appendPath gives an integration the path of the request, and returns the
// parameters that the method must declare.
func appendPath(integration *awsapigateway.CfnMethod_IntegrationProperty, route *plan.Planned) []string {
	path := strings.ReplaceAll(route.Key.Path.String(), "+}", "}")
	integration.Uri = jsii.String(*integration.Uri + path)
	mapped := map[string]string{}
	var declared []string
	for _, name := range route.Key.Path.Params() {
		mapped["integration.request.path."+name] = "method.request.path." + name
		declared = append(declared, "method.request.path."+name)
	}
	if len(mapped) > 0 {
		integration.RequestParameters = mapped
	}
	return declared
}

// add makes a method. Its id derives from method and path.
func (r *renderer) add(shape string, props *awsapigateway.CfnMethodProps) awsapigateway.CfnMethod {
	id := atsynth.ChildID(shape)
	made := awsapigateway.NewCfnMethod(r.API, jsii.String(id), props)
	r.definition.add(made, id, props)
	return made
}

func (r *renderer) auth(auth authorizers.ForREST) authorizers.RESTBinding {
	binding, bound := r.auths[auth]
	if !bound {
		binding = auth.BindREST(authorizers.RESTScope{Scope: r.API, API: r.API, Function: r.base.FunctionFor(auth)})
		r.auths[auth] = binding
		if binding.Settings != nil {
			r.definition.parts = append(r.definition.parts, part{ID: "Authorizer:" + auth.Name(), Props: binding.Settings})
		}
	}
	return binding
}

// target binds what a route leads to, and gives the API the permission to
// invoke it if it needs one.
func (r *renderer) target(route *plan.Planned) integrations.RESTBinding {
	target, ok := route.Target.(integrations.ForREST)
	if route.Function != nil {
		target, ok = r.function(route.Function).(integrations.ForREST)
	}
	if !ok {
		panic("restapi: an integration that the plan let pass") // unsupported names it
	}
	binding, bound := r.targets[target]
	if !bound {
		binding = target.BindREST(integrations.RESTScope{Scope: r.API, API: r.API})
		r.targets[target] = binding
	}
	switch {
	case binding.Invokes == nil:
	case len(binding.Qualifiers) > 0:
		r.base.PermitAliases(binding.Function, binding.Invokes, binding.Qualifiers)
	default:
		r.base.Permit(binding.Function, binding.Invokes)
	}
	return binding
}

// function returns the integration of a planned function, one value for each.
func (r *renderer) function(fn *plan.Function) integrations.Integration {
	if !r.base.Streams(fn) {
		return integrations.Lambda(r.base.FunctionOf(fn))
	}
	if r.streams[fn] == nil {
		r.streams[fn] = integrations.LambdaStream(r.base.FunctionOf(fn))
	}
	return r.streams[fn]
}

// responses are those of an integration that is not a proxy, and what the method
// declares of them. With CORS they have its headers.
func (r *renderer) responses(in []integrations.RESTResponse) (ofIntegration, ofMethod []any) {
	declared := map[int]bool{}
	for _, response := range in {
		parameters, names := map[string]string{}, map[string]bool{}
		header := func(name, value string) {
			parameters["method.response.header."+name] = value
			names["method.response.header."+name] = true
		}
		if r.props.CORS != nil {
			for name, value := range r.props.CORS.Headers(r.props.CORS.AllowOrigins[0]) {
				header(name, "'"+value+"'")
			}
		}
		for name, value := range response.Headers {
			header(name, value)
		}
		i := &awsapigateway.CfnMethod_IntegrationResponseProperty{StatusCode: jsii.String(strconv.Itoa(response.Status))}
		m := &awsapigateway.CfnMethod_MethodResponseProperty{StatusCode: i.StatusCode}
		if response.Pattern != "" {
			i.SelectionPattern = jsii.String(response.Pattern)
		}
		if len(response.Templates) > 0 {
			i.ResponseTemplates = response.Templates
		}
		if len(parameters) > 0 {
			i.ResponseParameters, m.ResponseParameters = parameters, names
		}
		ofIntegration = append(ofIntegration, i)
		if !declared[response.Status] {
			declared[response.Status] = true
			ofMethod = append(ofMethod, m)
		}
	}
	return ofIntegration, ofMethod
}

// readText has a mock read requests as text: of a binary one its template would
// make nothing, and the gateway answer 500.
func (r *renderer) readText(mock *awsapigateway.CfnMethod_IntegrationProperty) {
	if len(r.props.BinaryMediaTypes) > 0 {
		mock.ContentHandling = jsii.String("CONVERT_TO_TEXT")
	}
}

// preflight makes the OPTIONS method that answers a browser's question. It
// never needs credentials.
func (r *renderer) preflight(resource *plan.Resource, id *string) {
	policy := r.props.CORS
	headers := map[string]string{}
	names := map[string]bool{}
	for name, value := range policy.Preflight(policy.AllowOrigins[0]) {
		headers["method.response.header."+name] = "'" + value + "'"
		names["method.response.header."+name] = true
	}
	integration := &awsapigateway.CfnMethod_IntegrationProperty{
		Type:             jsii.String("MOCK"),
		RequestTemplates: map[string]string{"application/json": `{"statusCode":204}`},
		IntegrationResponses: []any{&awsapigateway.CfnMethod_IntegrationResponseProperty{
			StatusCode: jsii.String("204"), ResponseParameters: headers,
		}},
	}
	r.readText(integration)
	r.add("OPTIONS "+resource.PathShape(), &awsapigateway.CfnMethodProps{
		RestApiId:         r.RestApi.RestApiId(),
		ResourceId:        id,
		HttpMethod:        jsii.String("OPTIONS"),
		AuthorizationType: jsii.String("NONE"),
		Integration:       integration,
		MethodResponses: []any{&awsapigateway.CfnMethod_MethodResponseProperty{
			StatusCode: jsii.String("204"), ResponseParameters: names,
		}},
	})
}
