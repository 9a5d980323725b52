// What cdk-nag finds in the application and why it stays. The test runs
// cdk-nag, which fails for anything else.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/constructs/nag"
)

func acceptFindings(stack awscdk.Stack) {
	function := []string{"Api/Function:functions|chat"}
	rights := []string{"Api/Function:functions|chat:Role/DefaultPolicy"}
	nag.Accept(stack,
		nag.Finding{
			Rule:    "AwsSolutions-IAM4",
			Details: []string{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"},
			At:      []string{"Account/Role"},
			Reason:  "AWS's policy for writing the logs of API Gateway, whose names are API Gateway's",
		},
		nag.Finding{Rule: "AwsSolutions-APIG4", At: []string{"Api/Route:$connect"}, Reason: "its function checks the token"},
		nag.Finding{
			Rule:   "AwsSolutions-APIG4",
			At:     []string{"Api/Route:$disconnect", "Api/Route:$default", "Api/Route:join", "Api/Route:leave", "Api/Route:say", "Api/Route:ping"},
			Reason: "only $connect can have an authorizer",
		},
		nag.Finding{
			Rule:    "AwsSolutions-IAM5",
			Details: []string{"Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<ApiF70053CD>/v1/*/@connections/*"},
			At:      rights,
			Reason:  "ids of connections are made when clients connect",
		},
		nag.Finding{Rule: "AwsSolutions-IAM5", Details: []string{"Resource::<RoomsB5ADC23C.Arn>/index/*"}, At: rights,
			Reason: "the indexes of its own table"},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: function, Reason: "API Gateway waits for the answer, so there are no events to keep"},
		nag.Finding{Rule: "Serverless-LambdaTracing", At: function, Reason: "a WebSocket API has no traces that the function's could continue"},
	)
}
