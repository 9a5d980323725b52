// Package httpapi is the gateway of HTTP APIs.
//
//	g := httpapi.New(host, app.APIs[0])
//	g.Serve(w, gateway.Arrived(w, r))
//
// It behaves as API Gateway does where it answers, and answers 501 with the
// reason where it does not know how.
package httpapi
