// A REST API: its properties and what is declared on it.

package restapi

import (
	"cmp"
	"maps"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// Props holds the settings of an API. The zero value of each field means its
// default. Props are copied: changing them after New changes nothing.
type Props struct {
	// Name is shown in the console. Default: the construct's id.
	Name string

	// Description is shown in the console. Default: none.
	Description string

	// Endpoint is where the API is reached. Default: [Regional].
	Endpoint Endpoint

	// VPCEndpoints are the ids of interface endpoints that get a name of
	// their own for a [Private] API. Default: none.
	VPCEndpoints []string

	// SecurityPolicy is the least that clients must know of TLS, at the API's own
	// address and behind a custom domain alike. An Edge API takes the policies
	// whose name begins with Edge, others take those that don't; domain.TLS10
	// goes back to what API Gateway has by itself. Once deployed, an API with
	// TLS10 can't get TLS12, only a newer policy. Default: TLS 1.2 and newer, by
	// domain.TLS12From2021 for Regional, domain.EdgeTLS12From2018 for Edge and
	// what API Gateway has for Private; domain.TLS12 behind a domain with
	// mutual TLS.
	SecurityPolicy domain.SecurityPolicy

	// Access says how strictly a security policy of the newer kind is kept.
	// Default: domain.Basic; older policies have none.
	Access domain.Access

	// AllowFrom says from where the API may be called, whatever the
	// authorizers say: a caller must be in one of these. Default: from
	// everywhere; a Private API needs it.
	AllowFrom []Source

	// CORS is the policy for pages of other origins: one origin, or all. The
	// API answers their preflights, and its own errors have the headers;
	// functions get the policy, so that their routers set them. Default: off.
	CORS *cors.Policy

	// DefaultAuth is the authorizer of routes that have none of their own.
	// Default: everybody may call them.
	DefaultAuth authorizers.Authorizer

	// Functions holds settings for the functions of all handlers. Settings on
	// a route go before them. Default: those of [function.Config].
	Functions *function.Config

	// Tracing switches AWS X-Ray on for all stages and for the functions of all
	// handlers, authorizers' too. Tracing of a [Stage] is that of one stage.
	Tracing bool

	// Stages are the names under which the API is served, each with its own
	// settings. The first is the main one. Default: one stage "v1", with the
	// defaults of [Stage].
	Stages []Stage

	// DisableEndpoint switches off the address that every API has, so that
	// clients come by custom domains only.
	DisableEndpoint bool

	// Plans are usage plans, with the API keys that belong to each. Default:
	// none.
	Plans []UsagePlan

	// RequireAPIKey makes all routes need an API key that do not say
	// otherwise.
	RequireAPIKey bool

	// Responses are what the gateway itself answers to requests that reach no
	// integration. Default: API Gateway's own; see [GatewayResponse].
	Responses []GatewayResponse

	// BinaryMediaTypes are content types whose bodies are binary, such as
	// "image/png"; "*/*" is all. Default: none.
	BinaryMediaTypes []string

	// CompressFrom is the size in bytes from which on the API compresses
	// bodies for clients that take it, up to 10 MB; -1 compresses all. Once
	// deployed, 0 leaves it on: docs/stages.md has the command that switches it
	// off. Default: none is.
	CompressFrom int

	// AgentTools makes routes of the API tools of an AgentCore Gateway. Default:
	// none are.
	AgentTools *AgentTools

	// KeepDeployments keeps deployments that newer ones follow, to go back to
	// one by hand or to send only a share of requests to the newest (see
	// [Canary]). Default: they are removed.
	KeepDeployments bool

	// Definition writes the API as one OpenAPI definition in its own resource,
	// with all paths, methods, models and authorizers, so that a stack is not full
	// after some hundred routes. Switching it replaces a deployed API: it gets a
	// new id and a new URL; docs/definition.md says how to move one. Default: off,
	// a resource for each path and method.
	Definition bool

	// OpenAPI is a document of your own, OpenAPI 3.0 in JSON, that is joined with
	// what the routes make; it needs Definition. To a route's operation it may add
	// all that the route does not say, such as a summary, parameters and responses;
	// an operation that no route makes needs an x-amazon-apigateway-integration.
	// What both say, and differently, is a mistake. Default: none.
	OpenAPI string

	// CDKIDs gives resources, methods and the main stage the logical ids that the
	// CDK's RestApi gives them, so that an API which was declared with it, under
	// the same id, keeps them: they are updated, not made anew, which API
	// Gateway would refuse. It stays on: switching it replaces them all.
	// Default: off.
	CDKIDs bool

	// NoURLOutput leaves out the stack's outputs with the URLs of the stages.
	NoURLOutput bool

	// Override changes the properties of the CDK's RestApi before it is made:
	// whatever is not named here. Default: none.
	Override func(*awsapigateway.RestApiProps)
}

// Endpoint is where an API is reached.
type Endpoint string

// The kinds of endpoint. The zero value is Regional.
const (
	Regional Endpoint = "REGIONAL" // in its region
	Edge     Endpoint = "EDGE"     // through a CloudFront distribution of AWS's
	Private  Endpoint = "PRIVATE"  // only through interface endpoints of a VPC
)

// API is a REST API. It is the CDK's RestApi too, with everything that one can
// do.
type API struct {
	awsapigateway.RestApi

	props      Props
	base       *api.API
	own        *body.Own // document of the user's; nil for none
	deployment awsapigateway.Deployment
	stages     []*stage           // as those of base
	warnings   []warning.Warning  // known in New
	endpoint   Endpoint           // as Props or their Override say
	resources  map[string]*string // ids of what was rendered, by the shape of the path
}

var _ awsapigateway.RestApi = (*API)(nil)

// New makes a REST API with its stages. Every change of what it serves makes a
// new deployment, to which the stages go over. Props may be nil. Mistakes are
// reported at synth.
func New(scope constructs.Construct, id string, props *Props) *API {
	a, pos := &API{}, plan.Caller(1)
	if props != nil {
		a.props = props.clone()
	}
	free, problem := atsynth.FreeID(scope, id)
	own, unread := api.ReadOwn(a.props.Definition, a.props.OpenAPI)
	a.own = own
	name := cmp.Or(a.props.Name, own.Title(), id)
	stages, problems := a.props.stages()
	l2, broken := a.l2Props(name)
	unfit := a.props.definitionProblems(l2)
	disabled := a.props.DisableEndpoint || l2.DisableExecuteApiEndpoint != nil && *l2.DisableExecuteApiEndpoint
	endpoint := endpointOf(l2)
	tlsProblems, tlsWarnings := a.props.checkTLS(endpoint)
	a.warnings = tlsWarnings
	awsapigateway.NewRestApi_Override(a, scope, jsii.String(free), l2)
	a.setTLS(endpoint)
	a.endpoint = endpoint
	if a.props.Definition {
		api.RenameForDefinition(a.cfn())
		if l2.FailOnWarnings == nil {
			a.cfn().SetFailOnWarnings(true) // what API Gateway does not understand of a definition, it leaves out
		}
	}
	if len(a.props.VPCEndpoints) > 0 {
		resource := a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi)
		resource.SetEndpointConfiguration(&awsapigateway.CfnRestApi_EndpointConfigurationProperty{
			Types: jsii.Strings(string(a.props.endpoint())), VpcEndpointIds: jsii.Strings(a.props.VPCEndpoints...),
		})
	}
	a.newStages(stages)
	a.countMethods()
	a.base = api.New(api.Config{
		Construct:       a,
		Pos:             pos,
		Kind:            plan.REST,
		ID:              *a.RestApi.RestApiId(),
		Name:            *a.RestApi.RestApiName(),
		Shown:           name,
		Description:     a.props.Description,
		Stages:          stages,
		CORS:            a.props.CORS,
		Functions:       a.props.Functions,
		Tracing:         a.props.Tracing,
		DefaultAuth:     a.props.DefaultAuth,
		Problems:        slices.Concat(a.props.problems(), tlsProblems, problems, broken, unfit, unread),
		Check:           a.check,
		Document:        a.props.document,
		Render:          a.render,
		DisableEndpoint: disabled,
		RouteThrottle:   routeThrottle,
		Definition:      a.props.Definition,
		Strangers:       a.foreign,
	})
	if problem != "" {
		a.base.Problem(pos, "restapi.New: %s", problem)
	}
	apisWithKeys.Of(a).add(a)
	return a
}

