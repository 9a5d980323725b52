// Package restapi is the gateway of REST APIs: it answers requests as API Gateway
// does for the resources and methods of a template.
//
//	g := restapi.New(host, api) // a gateway.Gateway
//	g.Serve(w, gateway.Arrived(w, r))
//
// A request goes through the steps in the order of the files' names below:
// stage and method (serve.go), who may call (authorize.go, keys.go), throttle and
// cache (limits.go, cache.go), validation (validate.go), the integration's request
// (request.go, content.go), a backend (function.go, url.go, service.go), and the
// integration's answer (respond.go). Each step that ends the way says so with a
// failure, which becomes a gateway response (answers.go).
package restapi
