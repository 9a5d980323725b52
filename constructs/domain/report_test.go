// What wrong input gets: every mistake with its place, all in one report.

package domain_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// place is how a problem of a test begins.
var place = regexp.MustCompile(`^Test[^\]]*\] (report(mappings)?|apipolicy)_test\.go:\d+: `)

// reports checks that an app reports exactly what is wanted, each with its place.
func reports(t *testing.T, app awscdk.App, want ...string) {
	t.Helper()
	got := synthtest.Report(app)
	if len(got) != len(want) {
		t.Errorf("%d problems, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
		return
	}
	for _, text := range want {
		if !contains(got, text) {
			t.Errorf("nothing of %q:\n%s", text, strings.Join(got, "\n"))
		}
	}
	for _, text := range got {
		if !place.MatchString(text) {
			t.Errorf("no place: %s", text)
		}
	}
}

func TestMistakesInProps(t *testing.T) {
	here, there := certificate("eu-west-1"), certificate("us-east-1")
	nowhere := domain.Elsewhere()
	named := func(name string) domain.Props { return domain.Props{Name: name, DNS: nowhere, CertificateARN: here} }
	with := func(change func(*domain.Props)) domain.Props {
		p := named("api.example.com")
		change(&p)
		return p
	}
	long := strings.Repeat("a", 63)
	var none *cloud
	for name, tt := range map[string]struct {
		props domain.Props
		want  []string
	}{
		"nothing": {domain.Props{}, []string{`domain: the Name is empty: write one such as "api.example.com"`, `domain: has neither Zone nor DNS: give the Zone`}},
		"no zone of Cloudflare": {domain.Props{Name: "api.example.com", DNS: domain.Cloudflare("example.com", domain.SecretToken(nil))},
			[]string{`domain.Cloudflare: zone id "example.com": it has 32 digits`, `the token is nowhere`}},
		"neither zone nor DNS": {domain.Props{Name: "api.example.com"}, []string{`domain "api.example.com": has neither Zone nor DNS: give the Zone that the name is in, or DNS: domain.Elsewhere()`}},
		"nil DNS":              {domain.Props{Name: "api.example.com", DNS: none}, []string{`DNS is a nil *domain_test.cloud`}},
		"nil zone":             {domain.Props{Name: "api.example.com", DNS: domain.Route53(nil)}, []string{`the zone of domain.Route53 is nil`}},
		"own DNS objects":      {domain.Props{Name: "*.example.com", DNS: &cloud{}}, []string{`the cloud has no wildcards`}},

		"uppercase":      {named("API.example.com"), []string{`has uppercase letters, which API Gateway doesn't take: write "api.example.com"`}},
		"underscore":     {named("my_api.example.com"), []string{`part "my_api" has an underscore`}},
		"protocol":       {named("https://api.example.com"), []string{`the Name is the host alone`}},
		"path":           {named("api.example.com/v1"), []string{`the Name is the host alone`}},
		"port":           {named("api.example.com:443"), []string{`the Name is the host alone`}},
		"last dot":       {named("api.example.com."), []string{`ends in a dot: write "api.example.com"`}},
		"two dots":       {named("api..example.com"), []string{`has an empty part`}},
		"first dot":      {named(".example.com"), []string{`has an empty part`}},
		"long part":      {named(long + "a.example.com"), []string{`has 64 characters; a part has up to 63`}},
		"long name":      {named(long + "." + long + "." + long + "." + long + ".example.com"), []string{`has 267 characters; a name has up to 253`}},
		"hyphen":         {named("-api.example.com"), []string{`part "-api": a part has letters`}},
		"blank":          {named("my api.example.com"), []string{`part "my api": a part has letters`}},
		"umlaut":         {named("bücher.example.com"), []string{`write its form that begins with "xn--"`}},
		"one part":       {named("localhost"), []string{`the Name has one part`}},
		"address":        {named("10.0.0.1"), []string{`the Name is an IP address`}},
		"inner wildcard": {named("api.*.example.com"), []string{`a wildcard stands for the whole first part`}},
		"half wildcard":  {named("api*.example.com"), []string{`a wildcard stands for the whole first part`}},
		"wildcard alone": {named("*.com"), []string{`a wildcard needs a domain of two parts`}},
		"name for a new certificate": {domain.Props{Name: long + ".example.com", DNS: nowhere},
			[]string{`the name has 75 characters, and that of a new certificate has up to 64`}},

		"bad ARN":              {with(func(p *domain.Props) { p.CertificateARN = "arn:aws:iam::1:server-certificate/a" }), []string{`which is not a certificate of Certificate Manager: it is like arn:aws:acm:eu-west-1:`}},
		"certificate's region": {with(func(p *domain.Props) { p.CertificateARN = there }), []string{`Certificate is in the region us-east-1; it must be that of the domain, eu-west-1`}},
		"edge's certificate":   {with(func(p *domain.Props) { p.Endpoint = domain.Edge }), []string{`Certificate is in the region eu-west-1; it must be us-east-1 for an Edge endpoint`}},
		"edge's new certificate": {with(func(p *domain.Props) { p.Endpoint, p.CertificateARN = domain.Edge, "" }),
			[]string{`must be in us-east-1, and this stack is in eu-west-1: make it in a stack of us-east-1`}},
		"ownership without TLS": {with(func(p *domain.Props) { p.OwnershipCertificateARN = here }), []string{`OwnershipCertificate is for MutualTLS, which is off`}},
		"ownership's region": {with(func(p *domain.Props) {
			p.OwnershipCertificateARN, p.MutualTLS = there, &domain.MutualTLS{PEM: writePEM(t, newAuthority(t, nil).pem)}
		}), []string{`OwnershipCertificate is in the region us-east-1`}},

		"endpoint":          {with(func(p *domain.Props) { p.Endpoint = "GLOBAL" }), []string{`Endpoint is "GLOBAL"; there are Regional, Edge and Private`}},
		"second's endpoint": {with(func(p *domain.Props) { p.Second = &domain.Second{} }), []string{`Second.Endpoint is ""; there are Regional and Edge`}},
		"second as first":   {with(func(p *domain.Props) { p.Second = &domain.Second{Endpoint: domain.Regional} }), []string{`Second.Endpoint is REGIONAL, as Endpoint is`}},
		"second without certificate": {with(func(p *domain.Props) { p.Second = &domain.Second{Endpoint: domain.Edge} }),
			[]string{`an Edge endpoint's certificate must be in us-east-1, and this stack is in eu-west-1: make it in a stack of us-east-1, and give it as Second.Certificate`}},
		"second's certificate": {with(func(p *domain.Props) { p.Second = &domain.Second{Endpoint: domain.Edge, CertificateARN: here} }),
			[]string{`Second.Certificate is in the region eu-west-1`}},

		"policy":        {with(func(p *domain.Props) { p.SecurityPolicy = "TLS_1_3" }), []string{`SecurityPolicy is "TLS_1_3", which is unknown`}},
		"edge's policy": {with(func(p *domain.Props) { p.SecurityPolicy = domain.EdgeTLS13 }), []string{`is not for the endpoint REGIONAL`}},
		"regional's policy": {with(func(p *domain.Props) {
			p.SecurityPolicy, p.Endpoint, p.CertificateARN = domain.TLS13, domain.Edge, there
		}), []string{`is not for the endpoint EDGE`}},
		"policy with second": {with(func(p *domain.Props) {
			p.SecurityPolicy, p.Second = domain.TLS13, &domain.Second{Endpoint: domain.Edge, CertificateARN: there}
		}), []string{`a domain with a Second endpoint has TLS12`}},
		"access":        {with(func(p *domain.Props) { p.Access, p.SecurityPolicy = "LOOSE", domain.TLS13 }), []string{`Access is "LOOSE"; there are Strict and Basic`}},
		"access of old": {with(func(p *domain.Props) { p.Access = domain.Basic }), []string{`Access is for newer security policies, such as TLS13; this one is TLS_1_2`}},

		"TLS trusts nobody":  {with(func(p *domain.Props) { p.MutualTLS = &domain.MutualTLS{} }), []string{`MutualTLS trusts nobody: give a PEM, or Bucket and Key`}},
		"TLS key alone":      {with(func(p *domain.Props) { p.MutualTLS = &domain.MutualTLS{Key: "a.pem"} }), []string{`MutualTLS has a Key or Version but no Bucket`}},
		"TLS no such file":   {with(func(p *domain.Props) { p.MutualTLS = &domain.MutualTLS{PEM: "nowhere.pem"} }), []string{`MutualTLS: open nowhere.pem: no such file`}},
		"TLS both":           {with(func(p *domain.Props) { p.MutualTLS = &domain.MutualTLS{PEM: "a.pem", Key: "a.pem"} }), []string{`has both a PEM and an object in a Bucket`}},
		"TLS file of tokens": {with(func(p *domain.Props) { p.MutualTLS = &domain.MutualTLS{PEM: *awscdk.Aws_REGION()} }), []string{`PEM holds a CDK token`}},
		"TLS at the edge":    {with(func(p *domain.Props) { p.MutualTLS, p.Endpoint, p.CertificateARN = trust(t), domain.Edge, there }), []string{`MutualTLS needs a Regional domain: the endpoint EDGE can't ask`}},
		"TLS at second": {with(func(p *domain.Props) {
			p.MutualTLS, p.Second = trust(t), &domain.Second{Endpoint: domain.Edge, CertificateARN: there}
		}), []string{`MutualTLS needs a Regional domain`}},
		"TLS inside":            {with(func(p *domain.Props) { p.MutualTLS, p.Endpoint, p.Policy = trust(t), domain.Private, policyFor("1") }), []string{`the endpoint PRIVATE can't ask`}},
		"TLS with newer policy": {with(func(p *domain.Props) { p.MutualTLS, p.SecurityPolicy = trust(t), domain.TLS13 }), []string{`MutualTLS needs the security policy TLS12`}},

		"private for nobody":    {with(func(p *domain.Props) { p.Endpoint = domain.Private }), []string{`a Private domain refuses everybody until VPCEndpoints or a Policy`}},
		"public with endpoints": {with(func(p *domain.Props) { p.VPCEndpoints = []domain.VPCEndpoint{{ID: "vpce-1"}} }), []string{`VPCEndpoints and Policy are for a Private domain`}},
		"private of many": {with(func(p *domain.Props) {
			p.Name, p.Endpoint, p.RESTOnly, p.SecurityPolicy, p.Second = "*.example.com", domain.Private, true, domain.TLS10, &domain.Second{Endpoint: domain.Edge, CertificateARN: there}
			p.VPCEndpoints = []domain.VPCEndpoint{{ID: "vpc-1"}, {ID: "vpce-1"}, {ID: "vpce-1"}, {}, {ID: "vpce-2", DNSName: "a"}}
		}), []string{`a Private domain can't have a wildcard`, `RESTOnly is for public domains`, `has TLS12 or newer`, `has no Second endpoint`,
			`VPC endpoint "vpc-1": the ID of one begins with "vpce-"`, `"vpce-1" is listed twice`, `a VPC endpoint has no ID`, `"vpce-2": give both DNSName and ZoneID`}},

		"override of another kind": {with(func(p *domain.Props) {
			p.RESTOnly, p.Override = true, func(*awsapigatewayv2.CfnDomainNameProps) {}
		}), []string{`Override is for a domain of any kind of API, which this is not`}},
		"policy of an override": {with(func(p *domain.Props) {
			p.Override = func(props *awsapigatewayv2.CfnDomainNameProps) {
				props.DomainNameConfigurations.([]any)[0].(*awsapigatewayv2.CfnDomainName_DomainNameConfigurationProperty).SecurityPolicy = jsii.String("TLS_9")
			}
		}), []string{`domain.Props.Override: SecurityPolicy is "TLS_9", which is unknown`}},
		"policy of a REST override": {with(func(p *domain.Props) {
			p.RESTOnly, p.OverrideREST = true, func(props *awsapigateway.CfnDomainNameProps) { props.SecurityPolicy = jsii.String("TLS_9") }
		}), []string{`domain.Props.OverrideREST: SecurityPolicy is "TLS_9", which is unknown`}},
		"policy of a private override": {with(func(p *domain.Props) {
			p.Endpoint, p.VPCEndpoints = domain.Private, []domain.VPCEndpoint{{ID: "vpce-1"}}
			p.OverridePrivate = func(props *awsapigateway.CfnDomainNameV2Props) { props.SecurityPolicy = jsii.String("TLS_9") }
		}), []string{`domain.Props.OverridePrivate: SecurityPolicy is "TLS_9", which is unknown`}},
		"REST override of any": {with(func(p *domain.Props) { p.OverrideREST = func(*awsapigateway.CfnDomainNameProps) {} }), []string{`OverrideREST is for a domain of REST APIs only`}},
		"private override":     {with(func(p *domain.Props) { p.OverridePrivate = func(*awsapigateway.CfnDomainNameV2Props) {} }), []string{`OverridePrivate is for a Private domain`}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			domain.New(stackIn(app, "Test", "eu-west-1"), "Domain", &tt.props)
			reports(t, app, tt.want...)
		})
	}
}

