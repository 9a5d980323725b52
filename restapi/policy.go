// From where an API may be called: its resource policy.

package restapi

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// Source is somewhere an API may be called from. Make one with [IPs], [VPCs],
// [VPCEndpoints] or [Accounts].
type Source struct {
	condition string // the key that tells it, such as aws:SourceIp
	values    []string
	problem   func(value string) string
}

const (
	ipKey       = "aws:SourceIp"
	privateKey  = "aws:VpcSourceIp"
	vpcKey      = "aws:SourceVpc"
	endpointKey = "aws:SourceVpce"
	accountKey  = "aws:PrincipalAccount"
)

// IPs are addresses and ranges: "203.0.113.7", "203.0.113.0/24". A Private API
// is called from networks, so there they are addresses in the VPC, such as
// "10.0.0.0/16": aws:VpcSourceIp tells the caller's, aws:SourceIp that of the
// endpoint. (API Gateway developer guide, "AWS condition keys that can be used in
// API Gateway resource policies".)
func IPs(ranges ...string) Source {
	return Source{ipKey, slices.Clone(ranges), func(v string) string {
		if _, err := netip.ParsePrefix(v); err == nil {
			return ""
		}
		if _, err := netip.ParseAddr(v); err == nil {
			return ""
		}
		return `is not an IP address or range, such as "203.0.113.0/24"`
	}}
}

// VPCs are the ids of networks whose interface endpoints may call the API, which
// must be Private: no other is called by an endpoint.
func VPCs(ids ...string) Source { return idSource(vpcKey, "vpc-", ids) }

// VPCEndpoints are the ids of interface endpoints that may call the API, which
// must be Private.
func VPCEndpoints(ids ...string) Source { return idSource(endpointKey, "vpce-", ids) }

func idSource(key, prefix string, ids []string) Source {
	return Source{key, slices.Clone(ids), func(v string) string {
		if strings.HasPrefix(v, prefix) && len(v) > len(prefix) {
			return ""
		}
		return fmt.Sprintf("is not an id, which begins with %q", prefix)
	}}
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// Accounts are the numbers of AWS accounts whose roles and users may call the
// API. Routes then need authorizers.IAM(), which tells the account.
func Accounts(ids ...string) Source {
	return Source{accountKey, slices.Clone(ids), func(v string) string {
		if accountID.MatchString(v) {
			return ""
		}
		return "is not an account number, which has 12 digits"
	}}
}

func (s Source) problems() []string {
	if s.condition == "" {
		return []string{"AllowFrom: a Source is made by IPs, VPCs, VPCEndpoints or Accounts"}
	}
	var out []string
	if len(s.values) == 0 {
		out = append(out, fmt.Sprintf("AllowFrom: names no value for %s: nobody could call the API", s.condition))
	}
	for _, v := range s.values {
		if token.In(v) {
			continue
		}
		if p := s.problem(v); p != "" {
			out = append(out, fmt.Sprintf("AllowFrom: %q %s", v, p))
		}
	}
	return out
}

// policy is the resource policy: every source is allowed, and who is in none of
// them is denied, also if an IAM policy of their own would let them in. Nil if
// there is none, or something is wrong with it.
func (p *Props) policy() awsiam.PolicyDocument {
	if len(p.AllowFrom) == 0 || slices.ContainsFunc(p.AllowFrom, func(s Source) bool { return len(s.problems()) > 0 }) {
		return nil
	}
	values := map[string][]string{}
	for _, s := range p.AllowFrom {
		key := s.condition
		if key == ipKey && p.Endpoint == Private {
			key = privateKey
		}
		for _, v := range s.values {
			if !slices.Contains(values[key], v) {
				values[key] = append(values[key], v)
			}
		}
	}
	var statements []awsiam.PolicyStatement
	var none map[string]any
	for _, key := range []string{ipKey, privateKey, vpcKey, endpointKey, accountKey} {
		if len(values[key]) == 0 {
			continue
		}
		is, isNot := "StringEquals", "StringNotEquals"
		if key == ipKey || key == privateKey {
			is, isNot = "IpAddress", "NotIpAddress"
		}
		statements = append(statements, statement(awsiam.Effect_ALLOW, map[string]any{is: map[string]any{key: values[key]}}))
		if none == nil {
			none = map[string]any{}
		}
		conditions, _ := none[isNot].(map[string]any)
		if conditions == nil {
			conditions = map[string]any{}
			none[isNot] = conditions
		}
		conditions[key] = values[key]
	}
	statements = append(statements, statement(awsiam.Effect_DENY, none))
	return awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Statements: &statements})
}

// statement is about all callers that satisfy all of its conditions.
func statement(effect awsiam.Effect, conditions map[string]any) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Effect:     effect,
		Principals: &[]awsiam.IPrincipal{awsiam.NewAnyPrincipal()},
		Actions:    jsii.Strings("execute-api:Invoke"),
		Resources:  jsii.Strings("execute-api:/*"),
		Conditions: &conditions,
	})
}
