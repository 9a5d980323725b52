// HTTP APIs made elsewhere.

package httpapi

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
)

// Attributes are what is known of an HTTP API that was made elsewhere. Both may
// be CDK tokens.
type Attributes struct {
	ID       string // required: "a1b2c3d4e5"
	Endpoint string // "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"; needed for what uses it, such as links.API
}

// FromAttributes refers to an HTTP API that was made elsewhere: for metrics,
// ARNs, links, and routes of the CDK's own.
func FromAttributes(scope constructs.Construct, id string, attributes Attributes) awsapigatewayv2.IHttpApi {
	if attributes.ID == "" {
		panic("gatehouse: httpapi.FromAttributes: the ID is empty: it is the first part of the API's host name")
	}
	if _, problem := atsynth.FreeID(scope, id); problem != "" {
		panic("gatehouse: httpapi.FromAttributes: " + problem)
	}
	attrs := &awsapigatewayv2.HttpApiAttributes{HttpApiId: jsii.String(attributes.ID)}
	if attributes.Endpoint != "" {
		attrs.ApiEndpoint = jsii.String(attributes.Endpoint)
	}
	return awsapigatewayv2.HttpApi_FromHttpApiAttributes(scope, jsii.String(id), attrs)
}
