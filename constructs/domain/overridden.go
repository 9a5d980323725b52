// What an Override may have spoiled: a security policy that does not exist passes
// a synth, also the CDK's own validation, and fails the deployment.

package domain

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"

	"github.com/gatehouse-go/gatehouse/internal/synth/tlspolicy"
)

// checkOverride checks a policy that is not the one of the domain's Props, which
// is checked already.
func (d *Domain) checkOverride(which string, policy *string, e Endpoint) {
	if policy == nil || *policy == string(d.props.policy()) {
		return
	}
	wrong, _ := tlspolicy.Check(*policy, "", string(e))
	for _, text := range wrong {
		d.problem(d.pos, "%s: %s", which, text)
	}
}

// policies returns those of the configurations of a domain, as far as they are
// the CDK's structs.
func policies(configurations any) []*string {
	var out []*string
	list, _ := configurations.([]any)
	if typed, ok := configurations.(*[]any); ok && typed != nil {
		list = *typed
	}
	for _, c := range list {
		switch c := c.(type) {
		case *awsapigatewayv2.CfnDomainName_DomainNameConfigurationProperty:
			if c != nil {
				out = append(out, c.SecurityPolicy)
			}
		case awsapigatewayv2.CfnDomainName_DomainNameConfigurationProperty:
			out = append(out, c.SecurityPolicy)
		}
	}
	return out
}
