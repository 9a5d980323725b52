// Package candidates says why each route of an API won or lost a request. The
// choice itself is made by a pattern.Table; this says in words what it does.
//
//	routes := candidates.New(false, list)
//	for _, n := range routes.Why("GET", "/todos/new", "GET /todos/{id}") { ... }
package candidates
