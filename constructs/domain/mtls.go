// Clients that must show a certificate.

package domain

import (
	"os"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3assets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// MutualTLS asks clients for certificates of authorities that you trust. It
// needs a Regional domain with the security policy TLS12 (API Gateway developer
// guide, "How to turn on mutual TLS authentication for your REST APIs").
//
// API Gateway doesn't look at revocation: an authorizer can.
type MutualTLS struct {
	// PEM is a local file with the certificates of the authorities, up to their
	// roots; relative to the working directory. It is checked and uploaded; a
	// change of it is deployed.
	PEM string

	// Bucket and Key are an object in S3 with them, instead. Nothing of it is
	// checked. The role that deploys must be allowed to read it.
	Bucket awss3.IBucket
	Key    string

	// Version is the object's. Without one a change of the object goes
	// unnoticed until the domain changes otherwise.
	Version string

	// KeepEndpoint leaves the own addresses of the mapped APIs open, by which
	// clients get around the certificate. Default: they are turned off.
	KeepEndpoint bool
}

// checkAsking finds a domain that can't ask clients for certificates.
func (d *Domain) checkAsking() {
	p := &d.props
	switch {
	case p.MutualTLS == nil:
	case p.private() || p.edge():
		d.problem(d.pos, "MutualTLS needs a Regional domain: the endpoint %s can't ask clients for certificates",
			map[bool]Endpoint{true: Private, false: Edge}[p.private()])
	case p.policy() != TLS12 && !token.In(string(p.SecurityPolicy)):
		d.problem(d.pos, "MutualTLS needs the security policy TLS12; that of the domain is %s", p.policy())
	}
}

func (d *Domain) checkMutualTLS() {
	d.checkAsking()
	m := d.props.MutualTLS
	if m == nil {
		return
	}
	inBucket := m.Bucket != nil || m.Key != "" || m.Version != ""
	switch {
	case m.PEM != "" && inBucket:
		d.problem(d.pos, "MutualTLS has both a PEM and an object in a Bucket: remove one")
	case m.PEM != "":
		d.checkPEM(m.PEM)
	case !inBucket:
		d.problem(d.pos, "MutualTLS trusts nobody: give a PEM, or Bucket and Key")
	case m.Bucket == nil:
		d.problem(d.pos, "MutualTLS has a Key or Version but no Bucket")
	case m.Key == "":
		d.problem(d.pos, "MutualTLS has a Bucket but no Key: name the object")
	case strings.HasPrefix(m.Key, "s3://"):
		d.problem(d.pos, `MutualTLS: Key is %q: write the key in the Bucket alone, without "s3://" and the bucket's name`, m.Key)
	case m.Version == "":
		d.warn(d.pos, warning.TruststoreVersion, "MutualTLS has no Version: a change of the object in the bucket goes unnoticed")
	}
}

func (d *Domain) checkPEM(file string) {
	if token.In(file) {
		d.problem(d.pos, "MutualTLS: PEM holds a CDK token: a local file must be known at synth; an object in S3 is given by Bucket and Key")
		return
	}
	text, err := os.ReadFile(file)
	if err != nil {
		d.problem(d.pos, "MutualTLS: %v", err)
		return
	}
	problems, warnings := checkTruststore(text, time.Now())
	for _, p := range problems {
		d.problem(d.pos, "MutualTLS: %s: %s", file, p)
	}
	for _, w := range warnings {
		d.warn(d.pos, warning.CertificateExpiry, "MutualTLS: %s: %s", file, w)
	}
}

// truststore returns where API Gateway finds the certificates. The name of an
// uploaded file comes from what is in it.
func (d *Domain) truststore() (uri, version string) {
	switch m := d.props.MutualTLS; {
	case m == nil:
		return "", ""
	case m.PEM != "":
		return *awss3assets.NewAsset(d, jsii.String("Truststore"), &awss3assets.AssetProps{Path: jsii.String(m.PEM)}).S3ObjectUrl(), ""
	default:
		return *m.Bucket.S3UrlForObject(jsii.String(m.Key)), m.Version
	}
}

// closes reports whether APIs behind the domain must have no other address.
func (d *Domain) closes() bool {
	return d.props.MutualTLS != nil && !d.props.MutualTLS.KeepEndpoint
}

// guard turns the own address of an API of the CDK's off, where clients would
// get around the certificate; ours do that themselves. What the user has set
// stays.
func (d *Domain) guard(m *mapped) {
	if !d.closes() || m.stage.view != nil {
		return
	}
	const do = "its own address lets clients around the certificate: turn it off there, or set KeepEndpoint"
	var resource constructs.IConstruct
	if m.stage.owner != nil {
		resource = m.stage.owner.Node().DefaultChild()
	}
	switch cfn := resource.(type) {
	case awsapigatewayv2.CfnApi:
		switch off := truth(cfn.DisableExecuteApiEndpoint()); {
		case off == nil:
			cfn.SetDisableExecuteApiEndpoint(true)
		case !*off:
			d.warn(m.pos, warning.EndpointAroundMutualTLS, "API %s: %s", *m.stage.owner.Node().Path(), do)
		}
	case awsapigateway.CfnRestApi:
		switch off := truth(cfn.DisableExecuteApiEndpoint()); {
		case off == nil:
			cfn.SetDisableExecuteApiEndpoint(true)
			if !redeploy(m.stage.owner) {
				d.warn(m.pos, warning.EndpointUntilRedeploy,
					"API %s: its own address is off once it is deployed again, which this application doesn't do: see to "+
						"that", *m.stage.owner.Node().Path())
			}
		case !*off:
			d.warn(m.pos, warning.EndpointAroundMutualTLS, "API %s: %s", *m.stage.owner.Node().Path(), do)
		}
	default:
		d.warn(m.pos, warning.EndpointAroundMutualTLS, "an API made elsewhere: %s", do)
	}
}

// redeploy makes a REST API's stage serve the change, as API Gateway asks for
// ("Disable the default endpoint for REST APIs"), if the API deploys itself.
func redeploy(api constructs.IConstruct) bool {
	rest, ok := api.(awsapigateway.RestApiBase)
	if !ok || rest.LatestDeployment() == nil {
		return false
	}
	rest.LatestDeployment().AddToLogicalId(map[string]any{"disableExecuteApiEndpoint": true})
	return true
}

// truth returns a property of the CDK's that is a truth value or a token, which
// counts as true: the user has thought of it.
func truth(v any) *bool {
	switch v := v.(type) {
	case nil:
		return nil
	case bool:
		return &v
	case *bool:
		return v
	}
	return new(true)
}
