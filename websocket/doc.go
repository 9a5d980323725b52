// Package websocket makes WebSocket APIs: Amazon API Gateway's
// awsapigatewayv2.WebSocketApi with routes from strings, Lambda functions from
// handler strings, and what both need.
//
//	func main() { gatehouse.Run(chat) }
//
//	func chat(app awscdk.App) {
//		stack := awscdk.NewStack(app, jsii.String("Chat"), nil)
//
//		api := websocket.New(stack, "Api", nil)
//		api.Route("$connect", "functions/chat.Connect")
//		api.Route("join", "functions/chat.Join")
//		api.Handle(websocket.Route{Key: "ping", Handler: "functions/chat.Ping", Reply: true})
//	}
//
// # Routes
//
// A route takes messages, not requests:
//
//	$connect      a client connects; the handler may refuse it
//	$disconnect   it is gone, as far as API Gateway has noticed
//	$default      a message that no other route takes, or that is not valid JSON
//	join          a message whose key this is
//
// The key of a message is what the route selection expression of [Props] makes
// of it: by default the member action, so {"action":"join","room":"a"} goes to
// the route join.
//
// A route with Reply sends the client what its handler returns; without, the
// handler answers through package router/connections, or not at all.
//
// # Functions
//
// All handlers in one folder are one Lambda function with a generated router,
// one integration and one permission, however many routes lead to it. A
// handler is an exported Go function of one of the forms
//
//	func(ctx context.Context, req *router.Request) (any, error)
//	func(ctx context.Context, in In) (Out, error)
//
// Every function of an API may call @connections of its stages, and package
// router/connections knows where they are: FromEnv of the only stage, FromRequest
// of that which a message came to.
// [API.Function] hands out the function of a folder for grants.
//
// # Who may connect
//
// Only $connect can have an authorizer: API Gateway asks it once, and messages
// of that connection pass. What a Lambda authorizer puts into its context,
// handlers of messages still get.
//
// # Stages
//
// An API is served under the names of its stages, each with variables, limits,
// an access log and a custom domain of its own; [Props] list them. Without
// a list there is one, "v1". Access logs need accesslog.NewAccount.
//
//	d := domain.New(stack, "Domain", &domain.Props{Name: "chat.example.com", Zone: zone})
//	api := websocket.New(stack, "Api", &websocket.Props{Stages: []websocket.Stage{
//		{Domain: &domain.Mapping{Domain: d}, Throttle: &websocket.Throttle{Rate: 100, Burst: 200}},
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
// [Chat/Api] main.go:14: route key "$conect": offset 0: "$conect": keys with "$" are $connect,
// $disconnect, $default; did you mean "$connect"?
//
//	[Chat/Api] main.go:16: route "join": declared already at main.go:15
//
// # The CDK's own
//
// An [API] is an awsapigatewayv2.WebSocketApi and goes wherever one does. What
// Props do not name, their Override, [API.Stages] and the embedded value reach.
package websocket
