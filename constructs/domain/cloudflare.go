// DNS at Cloudflare.

package domain

import (
	"fmt"
	"regexp"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/aws-cdk-go/awscdk/v2/customresources"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/isnil"
	"github.com/gatehouse-go/gatehouse/internal/synth/functions"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"

	// The functions are compiled in the application's module, whose go.mod and
	// go.sum name through this what they need.
	_ "github.com/gatehouse-go/gatehouse/router/cloudflare"
)

// Token is where the API token of a DNS provider is kept. It never reaches the
// template: a function reads it when it needs it.
type Token struct {
	secret    awssecretsmanager.ISecret
	parameter awsssm.IStringParameter
}

// SecretToken is a token that a secret holds, as its whole text.
func SecretToken(secret awssecretsmanager.ISecret) Token { return Token{secret: secret} }

// ParameterToken is a token that a parameter of SSM holds: a SecureString, which
// awsssm.StringParameter_FromSecureStringParameterAttributes imports.
func ParameterToken(parameter awsssm.IStringParameter) Token { return Token{parameter: parameter} }

// Cloudflare is a zone at Cloudflare, named by its id. The token needs the right
// to edit DNS of that zone ("Zone / DNS / Edit").
//
// A custom resource writes the records, which are not proxied. It requests
// certificates, too: CloudFormation's own resource waits for a record that it tells
// nobody of before. Certificate and records are deleted once nothing uses them. A
// record that something else has made is left alone, and fails the deployment.
func Cloudflare(zoneID string, token Token) DNS { return cloudflare{zoneID, token} }

type cloudflare struct {
	zone  string
	token Token
}

var cloudflareID = regexp.MustCompile(`^[0-9a-f]{32}$`)

func (c cloudflare) Problems(string) []string {
	var out []string
	if !token.In(c.zone) && !cloudflareID.MatchString(c.zone) {
		out = append(out, fmt.Sprintf("domain.Cloudflare: zone id %q: it has 32 digits and letters from a to f, as its overview shows",
			c.zone))
	}
	if isnil.Any(c.token.secret) && isnil.Any(c.token.parameter) {
		out = append(out, "domain.Cloudflare: the token is nowhere: give domain.SecretToken or domain.ParameterToken")
	}
	return out
}

func (c cloudflare) Certificate(scope constructs.Construct, names ...string) string {
	made := c.resource(scope, "Certificate", "Custom::GatehouseCertificate", map[string]any{"Names": names})
	return *made.GetAttString(jsii.String("CertificateArn"))
}

func (c cloudflare) Records(scope constructs.Construct, name string, target Target) {
	c.resource(scope, "Record", "Custom::GatehouseRecord", map[string]any{"Name": name, "Target": target.Name})
}

func (c cloudflare) resource(scope constructs.Construct, id, kind string, properties map[string]any) awscdk.CustomResource {
	stack := awscdk.Stack_Of(scope)
	properties["Zone"], properties["URLSuffix"], properties["Region"] = c.zone, stack.UrlSuffix(), stack.Region()
	properties["Token"] = c.tokenName()
	return awscdk.NewCustomResource(scope, jsii.String(id), &awscdk.CustomResourceProps{
		ServiceToken: c.provider(stack).ServiceToken(), ResourceType: jsii.String(kind), Properties: &properties,
	})
}

func (c cloudflare) tokenName() *string {
	if !isnil.Any(c.token.secret) {
		return c.token.secret.SecretArn()
	}
	return c.token.parameter.ParameterName()
}

// provider returns what serves the custom resources of a stack and zone, made
// once.
func (c cloudflare) provider(stack awscdk.Stack) customresources.Provider {
	id := "Cloudflare:" + c.zone
	if token.In(c.zone) {
		id = "Cloudflare"
	}
	scope, found := stack.Node().TryFindChild(jsii.String(id)).(constructs.Construct)
	if found {
		return scope.Node().FindChild(jsii.String("Provider")).(customresources.Provider)
	}
	scope = constructs.NewConstruct(stack, jsii.String(id))
	begin, ask := c.function(scope, "OnEvent"), c.function(scope, "IsComplete")
	return customresources.NewProvider(scope, jsii.String("Provider"), &customresources.ProviderProps{
		OnEventHandler: begin.Function, IsCompleteHandler: ask.Function,
		QueryInterval: awscdk.Duration_Seconds(jsii.Number(15)), TotalTimeout: awscdk.Duration_Hours(jsii.Number(1)),
		LogGroup: awslogs.NewLogGroup(scope, jsii.String("Logs"), &awslogs.LogGroupProps{
			Retention: awslogs.RetentionDays_ONE_MONTH, RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
		}),
	})
}

// function makes one of the two functions, and has it built.
func (c cloudflare) function(scope constructs.Construct, start string) *functions.Shared {
	settings := functions.Read(&function.Config{Timeout: time.Minute, Description: "Writes DNS records to Cloudflare, and certificates"}, nil)
	made := functions.New(scope, start, source.Go, settings)
	app := functions.AppOf(scope)
	app.Add(func() {}, func() []functions.Need {
		src, err := app.Finder.Library("cloudflare", "github.com/gatehouse-go/gatehouse/router/cloudflare")
		if err != nil {
			return nil // the module of the application is not found, which its other functions report
		}
		return []functions.Need{{Function: made, Source: src, Start: start}}
	})
	stack := awscdk.Stack_Of(scope)
	allow := func(resource string, actions ...string) {
		made.Function.AddToRolePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: jsii.Strings(resource),
		}))
	}
	// Service authorization reference, "AWS Certificate Manager".
	allow("*", "acm:RequestCertificate", "acm:ListCertificates")
	allow(fmt.Sprintf("arn:%s:acm:%s:%s:certificate/*", *stack.Partition(), *stack.Region(), *stack.Account()),
		"acm:DescribeCertificate", "acm:DeleteCertificate")
	if !isnil.Any(c.token.secret) {
		c.token.secret.GrantRead(made.Function, nil)
	} else {
		c.token.parameter.GrantRead(made.Function)
	}
	return made
}
