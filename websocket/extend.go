// Routes on a WebSocket API that was made elsewhere.

package websocket

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/connectionsenv"
	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/api"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// ExtendProps holds the settings of an extension. The zero value of each field
// means its default.
type ExtendProps struct {
	// DefaultAuth is the authorizer of $connect, if the extension declares that
	// route and it has none of its own. Default: everybody may connect.
	DefaultAuth authorizers.Authorizer

	// Functions holds settings for the functions of all handlers. Default:
	// those of [function.Config].
	Functions *function.Config

	// Tracing switches AWS X-Ray on for the functions of all handlers.
	Tracing bool

	// Stages names the stages of the API to whose connections the functions of
	// handlers may send. Default: those of an API of this package; none for
	// another.
	Stages []string
}

// Extension is a part of a WebSocket API that was made elsewhere: its own routes
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
// Who deploys: a stage with automatic deployment, as [New] makes it, serves the extension's routes as soon as its stack is deployed,
// and stops when they are deleted. Any other stage is deployed by its owner.
// Settings of stages, such as throttles, stay with the API.
func Extend(scope constructs.Construct, id string, of awsapigatewayv2.IWebSocketApi, props *ExtendProps) *Extension {
	pos := plan.Caller(1)
	free, problem := atsynth.FreeID(scope, id)
	e := &Extension{}
	constructs.NewConstruct_Override(e, scope, jsii.String(free))
	p := ExtendProps{}
	if props != nil {
		p = *props
		p.Stages = slices.Clone(p.Stages)
	}
	apiID := ""
	if !isnil.Any(of) {
		apiID = *of.ApiId()
	}
	e.base = api.New(api.Config{
		Construct:   e,
		Pos:         pos,
		Kind:        plan.WebSocket,
		ID:          apiID,
		Shown:       id,
		Extension:   true,
		Of:          of,
		Functions:   p.Functions,
		Tracing:     p.Tracing,
		Check:       checkModels,
		DefaultAuth: p.DefaultAuth,
		Document:    document,
		Render: func(planned *plan.Plan) {
			e.connect(planned, of, p.Stages)
			(&renderer{e, of, e.base}).routes(planned)
		},
	})
	for _, text := range append(api.ExtendedStagesProblems(plan.WebSocket, p.Stages), problem, api.ExtensionProblem(e, of, apiID)) {
		if text != "" {
			e.base.Problem(pos, "websocket.Extend: %s", text)
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
	found := r.problems()
	if r.Throttle != nil {
		found = append(found, "Throttle is a setting of stages, which the API has and no extension: set it there, in RouteLimits")
	}
	e.base.Declare(r.planned(pos, found))
}

// SetDefaultAuth sets the authorizer of $connect, also if the extension declared
// that route before, unless it has its own. The last call wins.
func (e *Extension) SetDefaultAuth(auth authorizers.Authorizer) {
	e.base.SetDefaultAuth(plan.Caller(1), auth)
}

// Function returns the extension's function of a folder of handlers, such as
// "functions/chat". It is another one than that of the API for the same folder.
func (e *Extension) Function(source string) awslambda.Function {
	return e.base.Function(plan.Caller(1), source)
}

// connect lets functions of handlers reach the connections of the API's stages,
// and tells them where they are.
func (e *Extension) connect(p *plan.Plan, of awsapigatewayv2.IWebSocketApi, stages []string) {
	stack := awscdk.Stack_Of(e)
	var urls []connectionsenv.URL
	var arns []*string
	add := func(stage, url string) {
		urls = append(urls, connectionsenv.URL{Stage: stage, URL: url})
		arns = append(arns, connectionsARN(e, of, stage))
	}
	if own, ok := of.(*API); ok && len(stages) == 0 && !own.props.NoConnections {
		for _, s := range own.base.Stages {
			add(s.Name, own.base.ConnectionsURLOf(s))
		}
	}
	for _, stage := range stages {
		add(stage, fmt.Sprintf("https://%s.execute-api.%s.%s/%s", *of.ApiId(), *stack.Region(), *stack.UrlSuffix(), stage))
	}
	if len(urls) == 0 {
		return
	}
	for _, fn := range p.Functions {
		if fn.Start != nil {
			continue // an authorizer asks it
		}
		made := e.base.FunctionOf(fn)
		awsiam.Grant_AddToPrincipal(&awsiam.GrantOnPrincipalOptions{
			Grantee: made, Actions: jsii.Strings("execute-api:ManageConnections"), ResourceArns: &arns,
		})
		made.AddEnvironment(jsii.String(connectionsenv.Name), jsii.String(connectionsenv.Format(urls)), nil)
	}
}
