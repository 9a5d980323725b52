// From the plan to the CDK's constructs, at synth: resources and methods by
// their resource types, one each.

package restapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// render makes the constructs of a plan.
func (a *API) render(p *plan.Plan) {
	a.guardFront()
	foreign := a.foreign()
	if a.base.View.DisableEndpoint {
		a.cfn().SetDisableExecuteApiEndpoint(true)
	}
	a.agreeWithMutualTLS()
	r := newRenderer(a, a, &a.props, a.base)
	r.existing = map[string]*string{"/": a.RestApi.RestApiRootResourceId()}
	if a.props.Definition {
		r.document = a.newDocument()
		r.checks.document = r.document
	}
	if a.props.CDKIDs {
		r.tree = map[string]constructs.Construct{"/": a.RestApi.Root().(constructs.Construct)}
	}
	r.methods(p)
	a.resources = r.made
	d := r.definition
	a.renderResponses(p, d, r.document)
	if r.document != nil {
		a.base.MergeOwn(r.document, a.own)
		a.writeDocument(r.document, d)
	}
	a.deploy(d, foreign)
	a.renderStages(p)
	a.renderPlans(p)
	a.renderAgentTools(p)
	if !a.props.NoURLOutput {
		a.base.OutputURLs("Url", "URL", a.base.URL)
	}
}

// renderer makes resources and methods of an API, which may have been made
// elsewhere, below a scope, and once each what they need.
type renderer struct {
	scope      constructs.Construct
	api        awsapigateway.IRestApi
	props      *Props
	base       *api.API
	id         *string // of the API
	definition *definition
	document   *body.Body // takes paths, methods, authorizers and models; nil: they are resources
	checks     *checks
	made       map[string]*string // ids of resources, by shape
	extends    bool               // an API that was made elsewhere
	existing   map[string]*string // ids of resources that something else has made, by shape; "/" is the root
	auths      map[authorizers.Authorizer]boundAuth
	targets    map[integrations.Integration]integrations.RESTBinding
	streams    map[*plan.Function]integrations.Integration

	// With ids as the CDK's RestApi has them, the construct of each resource,
	// by its shape; nil otherwise.
	tree map[string]constructs.Construct
}

func newRenderer(scope constructs.Construct, of awsapigateway.IRestApi, props *Props, base *api.API) *renderer {
	d := &definition{}
	return &renderer{
		scope: scope, api: of, id: of.RestApiId(), props: props, base: base, definition: d,
		checks:  &checks{scope: scope, api: of, definition: d, made: map[string]*string{}, named: map[string]bool{}},
		made:    map[string]*string{},
		auths:   map[authorizers.Authorizer]boundAuth{},
		targets: map[integrations.Integration]integrations.RESTBinding{},
		streams: map[*plan.Function]integrations.Integration{},
	}
}

// resources makes the tree and returns the id of each resource.
func (a *renderer) resources(p *plan.Plan) map[*plan.Resource]*string {
	ids := map[*plan.Resource]*string{nil: a.existing["/"]}
	if a.document != nil {
		a.definition.ids = append(a.definition.ids, *a.id)
		return map[*plan.Resource]*string{} // paths of a definition have no ids that are known here
	}
	for _, r := range p.Resources {
		if id := a.existing[r.Shape]; id != nil {
			ids[r] = id
			continue
		}
		props := &awsapigateway.CfnResourceProps{
			RestApiId: a.api.RestApiId(), ParentId: ids[r.Parent], PathPart: jsii.String(r.Part),
		}
		scope, id := a.scope, "Resource:"+atsynth.ChildID(r.Shape)
		name := id
		if a.tree != nil {
			a.tree[r.Shape] = child(a.tree[r.Parent.PathShape()], r.Part)
			scope, name = a.tree[r.Shape], "Resource"
		}
		made := awsapigateway.NewCfnResource(scope, jsii.String(name), props)
		a.definition.add(made, id, props)
		ids[r] = made.Ref()
		a.made[r.Shape] = made.Ref()
		a.definition.ids = append(a.definition.ids, *ids[r])
	}
	a.definition.ids = append(a.definition.ids, *a.api.RestApiId())
	return ids
}

