// Package httpapi makes HTTP APIs: Amazon API Gateway's awsapigatewayv2.HttpApi
// with routes from strings, Lambda functions from handler strings, and what
// both need.
//
//	func main() { gatehouse.Run(todo) }
//
//	func todo(app awscdk.App) {
//		stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
//
//		api := httpapi.New(stack, "Api", &httpapi.Props{
//			CORS:        cors.Allow("https://app.example.com"),
//			DefaultAuth: authorizers.JWT("login", "https://login.example.com", "todo-app"),
//		})
//		api.Route("GET /todos", "functions/todos.List")
//		api.Route("POST /todos", "functions/todos.Create")
//		api.Handle(httpapi.Route{Key: "GET /health", Handler: "functions/health.Check", Auth: authorizers.None()})
//	}
//
// # Routes
//
// A route key is a method, a blank and a path:
//
//	GET /todos            one method
//	GET,POST /todos       several: one route for each
//	ANY /todos            all methods for which the path has no route; * is the same
//	GET /todos/{id}       a parameter: one segment, not empty
//	ANY /files/{path+}    a greedy parameter, last: the rest, one segment or more
//	$default              what no other route matches
//
// The order of declaration never matters. API Gateway takes the most specific
// route for a request's method and path: literals before parameters, those
// before the longest greedy one, then $default.
//
// # Functions
//
// All handlers in one folder are one Lambda function with a generated router,
// one integration and one permission, however many routes lead to it. A
// handler is an exported Go function of one of the forms
//
//	func(w http.ResponseWriter, r *http.Request)
//	func(ctx context.Context, req *router.Request) (any, error)
//	func(ctx context.Context, in In) (Out, error)
//
// See package router for what they can do. [API.Function] hands out the
// function of a folder for grants; settings of a function stand on one of its
// routes and hold for all, or in [Props] for every function of the API.
//
// # Stages
//
// An API is served under the names of its stages, each with variables, limits,
// an access log and a custom domain of its own; [Props] list them. Without
// a list there is one, "$default", whose name is in no URL.
//
//	d := domain.New(stack, "Domain", &domain.Props{Name: "api.example.com", Zone: zone})
//	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{
//		{Domain: &domain.Mapping{Domain: d}, Throttle: &httpapi.Throttle{Rate: 100, Burst: 200}},
//		{Name: "beta", Variables: map[string]string{"TABLE": "beta"}},
//	}})
//
// [API.StageURL] is where clients reach one.
//
// # Mistakes
//
// New, Route and Handle only record. At synth everything is checked, and if
// something is wrong nothing is made and every mistake is reported at once,
// with the file and line of the declaration:
//
//	[Todo/Api] main.go:14: route "GET /todos/{todoId}": same path as "GET /todos/{id}" declared at main.go:13
//	[Todo/Api] main.go:16: handler "functions/todos.Lst": package functions/todos has no function Lst; it has Create, Get, List
//
// # Logical ids
//
// Ids derive from what a thing is: a route's method and path without the names
// of its parameters, a function's folder, an authorizer's name, an
// integration's target. So another order, one more route or a handler of
// another name replaces nothing that was deployed.
//
// # The CDK's own
//
// An [API] is an awsapigatewayv2.HttpApi and goes wherever one does. What
// Props do not name, their Override and the embedded value reach.
package httpapi