// clone copies what the caller could change later.
func (p *Props) clone() Props {
	c := *p
	c.CORS = p.CORS.Clone()
	c.VPCEndpoints = slices.Clone(p.VPCEndpoints)
	c.AllowFrom = slices.Clone(p.AllowFrom)
	c.BinaryMediaTypes = slices.Clone(p.BinaryMediaTypes)
	c.Stages = slices.Clone(p.Stages)
	for i, s := range c.Stages {
		c.Stages[i] = s.clone()
	}
	c.Plans = clonePlans(p.Plans)
	c.AgentTools = p.AgentTools.clone()
	c.Responses = slices.Clone(p.Responses)
	for i, r := range c.Responses {
		c.Responses[i].Headers = maps.Clone(r.Headers)
	}
	return c
}

// l2Props are the properties of the CDK's RestApi. Its own deployment is off:
// ours knows exactly what is served. So is its account-wide role for logs,
// which every API would overwrite: see [accesslog.NewAccount].
func (a *API) l2Props(name string) (l2 *awsapigateway.RestApiProps, broken []string) {
	endpoint := &awsapigateway.EndpointConfiguration{Types: &[]awsapigateway.EndpointType{endpointTypes[a.props.endpoint()]}}
	l2 = &awsapigateway.RestApiProps{
		RestApiName:           jsii.String(name),
		EndpointConfiguration: endpoint,
		Policy:                a.props.policy(),
	}
	if a.props.Description != "" {
		l2.Description = jsii.String(a.props.Description)
	}
	if len(a.props.BinaryMediaTypes) > 0 {
		l2.BinaryMediaTypes = jsii.Strings(a.props.BinaryMediaTypes...)
	}
	if size := a.props.CompressFrom; size != 0 && a.props.compressionProblem() == "" {
		l2.MinCompressionSize = awscdk.Size_Bytes(jsii.Number(max(0, size)))
	}
	broken = panics.Override("restapi.Props.Override", a.props.Override, l2)
	l2.Deploy, l2.CloudWatchRole = jsii.Bool(false), jsii.Bool(false)
	l2.DeployOptions = nil
	return l2, broken
}

