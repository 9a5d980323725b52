// What is known of the security policies of domains.

package domain

import "github.com/gatehouse-go/gatehouse/internal/synth/tlspolicy"

// Enhanced reports whether a policy is of the newer kind, which has an [Access]:
// its name begins with "SecurityPolicy_" (API Gateway developer guide, "Security
// policies for REST APIs in API Gateway").
func (p SecurityPolicy) Enhanced() bool { return tlspolicy.Enhanced(string(p)) }
