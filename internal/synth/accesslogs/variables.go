// The variables that a format may have. (API Gateway developer guide,
// "Customize HTTP API access logs", "Variables for access logging for API
// Gateway" and "Configure logging for WebSocket APIs".)

package accesslogs

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/spelling"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

const (
	// common are those of every kind of API.
	common = `accountId apiId awsEndpointRequestId domainName domainPrefix error.message error.messageString error.responseType
		extendedRequestId
		identity.accountId identity.caller identity.cognitoAuthenticationProvider identity.cognitoAuthenticationType identity.cognitoIdentityId
		identity.cognitoIdentityPoolId identity.principalOrgId identity.sourceIp identity.user identity.userAgent identity.userArn
		integration.error integration.integrationStatus integration.latency integration.requestId integration.status integrationLatency
		requestId requestTime requestTimeEpoch stage status`

	// requests are those of APIs that take HTTP requests.
	requests = `customDomain.basePathMatched httpMethod identity.clientCert.clientCertPem identity.clientCert.issuerDN
		identity.clientCert.serialNumber
		identity.clientCert.subjectDN identity.clientCert.validity.notAfter identity.clientCert.validity.notBefore path protocol
		responseLatency responseLength`

	// phases are those of APIs that tell each step before the integration.
	phases = `authenticate.error authenticate.latency authenticate.status authorize.error authorize.latency authorize.status waf.error ` +
		`waf.latency waf.status`
)

// A hyphen is not part of a variable's name, except below those that are open.
var variable = regexp.MustCompile(`\$([A-Za-z]\w*(?:\.\w+)*)`)

// unknown says which variables in a text the developer guide does not list for
// a kind of API. That is not necessarily a mistake, since lists grow.
func unknown(kind *plan.Kind, text string) []string {
	var out []string
	for _, found := range variable.FindAllStringSubmatch(text, -1) {
		name, ofContext := strings.CutPrefix(found[1], "context.")
		var says string
		switch {
		case !ofContext:
			says = fmt.Sprintf("%s: a log has variables that begin with $context. only", found[0])
		case slices.Contains(logs[kind].variables, name):
			continue
		case slices.ContainsFunc(logs[kind].open, func(prefix string) bool { return strings.HasPrefix(name, prefix) }):
			continue
		default:
			says = fmt.Sprintf(`%s is not a variable that API Gateway's guide lists for %s%s`, found[0], kind.A, meant(kind, name))
		}
		if !slices.Contains(out, says) {
			out = append(out, says)
		}
	}
	return out
}

// meant returns a hint at the variable that an unknown one is likely a slip of:
// one that ends alike, or else is spelt nearly so.
func meant(kind *plan.Kind, name string) string {
	lower := strings.ToLower(name)
	last := lower[strings.LastIndexByte(lower, '.')+1:]
	distance := func(known string) int {
		d := spelling.Distance(lower, strings.ToLower(known))
		if known := strings.ToLower(known); known == last || strings.HasSuffix(known, "."+last) {
			return d - 1000 // before all others
		}
		return d
	}
	best := slices.MinFunc(logs[kind].variables, func(a, b string) int { return cmp.Compare(distance(a), distance(b)) })
	if distance(best) > len(name)/3 {
		return ""
	}
	return "; did you mean $context." + best + "?"
}
