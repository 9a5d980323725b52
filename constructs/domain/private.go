// Domains inside VPCs, for private REST APIs.

package domain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// VPCEndpoint is an interface endpoint of API Gateway (execute-api) in a VPC.
type VPCEndpoint struct {
	// ID is the endpoint's, such as "vpce-0a1b2c3d". Required.
	ID string

	// DNSName and ZoneID are the endpoint's own name and the Route 53 zone of
	// it. Records of a Private domain lead to the first endpoint that has them.
	DNSName string
	ZoneID  string

	construct string // the path of the endpoint's, if it has one
}

// VPCEndpointOf returns an endpoint of the CDK's. Its DNSName and ZoneID are
// known if it is made in this application.
func VPCEndpointOf(endpoint awsec2.IVpcEndpoint) VPCEndpoint {
	if isnil.Any(endpoint) {
		panic("gatehouse: domain.VPCEndpointOf: the endpoint is nil")
	}
	e := VPCEndpoint{ID: *endpoint.VpcEndpointId(), construct: *endpoint.Node().Path()}
	if cfn, ok := endpoint.Node().DefaultChild().(awsec2.CfnVPCEndpoint); ok {
		entry := awscdk.Fn_Select(jsii.Number(0), cfn.AttrDnsEntries()) // "ZONE:NAME"
		parts := awscdk.Fn_Split(jsii.String(":"), entry, nil)
		e.ZoneID, e.DNSName = *awscdk.Fn_Select(jsii.Number(0), parts), *awscdk.Fn_Select(jsii.Number(1), parts)
	}
	return e
}

// checkPrivate finds what a Private domain lacks, or a public one can't have
// (API Gateway developer guide, "Custom domain names for private APIs").
func (d *Domain) checkPrivate() {
	p := &d.props
	if !p.private() {
		if len(p.VPCEndpoints) > 0 || p.Policy != nil {
			d.problem(d.pos, "VPCEndpoints and Policy are for a Private domain; the Endpoint is %s", p.endpoint())
		}
		return
	}
	d.checkPrivateName()
	if len(p.VPCEndpoints) == 0 && p.Policy == nil {
		d.problem(d.pos, "a Private domain refuses everybody until VPCEndpoints or a Policy say who may call it")
	}
	seen := map[string]bool{}
	records := false
	for _, e := range p.VPCEndpoints {
		switch {
		case e.ID == "":
			d.problem(d.pos, "a VPC endpoint has no ID")
		case token.In(e.ID):
		case !strings.HasPrefix(e.ID, "vpce-"):
			d.problem(d.pos, `VPC endpoint %q: the ID of one begins with "vpce-"`, e.ID)
		case seen[e.ID]:
			d.problem(d.pos, "VPC endpoint %q is listed twice", e.ID)
		}
		if (e.DNSName == "") != (e.ZoneID == "") {
			d.problem(d.pos, "VPC endpoint %q: give both DNSName and ZoneID, or neither", shown(e.ID))
		}
		seen[e.ID] = true
		records = records || e.DNSName != ""
	}
	_, nowhere := p.DNS.(elsewhere)
	if p.DNS != nil && !nowhere && len(p.VPCEndpoints) > 0 && !records {
		d.problem(d.pos, "the records of a Private domain lead to a VPC endpoint: give one its DNSName and ZoneID (VPCEndpointOf does), or "+
			"DNS: domain.Elsewhere()")
	}
}

// checkPrivateName finds what no Private domain is, wherever it was made.
func (d *Domain) checkPrivateName() {
	if !d.props.private() {
		return
	}
	if d.props.RESTOnly {
		d.problem(d.pos, "RESTOnly is for public domains: a Private one has private REST APIs only, and is never public")
	}
	if strings.HasPrefix(d.props.Name, "*") {
		d.problem(d.pos, "a Private domain can't have a wildcard: name each")
	}
}

func (d *Domain) makePrivate() {
	p := &d.props
	props := &awsapigateway.CfnDomainNameV2Props{
		DomainName:            jsii.String(p.Name),
		CertificateArn:        jsii.String(d.certificateFor(Private)),
		EndpointConfiguration: &awsapigateway.CfnDomainNameV2_EndpointConfigurationProperty{Types: jsii.Strings(string(Private))},
		EndpointAccessMode:    optional(d.access()),
		Policy:                d.policy(),
		SecurityPolicy:        jsii.String(string(p.policy())),
	}
	for _, text := range panics.Override("domain.Props.OverridePrivate", p.OverridePrivate, props) {
		d.problem(d.pos, "%s", text)
	}
	d.checkOverride("domain.Props.OverridePrivate", props.SecurityPolicy, Private)
	r := awsapigateway.NewCfnDomainNameV2(d, jsii.String("Resource"), props)
	d.arn, d.ref = *r.AttrDomainNameArn(), p.Name
	d.mode = &routingMode{r.RoutingMode, r.SetRoutingMode, "ROUTING_RULE_THEN_BASE_PATH_MAPPING"}
	for i, e := range p.VPCEndpoints {
		id := cmp.Or(atsynth.ChildID(e.construct), e.ID)
		if token.In(id) {
			id = fmt.Sprintf("#%d", i+1) // nothing else is known of it
		}
		awsapigateway.NewCfnDomainNameAccessAssociation(d, jsii.String("Access:"+id), &awsapigateway.CfnDomainNameAccessAssociationProps{
			AccessAssociationSource:     jsii.String(e.ID),
			AccessAssociationSourceType: jsii.String("VPCE"),
			DomainNameArn:               r.AttrDomainNameArn(),
		})
		if d.target == (Target{}) && e.DNSName != "" {
			d.target = Target{Name: e.DNSName, ZoneID: e.ZoneID}
		}
	}
}

// policy returns who may call the domain: the user's, or whoever comes by the
// VPC endpoints. The APIs behind it have their own policies.
func (d *Domain) policy() any {
	if d.props.Policy != nil {
		return d.props.Policy
	}
	var ids []string
	for _, e := range d.props.VPCEndpoints {
		ids = append(ids, e.ID)
	}
	statement := func(effect string) map[string]any {
		return map[string]any{"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": []string{"execute-api:/*"}}
	}
	deny := statement("Deny")
	deny["Condition"] = map[string]any{"StringNotEquals": map[string]any{"aws:SourceVpce": ids}}
	return map[string]any{"Version": "2012-10-17", "Statement": []any{statement("Allow"), deny}}
}

// isPrivateAPI reports whether a stage is of a private REST API; nil if that isn't
// known, or it is none.
func isPrivateAPI(s stage) *bool {
	cfn, ok := s.owner.Node().DefaultChild().(awsapigateway.CfnRestApi)
	if !ok || cfn.EndpointConfiguration() == nil {
		return nil
	}
	config, ok := awscdk.Stack_Of(s.owner).Resolve(cfn.EndpointConfiguration()).(map[string]any)
	if !ok {
		return nil
	}
	types, ok := config["types"].([]any)
	if !ok {
		return nil
	}
	return new(slices.Contains(types, any("PRIVATE")))
}
