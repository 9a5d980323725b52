// What domains tell APIs, and how they get along with each other.

package domain_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func elsewhere(name string) *domain.Props {
	return &domain.Props{Name: name, DNS: domain.Elsewhere(), CertificateARN: certificate("eu-west-1")}
}

func TestAddressOfAStage(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	for name, tt := range map[string]struct {
		domain string
		path   string
		rule   *domain.Rule
		want   string
	}{
		"root":             {"a.example.com", "", nil, "https://a.example.com"},
		"path":             {"b.example.com", "v1", nil, "https://b.example.com/v1"},
		"several parts":    {"c.example.com", "orders/v1", nil, "https://c.example.com/orders/v1"},
		"wildcard":         {"*.d.example.com", "v1", nil, ""},
		"rule":             {"e.example.com", "v1", &domain.Rule{Priority: 1}, "https://e.example.com/v1"},
		"rule, whole path": {"f.example.com", "v1", &domain.Rule{Priority: 1, KeepPath: true}, "https://f.example.com"},
		"rule of headers":  {"g.example.com", "v1", &domain.Rule{Priority: 1, Headers: []domain.Header{{Name: "a", Value: "b"}}}, ""},
	} {
		d := domain.New(stack, "Domain"+name, elsewhere(tt.domain))
		s := restStage(stack, "Api"+name)
		view.Map(&domain.Mapping{Domain: d, Path: tt.path, Rule: tt.rule}, s)
		if s.Mapped != tt.want {
			t.Errorf("%s: mapped as %q, want %q", name, s.Mapped, tt.want)
		}
		if s.API.DisableEndpoint {
			t.Errorf("%s: the API's own address is off", name)
		}
	}
	if problems := synthtest.Report(awscdk.App_Of(stack).(awscdk.App)); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestTheFirstMappingIsTheAddress(t *testing.T) {
	stack := synthtest.Stack()
	first, second := domain.New(stack, "First", elsewhere("a.example.com")), domain.New(stack, "Second", elsewhere("b.example.com"))
	s := httpStage(stack, "Api")
	view.Map(&domain.Mapping{Domain: first, Path: "v1"}, s)
	second.Map("v2", s.Construct)
	if s.Mapped != "https://a.example.com/v1" {
		t.Errorf("mapped as %q", s.Mapped)
	}
	if n := len(synthtest.Synth(t, stack).Of("AWS::ApiGatewayV2::ApiMapping")); n != 2 {
		t.Errorf("%d mappings, want 2", n)
	}
}

func TestMappingsAreCopied(t *testing.T) {
	if (*domain.Mapping)(nil).Clone() != nil {
		t.Error("the copy of nil is something")
	}
	m := &domain.Mapping{Path: "a", Rule: &domain.Rule{Priority: 1, Headers: []domain.Header{{Name: "a", Value: "b"}}}}
	c := m.Clone()
	m.Path, m.Rule.Priority, m.Rule.Headers[0].Value = "b", 2, "c"
	if c.Path != "a" || c.Rule.Priority != 1 || c.Rule.Headers[0].Value != "b" {
		t.Errorf("the copy changed: %+v %+v", c, c.Rule)
	}
	view.Map((*domain.Mapping)(nil), nil) // maps none
}

// The stage of an API of ours is that API's, however the user got hold of it.
func TestAStageAskedOfItsAPI(t *testing.T) {
	stack := synthtest.Stack()
	s := restStage(stack, "Api")
	d := domain.New(stack, "Domain", elsewhere("api.example.com"))
	d.Map("v1", stack.Node().FindChild(jsii.String("Api")).(awsapigateway.RestApi).DeploymentStage())
	if s.Mapped != "https://api.example.com/v1" {
		t.Errorf("mapped as %q", s.Mapped)
	}
}

// An API in another stack holds its mappings itself, so that the stack of the
// domain needs nothing of it.
func TestMappingsOfAnotherStack(t *testing.T) {
	app := synthtest.App()
	names, apis := stackIn(app, "Names", "eu-west-1"), stackIn(app, "Apis", "eu-west-1")
	d := domain.New(names, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(names)})
	view.Map(&domain.Mapping{Domain: d, Path: "v1"}, restStage(apis, "Api"))
	d.MapRule("v2", domain.Rule{Priority: 1}, restAPI(names, "Near").DeploymentStage())
	template := synthtest.Synth(t, apis)
	if got := template.Of("AWS::ApiGatewayV2::ApiMapping"); len(got) != 1 || !strings.HasPrefix(got[0], "DomainNamesDomainMappingv1") {
		t.Errorf("mappings %v", got)
	}
	if got := synthtest.Synth(t, names).Of("AWS::ApiGatewayV2::ApiMapping"); len(got) != 0 {
		t.Errorf("the domain's stack has mappings %v", got)
	}
}

