// Setting a router up that is made already, as a generated one is.

package router

import (
	"fmt"
	"strings"
)

// Settings returns the router's settings, for changes before the first request;
// it panics after it. A package of handlers whose router is generated changes
// them in its function Configure:
//
//	func Configure(r *router.Router) {
//		r.Settings().Compress = true
//		r.Use(router.RequestID(), router.AccessLog(nil))
//	}
func (r *Router) Settings() *Config {
	r.core.routes.frozen("Settings")
	return &r.core.config
}

// Configure calls f, which may set the router up in every way but one: it
// panics if f registers a route. A generated router has the routes of its API,
// and calls the package's function Configure with this method. ExactRoutes stays
// what it was.
func (r *Router) Configure(f func(r *Router)) {
	c := r.core
	exact, n := c.config.ExactRoutes, len(c.routes.entries)
	f(r)
	c.config.ExactRoutes = exact
	if len(c.routes.entries) == n {
		return
	}
	var keys []string
	for _, e := range c.routes.entries[n:] {
		keys = append(keys, fmt.Sprintf("%q", e.key()))
	}
	panic(fmt.Sprintf("router: Configure registers %s: an API's routes are declared where the API is, and no request would get here",
		strings.Join(keys, ", ")))
}
