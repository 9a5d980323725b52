// What is known of security policies, of domains and of APIs.

package domain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// knownPolicies are the security policies of this package; API Gateway adds
// others over time.
var knownPolicies = []SecurityPolicy{
	TLS12, TLS10,
	TLS13, TLS13FIPS, TLS12FIPSPFSPQ, TLS12PFSPQ, TLS12FIPSPQ, TLS12PQ, TLS12From2021,
	EdgeTLS13, EdgeTLS12PFS, EdgeTLS12From2018,
}

// Enhanced tells whether a policy is of the newer kind, which has an [Access]:
// its name begins with "SecurityPolicy_" (API Gateway developer guide, "Security
// policies for REST APIs in API Gateway").
func (p SecurityPolicy) Enhanced() bool { return strings.HasPrefix(string(p), "SecurityPolicy_") }

// known tells whether there is such a policy, as far as its name says.
func (p SecurityPolicy) known() bool { return p.Enhanced() || slices.Contains(knownPolicies, p) }

// edge tells whether a newer policy is for edges.
func (p SecurityPolicy) edge() bool { return strings.HasSuffix(string(p), "_EDGE") }

// Check says what is wrong with a policy and its Access at an endpoint, be it of
// a domain or of a REST API, and what its user should look at. A policy of the
// newer kind that this package doesn't have a name for is one to look at. Of a
// CDK token nothing is known.
func (p SecurityPolicy) Check(e Endpoint, a Access) (problems []string, warnings []warning.Warning) {
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	unknown := token.In(string(p))
	switch {
	case unknown:
	case !p.known():
		problem("SecurityPolicy is %q, which is unknown: take a constant of package domain, such as domain.TLS12 or domain.TLS13", p)
	case p.Enhanced() && p.edge() != (e == Edge):
		problem("SecurityPolicy %s is not for the endpoint %s: those whose name begins with Edge are for Edge, the others for Regional and Private", p, e)
	case !slices.Contains(knownPolicies, p):
		warnings = append(warnings, warning.New(warning.UnlistedSecurityPolicy, "SecurityPolicy %s is not one of this package's constants: the deployment fails if API Gateway does not know it", p))
	case p == TLS10:
		warnings = append(warnings, warning.New(warning.BrokenEncryption, "SecurityPolicy TLS10 lets in clients whose encryption is broken: use it no longer than you must"))
	}
	switch {
	case a == "" || token.In(string(a)):
	case a != Strict && a != Basic:
		problem("Access is %q; there are Strict and Basic", a)
	case !unknown && p.known() && !p.Enhanced():
		problem("Access is for newer security policies, such as TLS13; this one is %s", p)
	}
	return problems, warnings
}
