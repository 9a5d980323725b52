// A Lambda function whose alias the stage chooses.

package integrations

import (
	"regexp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/place"
	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
)

// LambdaAlias leads to the alias of a function that a variable of the stage
// names, such as "alias", so that each stage has its own version of the code.
// The API gets the permission to invoke each of the aliases. Each stage must
// have the variable, with one of the aliases as its value. The aliases are made
// by awslambda: one that the stack of such a function lacks is warned of. Each
// value is an integration of its own.
func LambdaAlias(fn awslambda.IFunction, variable string, aliases ...string) Integration {
	return &lambdaAlias{fn: fn, variable: variable, aliases: slices.Clone(aliases)}
}

type lambdaAlias struct {
	fn       awslambda.IFunction
	variable string
	aliases  []string
}

func (*lambdaAlias) Kind() string { return "a LambdaAlias integration" }

var (
	stageVariable = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	aliasName     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
)

func (l *lambdaAlias) Problems() []string {
	found := problems.In("integrations.LambdaAlias")
	if isnil.Any(l.fn) {
		found.Add("got no function: it is nil")
	}
	switch l.fn.(type) {
	case awslambda.IAlias, awslambda.IVersion:
		found.Add("got an alias or a version: give it the function, of which the stage's variable names the alias")
	}
	if !stageVariable.MatchString(l.variable) {
		found.Add(`%q is not a stage variable, whose name has letters, digits and "_"`, l.variable)
	}
	if len(l.aliases) == 0 {
		found.Add("names no alias, so the API would have the permission to invoke none")
	}
	for _, alias := range l.aliases {
		if !aliasName.MatchString(alias) {
			found.Add("%q is not a valid alias name", alias)
		}
	}
	return found.All()
}

// uri is what API Gateway calls, of every kind of API (API Gateway developer
// guide, "API Gateway stage variables reference" and "Use stage variables for
// HTTP APIs").
func (l *lambdaAlias) uri(scope constructs.Construct) *string {
	return invoke.URI(scope, l.fn, ":${stageVariables."+l.variable+"}")
}

// target names the function and the variable. Which aliases there are is no
// part of it: they change permissions only.
func (l *lambdaAlias) target(scope constructs.Construct) string {
	return place.Within(scope, l.fn) + " by " + l.variable
}

// BindREST implements [ForREST].
func (l *lambdaAlias) BindREST(api RESTScope) RESTBinding {
	return RESTBinding{
		Integration: &awsapigateway.CfnMethod_IntegrationProperty{
			Type: jsii.String("AWS_PROXY"), IntegrationHttpMethod: jsii.String("POST"), Uri: l.uri(api.Scope),
		},
		Invokes: l.fn, FunctionID: place.Within(api.Scope, l.fn), Qualifiers: l.aliases,
	}
}

// BindHTTP implements [ForHTTP].
func (l *lambdaAlias) BindHTTP(api HTTPScope) HTTPBinding {
	return HTTPBinding{
		Target: l.target(api.Scope),
		Props: &awsapigatewayv2.CfnIntegrationProps{
			IntegrationType: jsii.String("AWS_PROXY"), IntegrationUri: l.uri(api.Scope), PayloadFormatVersion: jsii.String("2.0"),
		},
		Invokes: l.fn, FunctionID: place.Within(api.Scope, l.fn), Qualifiers: l.aliases,
	}
}

// WebSocketProblem implements [ForWebSocket].
func (*lambdaAlias) WebSocketProblem(bool) string { return "" }

// BindWebSocket implements [ForWebSocket].
func (l *lambdaAlias) BindWebSocket(api WebSocketScope) WebSocketBinding {
	return WebSocketBinding{
		Target:  l.target(api.Scope),
		Props:   &awsapigatewayv2.CfnIntegrationProps{IntegrationType: jsii.String("AWS_PROXY"), IntegrationUri: l.uri(api.Scope)},
		Invokes: l.fn, FunctionID: place.Within(api.Scope, l.fn), Qualifiers: l.aliases,
	}
}

// Variable implements facet.StageVariable.
func (l *lambdaAlias) Variable() (name string, values []string) { return l.variable, l.aliases }

// Invokes returns the function that the integration calls, by whatever alias.
func (l *lambdaAlias) Invokes() awslambda.IFunction { return l.fn }
