// Whole templates, one for each behaviour.

package domain_test

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/internal/synth/view"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestGolden(t *testing.T) {
	for name, declare := range map[string]func(awscdk.Stack){
		"name-and-zone": func(s awscdk.Stack) {
			d := domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(s)})
			view.Map(&domain.Mapping{Domain: d}, httpStage(s, "Api"))
		},
		"several-paths": func(s awscdk.Stack) {
			d := domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(s), DualStack: true})
			view.Map(&domain.Mapping{Domain: d}, httpStage(s, "Web"))
			orders := restStage(s, "Orders")
			view.Map(&domain.Mapping{Domain: d, Path: "orders/v1"}, orders)
			d.Map("orders/v2", restAPI(s, "Orders2").DeploymentStage())
			d.Map("old", awsapigatewayv2.NewHttpApi(s, jsii.String("Old"), nil).DefaultStage())
			second := domain.New(s, "Second", &domain.Props{Name: "orders.example.com", DNS: domain.Elsewhere(), CertificateARN: certificate("eu-west-1")})
			second.Map("", orders.Construct)
		},
		"websocket": func(s awscdk.Stack) {
			d := domain.New(s, "Domain", &domain.Props{Name: "chat.example.com", Zone: zone(s)})
			view.Map(&domain.Mapping{Domain: d, Path: "v1"}, webSocketStage(s, "Chat"))
		},
		"elsewhere": func(s awscdk.Stack) {
			domain.New(s, "Domain", &domain.Props{Name: "*.api.example.com", DNS: domain.Elsewhere()})
		},
		"cloudflare": func(s awscdk.Stack) {
			token := awssecretsmanager.Secret_FromSecretNameV2(s, jsii.String("Token"), jsii.String("cloudflare"))
			dns := domain.Cloudflare("023e105f4ecef8ad9ca31a8372d0c353", domain.SecretToken(token))
			domain.New(s, "Domain", &domain.Props{Name: "api.example.com", DNS: dns})
			domain.New(s, "Other", &domain.Props{Name: "*.example.com", DNS: dns, CertificateARN: certificate("eu-west-1")})
		},
		"edge": func(s awscdk.Stack) {
			d := domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(s), Endpoint: domain.Edge, CertificateARN: certificate("us-east-1"), SecurityPolicy: domain.EdgeTLS13})
			view.Map(&domain.Mapping{Domain: d, Path: "v1"}, restStage(s, "Api"))
		},
		"migration": func(s awscdk.Stack) {
			d := domain.New(s, "Domain", &domain.Props{
				Name: "api.example.com", Zone: zone(s), CertificateARN: certificate("us-east-1"), Endpoint: domain.Edge,
				Second: &domain.Second{Endpoint: domain.Regional},
			})
			view.Map(&domain.Mapping{Domain: d, Path: "v1"}, restStage(s, "Api"))
		},
		"rules": func(s awscdk.Stack) {
			d := domain.New(s, "Domain", &domain.Props{Name: "api.example.com", Zone: zone(s), SecurityPolicy: domain.TLS13})
			view.Map(&domain.Mapping{Domain: d}, restStage(s, "Api"))
			beta := restAPI(s, "Beta").DeploymentStage()
			d.MapRule("", domain.Rule{Priority: 10, Headers: []domain.Header{{Name: "X-Version", Value: "beta*"}, {Name: "x-tester", Value: "yes"}}}, beta)
			d.MapRule("orders/v2", domain.Rule{Priority: 20, KeepPath: true}, beta)
		},
		"mutual-tls": func(s awscdk.Stack) {
			d := domain.New(s, "Domain", &domain.Props{
				Name: "api.example.com", Zone: zone(s), CertificateARN: certificate("eu-west-1"), OwnershipCertificateARN: certificate("eu-west-1"),
				MutualTLS: &domain.MutualTLS{Bucket: awss3.Bucket_FromBucketName(s, jsii.String("Trust"), jsii.String("trust")), Key: "partners.pem", Version: "v7"},
			})
			view.Map(&domain.Mapping{Domain: d, Path: "v1"}, httpStage(s, "Api"))
			d.Map("v2", restAPI(s, "Rest").DeploymentStage())
			d.Map("v3", awsapigatewayv2.NewHttpApi(s, jsii.String("Http"), nil).DefaultStage())
		},
		"private": func(s awscdk.Stack) {
			vpc := awsec2.NewVpc(s, jsii.String("Vpc"), &awsec2.VpcProps{NatGateways: jsii.Number(0), MaxAzs: jsii.Number(1)})
			endpoint := vpc.AddInterfaceEndpoint(jsii.String("Gateway"), &awsec2.InterfaceVpcEndpointOptions{Service: awsec2.InterfaceVpcEndpointAwsService_APIGATEWAY()})
			d := domain.New(s, "Domain", &domain.Props{
				Name: "api.example.com", Zone: zone(s), Endpoint: domain.Private,
				VPCEndpoints: []domain.VPCEndpoint{domain.VPCEndpointOf(endpoint), {ID: "vpce-0a1b2c3d"}},
			})
			view.Map(&domain.Mapping{Domain: d, Path: "v1"}, restStage(s, "Api", awsapigateway.EndpointType_PRIVATE))
		},
		"overrides": func(s awscdk.Stack) {
			cert := awscertificatemanager.NewCertificate(s, jsii.String("Cert"), &awscertificatemanager.CertificateProps{
				DomainName: jsii.String("api.example.com"), Validation: awscertificatemanager.CertificateValidation_FromDns(zone(s)),
			})
			domain.New(s, "Domain", &domain.Props{
				Name: "api.example.com", DNS: domain.Elsewhere(), Certificate: cert,
				Override: func(p *awsapigatewayv2.CfnDomainNameProps) { p.Tags = &map[string]*string{"team": jsii.String("web")} },
			})
			domain.New(s, "REST", &domain.Props{
				Name: "rest.example.com", DNS: domain.Elsewhere(), Certificate: cert, RESTOnly: true,
				OverrideREST: func(p *awsapigateway.CfnDomainNameProps) { p.RoutingMode = jsii.String("ROUTING_RULE_ONLY") },
			})
		},
		"existing": func(s awscdk.Stack) {
			d := domain.FromAttributes(s, "Domain", domain.Attributes{Name: "api.example.com", MutualTLS: true})
			view.Map(&domain.Mapping{Domain: d, Path: "v1"}, httpStage(s, "Api"))
			rest := restAPI(s, "Rest")
			d2 := domain.FromREST(s, "Rested", awsapigateway.NewDomainName(s, jsii.String("Name"), &awsapigateway.DomainNameProps{
				DomainName:  jsii.String("rest.example.com"),
				Certificate: awscertificatemanager.Certificate_FromCertificateArn(s, jsii.String("Cert"), jsii.String(certificate("eu-west-1"))),
			}))
			d2.Map("v1", rest.DeploymentStage())
			d2.MapRule("v2", domain.Rule{Priority: 1}, rest.DeploymentStage())
			d3 := domain.FromHTTP(s, "Httped", awsapigatewayv2.DomainName_FromDomainNameAttributes(s, jsii.String("Other"), &awsapigatewayv2.DomainNameAttributes{
				Name: jsii.String("other.example.com"), RegionalDomainName: jsii.String("d-1.execute-api"), RegionalHostedZoneId: jsii.String("Z1"),
			}))
			d3.Map("v1", rest.DeploymentStage())
			private := domain.FromAttributes(s, "Private", domain.Attributes{Name: "p.example.com", Endpoint: domain.Private, ARN: "arn:aws:apigateway:eu-west-1:123456789012:/domainnames/p.example.com+abcd1234"})
			private.Map("", restAPI(s, "Inner", awsapigateway.EndpointType_PRIVATE).DeploymentStage())
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := stackIn(synthtest.App(), "Test", "eu-west-1")
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}
