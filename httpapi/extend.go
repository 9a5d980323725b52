// Routes on an HTTP API that was made elsewhere.

package httpapi

import (
	"cmp"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
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
	// CORS is the policy that the API has, if it was not made by this package: the
	// functions then know it, and preflights need no credentials. It changes
	// nothing on the API. Default: the policy of an API of this package.
	CORS *cors.Policy

	// DefaultAuth is the authorizer of the extension's routes that have none of
	// their own; the API's own default is not known here. One that the API has
	// already is imported by the CDK: authorizers.FromHTTP with
	// awsapigatewayv2.HttpAuthorizer_FromHttpAuthorizerAttributes. Default:
	// everybody may call them.
	DefaultAuth authorizers.Authorizer

	// Functions holds settings for the functions of all handlers. Default:
	// those of [function.Config].
	Functions *function.Config

	// Tracing switches AWS X-Ray on for the functions of all handlers.
	Tracing bool
}

// Extension is a part of an HTTP API that was made elsewhere: its own routes
// with their functions, integrations, authorizers and permissions.
type Extension struct {
	constructs.Construct

	base *api.API
}

// Extend begins an extension of an API: one of another stack, of the CDK, or
// imported with [FromAttributes]. Props may be nil. Mistakes are reported at
// synth; routes that the API or another extension in the application has too are
// among them, others are found by the deployment.
//
// Who deploys: a stage with automatic deployment, as [New] and the CDK's default
// stage have it, serves the extension's routes as soon as its stack is deployed,
// and stops when they are deleted. Any other stage is deployed by its owner.
// Settings of stages, such as throttles, stay with the API.
func Extend(scope constructs.Construct, id string, of awsapigatewayv2.IHttpApi, props *ExtendProps) *Extension {
	pos := plan.Caller(1)
	free, problem := atsynth.FreeID(scope, id)
	e := &Extension{}
	constructs.NewConstruct_Override(e, scope, jsii.String(free))
	p := ExtendProps{}
	if props != nil {
		p = *props
		p.CORS = p.CORS.Clone()
	}
	if own, ok := of.(*API); ok && own != nil {
		p.CORS = cmp.Or(p.CORS, own.props.CORS)
	}
	apiID := ""
	if !isnil.Any(of) {
		apiID = *of.ApiId()
	}
	e.base = api.New(api.Config{
		Construct:   e,
		Pos:         pos,
		Kind:        plan.HTTP,
		ID:          apiID,
		Shown:       id,
		Extension:   true,
		Of:          of,
		CORS:        p.CORS,
		Functions:   p.Functions,
		Tracing:     p.Tracing,
		DefaultAuth: p.DefaultAuth,
		Render:      func(p *plan.Plan) { newRenderer(e, of, e.base).routes(p) },
	})
	for _, text := range []string{problem, api.ExtensionProblem(e, of, apiID)} {
		if text != "" {
			e.base.Problem(pos, "httpapi.Extend: %s", text)
		}
	}
	return e
}

// Route declares a route that leads to a handler: the short form of Handle.
func (e *Extension) Route(key, handler string) {
	e.declare(plan.Caller(1), Route{Key: key, Handler: handler})
}

// Handle declares routes. They are copied: changing them later changes nothing.
// They have no Throttle: that is a setting of the API's stages.
func (e *Extension) Handle(routes ...Route) {
	places := plan.Caller(1).Arguments(len(routes))
	for i, r := range routes {
		e.declare(places[i], r)
	}
}

func (e *Extension) declare(pos plan.Pos, r Route) {
	var found []string
	if r.Throttle != nil {
		found = []string{"Throttle is a setting of stages, which the API has and no extension: set it there, in RouteLimits"}
	}
	e.base.Declare(r.planned(pos, found))
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
