// Package bind fills the input of a typed handler from a request and checks it:
// parameters of path, query, headers and cookies, and a JSON body.
//
//	type In struct {
//		ID    string `path:"id"`
//		Limit int    `query:"limit" default:"20" check:"min=1,max=100"`
//	}
//	b, err := bind.Compile(reflect.TypeFor[In]()) // once
//	var in In
//	problems, err := b.Bind(request, reflect.ValueOf(&in).Elem())
//
// The tags are those that router.Typed documents. The router compiles each type
// when it starts; a synth compiles stand-ins of the same types, so that what is
// wrong with one is known before anything is deployed.
package bind
