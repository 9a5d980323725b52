// Package invoke holds how API Gateway reaches a Lambda function: the URI it
// calls, and the permission by which one API, and no other, may call it.
package invoke

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/place"
)

// Principal is API Gateway's name in permissions.
const Principal = "apigateway.amazonaws.com"

// WholeAPI is the part of an API's ARN that stands for all its stages and
// routes.
const WholeAPI = "*/*"

// URI is what API Gateway calls to invoke a function, or, with a qualifier such
// as ":live", an alias of it. The function may be of another region.
func URI(scope constructs.Construct, fn awslambda.IFunction, qualifier string) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("apigateway"), Region: fn.Env().Region, Account: jsii.String("lambda"),
		Resource: jsii.String("path/2015-03-31/functions"), ResourceName: jsii.String(*fn.FunctionArn() + qualifier + "/invocations"),
	})
}

// SourceARN is the ARN of a part of an API: WholeAPI, a route's, or an
// authorizer's.
func SourceARN(scope constructs.Construct, apiID *string, part string) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("execute-api"), Resource: apiID, ResourceName: jsii.String(part),
	})
}

// Permit lets a part of an API invoke a function. The permission is made below
// scope: in the function's own stack it could make two stacks depend on each
// other.
//
// A function that is imported by its ARN into a stack without environment may be
// of another account, as far as the CDK knows: it makes no permission and warns.
// It is made here, unless the accounts are known to differ; without it, every
// request would be answered 500.
func Permit(scope constructs.Construct, id string, fn awslambda.IFunction, apiID *string, part string) {
	fn.AddPermission(jsii.String(id), &awslambda.Permission{
		Scope:     scope,
		Principal: awsiam.NewServicePrincipal(jsii.String(Principal), nil),
		SourceArn: SourceARN(scope, apiID, part),
	})
	if scope.Node().TryFindChild(jsii.String(id)) != nil || !unclear(fn) ||
		place.Differ(*fn.Env().Account, *awscdk.Stack_Of(scope).Account()) {
		return
	}
	awscdk.Annotations_Of(fn).AcknowledgeWarning(jsii.String(unclearEnvironment), jsii.String("Gatehouse makes the permission"))
	awslambda.NewCfnPermission(scope, jsii.String(id), &awslambda.CfnPermissionProps{
		Action: jsii.String("lambda:InvokeFunction"), FunctionName: fn.FunctionArn(),
		Principal: jsii.String(Principal), SourceArn: SourceARN(scope, apiID, part),
	})
}

const unclearEnvironment = "UnclearLambdaEnvironment"

// unclear reports whether the CDK has warned that it does not know whether it may
// give permissions on a function.
func unclear(fn awslambda.IFunction) bool {
	for _, entry := range *fn.Node().Metadata() {
		if text, ok := entry.Data.(string); ok && strings.Contains(text, unclearEnvironment) {
			return true
		}
	}
	return false
}
