// What cdk-nag finds in the application and why it stays. The test runs
// cdk-nag, which fails for anything else.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/constructs/nag"
)

func acceptFindings(stack awscdk.Stack) {
	const upload = "Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C"
	distribution := []string{"Front/Distribution"}
	functions := []string{"Api/Function:functions|site", "Echo/Function:functions|site"}
	theCDKs := "the CDK's own function, which copies the page into the bucket"
	nag.Accept(stack,
		nag.Finding{
			Rule:    "AwsSolutions-IAM4",
			Details: []string{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"},
			At:      []string{"Account/Role"},
			Reason:  "AWS's policy for writing the logs of API Gateway, whose names are API Gateway's",
		},
		nag.Finding{Rule: "Serverless-APIGWDefaultThrottling", At: []string{"Api/DefaultStage", "Echo/Stage"},
			Reason: "the account's limit will do"},
		nag.Finding{Rule: "AwsSolutions-APIG4", At: []string{"Api/GET |api|greeting", "Echo/Route:$connect", "Echo/Route:$default"},
			Reason: "a greeting is for everybody who comes through the front"},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: functions, Reason: "API Gateway waits for the answer, so there are no events to keep"},
		nag.Finding{Rule: "Serverless-LambdaTracing", At: functions, Reason: "neither kind of API has traces that the function's could continue"},
		nag.Finding{
			Rule:    "AwsSolutions-IAM5",
			Details: []string{"Resource::arn:<AWS::Partition>:execute-api:us-east-1:<AWS::AccountId>:<Echo11F3FB29>/v1/*/@connections/*"},
			At:      []string{"Echo/Function:functions|site:Role/DefaultPolicy"},
			Reason:  "ids of connections are made when clients connect",
		},
		nag.Finding{Rule: "AwsSolutions-CFR1", At: distribution, Reason: "the page is for all countries"},
		nag.Finding{Rule: "AwsSolutions-CFR2", At: distribution, Reason: "an example; front.Props.Override sets a web ACL"},
		nag.Finding{Rule: "AwsSolutions-CFR3", At: distribution, Reason: "the APIs log; front.Props.Override sets the distribution's own log"},
		nag.Finding{Rule: "AwsSolutions-CFR4", At: distribution,
			Reason: "without a name the certificate is CloudFront's, and so is the TLS version"},
		nag.Finding{Rule: "AwsSolutions-SMG4", At: []string{"Front/Secret1"}, Reason: "front.Props.Secret changes it"},
		nag.Finding{Rule: "AwsSolutions-S1", At: []string{"Pages"}, Reason: "only the distribution reads it"},

		nag.Finding{Rule: "AwsSolutions-L1", At: []string{upload}, Reason: theCDKs},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: []string{upload}, Reason: theCDKs},
		nag.Finding{Rule: "Serverless-LambdaDefaultMemorySize", At: []string{upload}, Reason: theCDKs},
		nag.Finding{Rule: "Serverless-LambdaLatestVersion", At: []string{upload}, Reason: theCDKs},
		nag.Finding{Rule: "Serverless-LambdaTracing", At: []string{upload}, Reason: theCDKs},
		nag.Finding{
			Rule:    "AwsSolutions-IAM4",
			Details: []string{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"},
			At:      []string{upload + "/ServiceRole"},
			Reason:  theCDKs,
		},
		nag.Finding{
			Rule: "AwsSolutions-IAM5",
			Details: []string{
				"Action::s3:Abort*", "Action::s3:DeleteObject*", "Action::s3:GetBucket*", "Action::s3:GetObject*", "Action::s3:List*",
				"Resource::<Pages127DFD1A.Arn>/*", "Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-us-east-1/*",
			},
			At:     []string{upload + "/ServiceRole/DefaultPolicy"},
			Reason: theCDKs,
		},
	)
}
