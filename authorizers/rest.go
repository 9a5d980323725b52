// Authorizers of REST APIs.

package authorizers

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// ForREST is an authorizer that a REST API can have.
type ForREST interface {
	Authorizer

	// BindREST makes what one API needs. It is called at synth, once for each
	// API.
	BindREST(api RESTScope) RESTBinding
}

// RESTScope is the REST API that an authorizer is made for.
type RESTScope struct {
	Scope    constructs.Construct // parent of new constructs
	API      awsapigateway.IRestApi
	Function awslambda.IFunction // built from the authorizer's handler; nil if it has none
}

// RESTBinding is what the methods of a REST API say of their authorizer.
type RESTBinding struct {
	Type string  // AuthorizationType: NONE, AWS_IAM, COGNITO_USER_POOLS or CUSTOM
	ID   *string // AuthorizerId; nil for a type that has none

	// Settings are those of the authorizer's resource, as encoding/json reads
	// them: a change of them must reach the stage, so they are part of what is
	// deployed. Nil for a type that has no resource.
	Settings any
}

// KindsForREST names the authorizers that a REST API can have, for messages.
const KindsForREST = "None, IAM, Cognito, Token and Lambda"

// RESTProblems is what an authorizer has with settings that are right for other
// kinds of API and wrong for a REST API.
type RESTProblems interface {
	RESTProblems() []string
}

// BindREST implements [ForREST].
func (none) BindREST(RESTScope) RESTBinding { return RESTBinding{Type: "NONE"} }

// BindREST implements [ForREST].
func (iam) BindREST(RESTScope) RESTBinding { return RESTBinding{Type: "AWS_IAM"} }

// BindREST implements [ForREST].
func (a cognito) BindREST(api RESTScope) RESTBinding {
	return newRESTAuthorizer(api, &awsapigateway.CfnAuthorizerProps{
		Name:           jsii.String(a.name),
		Type:           jsii.String("COGNITO_USER_POOLS"),
		IdentitySource: jsii.String(restSource(a.source)),
		ProviderArns:   &[]any{a.pool.UserPoolArn()},
	})
}

// RESTProblems implements [RESTProblems].
func (a cognito) RESTProblems() []string {
	if strings.HasPrefix(a.source, "$request.header.") || *awscdk.Token_IsUnresolved(a.source) {
		return nil
	}
	return []string{fmt.Sprintf("authorizer %q: identity source %q: a REST API looks for Cognito's tokens in a header", a.name, a.source)}
}

// RESTWarnings are what a REST API does otherwise than an HTTP API, and what
// to do about it.
func (a cognito) RESTWarnings() []warning.Warning {
	return []warning.Warning{warning.New(warning.CognitoAnyClient, "authorizer %q: a REST API takes tokens of every client of the user pool: "+
		"give routes scopes that only yours has, or compare the claim client_id or aud in the function", a.name)}
}

// BindREST implements [ForREST].
func (a lambda) BindREST(api RESTScope) RESTBinding {
	var sources []string
	for _, s := range a.sources.items() {
		sources = append(sources, restSource(s))
	}
	props := &awsapigateway.CfnAuthorizerProps{
		Name:                         jsii.String(a.name),
		Type:                         jsii.String("REQUEST"),
		AuthorizerResultTtlInSeconds: jsii.Number(a.ttl.Seconds()),
	}
	if len(sources) > 0 {
		props.IdentitySource = jsii.String(strings.Join(sources, ","))
	}
	return bindFunction(api, props, a.function(api.Function))
}

// RESTProblems implements [RESTProblems]. A REST API has one format of event, so
// PayloadFormat does not matter to it.
func (a lambda) RESTProblems() []string {
	var out []string
	if a.response != Policy {
		out = append(out, fmt.Sprintf("authorizer %q: a REST API only knows answers by policy: set Response to authorizers.Policy, and answer with a *authorizer.Policy", a.name))
	}
	for _, s := range a.sources.items() {
		if s == "$context.routeKey" {
			out = append(out, fmt.Sprintf(`authorizer %q: identity source %q: a REST API has "$context.httpMethod" and "$context.resourcePath" instead`, a.name, s))
		}
	}
	return out
}

// restSource is an identity source as REST APIs have it.
func restSource(source string) string {
	if name, ok := strings.CutPrefix(source, "$request."); ok {
		return "method.request." + name
	}
	return strings.TrimPrefix(source, "$")
}

// bindFunction makes an authorizer that asks a function, and the permission.
func bindFunction(api RESTScope, props *awsapigateway.CfnAuthorizerProps, fn awslambda.IFunction) RESTBinding {
	props.AuthorizerUri = invoke.URI(api.Scope, fn, "")
	binding := newRESTAuthorizer(api, props)
	invoke.Permit(api.Scope, "Permission:Authorizer:"+*props.Name, fn, api.API.RestApiId(), "authorizers/"+*binding.ID)
	return binding
}

func newRESTAuthorizer(api RESTScope, props *awsapigateway.CfnAuthorizerProps) RESTBinding {
	props.RestApiId = api.API.RestApiId()
	authorizer := awsapigateway.NewCfnAuthorizer(api.Scope, jsii.String("Authorizer:"+*props.Name), props)
	kind := *props.Type
	if kind != "COGNITO_USER_POOLS" {
		kind = "CUSTOM"
	}
	return RESTBinding{Type: kind, ID: authorizer.Ref(), Settings: props}
}
