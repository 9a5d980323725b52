// An HTTP API: its properties and what is declared on it.

package httpapi

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/plan"
)

// Props holds the settings of an API. The zero value of each field means its
// default. Props are copied: changing them after New changes nothing.
type Props struct {
	// Name is shown in the console. Default: the construct's id.
	Name string

	// Description is shown in the console. Default: none.
	Description string

	// CORS is the policy for pages of other origins. API Gateway then answers
	// their preflights and sets the headers of responses. Default: off.
	CORS *cors.Policy

	// DefaultAuth is the authorizer of routes that have none of their own.
	// Default: everybody may call them.
	DefaultAuth authorizers.Authorizer

	// Functions holds settings for the functions of all handlers. Settings on
	// a route go before them. Default: those of [function.Config].
	Functions *function.Config

	// Throttle limits requests to the stage, counted for each route. Default:
	// the limits of the account and region.
	Throttle *Throttle

	// AccessLog holds the settings of the access log. Default: on, JSON, kept
	// for 30 days.
	AccessLog *accesslog.Config

	// NoURLOutput leaves out the stack's output with the URL of the API.
	NoURLOutput bool

	// Override changes the properties of the CDK's HttpApi before it is made:
	// whatever is not named here. Default: none.
	Override func(*awsapigatewayv2.HttpApiProps)
}

// API is an HTTP API. It is the CDK's HttpApi too, with everything that one
// can do.
type API struct {
	awsapigatewayv2.HttpApi

	props       Props
	pos         plan.Pos
	app         *function.App
	routes      []declared
	defaultAuth authorizers.Authorizer
	defaultPos  plan.Pos
	functions   map[string]*function.Shared // by folder
	asked       []plan.Asked
	plan        *plan.Plan
	problems    []plan.Problem // besides those of the plan
}

var _ awsapigatewayv2.HttpApi = (*API)(nil)

// New makes an HTTP API with a default stage that deploys every change. Props
// may be nil. Mistakes are reported at synth.
func New(scope constructs.Construct, id string, props *Props) *API {
	a := &API{pos: plan.Caller(1), functions: map[string]*function.Shared{}}
	if props != nil {
		a.props = *props
		a.props.CORS = props.CORS.Clone()
	}
	free, problem := atsynth.FreeID(scope, id)
	if problem != "" {
		a.problem(a.pos, "httpapi.New: %s", problem)
	}
	name := a.props.Name
	if name == "" {
		name = id
	}
	l2 := &awsapigatewayv2.HttpApiProps{ApiName: jsii.String(name)}
	if a.props.Description != "" {
		l2.Description = jsii.String(a.props.Description)
	}
	if a.props.Override != nil {
		a.props.Override(l2)
	}
	awsapigatewayv2.NewHttpApi_Override(a, scope, jsii.String(free), l2)
	if a.props.DefaultAuth != nil {
		a.defaultAuth, a.defaultPos = a.props.DefaultAuth, a.pos
	}
	if url := a.HttpApi.Url(); url != nil && !a.props.NoURLOutput {
		awscdk.NewCfnOutput(a, jsii.String("Url"), &awscdk.CfnOutputProps{Value: url, Description: jsii.String("URL of " + name)})
	}
	a.app = function.AppOf(a)
	a.app.Add(a)
	atsynth.Do(a, a.render, a.allProblems)
	return a
}

// SetDefaultAuth sets the authorizer of all routes that have none of their
// own, also of those declared before. The last call wins.
func (a *API) SetDefaultAuth(auth authorizers.Authorizer) {
	a.defaultAuth, a.defaultPos = auth, plan.Caller(1)
}

// Function returns the function of a folder of handlers, such as
// "functions/todos", to grant it rights or to set what Config does not name.
// Routes that lead there may be declared before or after.
func (a *API) Function(source string) awslambda.Function {
	a.asked = append(a.asked, plan.Asked{Pos: plan.Caller(1), Source: source})
	return a.shared(source).Function
}