func trust(t *testing.T) *domain.MutualTLS {
	return &domain.MutualTLS{PEM: writePEM(t, newAuthority(t, nil).pem)}
}

// Mistakes that take constructs.
func TestMistakesWithConstructs(t *testing.T) {
	for name, tt := range map[string]struct {
		declare func(awscdk.Stack)
		want    []string
	}{
		"not under the zone": {func(s awscdk.Stack) {
			domain.New(s, "Domain", &domain.Props{Name: "api.example.org", Zone: zone(s)})
		}, []string{`domain "api.example.org": the name is not under the zone "example.com"`}},
		"a name that ends like the zone": {func(s awscdk.Stack) {
			domain.New(s, "Domain", &domain.Props{Name: "myexample.com", Zone: zone(s)})
		}, []string{`the name is not under the zone "example.com"`}},
		"zone and DNS": {func(s awscdk.Stack) {
			domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(s), DNS: domain.Elsewhere()})
		}, []string{`has both a Zone and a DNS: remove one`}},
		"id": {func(s awscdk.Stack) {
			constructs.NewConstruct(s, jsii.String("Domain"))
			domain.New(s, "Domain", elsewhere("api.example.com"))
			domain.New(s, "", elsewhere("b.example.com"))
		}, []string{`domain.New: the construct id "Domain" is taken`, `domain.New: the construct id is empty`}},
		"certificate twice": {func(s awscdk.Stack) {
			p := elsewhere("api.example.com")
			p.Certificate = awscertificatemanager.Certificate_FromCertificateArn(s, jsii.String("Cert"), jsii.String(certificate("eu-west-1")))
			domain.New(s, "Domain", p)
		}, []string{`has both a Certificate and a CertificateARN`}},
		"certificate of another region": {func(s awscdk.Stack) {
			p := elsewhere("api.example.com")
			p.CertificateARN, p.Certificate = "", awscertificatemanager.Certificate_FromCertificateArn(s, jsii.String("Cert"), jsii.String(certificate("us-east-1")))
			domain.New(s, "Domain", p)
		}, []string{`Certificate is in the region us-east-1; it must be that of the domain, eu-west-1`}},
		"certificate made in another region": {func(s awscdk.Stack) {
			other := stackIn(s.Node().Root().(awscdk.App), "Other", "us-east-1")
			p := elsewhere("api.example.com")
			p.CertificateARN, p.Certificate = "", awscertificatemanager.NewCertificate(other, jsii.String("Cert"), &awscertificatemanager.CertificateProps{
				DomainName: jsii.String("api.example.com"), Validation: awscertificatemanager.CertificateValidation_FromDns(nil),
			})
			domain.New(s, "Domain", p)
		}, []string{`Certificate is in the region us-east-1`}},
		"TLS bucket alone": {func(s awscdk.Stack) {
			p := elsewhere("api.example.com")
			p.MutualTLS = &domain.MutualTLS{Bucket: awss3.Bucket_FromBucketName(s, jsii.String("Bucket"), jsii.String("trust"))}
			domain.New(s, "Domain", p)
		}, []string{`MutualTLS has a Bucket but no Key`}},
		"private records": {func(s awscdk.Stack) {
			domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(s), CertificateARN: certificate("eu-west-1"), Endpoint: domain.Private, VPCEndpoints: []domain.VPCEndpoint{{ID: "vpce-1"}}})
		}, []string{`the records of a Private domain lead to a VPC endpoint: give one its DNSName and ZoneID`}},
		"validation in a private zone": {func(s awscdk.Stack) {
			vpc := awsec2.NewVpc(s, jsii.String("Vpc"), &awsec2.VpcProps{NatGateways: jsii.Number(0)})
			z := awsroute53.NewPrivateHostedZone(s, jsii.String("Inner"), &awsroute53.PrivateHostedZoneProps{Vpc: vpc, ZoneName: jsii.String("example.com")})
			domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Zone: z, Endpoint: domain.Private, VPCEndpoints: []domain.VPCEndpoint{{ID: "vpce-1", DNSName: "a", ZoneID: "b"}}})
			domain.New(s, "Public", &domain.Props{Name: "public.example.com", Zone: z})
		}, []string{`domain "api.example.com": a new certificate can't be validated in a private zone`, `domain "public.example.com": a new certificate can't be validated in a private zone`}},
		"made twice": {func(s awscdk.Stack) {
			domain.New(s, "Domain", elsewhere("api.example.com"))
			domain.New(s, "Again", elsewhere("api.example.com"))
		}, []string{`domain "api.example.com": is made already at report_test.go:`}},
		"existing": {func(s awscdk.Stack) {
			domain.FromAttributes(s, "A", domain.Attributes{})
			domain.FromAttributes(s, "B", domain.Attributes{Name: "B.example.com", Endpoint: "HERE", SecurityPolicy: "TLS"})
			domain.FromAttributes(s, "C", domain.Attributes{Name: "c.example.com", Endpoint: domain.Private})
			domain.FromAttributes(s, "D", domain.Attributes{Name: "d.example.com", SecurityPolicy: domain.EdgeTLS13})
			domain.FromAttributes(s, "E", domain.Attributes{Name: "e.example.com", Endpoint: domain.Edge, MutualTLS: true})
			domain.FromAttributes(s, "F", domain.Attributes{Name: "*.f.example.com", Endpoint: domain.Private, RESTOnly: true,
				ARN: "arn:aws:apigateway:eu-west-1:123456789012:/domainnames/*.f.example.com+abcd1234"})
		}, []string{`the Name is empty`, `has uppercase letters`, `Endpoint is "HERE"`, `SecurityPolicy is "TLS"`, `a Private domain needs its ARN`,
			`is not for the endpoint REGIONAL`, `MutualTLS needs a Regional domain`, `RESTOnly is for public domains`, `a Private domain can't have a wildcard`}},
		"ARNs of existing": {func(s awscdk.Stack) {
			domain.FromAttributes(s, "A", domain.Attributes{Name: "a.example.com", ARN: "a.example.com"})
			domain.FromAttributes(s, "B", domain.Attributes{Name: "b.example.com", ARN: "arn:aws:apigateway:eu-west-1:123456789012:/domainnames/b.example.com+abcd1234"})
			domain.FromAttributes(s, "C", domain.Attributes{Name: "c.example.com", Endpoint: domain.Private, ARN: "arn:aws:apigateway:eu-west-1::/domainnames/c.example.com"})
			domain.FromAttributes(s, "D", domain.Attributes{Name: "d.example.com", ARN: "arn:aws:apigateway:eu-west-1::/domainnames/e.example.com"})
			domain.FromAttributes(s, "E", domain.Attributes{Name: "e.example.com", ARN: "arn:aws:apigateway:us-east-1::/domainnames/e.example.com"})
			domain.FromAttributes(s, "F", domain.Attributes{Name: "f.example.com", ARN: "arn:aws:apigateway:eu-west-1::/domainnames/f.example.com"})
		}, []string{`domain "a.example.com": ARN is "a.example.com"; that of a domain with the Endpoint REGIONAL is like arn:aws:apigateway:eu-west-1::/domainnames/a.example.com`,
			`domain "b.example.com": ARN is`, `is like arn:aws:apigateway:eu-west-1:123456789012:/domainnames/c.example.com+ID`,
			`domain "d.example.com": ARN is "arn:aws:apigateway:eu-west-1::/domainnames/e.example.com", which is that of "e.example.com"`,
			`domain "e.example.com": ARN is in the region us-east-1; the domain must be in that of the stack, eu-west-1`}},
		"zone of another account": {func(s awscdk.Stack) {
			other := awscdk.NewStack(s.Node().Root().(awscdk.App), jsii.String("TestOther"), &awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String("999999999999"), Region: jsii.String("eu-west-1")}})
			domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(other)})
		}, []string{`the zone is in the account 999999999999, and the domain in 123456789012`}},
		"URL as key": {func(s awscdk.Stack) {
			p := elsewhere("api.example.com")
			p.MutualTLS = &domain.MutualTLS{Bucket: awss3.NewBucket(s, jsii.String("Bucket"), nil), Key: "s3://bucket/partners.pem"}
			domain.New(s, "Domain", p)
		}, []string{`MutualTLS: Key is "s3://bucket/partners.pem": write the key in the Bucket alone`}},
		"both endpoints": {func(s awscdk.Stack) {
			p := elsewhere("api.example.com")
			p.Endpoint, p.Second = "HERE", &domain.Second{Endpoint: "THERE"}
			domain.New(s, "Domain", p)
		}, []string{`Endpoint is "HERE"; there are`, `Second.Endpoint is "THERE"; there are`}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			tt.declare(stackIn(app, "Test", "eu-west-1"))
			reports(t, app, tt.want...)
		})
	}
}

