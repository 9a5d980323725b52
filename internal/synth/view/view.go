// Package view is what other constructs may know of an API and its stages:
// domains map stages, monitors watch them. Each kind of API registers a view of
// itself in its New; what others want of the API they say on the view before
// synth, and the API reads it when it is rendered.
package view

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/synth/perapp"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// API is what others may know of an API.
type API struct {
	Construct constructs.Construct
	Pos       plan.Pos // of its New
	Kind      *plan.Kind
	ID        string // of the service: a token

	// Definition is whether the API is one definition in its own resource, beside
	// which no routes, authorizers or integrations can be.
	Definition bool

	Name   string // as the service has it; may be a token
	Stages []*Stage

	// Planned plans and renders the API at synth, unless that is done, and
	// returns the plan; nil if something is wrong with the API, which then
	// reports it itself.
	Planned func() *plan.Plan

	// Function returns a function of the plan.
	Function func(*plan.Function) awslambda.IFunction

	// URL is where clients reach the main stage, for a construct that tells
	// others so. A custom domain may be mapped until synth, so it may be a
	// token. If nothing leads there, the API reports who asked.
	URL func(who string) string

	// DisableEndpoint is set by others before synth: clients must not come by
	// the address that every API has.
	DisableEndpoint bool

	// Front is set by others before synth: requests must come through a front,
	// which sends a secret in a header. Nil: they need not.
	Front *Front

	// MutualTLS is set by others before synth: a domain by which clients come
	// asks them for certificates.
	MutualTLS bool
}

// Front is how an API knows that a request came through a front.
type Front struct {
	Pos     plan.Pos // of the front's route
	Of      string   // path of the front
	Header  string
	Secrets []string // that count: tokens
}

// Stage is what others may know of a stage.
type Stage struct {
	API   *API
	Name  string
	Shown string // the name for messages, as the user gave it
	Pos   plan.Pos

	// Construct is the CDK's stage: an awsapigatewayv2.HttpStage, an
	// awsapigatewayv2.WebSocketStage or an awsapigateway.Stage.
	Construct constructs.Construct

	// Mapped is set by others before synth: the URL by which a custom domain
	// leads to the stage, "" for none. The first mapping counts.
	Mapped string

	// Reached is set by others before synth: clients come by a custom domain,
	// though perhaps by none with one address, as that of a wildcard.
	Reached bool

	// DetailedMetrics reports whether each route is counted by itself. Others
	// may switch it on before synth.
	DetailedMetrics bool

	// Log is the access log's group once the API is rendered; nil if there is
	// none. LogFields tells that its lines are JSON with the fields of package
	// accesslog.
	Log       awslogs.ILogGroup
	LogFields bool
}

// Map maps a stage by a *domain.Mapping, which may be nil. Package
// constructs/domain, which this one can't import, sets it.
var Map func(mapping any, s *Stage)

// views has the views of each application, each with the path of its API.
var views perapp.Values[[]*registered]

type registered struct {
	*API
	path string
}

// Register keeps the view of an API.
func Register(v *API) {
	all := views.Of(v.Construct)
	*all = append(*all, &registered{v, *v.Construct.Node().Path()})
}

// Of returns the view of an API; nil for a construct that is not one of ours. The
// path tells, so that it is known inside a type of the user's too.
func Of(c constructs.IConstruct) *API {
	path := *c.Node().Path()
	for _, r := range *views.Of(c) {
		if r.path == path {
			return r.API
		}
	}
	return nil
}

// StageOf returns the view of a stage of one of our APIs, given the CDK's
// stage; nil for another one. The paths tell, as jsii may hand out another Go
// value for a construct that is asked for by its interface.
func StageOf(c constructs.IConstruct) *Stage {
	path := *c.Node().Path()
	for _, v := range *views.Of(c) {
		for _, s := range v.Stages {
			if *s.Construct.Node().Path() == path {
				return s
			}
		}
	}
	return nil
}
