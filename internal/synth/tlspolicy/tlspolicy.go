// Package tlspolicy knows the security policies of API Gateway, of domains and
// of REST APIs, by the names that the service has for them. Package
// constructs/domain has the constants that users write.
package tlspolicy

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/problems"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

const (
	tls12 = "TLS_1_2"
	tls10 = "TLS_1_0"
)

// Named are the security policies that have a constant in package domain. API
// Gateway adds others over time.
var Named = []string{
	tls12, tls10,
	"SecurityPolicy_TLS13_1_3_2025_09", "SecurityPolicy_TLS13_1_3_FIPS_2025_09",
	"SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09", "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
	"SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09", "SecurityPolicy_TLS13_1_2_PQ_2025_09", "SecurityPolicy_TLS13_1_2_2021_06",
	"SecurityPolicy_TLS13_2025_EDGE", "SecurityPolicy_TLS12_PFS_2025_EDGE", "SecurityPolicy_TLS12_2018_EDGE",
}

// Enhanced reports whether a policy is of the newer kind, which has an access
// mode (API Gateway developer guide, "Security policies for REST APIs in API
// Gateway").
func Enhanced(policy string) bool { return strings.HasPrefix(policy, "SecurityPolicy_") }

// Known reports whether there is such a policy, as far as its name says.
func Known(policy string) bool { return Enhanced(policy) || slices.Contains(Named, policy) }

// Check says what is wrong with a policy and its access mode at an endpoint,
// "EDGE" or another, be it of a domain or of a REST API, and what its user
// should look at: also a policy of the newer kind that has no constant. CDK
// tokens are not checked.
func Check(policy, access, endpoint string) ([]string, []warning.Warning) {
	var found problems.List
	var warnings []warning.Warning
	unknown := token.In(policy)
	switch {
	case unknown:
	case !Known(policy):
		found.Add("SecurityPolicy is %q, which is unknown: take a constant of package domain, such as domain.TLS12 or domain.TLS13", policy)
	case Enhanced(policy) && strings.HasSuffix(policy, "_EDGE") != (endpoint == "EDGE"):
		found.Add("SecurityPolicy %s is not for the endpoint %s: those whose name begins with Edge are for Edge, the others for Regional and "+
			"Private", policy, endpoint)
	case !slices.Contains(Named, policy):
		warnings = append(warnings, warning.New(warning.UnlistedSecurityPolicy,
			"SecurityPolicy %s is not one of this package's constants: the deployment fails if API Gateway does not know it", policy))
	case policy == tls10:
		warnings = append(warnings, warning.New(warning.BrokenEncryption,
			"SecurityPolicy TLS10 lets in clients whose encryption is broken: use it no longer than you must"))
	}
	switch {
	case access == "" || token.In(access):
	case access != "STRICT" && access != "BASIC":
		found.Add("Access is %q; there are Strict and Basic", access)
	case !unknown && Known(policy) && !Enhanced(policy):
		found.Add("Access is for newer security policies, such as TLS13; this one is %s", policy)
	}
	return found.All(), warnings
}
