// What users say of a domain.

package domain

import (
	"cmp"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
)

// Props holds the settings of a domain. The zero value of each field means its
// default. Props are copied: changing them after New changes nothing.
type Props struct {
	// Name is the domain's name, such as "api.example.com", or
	// "*.api.example.com" for all names one level below. Required.
	Name string

	// Zone is the Route 53 zone that the name is in: short for DNS:
	// Route53(Zone). A zone is never looked up or guessed: give either.
	Zone awsroute53.IHostedZone

	// DNS is where the name is looked up: [Route53], [Elsewhere] or your own.
	DNS DNS

	// Certificate of the name. It must be in the region of the domain, for Edge
	// in us-east-1. Default: one is made, validated by DNS.
	Certificate awscertificatemanager.ICertificate

	// CertificateARN is a certificate made elsewhere, instead of Certificate.
	CertificateARN string

	// Endpoint is where clients connect to. Default: Regional.
	Endpoint Endpoint

	// Second is another endpoint of the name, while clients move from one kind
	// to the other; DNS leads to Endpoint. Default: none.
	Second *Second

	// RESTOnly makes the domain by version 1 of API Gateway's interface, which
	// knows REST APIs only. Domains with Edge, Second or a security policy other
	// than TLS12 are made so anyhow. Set it on a domain that will have one of
	// these later, or had: CloudFormation can't turn one kind of resource into
	// the other while the name is in use.
	RESTOnly bool

	// DualStack lets clients connect by IPv6 too. Private domains always do.
	// Default: IPv4 only.
	DualStack bool

	// SecurityPolicy is the least that clients must know of TLS. Default: TLS12.
	SecurityPolicy SecurityPolicy

	// Access says how strictly a security policy of the newer kind is kept.
	// Default: Strict; older policies have none.
	Access Access

	// MutualTLS asks clients for certificates. Default: off.
	MutualTLS *MutualTLS

	// OwnershipCertificate is a public certificate of the name that proves whose
	// it is. Needed for MutualTLS with a Certificate that was imported or is of a
	// private authority.
	OwnershipCertificate awscertificatemanager.ICertificate

	// OwnershipCertificateARN is one made elsewhere, instead.
	OwnershipCertificateARN string

	// VPCEndpoints are those by which clients reach a Private domain. Each is
	// associated with the domain, and the only ones that its policy lets in.
	VPCEndpoints []VPCEndpoint

	// Policy says who may call a Private domain, instead of the VPCEndpoints
	// alone.
	Policy awsiam.PolicyDocument

	// Override changes the properties of the domain name before it is made:
	// whatever is not named here. Default: none.
	Override func(*awsapigatewayv2.CfnDomainNameProps)

	// OverrideREST is Override for a domain made by version 1: see RESTOnly.
	OverrideREST func(*awsapigateway.CfnDomainNameProps)

	// OverridePrivate is Override for a Private domain.
	OverridePrivate func(*awsapigateway.CfnDomainNameV2Props)
}

// Endpoint is where clients connect to.
type Endpoint string

// The endpoints.
const (
	Regional Endpoint = "REGIONAL" // in the domain's region; the default
	Edge     Endpoint = "EDGE"     // at the CloudFront location near the client; REST APIs only
	Private  Endpoint = "PRIVATE"  // in VPCs; private REST APIs only
)

// Second is a second endpoint of a domain.
type Second struct {
	Endpoint Endpoint // Regional or Edge, whichever the first is not

	// Certificate in the region of that endpoint. Default: that of the domain
	// if it is in the right region, or a new one.
	Certificate    awscertificatemanager.ICertificate
	CertificateARN string
}

// SecurityPolicy is the least that clients must know of TLS: of a domain, and of
// a REST API (restapi.Props). HTTP and WebSocket APIs take TLS12 only (API
// Gateway developer guide, "Choose a security policy for your custom domain in
// API Gateway").
type SecurityPolicy string

// The security policies ("Supported security policies" in that guide). PQ is
// post-quantum key exchange, PFS forward secrecy.
const (
	TLS12 SecurityPolicy = "TLS_1_2" // TLS 1.2 and 1.3: the default of domains, and that of Private REST APIs; not for Edge REST APIs
	TLS10 SecurityPolicy = "TLS_1_0" // for clients of the past

	// For Regional and Private REST APIs and their domains.
	TLS13          SecurityPolicy = "SecurityPolicy_TLS13_1_3_2025_09"
	TLS13FIPS      SecurityPolicy = "SecurityPolicy_TLS13_1_3_FIPS_2025_09"
	TLS12FIPSPFSPQ SecurityPolicy = "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09"
	TLS12PFSPQ     SecurityPolicy = "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"
	TLS12FIPSPQ    SecurityPolicy = "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09"
	TLS12PQ        SecurityPolicy = "SecurityPolicy_TLS13_1_2_PQ_2025_09"
	TLS12From2021  SecurityPolicy = "SecurityPolicy_TLS13_1_2_2021_06"

	// For Edge REST APIs and their domains.
	EdgeTLS13         SecurityPolicy = "SecurityPolicy_TLS13_2025_EDGE"
	EdgeTLS12PFS      SecurityPolicy = "SecurityPolicy_TLS12_PFS_2025_EDGE"
	EdgeTLS12From2018 SecurityPolicy = "SecurityPolicy_TLS12_2018_EDGE"
)

// Access says how strictly a security policy of the newer kind is kept.
type Access string

// The modes of access ("Endpoint access mode" in the developer guide).
const (
	Strict Access = "STRICT" // refuses what comes by another kind of endpoint, or under another name than TLS was set up for
	// lets that pass: for the time of a migration. Going back here from Strict takes the domain or
	// API off for about 15 minutes
	Basic Access = "BASIC"
)

func (p *Props) endpoint() Endpoint     { return cmp.Or(p.Endpoint, Regional) }
func (p *Props) policy() SecurityPolicy { return cmp.Or(p.SecurityPolicy, TLS12) }

// enhanced reports whether the security policy is of the newer kind.
func (p *Props) enhanced() bool { return p.policy().Enhanced() }

// private and edge tell what endpoints there are.
func (p *Props) private() bool { return p.endpoint() == Private }

func (p *Props) edge() bool {
	return p.endpoint() == Edge || p.Second != nil && p.Second.Endpoint == Edge
}

// version1 reports whether the domain is made by version 1 of the interface.
func (p *Props) version1() bool {
	return !p.private() && (p.RESTOnly || p.edge() || p.Second != nil || p.policy() != TLS12)
}

// basePaths reports whether stages are mapped by version 1 of the interface,
// which has paths of one level.
func (p *Props) basePaths() bool { return p.RESTOnly || p.edge() || p.Second != nil || p.private() }

// clone copies what users may change later.
func (p *Props) clone() Props {
	if p == nil {
		return Props{}
	}
	c := *p
	if p.Second != nil {
		c.Second = new(*p.Second)
	}
	if p.MutualTLS != nil {
		c.MutualTLS = new(*p.MutualTLS)
	}
	c.VPCEndpoints = append([]VPCEndpoint(nil), p.VPCEndpoints...)
	return c
}
