// A dashboard and alarms for an API.

package monitor_test

import (
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/monitor"
	"github.com/gatehouse-go/gatehouse/httpapi"
)

// inExample changes to a folder with handlers, and back.
func inExample() (back func()) {
	wd, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	if err := os.Chdir("testdata/example"); err != nil {
		panic(err)
	}
	return func() { _ = os.Chdir(wd) }
}

// quick is a stack of an app that builds no functions.
func quick() awscdk.Stack {
	app := awscdk.NewApp(&awscdk.AppProps{Context: &map[string]any{"aws:cdk:bundling-stacks": []string{}}})
	return awscdk.NewStack(app, jsii.String("Todo"), nil)
}

func Example() {
	defer inExample()()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /todos", "functions/todos.List")

	topic := awssns.NewTopic(stack, jsii.String("Alarms"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String("oncall@example.com"), nil))
	m := monitor.New(stack, "Monitor", &monitor.Props{
		APIs:  []monitor.API{api},
		Topic: topic,
	})
	app.Synth(nil)

	fmt.Println(*m.Dashboard().Node().Path(), "and", len(m.Alarms()), "alarms")
	// Output: Todo/Monitor/Dashboard and 6 alarms
}

func ExampleAlarms() {
	defer inExample()()
	stack := quick()
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /todos", "functions/todos.List")

	monitor.New(stack, "Monitor", &monitor.Props{
		APIs: []monitor.API{api},
		Alarms: monitor.Alarms{
			ServerErrors: monitor.Alarm{Above: 1, MinRequests: 500, Period: time.Minute, Periods: 5, Datapoints: 3},
			ClientErrors: monitor.Alarm{Off: true},
			Latency: monitor.Alarm{Above: 800, Override: func(p *awscloudwatch.AlarmProps) {
				p.AlarmName = jsii.String("todo-is-slow")
			}},
		},
	})

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::CloudWatch::Alarm"), jsii.Number(5))
	template.HasResourceProperties(jsii.String("AWS::CloudWatch::Alarm"), map[string]any{"AlarmName": "todo-is-slow", "Threshold": 800})
	// Output:
}

// Graphs of the routes, further functions, and a graph of one's own.
func ExampleNew() {
	defer inExample()()
	stack := quick()
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{{}, {Name: "beta"}}})
	api.Route("GET /todos", "functions/todos.List")
	worker := function.New(stack, "Worker", "functions/todos.List", nil)

	m := monitor.New(stack, "Monitor", &monitor.Props{
		APIs:      []monitor.API{api}, // both stages
		Functions: []awslambda.IFunction{worker},
		PerRoute:  true,
		Name:      "todo",
	})
	m.Dashboard().AddWidgets(awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
		Title: jsii.String("Jobs"), Left: &[]awscloudwatch.IMetric{worker.MetricInvocations(nil)},
	}))

	template := assertions.Template_FromStack(stack, nil)
	template.ResourceCountIs(jsii.String("AWS::CloudWatch::Dashboard"), jsii.Number(1))
	template.ResourceCountIs(jsii.String("AWS::CloudWatch::Alarm"), jsii.Number(12)) // 3 for each stage and function
	// Output:
}
