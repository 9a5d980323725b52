// What every authorizer says of itself, and what each kind of API asks of it.

package authorizers

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
)

// Authorizer decides who may call a route. Make one with a function of this
// package. Two values that are equal by == are one authorizer.
type Authorizer interface {
	Name() string       // names the resource within an API; "" for a kind that has no resource
	Kind() string       // for messages: "JWT authorizer"
	Public() bool       // lets everybody in
	Scoped() bool       // can require scopes
	Problems() []string // what is wrong with its settings, each with what would be right
}

// ForHTTP is an authorizer that an HTTP API can have.
type ForHTTP interface {
	Authorizer

	// BindHTTP makes what one API needs. It is called at synth, once for each
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
	Type string  // AuthorizationType: NONE, AWS_IAM, JWT or CUSTOM
	ID   *string // AuthorizerId; nil for a type that has none

	// Scopes are those that the authorizer adds to each route's own.
	Scopes *[]*string
}

// KindsForHTTP names the authorizers that an HTTP API can have, for messages.
const KindsForHTTP = "None, IAM, JWT, Cognito, Lambda and FromHTTP"
