// Package front serves CloudFront distributions: the path of a request decides
// which API, bucket or other server answers it.
//
//	handler := front.New(host, distribution, func(api *assembly.API) http.Handler { ... })
//	http.Serve(listener, handler)
//
// Paths are matched as CloudFront does, in the order of the behaviors. Nothing is
// kept: each request goes on to its origin.
package front