// The place of a mistake is the line of the user's, not one of the library's.
func TestPlaceOfAMistake(t *testing.T) {
	app := synthtest.App()
	stack := stackIn(app, "Test", "eu-west-1")
	d := domain.New(stack, "Domain", elsewhere("API.example.com"))
	made := line(-1)
	d.Map("/v1", httpStage(stack, "Api").Construct)
	mapped := line(-1)
	d.MapRule("a", domain.Rule{}, restAPI(stack, "Rest").DeploymentStage())
	ruled := line(-1)
	domain.FromAttributes(stack, "Far", domain.Attributes{})
	referred := line(-1)
	got := synthtest.Report(app)
	for _, want := range []string{made + "domain", mapped + "domain", ruled + "domain", referred + "domain"} {
		if !contains(got, want) {
			t.Errorf("nothing at %s:\n%s", want, strings.Join(got, "\n"))
		}
	}
}

// Nothing is made of a domain with a mistake.
func TestAMistakeMakesNothing(t *testing.T) {
	stack := stackIn(synthtest.App(), "Test", "eu-west-1")
	d := domain.New(stack, "Domain", elsewhere("API.example.com"))
	if d.Target() != (domain.Target{}) || d.ARN() != "" {
		t.Errorf("target %v, ARN %q", d.Target(), d.ARN())
	}
	if n := len(*d.Node().Children()); n != 0 {
		t.Errorf("%d constructs", n)
	}
}