// A path that leads to another API keeps its logical id, so that CloudFormation
// changes the mapping in place. To make it anew would fail: the path is in use.
func TestAPathKeepsItsIDWhateverItLeadsTo(t *testing.T) {
	ids := func(reverse bool) []string {
		stack := synthtest.Stack()
		d := domain.New(stack, "Domain", elsewhere("api.example.com"))
		a, b := httpStage(stack, "A"), httpStage(stack, "B")
		if reverse {
			a, b = b, a
		}
		d.Map("x", a.Construct)
		d.Map("y", b.Construct)
		return synthtest.Synth(t, stack).IDs()
	}
	if a, b := ids(false), ids(true); !slices.Equal(a, b) {
		t.Errorf("ids %v became %v", a, b)
	}
}

func TestTokensPass(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	token := func(id string) string { return *awscdk.NewCfnParameter(stack, jsii.String(id), nil).ValueAsString() }
	z := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{HostedZoneId: jsii.String(token("ZoneId")), ZoneName: jsii.String(token("ZoneName"))})
	d := domain.New(stack, "Domain", &domain.Props{Name: token("Name"), Zone: z, CertificateARN: token("Cert")})
	d.Map(token("Path"), httpStage(stack, "Api").Construct)
	rest := restAPI(stack, "Rest").DeploymentStage()
	d.Map(token("Path2"), rest)
	d.Map(token("Path2b"), rest)
	d2 := domain.New(stack, "Domain2", &domain.Props{Name: token("Name2"), Zone: z, SecurityPolicy: domain.SecurityPolicy(token("Policy"))})
	d2.MapRule(token("Path3"), domain.Rule{Priority: 1, Headers: []domain.Header{{Name: token("Header"), Value: token("Value")}}}, restAPI(stack, "Rest2").DeploymentStage())
	domain.New(stack, "Private", &domain.Props{Name: token("Name3"), Zone: z, Endpoint: domain.Private, VPCEndpoints: []domain.VPCEndpoint{{ID: token("E1"), DNSName: token("N"), ZoneID: token("Z")}, {ID: token("E2")}}})
	domain.FromAttributes(stack, "Far", domain.Attributes{Name: token("Name4"), Target: domain.Target{Name: token("T")}}).Map("a", restAPI(stack, "Rest3").DeploymentStage())
	if problems := synthtest.Report(app); len(problems) > 0 {
		t.Error(strings.Join(problems, "\n"))
	}
}

// What a policy is that is known at deployment only, its user knows.
func TestAccessOfAPolicyThatIsAToken(t *testing.T) {
	stack := synthtest.Stack()
	p := elsewhere("api.example.com")
	p.SecurityPolicy = domain.SecurityPolicy(*awscdk.NewCfnParameter(stack, jsii.String("Policy"), nil).ValueAsString())
	p.Access = domain.Basic
	domain.New(stack, "Domain", p)
	template := synthtest.Synth(t, stack)
	if got := template.Only(t, "AWS::ApiGateway::DomainName").Properties["EndpointAccessMode"]; got != "BASIC" {
		t.Errorf("EndpointAccessMode %v", got)
	}
}

// A Domain is a pointer to what New made; another one is the programmer's
// mistake, and says so.
func TestMapOnNoDomain(t *testing.T) {
	stage := httpStage(synthtest.Stack(), "Api").Construct
	var none *domain.Domain
	for _, d := range []*domain.Domain{none, {}} {
		func() {
			defer func() {
				if text, _ := recover().(string); !strings.Contains(text, "a Domain that nothing made") || !strings.HasPrefix(text, "gatehouse: domain: domain_test.go:") {
					t.Errorf("panic %q", text)
				}
			}()
			d.Map("v1", stage)
		}()
	}
}

// Two stacks of two regions may have one name: DNS tells which is nearer.
func TestOneNameInTwoRegions(t *testing.T) {
	app := synthtest.App()
	for _, region := range []string{"eu-west-1", "us-east-1"} {
		stack := stackIn(app, "In-"+region, region)
		d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere()})
		d.Map("", httpStage(stack, "Api").Construct)
	}
	if problems := synthtest.Report(app); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestPrivateAndPublicMayShareAName(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	domain.New(stack, "Public", elsewhere("api.example.com")).Map("", restAPI(stack, "Api", awsapigateway.EndpointType_REGIONAL).DeploymentStage())
	private := domain.New(stack, "Private", &domain.Props{Name: "api.example.com", Endpoint: domain.Private, CertificateARN: certificate("eu-west-1"), Zone: zone(stack),
		VPCEndpoints: []domain.VPCEndpoint{{ID: "vpce-1", DNSName: "vpce-1.execute-api", ZoneID: "Z1"}}})
	private.Map("", restAPI(stack, "Inner", awsapigateway.EndpointType_PRIVATE).DeploymentStage())
	if problems := synthtest.Report(awscdk.App_Of(stack).(awscdk.App)); len(problems) > 0 {
		t.Error(problems)
	}
}

