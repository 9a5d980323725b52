// Off is written, not left out. A property that disappears from a template is
// often left as it was on AWS: a cache goes on costing money and answering
// (aws-cdk #32342), a resource policy goes on refusing (aws-cdk #21840). What has
// no value for "off" is in docs/stages.md, "Switching things off".

package restapi

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"
)

// noPolicy is an empty text, which API Gateway takes for no resource policy
// (serverless #7212, an answer of AWS Support). The CDK would refuse the text
// itself, as it wants an object.
var noPolicy = map[string]any{"Fn::Join": []any{"", []any{""}}}

// writeOff says of the API what is off. That is what an API has by itself, so it
// is no part of the deployment's hash: call it when that is known. What users
// have set stays.
//
// Compression has no value for "off": CloudFormation takes 0, which compresses
// all, and more, and leaves it on if the property goes (serverless #9255).
// Nor have binary media types, which stay too (aws-cdk #24099).
func (a *API) writeOff(rest awsapigateway.CfnRestApi) {
	if rest.DisableExecuteApiEndpoint() == nil {
		rest.SetDisableExecuteApiEndpoint(false) // the default: CloudFormation, AWS::ApiGateway::RestApi
	}
	if rest.ApiKeySourceType() == nil {
		rest.SetApiKeySourceType(jsii.String("HEADER")) // the default: API reference, RestApi, apiKeySource
	}
	// A private API needs a policy to be deployed at all. That of a definition
	// goes with it.
	if !a.props.Definition && a.endpoint != Private && !a.hasPolicy(rest) {
		rest.SetPolicy(noPolicy)
	}
}

// hasPolicy reports whether the API has a resource policy, from Props or of the
// user's.
func (a *API) hasPolicy(rest awsapigateway.CfnRestApi) bool {
	return a.RestApi.ResourcePolicy() != nil || a.props.policy() != nil || awscdk.Stack_Of(a).Resolve(rest.Policy()) != nil
}

// stageOff says of a stage what is off, but for what settings of its methods say.
// Canary, variables and client certificate have no value for "off".
func stageOff(cfn awsapigateway.CfnStage) {
	if cfn.CacheClusterEnabled() == nil {
		cfn.SetCacheClusterEnabled(false) // aws-cdk #32342
	}
}

// methodsOff are the settings of all methods of a stage while nothing is on.
// Those that are left out stay as they were: tracing of data, for one
// (serverless-aws-alias, pull request 153). A limit has no value for "none" here:
// the CloudFormation schema has numbers from 0, and 0 refuses everybody.
func methodsOff() awsapigateway.CfnStage_MethodSettingProperty {
	return awsapigateway.CfnStage_MethodSettingProperty{
		HttpMethod: jsii.String("*"), ResourcePath: jsii.String("/*"),
		CachingEnabled: false, DataTraceEnabled: false, MetricsEnabled: false,
		LoggingLevel: jsii.String("OFF"), // OFF, ERROR or INFO: CloudFormation, AWS::ApiGateway::Stage MethodSetting
	}
}
