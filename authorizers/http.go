// What an HTTP API asks of an authorizer.

package authorizers

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// ForHTTP is an authorizer that an HTTP API can have.
type ForHTTP interface {
	Authorizer

	// BindHTTP says what one API needs. It is called at synth, once for each
	// API.
	BindHTTP(api HTTPScope) HTTPBinding
}

// HTTPScope is the HTTP API that an authorizer is made for.
type HTTPScope struct {
	Scope    constructs.Construct // parent of new constructs
	API      awsapigatewayv2.IHttpApi
	Function awslambda.IFunction // built from the authorizer's handler; nil if it has none
}

// HTTPBinding is what the routes of an HTTP API say of their authorizer.
type HTTPBinding struct {
	Type string // AuthorizationType: NONE, AWS_IAM, JWT or CUSTOM

	// Authorizer holds the properties of the authorizer, all but ApiId; nil for a
	// type that has none, or one that the CDK has made.
	Authorizer *awsapigatewayv2.CfnAuthorizerProps

	// Asks is a function that the authorizer needs a permission for, if any.
	Asks awslambda.IFunction

	// ID is the AuthorizerId of one that the CDK has made; nil for others.
	ID *string

	// Scopes are those that the authorizer adds to each route's own.
	Scopes *[]*string
}