var endpointTypes = map[Endpoint]awsapigateway.EndpointType{
	Regional: awsapigateway.EndpointType_REGIONAL,
	Edge:     awsapigateway.EndpointType_EDGE,
	Private:  awsapigateway.EndpointType_PRIVATE,
}

// endpoint is the kind of endpoint; one that is none is reported at synth.
func (p *Props) endpoint() Endpoint {
	if _, known := endpointTypes[p.Endpoint]; known {
		return p.Endpoint
	}
	return Regional
}

// countMethods satisfies the CDK's RestApi, whose validation counts the methods
// that its own class has made and finds none: ours are made by their resource
// type at synth, which costs a third. The one that is counted never reaches the
// template. A deployment that a user makes waits for the resource of each method
// that the CDK knows: it is given our deployment instead, which waits for all.
func (a *API) countMethods() {
	const id = "gatehouse-method"
	method := awsapigateway.NewMethod(a, jsii.String(id), &awsapigateway.MethodProps{
		HttpMethod: jsii.String("GET"), Resource: a.RestApi.Root(), Integration: awsapigateway.NewMockIntegration(nil),
	})
	method.Node().SetDefaultChild(a.deployment.Node().DefaultChild())
	a.RestApi.Node().TryRemoveChild(jsii.String(id))
}

// SetDefaultAuth sets the authorizer of all routes that have none of their
// own, also of those declared before. The last call wins.
func (a *API) SetDefaultAuth(auth authorizers.Authorizer) {
	a.base.SetDefaultAuth(plan.Caller(1), auth)
}

// Function returns the function of a folder of handlers, such as
// "functions/todos", to grant it rights or to set what Config does not name.
// Routes that lead there may be declared before or after.
func (a *API) Function(source string) awslambda.Function {
	return a.base.Function(plan.Caller(1), source)
}
