// Package authorizers says who may call a route: one value, for every kind of
// API that can have it.
//
//	api := httpapi.New(stack, "Api", &httpapi.Props{
//		DefaultAuth: authorizers.JWT("login", "https://login.example.com", "todo-app"),
//	})
//	api.Route("GET /todos", "functions/todos.List")
//	api.Handle(httpapi.Route{Key: "GET /health", Handler: "functions/health.Check", Auth: authorizers.None()})
//
// There are everybody ([None]), AWS credentials ([IAM]), tokens ([JWT],
// [Cognito]), functions that decide ([Lambda], [LambdaFunction]; [Token] and
// [TokenFunction] on REST APIs) and authorizers of the CDK ([FromHTTP]).
//
// An authorizer may serve several APIs; each gets a resource of its own. What
// an API can't have is reported at synth, with what it can.
//
// A new authorizer is a new file here: a value with the methods of
// [Authorizer] and those of each kind of API that it serves, such as [ForHTTP].
package authorizers
