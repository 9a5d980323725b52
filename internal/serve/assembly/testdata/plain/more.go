// The rarer shapes: L1 constructs with intrinsics, nested stacks, stages.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

func importedRepository(scope constructs.Construct) awsecr.IRepository {
	return awsecr.Repository_FromRepositoryName(scope, jsii.String("Repository"), jsii.String("images"))
}

func listener(scope constructs.Construct) awselasticloadbalancingv2.IApplicationListener {
	return awselasticloadbalancingv2.ApplicationListener_FromApplicationListenerAttributes(scope, jsii.String("Listener"),
		&awselasticloadbalancingv2.ApplicationListenerAttributes{
			ListenerArn:   jsii.String("arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/lb/1/2"),
			SecurityGroup: awsec2.SecurityGroup_FromSecurityGroupId(scope, jsii.String("Group"), jsii.String("sg-1"), nil),
		})
}

// addLow makes everything of L1 constructs, with parameters, conditions,
// mappings and the intrinsics that L2 constructs rarely write.
func addLow(stack awscdk.Stack) {
	kind := awscdk.NewCfnParameter(stack, jsii.String("Kind"), &awscdk.CfnParameterProps{
		Default: jsii.String("small"), Type: jsii.String("String"),
	})
	secret := awscdk.NewCfnParameter(stack, jsii.String("Secret"), &awscdk.CfnParameterProps{
		Type: jsii.String("AWS::SSM::Parameter::Value<String>"), Default: jsii.String("/app/secret"),
	})
	isSmall := awscdk.NewCfnCondition(stack, jsii.String("IsSmall"), &awscdk.CfnConditionProps{
		Expression: awscdk.Fn_ConditionEquals(kind.ValueAsString(), jsii.String("small")),
	})
	isLarge := awscdk.NewCfnCondition(stack, jsii.String("IsLarge"), &awscdk.CfnConditionProps{
		Expression: awscdk.Fn_ConditionNot(isSmall),
	})
	sizes := awscdk.NewCfnMapping(stack, jsii.String("Sizes"), &awscdk.CfnMappingProps{
		Mapping: &map[string]*map[string]interface{}{
			"small": {"memory": "192", "names": []string{"a", "b"}},
			"large": {"memory": "2048", "names": []string{"c", "d"}},
		},
	})
	code := "exports.handler = async (event) => ({statusCode: 200, headers: {'x-kind': process.env.KIND}, body: process.env.JOINED});\n"
	function := awslambda.NewCfnFunction(stack, jsii.String("Function"), &awslambda.CfnFunctionProps{
		Runtime: jsii.String("nodejs22.x"), Handler: jsii.String("index.handler"), Role: jsii.String("arn:aws:iam::111122223333:role/r"),
		Code:       &awslambda.CfnFunction_CodeProperty{ZipFile: jsii.String(code)},
		MemorySize: awscdk.Token_AsNumber(sizes.FindInMap(kind.ValueAsString(), jsii.String("memory"), nil)),
		Environment: &awslambda.CfnFunction_EnvironmentProperty{Variables: map[string]interface{}{
			"KIND":   kind.ValueAsString(),
			"JOINED": awscdk.Fn_Join(jsii.String("-"), &[]*string{awscdk.Fn_Select(jsii.Number(1), awscdk.Fn_Split(jsii.String(","), jsii.String("x,y,z"), nil)), awscdk.Aws_REGION()}),
			"SUB":    awscdk.Fn_Sub(jsii.String("${Kind}/${Other}/${!Literal}/${AWS::StackName}"), &map[string]*string{"Other": jsii.String("o")}),
			"IF":     awscdk.Fn_ConditionIf(isLarge.LogicalId(), jsii.String("large"), jsii.String("not large")).ToString(),
			"BASE64": awscdk.Fn_Base64(jsii.String("hello")),
		}},
	})
	api := awsapigatewayv2.NewCfnApi(stack, jsii.String("Api"), &awsapigatewayv2.CfnApiProps{
		Name: jsii.String("low"), ProtocolType: jsii.String("HTTP"),
	})
	integration := awsapigatewayv2.NewCfnIntegration(stack, jsii.String("Integration"), &awsapigatewayv2.CfnIntegrationProps{
		ApiId: api.Ref(), IntegrationType: jsii.String("AWS_PROXY"), PayloadFormatVersion: jsii.String("1.0"),
		IntegrationUri: awscdk.Fn_Sub(jsii.String("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"), nil),
	})
	target := awscdk.Fn_Join(jsii.String("/"), &[]*string{jsii.String("integrations"), integration.Ref()})
	awsapigatewayv2.NewCfnRoute(stack, jsii.String("Small"), &awsapigatewayv2.CfnRouteProps{
		ApiId: api.Ref(), RouteKey: jsii.String("GET /small"), Target: target,
	}).CfnOptions().SetCondition(isSmall)
	awsapigatewayv2.NewCfnRoute(stack, jsii.String("Large"), &awsapigatewayv2.CfnRouteProps{
		ApiId: api.Ref(), RouteKey: jsii.String("GET /large"), Target: target,
	}).CfnOptions().SetCondition(isLarge)
	bad := awsapigatewayv2.NewCfnIntegration(stack, jsii.String("Unknown"), &awsapigatewayv2.CfnIntegrationProps{
		ApiId: api.Ref(), IntegrationType: jsii.String("HTTP_PROXY"), IntegrationMethod: jsii.String("GET"),
		PayloadFormatVersion: jsii.String("1.0"), IntegrationUri: secret.ValueAsString(),
	})
	awsapigatewayv2.NewCfnRoute(stack, jsii.String("Secretly"), &awsapigatewayv2.CfnRouteProps{
		ApiId: api.Ref(), RouteKey: jsii.String("GET /unknown"),
		Target: awscdk.Fn_Join(jsii.String("/"), &[]*string{jsii.String("integrations"), bad.Ref()}),
	})
	awsapigatewayv2.NewCfnStage(stack, jsii.String("Stage"), &awsapigatewayv2.CfnStageProps{
		ApiId: api.Ref(), StageName: jsii.String("$default"), AutoDeploy: jsii.Bool(true),
		RouteSettings: map[string]interface{}{"GET /small": map[string]interface{}{"ThrottlingRateLimit": 5, "ThrottlingBurstLimit": 2}},
	})
	awslambda.NewCfnPermission(stack, jsii.String("Permission"), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: function.Ref(), Principal: jsii.String("apigateway.amazonaws.com"),
		SourceArn: awscdk.Fn_Sub(jsii.String("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"), nil),
	})
	awsapigatewayv2.NewCfnApi(stack, jsii.String("Quick"), &awsapigatewayv2.CfnApiProps{
		Name: jsii.String("quick"), ProtocolType: jsii.String("HTTP"), Target: jsii.String("https://backend.example.com"), RouteKey: jsii.String("GET /quick"),
	})
}

// addNested puts the function into a nested stack of a stack of a stage.
func addNested(stage awscdk.Stage, here string) {
	stack := awscdk.NewStack(stage, jsii.String("Outer"), nil)
	nested := awscdk.NewNestedStack(stack, jsii.String("Inner"), nil)
	function := binary(nested, "Function", here, &map[string]*string{"OUTER": stack.StackName()})
	api := awsapigatewayv2.NewHttpApi(stack, jsii.String("Api"), nil)
	alias := awslambda.NewAlias(nested, jsii.String("Live"), &awslambda.AliasProps{
		AliasName: jsii.String("live"), Version: function.CurrentVersion(),
	})
	api.AddRoutes(&awsapigatewayv2.AddRoutesOptions{
		Path:        jsii.String("/nested"),
		Integration: awsapigatewayv2integrations.NewHttpLambdaIntegration(jsii.String("nested"), alias, nil),
	})
}