func TestWarnings(t *testing.T) {
	stack := awscdk.NewStack(synthtest.App(), jsii.String("Test"), nil)
	domain.New(stack, "Edge", &domain.Props{Name: "a.example.com", DNS: domain.Elsewhere(), Endpoint: domain.Edge})
	domain.New(stack, "Second", &domain.Props{Name: "f.example.com", DNS: domain.Elsewhere(), Second: &domain.Second{Endpoint: domain.Edge}})
	domain.New(stack, "Old", &domain.Props{Name: "b.example.com", DNS: domain.Elsewhere(), SecurityPolicy: domain.TLS10})
	domain.New(stack, "TLS", &domain.Props{Name: "c.example.com", DNS: domain.Elsewhere(), MutualTLS: &domain.MutualTLS{Bucket: awss3.Bucket_FromBucketName(stack, jsii.String("B"), jsii.String("trust")), Key: "a.pem"}})
	chat := domain.New(stack, "Chat", &domain.Props{Name: "e.example.com", DNS: domain.Elsewhere(), MutualTLS: trust(t)})
	chat.Map("", webSocketStage(stack, "Chat1").Construct)
	rules, s := domain.New(stack, "Rules", &domain.Props{Name: "d.example.com", DNS: domain.Elsewhere()}), restAPI(stack, "Api").DeploymentStage()
	for i := range 51 {
		rules.MapRule("a", domain.Rule{Priority: i + 1, Headers: []domain.Header{{Name: "a", Value: "b"}}}, s)
	}
	mode := func(mode string) func(*awsapigatewayv2.CfnDomainNameProps) {
		return func(p *awsapigatewayv2.CfnDomainNameProps) { p.RoutingMode = &mode }
	}
	domain.New(stack, "NoRules", &domain.Props{Name: "g.example.com", DNS: domain.Elsewhere(), Override: mode("API_MAPPING_ONLY")}).
		MapRule("a", domain.Rule{Priority: 1}, s)
	domain.New(stack, "RulesOnly", &domain.Props{Name: "h.example.com", DNS: domain.Elsewhere(), Override: mode("ROUTING_RULE_ONLY")}).Map("a", s)
	synthtest.Synth(t, stack)
	for _, want := range []string{`"g.example.com": RoutingMode is API_MAPPING_ONLY, which asks none of the rules`,
		`"h.example.com": RoutingMode is ROUTING_RULE_ONLY, which asks none of the mappings without a rule`, `an Edge endpoint's certificate must be in us-east-1: unless this stack is deployed there, make it in a stack of us-east-1, and give it as Certificate`,
		`and give it as Second.Certificate`, `its functions can't call its connections`, `TLS10 lets in clients whose encryption is broken`,
		`MutualTLS has no Version`, `more than 50 rules`, `API Gateway speaks of mutual TLS for HTTP and REST APIs only`} {
		synthtest.WantWarning(t, stack, want)
	}
}
