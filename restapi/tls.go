// TLS: what clients must know of it at least.

package restapi

import (
	"cmp"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/tlspolicy"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// defaultPolicies are the security policies of APIs that set none. API Gateway's
// own lets TLS 1.0 in, but for a Private API, where it is TLS12. Not TLS12 for
// the others: an Edge API can't have it, and no API that has been there with
// TLS10 can go over to it ("Security policies for REST APIs in API Gateway").
var defaultPolicies = map[Endpoint]domain.SecurityPolicy{
	Regional: domain.TLS12From2021,
	Edge:     domain.EdgeTLS12From2018,
}

// checkTLS says what is wrong with the security policy at an endpoint, and warns
// of what should be looked at.
func (p *Props) checkTLS(e Endpoint) (problems []string, warnings []warning.Warning) {
	policy := cmp.Or(p.SecurityPolicy, defaultPolicies[e], domain.TLS12)
	problems, warnings = tlspolicy.Check(string(policy), string(p.Access), string(e))
	if policy == domain.TLS12 && e == Edge {
		problems = append(problems,
			"SecurityPolicy TLS12 is for domains at the edge, and not for APIs there: take EdgeTLS12From2018, which lets in nothing older either")
	}
	return problems, warnings
}

// setTLS sets the security policy on the resource, since the CDK's RestApi has
// no property for it, nor has the Override; a user may set another there later.
// An API whose own address is off has one too: API Gateway negotiates with that
// of the API behind a custom domain as well, and switching the address on again
// must not open it to older clients.
//
// An older policy is written out too, since CloudFormation may keep what was
// there for a property that is left out. The access mode isn't: a new API has
// none to take away, and API Gateway knows two values.
func (a *API) setTLS(e Endpoint) {
	cfn := a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi)
	policy, access := cmp.Or(a.props.SecurityPolicy, defaultPolicies[e]), a.props.Access
	if policy == "" {
		return
	}
	cfn.SetSecurityPolicy(new(string(policy)))
	if policy.Enhanced() {
		access = cmp.Or(access, domain.Basic)
	}
	if access != "" {
		cfn.SetEndpointAccessMode(new(string(access)))
	}
}

// behindMutualTLS is the security policy of an API whose clients are asked for
// certificates by a domain, "" if they aren't. API Gateway refuses that on a
// domain with a newer policy, and its guide says that the API's own counts
// behind a domain too, so our default gives way to TLS12, which is right in
// either reading.
func (a *API) behindMutualTLS() (policy domain.SecurityPolicy, byDefault bool) {
	cfn := a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi)
	if !a.base.View.MutualTLS || cfn.SecurityPolicy() == nil {
		return "", false
	}
	policy = domain.SecurityPolicy(*cfn.SecurityPolicy())
	if a.props.SecurityPolicy == "" && a.props.Access == "" && policy == defaultPolicies[Regional] {
		return domain.TLS12, true
	}
	return policy, false
}

// agreeWithMutualTLS sets that policy.
func (a *API) agreeWithMutualTLS() {
	if policy, byDefault := a.behindMutualTLS(); byDefault {
		cfn := a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi)
		cfn.SetSecurityPolicy(new(string(policy)))
		cfn.SetEndpointAccessMode(nil)
	}
}

// endpointOf returns where an API is reached by its properties, which an
// Override may have changed: without a word of it CloudFormation makes an Edge
// API.
func endpointOf(l2 *awsapigateway.RestApiProps) Endpoint {
	types := l2.EndpointTypes
	if l2.EndpointConfiguration != nil {
		types = l2.EndpointConfiguration.Types
	}
	if types == nil || len(*types) == 0 {
		return Edge
	}
	return Endpoint((*types)[0])
}

// servedTLS is what of it is served by a deployment: the guide asks for a new
// one after a change ("How to change a security policy").
func servedTLS(rest awsapigateway.CfnRestApi) map[string]any {
	out := map[string]any{}
	if policy := rest.SecurityPolicy(); policy != nil {
		out["SecurityPolicy"] = policy
	}
	if access := rest.EndpointAccessMode(); access != nil {
		out["EndpointAccessMode"] = access
	}
	return out
}
