// The names of all warnings, and a warning whose place is not known yet.

package warning

import "fmt"

// ID names what a warning is about. Warnings of one ID are acknowledged
// together, so two causes never share one.
type ID string

// Routes, authorizers and functions.
const (
	UnusedDefaultAuth ID = "gatehouse:unused-default-auth"
	AuthOnPreflight   ID = "gatehouse:auth-on-preflight"
	LateFunction      ID = "gatehouse:late-function"
	MissingAlias      ID = "gatehouse:missing-alias"
	CognitoAnyClient  ID = "gatehouse:cognito-any-client"
	SharedCache       ID = "gatehouse:shared-cache"
	KeysWithoutPlan   ID = "gatehouse:keys-without-plan"
)

// Default quotas, which AWS raises on request.
const (
	RouteQuota       ID = "gatehouse:route-quota"
	IntegrationQuota ID = "gatehouse:integration-quota"
	StageQuota       ID = "gatehouse:stage-quota"
	ManyResources    ID = "gatehouse:many-resources"
	DefinitionSize   ID = "gatehouse:definition-size"
	RoutingRuleQuota ID = "gatehouse:routing-rule-quota"
	BehaviorQuota    ID = "gatehouse:behavior-quota"
)

// Fronts.
const (
	TwoDistributions ID = "gatehouse:two-distributions"
	BucketPolicy     ID = "gatehouse:bucket-policy"
)

// Stages: access logs, web ACLs, addresses.
const (
	NoAccessLog       ID = "gatehouse:no-access-log"
	AccessLogVariable ID = "gatehouse:access-log-variable"
	AccessLogJSON     ID = "gatehouse:access-log-json"
	AccessLogLength   ID = "gatehouse:access-log-length"
	WAFRuleGroup      ID = "gatehouse:waf-rule-group"
	WAFRule           ID = "gatehouse:waf-rule"
	WAFCapacity       ID = "gatehouse:waf-capacity"
	UnreachableAPI    ID = "gatehouse:unreachable-api"
)

// TLS and mutual TLS.
const (
	UnlistedSecurityPolicy  ID = "gatehouse:unlisted-security-policy"
	BrokenEncryption        ID = "gatehouse:broken-encryption"
	PolicyBehindMutualTLS   ID = "gatehouse:policy-behind-mutual-tls"
	TruststoreVersion       ID = "gatehouse:truststore-version"
	CertificateExpiry       ID = "gatehouse:certificate-expiry"
	CertificateRegion       ID = "gatehouse:certificate-region"
	EndpointAroundMutualTLS ID = "gatehouse:endpoint-around-mutual-tls"
	DomainAroundMutualTLS   ID = "gatehouse:domain-around-mutual-tls"
	EndpointUntilRedeploy   ID = "gatehouse:endpoint-until-redeploy"
	ConnectionsWithoutCert  ID = "gatehouse:connections-without-certificate"
	WebSocketMutualTLS      ID = "gatehouse:websocket-mutual-tls"
	UnreachableStage        ID = "gatehouse:unreachable-stage"
)

// What domains map.
const (
	RoutingMode    ID = "gatehouse:routing-mode"
	UnusedMapping  ID = "gatehouse:unused-mapping"
	UnreachedRoute ID = "gatehouse:unreached-route"
)

// Monitors.
const (
	SharedAPIName    ID = "gatehouse:shared-api-name"
	ImportedAPIName  ID = "gatehouse:imported-api-name"
	UnsearchableName ID = "gatehouse:unsearchable-name"
)

// Warning is something likely to be wrong, said by what does not know the place
// in the user's source.
type Warning struct {
	ID   ID
	Text string
}

// New returns a warning with a formatted text.
func New(id ID, format string, args ...any) Warning {
	return Warning{ID: id, Text: fmt.Sprintf(format, args...)}
}
