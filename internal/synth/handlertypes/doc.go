// Package handlertypes reads the types of handlers as the compiler sees them,
// and finds what would fail only when the function starts or a request comes:
// a tag of a typed input that makes no sense, a path parameter that the route
// does not have, a value that can't be JSON.
//
//	pkgs, err := handlertypes.Load(ctx, target, "example.com/app/functions/todos")
//	problems := pkgs["example.com/app/functions/todos"].Typed("Create", routes)
//
// Packages of handlers are parsed and checked from source, with their comments;
// everything they import comes as export data from the go command's cache, which
// the build of the functions fills anyway. No code of the user's is run. The
// rules of typed inputs are those of the router itself, which is asked with a
// stand-in for each type.
package handlertypes
