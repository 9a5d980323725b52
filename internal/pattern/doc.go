// Package pattern holds the router's patterns of paths: those of API Gateway,
// and more.
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
// longest that takes the rest. What is plain grammar of API Gateway means here
// exactly what internal/routekey says it means; a test compares the two.
package pattern
