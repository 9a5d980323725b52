// Package gatehouse is where an application begins: [Run] makes a CDK app, has
// your function declare its stacks, and synthesises it.
//
// Gatehouse is a library of AWS CDK constructs for Amazon API Gateway, with a
// router that runs in the Lambda functions and a local server for the whole
// application. A handler is a Go function; one Lambda function answers all
// routes whose handlers are in one folder:
//
//	func main() { gatehouse.Run(todo) }
//
//	func todo(app awscdk.App) {
//		stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
//		api := httpapi.New(stack, "Api", nil)
//		api.Route("GET /todos", "functions/todos.List")
//		api.Route("GET /todos/{id}", "functions/todos.Get")
//	}
//
// "cdk deploy" deploys it, "gatehouse dev" serves it on this machine, and
// "go test" can do both without AWS.
//
// # Packages
//
// Declare what there is:
//
//   - [github.com/gatehouse-go/gatehouse/httpapi],
//     [github.com/gatehouse-go/gatehouse/restapi] and
//     [github.com/gatehouse-go/gatehouse/websocket] make the three kinds of API.
//   - [github.com/gatehouse-go/gatehouse/integrations] holds what a route can
//     lead to, [github.com/gatehouse-go/gatehouse/authorizers] who may call it,
//     [github.com/gatehouse-go/gatehouse/cors] which web pages may.
//   - [github.com/gatehouse-go/gatehouse/constructs] holds what all kinds of API
//     share: functions and their links, domains, access logs, alarms.
//
// Answer requests, in the Lambda functions:
//
//   - [github.com/gatehouse-go/gatehouse/router] has the forms of handlers and
//     all that they need.
//
// Run it without AWS:
//
//   - [github.com/gatehouse-go/gatehouse/local] serves a synthesised application.
//   - [github.com/gatehouse-go/gatehouse/gatehousetest] tests one, its template
//     and with real requests.
//   - github.com/gatehouse-go/gatehouse/cmd/gatehouse is the command for the
//     terminal.
package gatehouse
