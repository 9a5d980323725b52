// Package routekey is the one grammar of route keys: what synthesis and the
// local server understand by "GET /todos/{id}".
//
//	keys, err := routekey.Parse("GET,POST /todos/{id}")
//	// keys[0].String() == "GET /todos/{id}", keys[1].String() == "POST /todos/{id}"
//
// [Conflict] and [ConflictREST] report which keys cannot stand beside each
// other, [Compare] gives their precedence; see [Parse] for the grammar. The
// route of a request is found by internal/pattern, whose tests hold it against
// this package.
package routekey
