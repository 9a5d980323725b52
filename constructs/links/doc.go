// Package links says what a function may use: each link grants the rights that
// using it takes, and sets an environment variable through which the function
// finds it. So neither is forgotten, or wider than needed.
//
//	todos := awsdynamodb.NewTableV2(stack, jsii.String("Todos"), ...)
//	api := httpapi.New(stack, "Api", &httpapi.Props{
//		Functions: &function.Config{Links: []links.Link{links.Table(todos)}}, // every function
//	})
//	api.Handle(httpapi.Route{
//		Key: "POST /exports", Handler: "functions/exports.Start",
//		Function: &function.Config{Links: []links.Link{links.Bucket(exports)}}, // this one
//	})
//
// The variable's name comes from the construct's id and what it is: a table with
// the id Todos is TODOS_TABLE. [As] gives another one. In the function:
//
//	table := os.Getenv("TODOS_TABLE")
//
// Your own constructs become links by the two methods of [Link].
package links