// methods makes the methods, and with CORS an OPTIONS method beside them. On
// resources that something else has made, that is its task.
func (r *renderer) methods(p *plan.Plan) {
	ids := r.resources(p)
	preflighted := map[*plan.Resource]bool{}
	for _, route := range p.Routes {
		r.method(route, ids[route.Resource])
		if r.props.CORS != nil && !preflighted[route.Resource] && !r.preflightElsewhere(route.Resource) {
			preflighted[route.Resource] = true
			r.preflight(route, ids[route.Resource])
		}
	}
}

func (r *renderer) preflightElsewhere(resource *plan.Resource) bool {
	return r.extends && r.existing[resource.PathShape()] != nil
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
		RestApiId:         r.id,
		ResourceId:        resource,
		HttpMethod:        jsii.String(route.Key.Method),
		AuthorizationType: jsii.String(auth.Type),
		Integration:       &integration,
	}
	if auth.id != nil {
		props.AuthorizerId = auth.id
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
		r.add(route.Key, route.Pos, props)
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
	if made := r.add(route.Key, route.Pos, props); made != nil {
		r.definition.parts[len(r.definition.parts)-1].overridden = made
	}
}

// child returns a construct that only has a name: that of the CDK's resource or
// method, which may be there already if a user made it.
func child(scope constructs.Construct, name string) constructs.Construct {
	if there := scope.Node().TryFindChild(jsii.String(name)); there != nil {
		return there.(constructs.Construct)
	}
	return constructs.NewConstruct(scope, jsii.String(name))
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

// add makes a method. Its id derives from method and path. One in a definition is
// no resource.
func (r *renderer) add(key routekey.Key, pos plan.Pos, props *awsapigateway.CfnMethodProps) awsapigateway.CfnMethod {
	if r.document != nil {
		operation, problems := r.operation(props)
		for _, text := range problems {
			r.base.Problem(pos, "route %q: in a definition: %s", key, text)
		}
		r.document.Operation(key, operation)
		return nil
	}
	shape := key.Shape()
	scope, id := r.scope, atsynth.ChildID(shape)
	name := id
	if r.tree != nil {
		method, path, _ := strings.Cut(shape, " ")
		scope, name = child(r.tree[path], method), "Resource"
	}
	made := awsapigateway.NewCfnMethod(scope, jsii.String(name), props)
	r.definition.add(made, id, props)
	return made
}

// boundAuth is an authorizer that was bound to the API.
type boundAuth struct {
	authorizers.RESTBinding
	id *string // AuthorizerId; nil for a type that has none
}

func (r *renderer) auth(auth authorizers.ForREST) boundAuth {
	bound, known := r.auths[auth]
	if known {
		return bound
	}
	bound.RESTBinding = auth.BindREST(authorizers.RESTScope{Scope: r.scope, API: r.api, Function: r.base.FunctionFor(auth)})
	if props := bound.Authorizer; props != nil {
		name := auth.Name()
		which := "*" // the id of one in a definition is not known
		if r.document != nil {
			bound.id = jsii.String(name)
			r.document.Component("securitySchemes", name, securityScheme(props))
		} else {
			props.RestApiId = r.id
			bound.id = awsapigateway.NewCfnAuthorizer(r.scope, jsii.String("Authorizer:"+name), props).Ref()
			which = *bound.id
			r.definition.parts = append(r.definition.parts, part{ID: "Authorizer:" + name, Props: props})
		}
		if bound.Asks != nil {
			invoke.Permit(r.scope, "Permission:Authorizer:"+name, bound.Asks, r.id, "authorizers/"+which)
		}
	}
	r.auths[auth] = bound
	return bound
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
		binding = target.BindREST(integrations.RESTScope{Scope: r.scope, API: r.api})
		r.targets[target] = binding
	}
	switch {
	case binding.Invokes == nil:
	case len(binding.Qualifiers) > 0:
		r.base.PermitAliases(binding.FunctionID, binding.Invokes, binding.Qualifiers)
	default:
		r.base.Permit(binding.FunctionID, binding.Invokes)
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
func (r *renderer) preflight(route *plan.Planned, id *string) {
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
	r.add(routekey.Key{Method: "OPTIONS", Path: route.Key.Path}, route.Pos, &awsapigateway.CfnMethodProps{
		RestApiId:         r.id,
		ResourceId:        id,
		HttpMethod:        jsii.String("OPTIONS"),
		AuthorizationType: jsii.String("NONE"),
		Integration:       integration,
		MethodResponses: []any{&awsapigateway.CfnMethod_MethodResponseProperty{
			StatusCode: jsii.String("204"), ResponseParameters: names,
		}},
	})
}
