// What cdk-nag finds in the application and why it stays. The test runs
// cdk-nag, which fails for anything else.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/constructs/nag"
)

func acceptFindings(stack awscdk.Stack) {
	functions := []string{"Api/Function:functions|catalogue", "Api/Function:functions|orders"}
	catalogue := []string{"Api/GET |products", "Api/GET |products|{}"}
	nag.Accept(stack,
		nag.Finding{Rule: "AwsSolutions-APIG3", At: []string{"Api/Stage:v1"},
			Reason: "a web ACL costs by the month; keys and throttles limit what a client can do"},
		nag.Finding{Rule: "AwsSolutions-APIG4", At: catalogue, Reason: "everybody with a key may read the catalogue"},
		nag.Finding{Rule: "AwsSolutions-COG4", At: catalogue, Reason: "everybody with a key may read the catalogue"},
		nag.Finding{Rule: "AwsSolutions-COG4", At: []string{"Api/POST |orders"},
			Reason: "orders are signed by partners' servers, which are no users of a pool"},
		nag.Finding{
			Rule:    "AwsSolutions-IAM4",
			Details: []string{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"},
			At:      []string{"Account/Role"},
			Reason:  "API Gateway itself writes the logs of all REST APIs of the account by this role",
		},
		nag.Finding{
			Rule: "AwsSolutions-IAM5", Details: []string{"Resource::*"},
			At:     []string{"Api/Function:functions|catalogue:Role/DefaultPolicy", "Api/Function:functions|orders:Role/DefaultPolicy"},
			Reason: "X-Ray has no resources to narrow the right to write traces to",
		},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: functions, Reason: "API Gateway waits for the answer, so there are no events to keep"},
	)
}
