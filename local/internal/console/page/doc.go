// Package page is the page of the console: HTML, CSS and JavaScript modules,
// embedded as they were written. There is no build step, and nothing is loaded from
// elsewhere.
//
//	mux.Handle("GET /", page.Handler())
//
// The page speaks to the JSON API of package console, at the address it came from,
// and to nobody else: its Content-Security-Policy allows no other. Whatever
// it shows, such as a body that somebody sent, it shows as text.
package page
