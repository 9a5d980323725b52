// What a REST API asks of an authorizer.

package authorizers

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// ForREST is an authorizer that a REST API can have.
type ForREST interface {
	Authorizer

	// BindREST says what one API needs. It is called at synth, once for each
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
	Type string // AuthorizationType: NONE, AWS_IAM, COGNITO_USER_POOLS or CUSTOM

	// Authorizer holds the properties of the authorizer, all but RestApiId, as
	// encoding/json reads them: a change of them must reach the stage, so they are
	// part of what is deployed. Nil for a type that has none.
	Authorizer *awsapigateway.CfnAuthorizerProps

	// Asks is a function that the authorizer needs a permission for, if any.
	Asks awslambda.IFunction
}

// restSource is an identity source as REST APIs have it.
func restSource(source string) string {
	if name, ok := strings.CutPrefix(source, "$request."); ok {
		return "method.request." + name
	}
	return strings.TrimPrefix(source, "$")
}

func newRESTAuthorizer(props *awsapigateway.CfnAuthorizerProps) RESTBinding {
	kind := *props.Type
	if kind != "COGNITO_USER_POOLS" {
		kind = "CUSTOM"
	}
	return RESTBinding{Type: kind, Authorizer: props}
}
