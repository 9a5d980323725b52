// Package source finds what a handler string names: which folder, which
// language, which function of it and of what form. It reads source files and
// writes none, and knows nothing of the CDK.
//
// A handler string is a path, a dot and the name of a function:
//
//	functions/todos.List        the function List of the Go package in functions/todos
//	functions/users.index       the function index of functions/users.py, .ts, .mts, .js or .mjs
//	functions/orders::handler.index
//	                            the function index of the file handler in the folder
//	                            functions/orders, which is packaged whole
//	functions/v1.2/todos.List   the last dot is the one that counts
//
// The path is looked for in the working directory (for a CDK app the folder of
// cdk.json) and then in each folder above it, up to the one that holds go.mod.
// What exists there says the language; that decision stands in [Finder.Find]
// alone.
package source
