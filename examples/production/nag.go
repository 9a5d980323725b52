// What cdk-nag finds in the application and why it stays. The test runs
// cdk-nag, which fails for anything else.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/constructs/nag"
)

func acceptFindings(stack awscdk.Stack, env environment) {
	routes := []string{"Partners/PUT |orders|{}", "Partners/GET |orders|{}", "Partners/GET |orders"}
	functions := []string{"Partners/Function:functions|orders", "Staff/Function:functions|staff"}
	const byCertificate = "the domain lets in who shows a certificate of the authority in partners.pem, and the API has no other address"
	nag.Accept(stack,
		nag.Finding{Rule: "AwsSolutions-APIG2", At: []string{"Partners"},
			Reason: "the one body is checked by its schema; no query or header is needed"},
		nag.Finding{Rule: "AwsSolutions-APIG4", At: routes, Reason: byCertificate},
		nag.Finding{Rule: "AwsSolutions-COG4", At: routes, Reason: byCertificate},
		nag.Finding{
			Rule:    "AwsSolutions-IAM4",
			Details: []string{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"},
			At:      []string{"Account/Role"},
			Reason:  "API Gateway itself writes the logs of all REST APIs of the account by this role",
		},
		nag.Finding{
			Rule: "AwsSolutions-IAM5", Details: []string{"Resource::*"},
			At:     []string{"Partners/Function:functions|orders:Role/DefaultPolicy", "Staff/Function:functions|staff:Role/DefaultPolicy"},
			Reason: "X-Ray has no resources to narrow the right to write traces to",
		},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: functions, Reason: "API Gateway waits for the answer, so there are no events to keep"},
		nag.Finding{Rule: "Serverless-SNSRedrivePolicy", At: []string{"Alarms/" + env.onCall},
			Reason: "the dashboard shows alarms whose mail was lost"},
	)
}
