// Command todo is a whole application: an HTTP API whose routes are handlers in
// two folders, a table, and tokens from a login page.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse"
	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
)

func main() { gatehouse.Run(todo) }

// todo declares the application.
func todo(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)

	api := httpapi.New(stack, "Api", &httpapi.Props{
		CORS:        cors.Allow("https://app.example.com"),
		DefaultAuth: authorizers.JWT("login", "https://login.example.com", "todo-app"),
	})
	api.Route("GET /todos", "functions/todos.List")     // one Lambda function for the
	api.Route("POST /todos", "functions/todos.Create")  // Go package functions/todos;
	api.Route("GET /todos/{id}", "functions/todos.Get") // its router is generated
	api.Route("DELETE /todos/{id}", "functions/todos.Delete")
	api.Handle(httpapi.Route{Key: "GET /health", Handler: "functions/health.Check", Auth: authorizers.None()})

	table := awsdynamodb.NewTableV2(stack, jsii.String("Todos"), &awsdynamodb.TablePropsV2{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
	})
	fn := api.Function("functions/todos")
	table.GrantReadWriteData(fn)
	fn.AddEnvironment(jsii.String("TODO_TABLE"), table.TableName(), nil)

	acceptFindings(stack)
}
