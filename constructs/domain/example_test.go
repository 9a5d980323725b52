// Domain names: with DNS here or elsewhere, mutual TLS, rules and private ones.

package domain_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/httpapi"
)

func Example() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String("Z0123456789"), ZoneName: jsii.String("example.com"),
	})
	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone})

	shop := httpapi.New(stack, "Shop", &httpapi.Props{
		Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: d, Path: "v1"}}},
	})
	shop.Route("GET /items", "functions/shop.Items")

	orders := awsapigateway.NewRestApi(stack, jsii.String("Orders"), nil) // one of the CDK's own
	orders.Root().AddMethod(jsii.String("GET"), awsapigateway.NewMockIntegration(nil), nil)
	d.Map("v1/orders", orders.DeploymentStage())

	fmt.Println(d.URL("v1"))
	fmt.Println(d.URL("v1/orders"))
	// Output:
	// https://api.example.com/v1
	// https://api.example.com/v1/orders
}

func ExampleElsewhere() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	d := domain.New(stack, "Domain", &domain.Props{
		Name:           "api.example.com",
		DNS:            domain.Elsewhere(),
		CertificateARN: "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d", // without it, one is made
	})
	fmt.Println(d.Node().TryFindChild(jsii.String("Target")) != nil) // the output with where a CNAME record must lead
	// Output: true
}

// provider writes records by a custom resource of yours. Certificates are made as
// Elsewhere makes them: validated by a record that somebody writes.
type provider struct {
	domain.DNS
	function string
}

func (p provider) Records(scope constructs.Construct, name string, target domain.Target) {
	awscdk.NewCustomResource(scope, jsii.String("Record"), &awscdk.CustomResourceProps{
		ServiceToken: jsii.String(p.function),
		Properties:   &map[string]any{"Name": name, "CNAME": target.Name},
	})
}

func ExampleDNS() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	d := domain.New(stack, "Domain", &domain.Props{
		Name: "api.example.com",
		DNS:  provider{DNS: domain.Elsewhere(), function: "arn:aws:lambda:eu-west-1:123456789012:function:records"},
	})
	fmt.Println(d.Node().TryFindChild(jsii.String("Record")) != nil)
	// Output: true
}

func ExampleCloudflare() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	token := awssecretsmanager.Secret_FromSecretNameV2(stack, jsii.String("Token"), jsii.String("cloudflare"))
	d := domain.New(stack, "Domain", &domain.Props{
		Name: "api.example.com",
		DNS:  domain.Cloudflare("023e105f4ecef8ad9ca31a8372d0c353", domain.SecretToken(token)),
	})
	fmt.Println(d.Node().TryFindChild(jsii.String("Certificate")) != nil, d.Node().TryFindChild(jsii.String("Record")) != nil)
	// Output: true true
}

func ExampleFromAttributes() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Orders"), nil)
	orders := awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), nil)

	d := domain.FromAttributes(stack, "Domain", domain.Attributes{Name: "api.example.com"})
	d.Map("orders", orders.DefaultStage())
	fmt.Println(d.URL("orders"))
	// Output: https://api.example.com/orders
}

func ExampleMutualTLS() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Partners"), nil)
	d := domain.New(stack, "Domain", &domain.Props{
		Name:      "partners.example.com",
		DNS:       domain.Elsewhere(),
		MutualTLS: &domain.MutualTLS{PEM: "partners.pem"}, // the authorities that sign partners' certificates
	})
	fmt.Println(d.URL(""))
	// Output: https://partners.example.com
}

func ExampleRule() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", DNS: domain.Elsewhere()})
	api := func(id string) awsapigateway.RestApi {
		a := awsapigateway.NewRestApi(stack, jsii.String(id), nil)
		a.Root().AddMethod(jsii.String("GET"), awsapigateway.NewMockIntegration(nil), nil)
		return a
	}

	d.Map("orders", api("Orders").DeploymentStage())
	d.MapRule("orders", domain.Rule{
		Priority: 100,
		Headers:  []domain.Header{{Name: "X-Version", Value: "beta*"}},
	}, api("Beta").DeploymentStage())
	// Requests of /orders with a header such as "X-Version: beta-2" go to Beta.
	fmt.Println(d.URL("orders"))
	// Output: https://api.example.com/orders
}

func ExampleVPCEndpointOf() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Inner"), nil)
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), nil)
	zone := awsroute53.NewPrivateHostedZone(stack, jsii.String("Zone"), &awsroute53.PrivateHostedZoneProps{
		Vpc: vpc, ZoneName: jsii.String("internal.example.com"),
	})
	gateway := vpc.AddInterfaceEndpoint(jsii.String("Gateway"), &awsec2.InterfaceVpcEndpointOptions{
		Service: awsec2.InterfaceVpcEndpointAwsService_APIGATEWAY(),
	})

	d := domain.New(stack, "Domain", &domain.Props{
		Name:           "orders.internal.example.com",
		Zone:           zone,
		Endpoint:       domain.Private,
		CertificateARN: "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d",
		VPCEndpoints:   []domain.VPCEndpoint{domain.VPCEndpointOf(gateway)},
	})
	fmt.Println(d.Target().Name != "") // records lead to the VPC endpoint
	// Output: true
}

func ExampleSecond() {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	d := domain.New(stack, "Domain", &domain.Props{
		Name:           "api.example.com",
		DNS:            domain.Elsewhere(),
		Endpoint:       domain.Edge, // where DNS leads
		CertificateARN: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d",
		Second: &domain.Second{
			Endpoint:       domain.Regional,
			CertificateARN: "arn:aws:acm:eu-west-1:123456789012:certificate/4e5f6a7b",
		},
	})
	fmt.Println(d.Name())
	// Output: api.example.com
}
