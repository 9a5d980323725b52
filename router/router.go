// The router and its settings.

package router

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"github.com/gatehouse-go/gatehouse/cors"
)

// A Handler answers one request. The value it returns becomes the response: a
// *Response is sent as it is; a string is sent as it is, as JSON that is ready;
// []byte is sent as base64; everything else is encoded as JSON. An error
// becomes an error response; an *Error says which.
type Handler func(ctx context.Context, req *Request) (any, error)

// A Middleware wraps a handler in another one, which may call it or not.
type Middleware func(next Handler) Handler

// Config holds the settings of a router; its zero value works.
type Config struct {
	// CORS is the policy of all routes that have none of their own. Nil: no
	// CORS headers are sent, and preflights aren't answered. In a function that
	// an API of Gatehouse leads to, cors.FromEnv() is the API's own policy.
	// What is wrong with a policy is logged with the first request.
	CORS *cors.Policy

	// StripPrefixes are taken from the front of a path before it's matched: the
	// base paths of custom domains, such as "/pay". Only the first that the path
	// has is; "/payment" doesn't have the prefix "/pay".
	StripPrefixes []string

	// StripPatterns are regular expressions; what they match is taken out of
	// the path, one after the other, after StripPrefixes.
	StripPatterns []*regexp.Regexp

	// Event fixes the kind of event. The zero value goes by each event itself.
	Event EventKind

	// ExactRoutes says that all routes are registered here as they are at the
	// gateway, one by one, as in generated routers. Then the route that a REST or
	// HTTP API has named is called, whatever the path says, and no other: an
	// authorizer that stands before one route can't be passed by another one.
	// Otherwise requests of the gateway's $default, and of routes that take the
	// rest of the path, go to the most specific route that matches the path.
	ExactRoutes bool

	// Compress compresses bodies with gzip for clients that take it, on all
	// routes; a Response can switch it off with its own Compress. False: only on
	// routes that have Route.Compress.
	Compress bool

	// CompressMin is the size in bytes from which bodies are compressed. 0: 1,024.
	// Below about that gzip gains nothing.
	CompressMin int

	// Marshal encodes values as JSON. Nil: encoding/json, which leaves <, > and
	// & as they are.
	Marshal func(v any) ([]byte, error)

	// Debug shows clients the text of every error and a panic's stack, and
	// formats JSON with indents. Never for production.
	Debug bool

	// ReturnErrors hands errors that aren't *Error and have no handler, and
	// panics, to Lambda instead of answering 500: the invocation fails, and
	// shows as such in metrics.
	ReturnErrors bool

	// Logger gets errors and panics. Nil: slog.Default().
	Logger *slog.Logger
}

// A Router finds the handler of an event and answers it. Register routes
// first, then Start it; it may be invoked from any number of goroutines.
type Router struct {
	core       *core
	outer      *Router // whose middleware comes before
	prefix     string
	middleware []Middleware
}

// core is what a router and its groups share: routes as they were registered,
// what they are compiled into, and how results become responses.
type core struct {
	config    Config
	root      *Router
	routes    registry
	responder responder
	program   program

	notFound, noMethod Handler // nil: the defaults
}

// A Route is the full form of a route.
type Route struct {
	// Key is a method, or several, and a pattern: "GET /todos/{id}",
	// "GET,POST /todos", "ANY /files/{path+}"; or "$default". The package
	// documentation has the grammar of patterns. "$connect" and "$disconnect"
	// are routes of WebSocket APIs, as Message registers them.
	Key     string
	Handler Handler

	// Middleware is called after that of the router and its groups.
	Middleware []Middleware

	// CORS is the route's own policy. Nil: the router's. NoCORS: none at all.
	CORS   *cors.Policy
	NoCORS bool

	// Compress compresses bodies with gzip for clients that take it.
	Compress bool

	// CacheControl is the header of that name in responses of status 200; all
	// others get "no-cache". "": none.
	CacheControl string
}

