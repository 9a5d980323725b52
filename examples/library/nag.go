// What cdk-nag finds in the application and why it stays. The test runs
// cdk-nag, which fails for anything else.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/constructs/nag"
)

func acceptFindings(stack awscdk.Stack) {
	functions := []string{"Api/Function:functions|books", "Live/Function:functions|live"}
	nag.Accept(stack,
		nag.Finding{
			Rule:    "AwsSolutions-IAM4",
			Details: []string{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"},
			At:      []string{"Account/Role"},
			Reason:  "AWS's policy for writing the logs of API Gateway, whose names are API Gateway's",
		},
		nag.Finding{
			Rule:    "AwsSolutions-IAM5",
			Details: []string{"Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<Live848578DF>/v1/*/@connections/*"},
			At:      []string{"Live/Function:functions|live:Role/DefaultPolicy"},
			Reason:  "ids of connections are made when clients connect",
		},
		nag.Finding{Rule: "Serverless-APIGWDefaultThrottling", At: []string{"Api/DefaultStage", "Live/Stage"},
			Reason: "the limits of the account do: nothing behind the APIs is slower than they are"},
		nag.Finding{Rule: "Serverless-LambdaTracing", At: functions, Reason: "the logs tell enough about a function that calls nothing"},
		nag.Finding{Rule: "AwsSolutions-APIG4", At: []string{"Api/GET |books", "Api/GET |books|{}", "Api/GET |covers|{+}", "Live/Route:search"},
			Reason: "everybody may read the catalogue"},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: functions, Reason: "API Gateway waits for the answer, so there are no events to keep"},
	)
}
