// Package pattern holds patterns of paths and the one matcher of the project: the
// router in Lambda functions and the gateways of the local server find their
// routes by it.
//
//	/todos             a literal path; only this one
//	/todos/            another one: a slash at the end counts
//	/todos/{id}        a parameter: one segment, not empty
//	/todos/{id:[0-9]+} a parameter that the regular expression matches whole
//	/files/v{n}.{ext}  parameters inside a segment, each as long as can be
//	/files/{path+}     the rest of the path, at least one byte
//	/files/{path*}     the rest of the path, also an empty one
//
// Of all patterns that match a path the most specific wins, whatever the order
// they were added in, as in an HTTP API: first those that match the whole path
// segment by segment, literals before parameters from left to right; then the
// longest that takes the rest.
//
// The router's patterns go beyond API Gateway's. A [Table] holds a gateway's own
// routes, for an HTTP API or a REST API:
//
//	var routes pattern.Table[string]
//	_, err := routes.Add("GET /todos/{id}", "todos.Get")
//	handler, params, ok := routes.Match("GET", "/todos/7")
//	// handler == "todos.Get", params.Get("id") == "7"
package pattern
