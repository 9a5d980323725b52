// Routes on a REST API that was made elsewhere.

package restapi

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// ExtendProps holds the settings of an extension. The zero value of each field
// means its default.
type ExtendProps struct {
	// Stages names the stages of the API that serve the extension once it is
	// deployed. Required for an API that was not made by this package. Default: all
	// stages of one that is, but those with a Deployment or a Canary.
	Stages []string

	// Resources are the paths that the API has already, below which the
	// extension adds its own: "aws apigateway get-resources" lists them. The
	// root is known. Default: those of an API of this package.
	Resources []Resource

	// CORS is the policy of the API: the extension's own paths then answer
	// preflights, and its functions know it. Default: the policy of an API of
	// this package.
	CORS *cors.Policy

	// DefaultAuth is the authorizer of the extension's routes that have none of
	// their own; the API's own default is not known here. Default: everybody may
	// call them.
	DefaultAuth authorizers.Authorizer

	// Functions holds settings for the functions of all handlers. Default:
	// those of [function.Config].
	Functions *function.Config

	// Tracing switches AWS X-Ray on for the functions of all handlers.
	Tracing bool
}

// Resource is a path that an API has.
type Resource struct {
	Path string // with the names of its parameters: "/todos/{id}"
	ID   string // "a1b2c3"
}

// Extension is a part of a REST API that was made elsewhere: its own routes with
// their functions, integrations, authorizers and permissions.
type Extension struct {
	constructs.Construct

	base  *api.API
	of    awsapigateway.IRestApi
	props ExtendProps
	root  *string // id of the API's root
}

// Extend begins an extension of an API: one of another stack, or one imported
// with awsapigateway.RestApi_FromRestApiAttributes, which must name the root
// resource. Props may be nil. Mistakes are reported at synth; routes that the API
// or another extension in the application has too are among them, others are
// found by the deployment.
//
// Who deploys: what a stage serves is a copy of the whole API at one time.
//   - An extension that is new or has changed copies the API to its Stages, with
//     all that is there by then. (API Gateway API reference, CreateDeployment.)
//   - The API, when its own stack changes what it serves, copies the extension's
//     routes along. So the order of the two does not matter.
//   - An extension that is deleted, or a route that is removed from it, is in the
//     copy until the next one: API Gateway answers 500 for such routes, or 403
//     once it calls a function that is gone. Change the API, or run "aws
//     apigateway create-deployment" for each stage. Copies that an extension
//     made stay, since a stage may serve them.
//
// Settings of stages, API keys' plans, caches and throttles stay with the API.
func Extend(scope constructs.Construct, id string, of awsapigateway.IRestApi, props *ExtendProps) *Extension {
	pos := plan.Caller(1)
	free, problem := atsynth.FreeID(scope, id)
	e := &Extension{of: of}
	constructs.NewConstruct_Override(e, scope, jsii.String(free))
	if props != nil {
		e.props = *props
		e.props.CORS = e.props.CORS.Clone()
		e.props.Stages = append([]string(nil), props.Stages...)
		e.props.Resources = append([]Resource(nil), props.Resources...)
	}
	own, _ := of.(*API)
	if own != nil && e.props.CORS == nil {
		e.props.CORS = own.props.CORS
	}
	apiID, rootProblem := "", ""
	if !isnil.Any(of) {
		apiID = *of.RestApiId()
		e.root, rootProblem = rootOf(of)
	}
	e.base = api.New(api.Config{
		Construct:   e,
		Pos:         pos,
		Kind:        plan.REST,
		ID:          apiID,
		Shown:       id,
		Extension:   true,
		Of:          of,
		CORS:        e.props.CORS,
		Functions:   e.props.Functions,
		Tracing:     e.props.Tracing,
		DefaultAuth: e.props.DefaultAuth,
		Existing:    func(r *plan.Resource) bool { return e.existing()[r.Shape] != "" },
		Check:       e.check,
		Document:    (&Props{}).document,
		Render:      e.render,
	})
	found := []string{problem, api.ExtensionProblem(e, of, apiID), rootProblem}
	switch {
	case isnil.Any(of):
	case own != nil && *awscdk.Stack_Of(own).Node().Path() == *awscdk.Stack_Of(e).Node().Path():
		found = append(found, "the API is made in this stack: declare the routes on it")
	case own == nil && len(e.props.Stages) == 0:
		found = append(found, `Stages is empty: name the stages of the API that shall serve the routes, such as "v1"`)
	}
	found = append(found, api.ExtendedStagesProblems(plan.REST, e.props.Stages)...)
	found = append(found, e.props.resourceProblems()...)
	for _, text := range found {
		if text != "" {
			e.base.Problem(pos, "restapi.Extend: %s", text)
		}
	}
	return e
}

// rootOf returns the id of an API's root. The CDK panics for an API that was
// imported without it.
func rootOf(of awsapigateway.IRestApi) (id *string, problem string) {
	defer func() {
		if recover() != nil {
			problem = "the API is imported without its root resource: import it with awsapigateway.RestApi_FromRestApiAttributes and a " +
				"RootResourceId"
		}
	}()
	return of.RestApiRootResourceId(), ""
}

// existing returns the paths that the API has, by their shape. Those of an API of
// this package are known once it is planned, which is before its extensions.
func (e *Extension) existing() map[string]string {
	out := map[string]string{"/": "/"}
	if own, ok := e.of.(*API); ok && own != nil {
		if p := own.base.Plan(); p != nil {
			for _, r := range p.Resources {
				out[r.Shape] = r.Path
			}
		}
	}
	for _, r := range e.props.Resources {
		out[shapeOf(r.Path)] = r.Path
	}
	return out
}

