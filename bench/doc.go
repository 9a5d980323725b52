// Package bench compares the router with its peers in one run, event bytes in
// and response bytes out, as Lambda calls them:
//
//	go test -bench . -benchmem
//
// All have the same 50 routes and answer the same events with one parameter of
// the path as JSON.
package bench
