// Authorizers of the CDK.

package authorizers

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/l2route"
)

// FromHTTP uses an authorizer of the CDK, or one of yours that has its
// interface, in an HTTP API as it is. The CDK binds such an object to one API:
// make another for the next.
func FromHTTP(auth awsapigatewayv2.IHttpRouteAuthorizer) Authorizer { return fromHTTP{auth} }

type fromHTTP struct {
	l2 awsapigatewayv2.IHttpRouteAuthorizer
}

func (fromHTTP) Name() string   { return "" } // the CDK's id is not available
func (fromHTTP) Kind() string   { return "an authorizer of the CDK" }
func (a fromHTTP) Public() bool { return a.kind() == "NONE" }

// Scoped is true for those that check tokens, and for those of which it isn't
// known.
func (a fromHTTP) Scoped() bool { return a.kind() == "JWT" || a.kind() == "" }

// AsksIAM is for the plan: rights to call a route are IAM policies.
func (a fromHTTP) AsksIAM() bool { return a.kind() == "AWS_IAM" }

// kind returns the authorization type as far as it is known before the
// authorizer is bound.
func (a fromHTTP) kind() string {
	switch l2 := a.l2.(type) {
	case interface{ AuthorizationType() *string }:
		return *l2.AuthorizationType()
	case interface {
		AuthorizationType() awsapigatewayv2.HttpAuthorizerType
	}:
		return "AWS_IAM" // the only one that says it in this way
	}
	return ""
}

func (a fromHTTP) Problems() []string {
	if isnil.Any(a.l2) {
		return []string{"authorizers.FromHTTP got no authorizer: it is nil"}
	}
	return nil
}

// DefinitionProblem implements facet.Resource. Bound, the CDK's authorizers make
// resources, but for those that need none.
func (a fromHTTP) DefinitionProblem() string {
	if kind := a.kind(); kind == "NONE" || kind == "AWS_IAM" {
		return ""
	}
	return "an authorizer of the CDK is a resource, which can't be beside a definition: use authorizers.JWT, Cognito or Lambda"
}

func (a fromHTTP) BindHTTP(api HTTPScope) HTTPBinding {
	bound := a.l2.Bind(&awsapigatewayv2.HttpRouteAuthorizerBindOptions{Route: l2route.New(api.API, api.Scope), Scope: api.Scope})
	switch kind := *bound.AuthorizationType; kind {
	case "NONE", "AWS_IAM", "JWT", "CUSTOM":
		return HTTPBinding{Type: kind, ID: bound.AuthorizerId, Scopes: bound.AuthorizationScopes}
	default:
		panic(fmt.Sprintf("authorizers: the CDK's authorizer has the unknown type %q", kind))
	}
}
