// Package authorizer is for functions that decide who may call an API: what API
// Gateway asks them, and what they answer.
//
// The handler of authorizers.Lambda has one of these forms:
//
//	func(ctx context.Context, req *authorizer.HTTPRequest) (authorizer.Simple, error)       // HTTP API: yes or no
//	func(ctx context.Context, req *authorizer.HTTPRequest) (*authorizer.Policy, error)      // HTTP API: an IAM policy
//	func(ctx context.Context, req *authorizer.RESTRequest) (*authorizer.Policy, error)      // REST API, by the whole request
//	func(ctx context.Context, req *authorizer.TokenRequest) (*authorizer.Policy, error)     // REST API, by one header
//	func(ctx context.Context, req *authorizer.WebSocketRequest) (*authorizer.Policy, error) // WebSocket API, at $connect
//
// The shortest useful one:
//
//	func Check(ctx context.Context, req *authorizer.HTTPRequest) (authorizer.Simple, error) {
//		user, ok := sessions[req.Bearer()]
//		if !ok {
//			return authorizer.No(), nil
//		}
//		return authorizer.Yes(map[string]any{"user": user}), nil
//	}
//
// What goes into the context reaches the route's handler: router.Request's
// AuthorizerValue reads it. An answer is kept for a while and holds for every
// request with the same identity sources, so it must not depend on anything
// else of the request; a [Policy] can tell routes apart all the same. An error
// is answered with status 500, and access is denied.
package authorizer
