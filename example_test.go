package gatehouse_test

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/httpapi"
)

// The main function of an application: its cdk.json has "app": "go run .".
func ExampleRun() {
	main := func() { gatehouse.Run(todo) }
	_ = main
}

// The CDK's own settings of an app go along.
func ExampleRun_props() {
	gatehouse.Run(todo, &awscdk.AppProps{DefaultStackSynthesizer: awscdk.NewCliCredentialsStackSynthesizer(nil)})
}

func todo(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /todos", "functions/todos.List")
	api.Route("GET /todos/{id}", "functions/todos.Get")
}
