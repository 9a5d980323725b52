// REST APIs whose own security policy keeps HTTP APIs off their domain.

package domain

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// checkAPIPolicies finds REST APIs with a newer security policy at paths of several
// parts, where HTTP APIs have paths of the same domain (API Gateway developer
// guide, "Choose a security policy for your custom domain in API Gateway").
func (g group) checkAPIPolicies() {
	var http *mapped
	g.each(false, func(_ *Domain, m *mapped) {
		if http == nil && m.stage.kind == plan.HTTP {
			http = m
		}
	})
	if http == nil {
		return
	}
	g.each(false, func(d *Domain, m *mapped) {
		if policy := apiPolicy(m.stage); levels(m.path) > 1 && policy.Enhanced() {
			d.problem(m.pos,
				"path %q: has several parts and leads to %s, whose API has the security policy %s: API Gateway refuses that beside an HTTP API, "+
					"here %s mapped at %v. Give it a path of one part or another domain, or set the API's SecurityPolicy to domain.TLS12; "+
					"to domain.TLS10 if it is an Edge API", shown(m.path), m.stage, policy, http.stage, http.pos)
		}
	})
}

// apiPolicy returns the security policy that an API of the application sets for
// itself, ours or one of the CDK's; "" if it sets none, or was made elsewhere.
func apiPolicy(s stage) SecurityPolicy {
	if s.kind != plan.REST || s.owner == nil {
		return ""
	}
	cfn, ok := s.owner.Node().DefaultChild().(awsapigateway.CfnRestApi)
	if !ok || cfn.SecurityPolicy() == nil {
		return ""
	}
	return SecurityPolicy(*cfn.SecurityPolicy())
}