func TestPolicyOfYourOwn(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	endpoint := awsec2.InterfaceVpcEndpoint_FromInterfaceVpcEndpointAttributes(stack, jsii.String("Endpoint"), &awsec2.InterfaceVpcEndpointAttributes{VpcEndpointId: jsii.String("vpce-1"), Port: jsii.Number(443)})
	domain.New(stack, "Domain", &domain.Props{
		Name: "api.example.com", Endpoint: domain.Private, DNS: domain.Elsewhere(), SecurityPolicy: domain.TLS13,
		Policy: policyFor("123456789012"), VPCEndpoints: []domain.VPCEndpoint{domain.VPCEndpointOf(endpoint)},
		OverridePrivate: func(p *awsapigateway.CfnDomainNameV2Props) { p.RoutingMode = jsii.String("ROUTING_RULE_ONLY") },
	}).MapRule("", domain.Rule{Priority: 1}, restAPI(stack, "Api", awsapigateway.EndpointType_PRIVATE).DeploymentStage())
	template := synthtest.Synth(t, stack)
	p := template.Only(t, "AWS::ApiGateway::DomainNameV2").Properties
	statements := p["Policy"].(map[string]any)["Statement"].([]any)
	if len(statements) != 1 || p["RoutingMode"] != "ROUTING_RULE_ONLY" || p["EndpointAccessMode"] != "STRICT" {
		t.Errorf("domain name %v", p)
	}
	template.Only(t, "AWS::ApiGateway::DomainNameAccessAssociation")
}

// In us-east-1 one certificate serves both endpoints.
func TestOneCertificateForBothEndpoints(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "us-east-1")
	domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(stack), Second: &domain.Second{Endpoint: domain.Edge}, SecurityPolicy: domain.TLS12})
	template := synthtest.Synth(t, stack)
	template.Only(t, "AWS::CertificateManager::Certificate")
	p := template.Only(t, "AWS::ApiGateway::DomainName").Properties
	if p["CertificateArn"] == nil || p["RegionalCertificateArn"] == nil {
		t.Errorf("domain name %v", p)
	}
	if target := template.Resources[template.Of("AWS::Route53::RecordSet")[0]].Properties["AliasTarget"].(map[string]any)["DNSName"].(map[string]any)["Fn::GetAtt"].([]any)[1]; target != "RegionalDomainName" {
		t.Errorf("DNS leads to the %v", target)
	}
}

func TestMappingAfterSynthIsMisuse(t *testing.T) {
	stack := synthtest.Stack()
	d := domain.New(stack, "Domain", elsewhere("api.example.com"))
	synthtest.Synth(t, stack)
	defer func() {
		if r, _ := recover().(string); !strings.Contains(r, "domain_test.go") || !strings.Contains(r, "map it before Synth") {
			t.Errorf("panic %q", r)
		}
	}()
	d.Map("", httpStage(stack, "Api").Construct)
}

// A pipeline synthesises a Stage before the next one is declared.
func TestStagesOneAfterTheOther(t *testing.T) {
	app := synthtest.App()
	stage := func(id, region string) awscdk.Stage {
		s := awscdk.NewStage(app, jsii.String(id), &awscdk.StageProps{Env: &awscdk.Environment{Account: jsii.String("123456789012"), Region: jsii.String(region)}})
		stack := awscdk.NewStack(s, jsii.String("Test"), nil)
		d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere()})
		d.Map("", httpStage(stack, "Api").Construct)
		return s
	}
	stage("Dev", "eu-west-1").Synth(nil)
	stage("Prod", "us-east-1").Synth(nil)
	stage("Copy", "eu-west-1")
	problems := synthtest.Report(app)
	if !contains(problems, `Copy/Test/Domain`) || !contains(problems, "is made already at domain_test.go:") || !contains(problems, `leads to stage "$default" of Dev/Test/Api already`) {
		t.Error(strings.Join(problems, "\n"))
	}
}

// Stages of which it isn't known where they are deployed may be of two accounts.
func TestOneNameInTwoStages(t *testing.T) {
	app := synthtest.App()
	for _, id := range []string{"Dev", "Prod"} {
		stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String(id), nil), jsii.String("Test"), nil)
		d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere()})
		d.Map("", httpStage(stack, "Api").Construct)
	}
	if problems := synthtest.Report(app); len(problems) > 0 {
		t.Error(problems)
	}
}

// In us-east-1 an Edge domain's certificate is made like any other.
func TestEdgeWhereItsCertificatesAre(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "us-east-1")
	domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(stack), Endpoint: domain.Edge})
	template := synthtest.Synth(t, stack)
	template.Only(t, "AWS::CertificateManager::Certificate")
	if got := warnings(stack); len(got) > 0 {
		t.Error(got)
	}
}

// To exchange two endpoints changes the records, and nothing else.
func TestExchangingEndpointsChangesTheRecords(t *testing.T) {
	changed := map[string]bool{}
	template := func(first, second domain.Endpoint) synthtest.Template {
		stack := stackIn(synthtest.App(), "Test", "us-east-1")
		domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(stack), Endpoint: first, Second: &domain.Second{Endpoint: second}})
		return synthtest.Synth(t, stack)
	}
	before, after := template(domain.Edge, domain.Regional), template(domain.Regional, domain.Edge)
	for id, r := range before.Resources {
		if !reflect.DeepEqual(r, after.Resources[id]) {
			changed[r.Type] = true
		}
	}
	if len(before.Resources) != len(after.Resources) || len(changed) != 1 || !changed["AWS::Route53::RecordSet"] {
		t.Errorf("changed: %v", changed)
	}
}