// existingIDs returns the ids of the resources that the API has, by the shape of
// their path.
func (e *Extension) existingIDs() map[string]*string {
	out := map[string]*string{"/": e.root}
	if own, ok := e.of.(*API); ok {
		if p := own.base.View.Planned(); p != nil { // its resources are made
			for _, r := range p.Resources {
				out[r.Shape] = own.resources[r.Shape]
			}
		}
	}
	for _, r := range e.props.Resources {
		out[shapeOf(r.Path)] = jsii.String(r.ID)
	}
	return out
}

// shapeOf is a path without the names of its parameters, as in a plan.
func shapeOf(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		switch {
		case strings.HasPrefix(part, "{") && strings.HasSuffix(part, "+}"):
			parts[i] = "{+}"
		case strings.HasPrefix(part, "{"):
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

// Route declares a route that leads to a handler: the short form of Handle.
func (e *Extension) Route(key, handler string) {
	e.declare(plan.Caller(1), Route{Key: key, Handler: handler})
}

// Handle declares routes. They are copied: changing them later changes nothing.
// They have no Throttle and no Cache: these are settings of the API's stages.
func (e *Extension) Handle(routes ...Route) {
	places := plan.Caller(1).Arguments(len(routes))
	for i, r := range routes {
		e.declare(places[i], r)
	}
}

func (e *Extension) declare(pos plan.Pos, r Route) {
	p := r.planned(pos)
	if r.Throttle != nil {
		p.Problems = append(p.Problems, "Throttle is a setting of stages, which the API has and no extension: set it there, in RouteLimits")
	}
	if r.Cache != nil {
		p.Problems = append(p.Problems, "Cache is a setting of stages, which the API has and no extension: leave it out")
	}
	e.base.Declare(p)
}

// SetDefaultAuth sets the authorizer of all the extension's routes that have none
// of their own, also of those declared before. The last call wins.
func (e *Extension) SetDefaultAuth(auth authorizers.Authorizer) {
	e.base.SetDefaultAuth(plan.Caller(1), auth)
}

// Function returns the extension's function of a folder of handlers, such as
// "functions/todos". It is another one than that of the API for the same folder.
func (e *Extension) Function(source string) awslambda.Function {
	return e.base.Function(plan.Caller(1), source)
}

// check finds what is wrong with the plan by the rules of REST APIs, and beside
// what the API has.
func (e *Extension) check(p *plan.Plan) {
	problem := func(r *plan.Planned, format string, args ...any) {
		p.Problems = append(p.Problems, plan.Problem{Pos: r.Pos, Text: fmt.Sprintf("route %q: ", r.Key) + fmt.Sprintf(format, args...)})
	}
	checkRequests(p, problem)
	checkTargets(p, problem)
	checkAuths(p, e.base.Warn)
	if len(p.Routes) == 0 && len(p.Problems) == 0 {
		e.base.Problem(e.base.Pos, "restapi.Extend: the extension has no routes: declare some, or leave it out")
	}
	existing := e.existing()
	for _, r := range p.Routes {
		for res := r.Resource; res != nil; res = res.Parent {
			if there, ok := existing[res.Shape]; ok && there != res.Path {
				problem(r, "the API has the path %q with other names of parameters, and a path has one: write them as there", there)
				break
			}
			if other := variableBeside(existing, res); other != "" {
				problem(r, "cannot stand beside %q of the API: a path has one parameter below it, which is greedy or not", other)
				break
			}
		}
	}
}

// variableBeside returns a path that the API has and that differs from a resource
// only in its last parameter being greedy or not.
func variableBeside(existing map[string]string, r *plan.Resource) string {
	start, last := r.Shape[:strings.LastIndexByte(r.Shape, '/')+1], r.Shape[strings.LastIndexByte(r.Shape, '/')+1:]
	other := map[string]string{"{}": "{+}", "{+}": "{}"}[last]
	if other == "" {
		return ""
	}
	return existing[start+other]
}

// render makes the routes, and a deployment for each stage.
func (e *Extension) render(p *plan.Plan) {
	r := newRenderer(e, e.of, &Props{CORS: e.props.CORS}, e.base)
	r.extends, r.existing = true, e.existingIDs()
	r.methods(p)
	imported := awsapigateway.RestApi_FromRestApiAttributes(e, jsii.String("Deployed"), &awsapigateway.RestApiAttributes{
		RestApiId: e.of.RestApiId(), RootResourceId: e.root,
	})
	for _, stage := range e.stages() {
		deployment := awsapigateway.NewDeployment(e, jsii.String("Deployment:"+stage), &awsapigateway.DeploymentProps{
			Api: imported, RetainDeployments: jsii.Bool(true),
			Description: jsii.String("made by " + *e.Node().Path()),
		})
		deployment.Node().DefaultChild().(awsapigateway.CfnDeployment).SetStageName(jsii.String(stage))
		for _, made := range e.stagesHere(stage) {
			deployment.Node().AddDependency(made) // or this would make a stage of its name, and serve a copy without the routes later
		}
		r.definition.deployAs(deployment)
	}
}

// stages are those that serve the extension.
func (e *Extension) stages() []string {
	own, ok := e.of.(*API)
	if len(e.props.Stages) > 0 || !ok {
		return e.props.Stages
	}
	var out []string
	for _, s := range own.stages {
		if !s.Pinned() && s.own.Canary == nil {
			out = append(out, s.Name)
		}
	}
	return out
}