// New returns a router without routes.
func New(config Config) *Router {
	if config.CompressMin == 0 {
		config.CompressMin = 1024
	}
	c := &core{config: config}
	c.responder.config, c.program.config = &c.config, &c.config
	c.root = &Router{core: c}
	return c.root
}

// Handle registers a handler for a route key, as Route.Key has it. It panics
// if the key is wrong, if the handler is nil, or if a route of the same method
// and shape is registered already; the panic says where.
func (r *Router) Handle(key string, h Handler) { r.Add(Route{Key: key, Handler: h}) }

// Get registers a handler for GET requests whose path matches the pattern. It
// panics as Handle does; so do Head to Any.
func (r *Router) Get(pattern string, h Handler) { r.Handle("GET "+pattern, h) }

// Head registers a handler for HEAD requests. A GET route doesn't take them.
func (r *Router) Head(pattern string, h Handler) { r.Handle("HEAD "+pattern, h) }

// Post registers a handler for POST requests.
func (r *Router) Post(pattern string, h Handler) { r.Handle("POST "+pattern, h) }

// Put registers a handler for PUT requests.
func (r *Router) Put(pattern string, h Handler) { r.Handle("PUT "+pattern, h) }

// Patch registers a handler for PATCH requests.
func (r *Router) Patch(pattern string, h Handler) { r.Handle("PATCH "+pattern, h) }

// Delete registers a handler for DELETE requests.
func (r *Router) Delete(pattern string, h Handler) { r.Handle("DELETE "+pattern, h) }

// Options registers a handler for OPTIONS requests, preflights included.
func (r *Router) Options(pattern string, h Handler) { r.Handle("OPTIONS "+pattern, h) }

// Any registers a handler for requests of any method that has no route of its
// own on the same pattern.
func (r *Router) Any(pattern string, h Handler) { r.Handle("ANY "+pattern, h) }

// NotFound sets the handler for requests that no route takes, instead of a 404.
func (r *Router) NotFound(h Handler) {
	r.core.routes.frozen("NotFound")
	r.core.notFound = h
}

// MethodNotAllowed sets the handler for requests whose path has routes, but not
// for their method. Without it they are not found, as API Gateway has it. The
// response gets an Allow header. MethodNotAllowedError is the handler to set
// for a plain 405.
func (r *Router) MethodNotAllowed(h Handler) {
	r.core.routes.frozen("MethodNotAllowed")
	r.core.noMethod = h
}

// MethodNotAllowedError is a Handler that answers 405.
func MethodNotAllowedError(_ context.Context, req *Request) (any, error) {
	return nil, MethodNotAllowed(fmt.Sprintf("Method %s is not allowed", req.Method))
}

// Use adds middleware to all routes of this router or group, whether they are
// registered before or after. That of the router itself is also around
// not-found answers and preflights.
func (r *Router) Use(middleware ...Middleware) {
	r.core.routes.frozen("Use")
	r.middleware = append(r.middleware, middleware...)
}

// Route calls f with a group: a router whose patterns begin with the prefix and
// whose middleware is added to this one's. The prefix may be "".
func (r *Router) Route(prefix string, f func(r *Router)) { f(r.group(prefix)) }

// With returns a group with the same prefix and more middleware.
func (r *Router) With(middleware ...Middleware) *Router {
	g := r.group("")
	g.Use(middleware...)
	return g
}

// Routes returns the keys of all routes in the order they were registered, one
// for each method, those of WebSocket APIs included.
func (r *Router) Routes() []string {
	keys := make([]string, len(r.core.routes.entries))
	for i, e := range r.core.routes.entries {
		keys[i] = e.key()
	}
	return keys
}

func (r *Router) group(prefix string) *Router {
	if prefix != "" && (prefix[0] != '/' || prefix[len(prefix)-1] == '/') {
		panic(fmt.Sprintf("router: prefix %q: write it as %q", prefix, "/"+strings.Trim(prefix, "/")))
	}
	return &Router{core: r.core, outer: r, prefix: r.prefix + prefix}
}
