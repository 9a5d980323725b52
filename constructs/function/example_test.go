// Functions of one's own, and properties that Config does not name.

package function_test

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
)

// unbuilt is an app of a test of templates, which builds no functions.
func unbuilt() awscdk.App {
	return awscdk.NewApp(&awscdk.AppProps{Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}}})
}

func ExampleNew() {
	stack := awscdk.NewStack(unbuilt(), jsii.String("Jobs"), nil)
	queue := awssqs.NewQueue(stack, jsii.String("Queue"), &awssqs.QueueProps{
		VisibilityTimeout: awscdk.Duration_Minutes(jsii.Number(6)),
	})
	worker := function.New(stack, "Worker", "testdata/worker.Handle", &function.Config{
		MemoryMB: 512,
		Timeout:  time.Minute,
	})
	worker.AddEventSource(awslambdaeventsources.NewSqsEventSource(queue, nil))

	template := assertions.Template_FromStack(stack, nil)
	template.HasResourceProperties(jsii.String("AWS::Lambda::Function"), map[string]any{"MemorySize": 512, "Timeout": 60})
	template.ResourceCountIs(jsii.String("AWS::Lambda::EventSourceMapping"), jsii.Number(1))
	fmt.Println("ok")
	// Output: ok
}

// A property of the CDK's function that Config does not name.
func ExampleConfig_override() {
	stack := awscdk.NewStack(unbuilt(), jsii.String("Jobs"), nil)
	function.New(stack, "Worker", "testdata/worker.Handle", &function.Config{
		Override: func(p *awslambda.FunctionProps) { p.ReservedConcurrentExecutions = jsii.Number(1) },
	})
	assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::Lambda::Function"), map[string]any{
		"ReservedConcurrentExecutions": 1,
	})
	fmt.Println("ok")
	// Output: ok
}

func ExampleConfig_Problems() {
	config := &function.Config{MemoryMB: 100, Timeout: 30}
	for _, problem := range config.Problems() {
		fmt.Println(problem)
	}
	// Output:
	// MemoryMB is 100; a function has 128 to 10240 MB
	// Timeout is 30ns; a function has 1s to 15m0s
}
