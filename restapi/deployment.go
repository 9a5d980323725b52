// What a stage serves is a deployment: a copy of the definition at one time.
// CloudFormation makes a new one only under a new logical id, so the id of the
// deployment derives from all that is served, and from nothing else.

package restapi

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// definition is what the API serves, as it is rendered.
type definition struct {
	parts []part
	after []constructs.IDependable // what must be there before it is copied
	ids   []string                 // tokens of the API and its resources, which are parts themselves
}

// part is one resource of the definition: its id, and its properties as
// encoding/json reads them. Tokens in them are resolved when the template is
// made.
type part struct {
	ID    string
	Props any

	// overridden is the resource if a user changed its properties: they may hold
	// what encoding/json can't read, such as a condition of the CDK.
	overridden awscdk.CfnResource
}

// add takes in a resource.
func (d *definition) add(c awscdk.CfnResource, id string, props any) {
	d.parts = append(d.parts, part{ID: id, Props: props})
	d.after = append(d.after, c)
}

// newDeployment makes the deployment, with nothing in it as yet. The CDK's own
// class makes a new one for every change of the RestApi resource, also of its
// tags or description; it doesn't for an API that it takes for imported.
func (a *API) newDeployment() awsapigateway.Deployment {
	same := awsapigateway.RestApi_FromRestApiAttributes(a, jsii.String("Deployed"), &awsapigateway.RestApiAttributes{
		RestApiId: a.RestApi.RestApiId(), RootResourceId: a.RestApi.RestApiRootResourceId(), RestApiName: a.RestApi.RestApiName(),
	})
	return awsapigateway.NewDeployment(a, jsii.String("Deployment"), &awsapigateway.DeploymentProps{
		Api: same, RetainDeployments: jsii.Bool(a.props.KeepDeployments),
	})
}

// deploy gives the deployment its logical id and lets it wait for everything
// it copies.
func (a *API) deploy(d *definition, foreign []awscdk.CfnResource) {
	rest := a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi)
	own := map[string]any{
		"BinaryMediaTypes":          rest.BinaryMediaTypes(),
		"MinimumCompressionSize":    rest.MinimumCompressionSize(),
		"ApiKeySourceType":          rest.ApiKeySourceType(),
		"DisableExecuteApiEndpoint": rest.DisableExecuteApiEndpoint(),
		"EndpointConfiguration":     rest.EndpointConfiguration(),
		"Policy":                    rest.Policy(),
	}
	if !a.hasPolicy(rest) {
		delete(own, "Policy")
	}
	for _, name := range []string{"ApiKeySourceType", "BinaryMediaTypes", "DisableExecuteApiEndpoint", "EndpointConfiguration",
		"MinimumCompressionSize", "Policy"} {
		if v, set := own[name]; set {
			a.deployment.AddToLogicalId(map[string]any{name: v})
		}
	}
	if tls := servedTLS(rest); len(tls) > 0 {
		a.deployment.AddToLogicalId(tls)
	}
	for _, c := range foreign {
		a.deployment.AddToLogicalId(c.CfnProperties())
		d.after = append(d.after, c)
	}
	d.deployAs(a.deployment)
	a.writeOff(rest)
}

// deployAs makes the logical id of a deployment derive from the definition, which
// it waits for.
func (d *definition) deployAs(deployment awsapigateway.Deployment) {
	slices.SortFunc(d.parts, func(a, b part) int { return strings.Compare(a.ID, b.ID) })
	text, err := json.Marshal(d.parts)
	if err != nil {
		panic("restapi: definition as JSON: " + err.Error()) // strings, numbers, lists and maps of them
	}
	deployment.AddToLogicalId(string(text))
	for _, p := range d.parts {
		if p.overridden != nil {
			deployment.AddToLogicalId(p.overridden.CfnProperties())
		}
	}
	if behind := d.targets(string(text)); len(behind) > 0 {
		deployment.AddToLogicalId(behind)
	}
	if len(d.after) > 0 {
		deployment.Node().AddDependency(d.after...)
	}
}

// served are the resource types that a deployment copies.
var served = []string{
	"AWS::ApiGateway::Authorizer", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::Method",
	"AWS::ApiGateway::Model", "AWS::ApiGateway::RequestValidator", "AWS::ApiGateway::Resource",
}

// foreign returns what users added to the API by the CDK's own classes, such
// as with Root().AddResource. It is called before anything is rendered.
func (a *API) foreign() []awscdk.CfnResource {
	var found []awscdk.CfnResource
	var walk func(c constructs.IConstruct)
	walk = func(c constructs.IConstruct) {
		if r, ok := c.(awscdk.CfnResource); ok && slices.Contains(served, *r.CfnResourceType()) {
			found = append(found, r)
		}
		for _, child := range *c.Node().Children() {
			walk(child)
		}
	}
	for _, child := range *a.RestApi.Node().Children() {
		if !strings.HasPrefix(*child.Node().Id(), "Function:") {
			walk(child)
		}
	}
	return found
}
