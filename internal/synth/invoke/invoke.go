// Package invoke holds how API Gateway reaches a Lambda function: the URI it
// calls, and the permission by which one API, and no other, may call it.
package invoke

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
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
func Permit(scope constructs.Construct, id string, fn awslambda.IFunction, apiID *string, part string) {
	fn.AddPermission(jsii.String(id), &awslambda.Permission{
		Scope:     scope,
		Principal: awsiam.NewServicePrincipal(jsii.String(Principal), nil),
		SourceArn: SourceARN(scope, apiID, part),
	})
}
