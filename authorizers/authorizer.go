// What every authorizer says of itself, and what each kind of API asks of it.

package authorizers

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
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

	// BindHTTP makes what one API needs, with scope as the parent of new
	// constructs. It is called at synth, once for each API.
	BindHTTP(scope constructs.Construct, api awsapigatewayv2.IHttpApi) HTTPBinding
}

// HTTPBinding is what the routes of an HTTP API say of their authorizer.
type HTTPBinding struct {
	Type string  // AuthorizationType: NONE, AWS_IAM, JWT or CUSTOM
	ID   *string // AuthorizerId; nil for a type that has none
}

// KindsForHTTP names the authorizers that an HTTP API can have, for messages.
const KindsForHTTP = "None, IAM and JWT"
