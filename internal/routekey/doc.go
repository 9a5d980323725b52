// Package routekey is the one grammar of route keys: what synthesis, the
// Lambda function's router and the local server understand by
// "GET /todos/{id}", so that they cannot disagree.
//
//	keys, err := routekey.Parse("GET,POST /todos/{id}")
//	// keys[0].String() == "GET /todos/{id}", keys[1].String() == "POST /todos/{id}"
//
//	var routes routekey.Table[string]
//	for _, k := range keys {
//		_, err := routes.Add(k, "todos")
//	}
//	name, params, ok := routes.Match("GET", "/todos/7")
//	// name == "todos", params.Get("id") == "7"
//
// A [Table] decides as an HTTP API does, a [Tree] as a REST API's resources do.
// [Conflict] and [ConflictREST] tell which keys cannot stand beside each other,
// [Compare] gives their precedence. See [Parse] for the grammar.
package routekey
