// Package function makes Lambda functions from handler strings.
//
// A handler string names a folder and a function in it: "functions/todos.List"
// is the function List of the Go package in the folder functions/todos. The
// folder is looked for where cdk.json is, then in the folders above up to the
// one of go.mod. At synth the source is checked, a main package that leads to
// the handlers is generated, and all functions of the application are built in
// one go. Nothing is written into your source tree.
//
// Most functions belong to an API, which makes them from its routes and hands
// them out by their folder:
//
//	api := httpapi.New(stack, "Api", nil)
//	api.Route("GET /todos", "functions/todos.List")
//	table.GrantReadData(api.Function("functions/todos"))
//
// [New] makes one outside any API, for a queue, a schedule or a function URL:
//
//	worker := function.New(stack, "Worker", "functions/worker.Handle", &function.Config{
//		MemoryMB: 512,
//		Timeout:  time.Minute,
//	})
//	worker.AddEventSource(awslambdaeventsources.NewSqsEventSource(queue, nil))
//
// Functions are not built for stacks that the CDK says need no bundling: those
// that "cdk deploy" does not name, and all of them under the context
// "aws:cdk:bundling-stacks" = []. Tests of templates set that and stay fast.
package function
