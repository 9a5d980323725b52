// What cdk-nag finds in the application and why it stays. The test runs
// cdk-nag, which fails for anything else.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/constructs/nag"
)

const (
	noEvents   = "API Gateway waits for the answer, so there are no events to keep"
	noTraces   = "an HTTP API has no traces that the function's could continue"
	writesLogs = "the CDK gives its functions AWS's policy for writing logs"
)

// basic is a policy of AWS's that the CDK gives its functions.
const basic = "Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"

func acceptInGateway(stack awscdk.Stack) {
	functions := []string{"Api/Function:functions|auth.Partner", "Api/Function:functions|auth.Plan",
		"Api/Function:functions|orders", "Reports"}
	nag.Accept(stack,
		nag.Finding{Rule: "AwsSolutions-APIG4", At: []string{"Api/GET |health"}, Reason: "the health check is public on purpose"},
		nag.Finding{Rule: "AwsSolutions-IAM4", Details: []string{basic}, At: []string{"Reports/ServiceRole"}, Reason: writesLogs},
		nag.Finding{Rule: "AwsSolutions-IAM5", Details: everyStage("GET/jobs", "DELETE/jobs", "DELETE/orders"),
			At: []string{"Operator/DefaultPolicy"}, Reason: "the right is to one route, on every stage"},
		nag.Finding{Rule: "AwsSolutions-IAM5", At: []string{"Api/Role:Fulfil/DefaultPolicy"},
			Reason: "executions of one state machine: their names are known when they run"},
		nag.Finding{
			Rule: "AwsSolutions-IAM5", Details: []string{"Resource::*"}, At: []string{"Fulfil/Role/DefaultPolicy", "Quote/Role/DefaultPolicy"},
			Reason: "the CDK's state machines write logs and traces, which have no resources to narrow",
		},
		nag.Finding{Rule: "Serverless-APIGWDefaultThrottling", At: []string{"Api/DefaultStage"},
			Reason: "the limits of the account do: what is behind the API scales"},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: functions, Reason: noEvents},
		nag.Finding{Rule: "Serverless-LambdaTracing", At: functions, Reason: noTraces},
		nag.Finding{Rule: "Serverless-SQSRedrivePolicy", At: []string{"FailedJobs"}, Reason: "it is the queue of what has failed"},
	)
}

// everyStage returns what cdk-nag finds of rights to routes of the API.
func everyStage(routes ...string) []string {
	var out []string
	for _, route := range routes {
		out = append(out, "Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<ApiF70053CD>/*/"+route)
	}
	return out
}

func acceptInPrivate(stack awscdk.Stack) {
	nag.Accept(stack,
		nag.Finding{Rule: "AwsSolutions-ELB2", At: []string{"Web", "Raw"},
			Reason: "access logs need a stack with a known region; the API has its own"},
		nag.Finding{Rule: "AwsSolutions-IAM4", Details: []string{basic}, At: []string{"Check/ServiceRole"}, Reason: writesLogs},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: []string{"Check"}, Reason: noEvents},
		nag.Finding{Rule: "Serverless-LambdaTracing", At: []string{"Check"}, Reason: noTraces},
	)
}
