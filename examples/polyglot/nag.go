// What cdk-nag finds in the application and why it stays. The test runs
// cdk-nag, which fails for anything else.

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/constructs/nag"
)

func acceptFindings(stack awscdk.Stack) {
	functions := []string{"Api/Function:functions|items", "Api/Function:functions|search", "Api/Function:functions|labels",
		"Api/Function:functions|report"}
	nag.Accept(stack,
		nag.Finding{Rule: "AwsSolutions-APIG4", At: []string{"Api/GET |items|{}", "Api/POST |items", "Api/GET |search", "Api/GET |search|{}",
			"Api/GET |labels|{}", "Api/GET |report"}, Reason: "the shop is open to everybody"},
		nag.Finding{Rule: "Serverless-APIGWDefaultThrottling", At: []string{"Api/DefaultStage"},
			Reason: "the limits of the account do: nothing behind the API is slower than they are"},
		nag.Finding{Rule: "Serverless-LambdaDLQ", At: functions, Reason: "API Gateway waits for the answer, so there are no events to keep"},
		nag.Finding{Rule: "Serverless-LambdaTracing", At: functions, Reason: "the logs tell enough about functions and one table"},
	)
}
