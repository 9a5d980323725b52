// What a REST API asks of an authorizer.

package authorizers

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
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

// restSource is an identity source as REST APIs have it.
func restSource(source string) string {
	if name, ok := strings.CutPrefix(source, "$request."); ok {
		return "method.request." + name
	}
	return strings.TrimPrefix(source, "$")
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
