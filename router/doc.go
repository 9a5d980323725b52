// Package router runs inside a Lambda function: it takes the event of API
// Gateway, a function URL, an Application Load Balancer or VPC Lattice, finds
// the route, calls its handler, and shapes the answer for whoever asked.
//
// The shortest useful program:
//
//	func main() {
//		r := router.New(router.Config{})
//		r.Get("/hello/{name}", func(ctx context.Context, req *router.Request) (any, error) {
//			return map[string]string{"hello": req.Param("name")}, nil
//		})
//		router.Start(r)
//	}
//
// # Routes
//
// A route key is a method, or several, and a pattern: "GET /todos/{id}",
// "get,post /todos", "ANY /x", "* /x"; or "$default", which takes what no other
// route takes. Get, Post and so on put the method in front. Patterns are those
// of API Gateway, and more:
//
//	/todos             a literal path; only this one
//	/todos/            another one: a slash at the end counts
//	/todos/{id}        a parameter: one segment, not empty
//	/todos/{id:[0-9]+} a parameter that the regular expression matches whole
//	/files/v{n}.{ext}  parameters inside a segment, each as long as can be
//	/files/{path+}     the rest of the path, at least one byte
//	/files/{path*}     the rest of the path, also an empty one
//
// The most specific pattern wins, whatever the order of registration: first
// those that match the whole path, literals before parameters from left to
// right; then the longest that takes the rest. A route has to have the method,
// too: if the literal route has none for it, the search goes on. Two routes
// that take the same requests are refused; the panic names both places in the code.
//
// If the gateway has named the route, as it does with a route key or resource
// that is registered here, that route is called with its parameters: the gateway
// has authorised it. Only what the gateway passes on by $default or "{path+}" is
// matched by its path, unless Config.ExactRoutes says that the routes here are
// the gateway's own.
//
// Paths arrive percent-encoded, and are decoded segment by segment: "%2F" is not a
// slash. Only payload format 2.0 of an HTTP API has the path decoded already. A
// REST API's path may have slashes at its end.
//
// Route and With make groups, Include takes another router in, Mount any
// http.Handler, Add a route with settings of its own.
//
// # Handlers
//
// There are four forms, and a router may mix them:
//
//	func(ctx context.Context, req *router.Request) (any, error)      // Handler
//	func(w http.ResponseWriter, r *http.Request)                     // HTTP
//	http.Handler                                                     // Mounted, Mount
//	func(ctx context.Context, in In) (Out, error)                    // Typed
//
// What a Handler returns becomes the response: a *Response as it is; a string
// as it is, as application/json, so that JSON made elsewhere needs no decoding
// (Text makes plain text); json.RawMessage the same; []byte as base64, so that
// any content arrives; nil as null; everything else encoded as JSON.
//
// # Errors
//
// An *Error is answered with its status, as {"statusCode":404,"message":"..."}.
// A *ValidationError is a 422 with all problems. Any other error, and a panic,
// is logged, and answered with a 500 that says nothing. OnError answers errors
// of a type otherwise. Config.ReturnErrors lets the invocation fail instead.
//
// # Middleware
//
// A Middleware is a function from Handler to Handler. Use puts it around all
// routes of a router or group, in whatever order they're registered; that of
// the router itself is around not-found answers and preflights, too. Shipped:
// RequestID, CorrelationID, AccessLog, Recover, Timeout, BodyLimit, ETag.
// Middleware of net/http works on what is mounted.
//
// # CORS
//
// Config.CORS is the policy, and Route has one of its own or none. A preflight
// is answered by the router unless a route takes OPTIONS by name. Only requests
// with an Origin get headers. In a function behind an API of Gatehouse,
// cors.FromEnv() is the API's policy, so it's written once.
//
// # Streaming
//
// Under StartStreaming an io.Reader, and what a net/http handler writes, is
// sent as it comes: for function URLs and REST APIs.
//
// # Not here
//
// OpenAPI documents, validation of responses, GraphQL (AppSync) resolvers,
// forms as the input of typed handlers, and multipart forms except through
// HTTPRequest and its ParseMultipartForm. What Powertools keeps in the app's
// context for a request goes into the context.Context.
package router
