// The program: what registered routes come to, built once for the first
// request.

package router

import (
	"context"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/internal/frontsecret"
	"github.com/gatehouse-go/gatehouse/internal/pattern"
)

// A program is all that answering needs, and never changes once it's built.
type program struct {
	once    sync.Once
	config  *Config
	entries []*entry

	tree     pattern.Tree[*entry]
	named    map[string]*pattern.Leaf[*entry] // by the pattern's text
	direct   map[string]*pattern.Leaf[*entry] // those of named without a rival
	slashed  bool                             // some path ends in a slash
	cors     map[*cors.Policy]corsHeaders
	fallback *entry            // $default
	messages map[string]*entry // WebSocket routes

	front []string // secrets of which a request must have one; nil: none is needed

	// With all middleware of the router itself.
	notFound, noMethod, answerPreflight Handler
}

// build compiles the routes, once.
func (c *core) build() {
	c.program.once.Do(func() {
		c.program.compile(c)
		c.responder.logProblems(c.routes.entries)
		c.routes.built.Store(true)
	})
}

func (p *program) compile(c *core) {
	p.front = frontsecret.Parse(os.Getenv(frontsecret.Env))
	p.entries = c.routes.entries
	var patterns []*pattern.Pattern
	for _, e := range p.entries {
		e.serve = wrap(protect(e.Handler), e.Middleware)
		for _, owner := range slices.Backward(e.owners) {
			e.serve = wrap(e.serve, owner.middleware)
		}
		switch {
		case e.message:
			if p.messages == nil {
				p.messages = map[string]*entry{}
			}
			p.messages[e.method] = e
		case e.pattern == nil:
			p.fallback = e
		default:
			p.tree.Add(e.method, e.pattern, e)
			patterns = append(patterns, e.pattern)
			p.slashed = p.slashed || strings.HasSuffix(e.pattern.String(), "/") && e.pattern.String() != "/"
		}
	}
	p.named, p.direct = p.tree.Named(patterns)
	outer := func(h Handler) Handler { return wrap(protect(h), c.root.middleware) }
	p.notFound = outer(defaultNotFound)
	if c.notFound != nil {
		p.notFound = outer(c.notFound)
	}
	if c.noMethod != nil {
		p.noMethod = outer(c.noMethod)
	}
	p.answerPreflight = outer(func(context.Context, *Request) (any, error) { return &Response{Status: 204, Body: ""}, nil })
	p.compilePolicies()
}

// wrap puts middleware around a handler, the first one outermost.
func wrap(h Handler, middleware []Middleware) Handler {
	for _, m := range slices.Backward(middleware) {
		h = m(h)
	}
	return h
}

func defaultNotFound(context.Context, *Request) (any, error) { return nil, NotFound("Not found") }

// find sets the request's route and returns the handler to call: the route's,
// or that for preflights or for what isn't found.
func (p *program) find(req *Request) Handler {
	if !p.knownByFront(req) {
		return refuseUnknown
	}
	if h := p.findNamed(req); h != nil {
		return h
	}
	found, values := p.match(req, req.Method, req.inline[:0])
	switch {
	case found != nil && found.Method == pattern.Any && p.isPreflight(req):
		return p.preflightHandler(req)
	case found != nil:
		req.take(found, values)
		return found.Value.serve
	}
	if e := p.claimed(req); e != nil {
		req.route = e
		return e.serve
	}
	switch {
	case p.isPreflight(req), req.Method == "OPTIONS" && p.config.CORS != nil && p.fallback == nil:
		return p.preflightHandler(req)
	case p.fallback != nil:
		req.route = p.fallback
		return p.fallback.serve
	case p.noMethod != nil:
		if allowed := p.methods(req); len(allowed) > 0 {
			req.ResponseHeader().Set("Allow", joinMethods(allowed))
			return p.noMethod
		}
	}
	return p.notFound
}

func (p *program) preflightHandler(req *Request) Handler {
	req.preflight = true
	return p.answerPreflight
}

// findNamed returns the handler of the route that the gateway has named, nil if
// it named none or one that passes everything on. The gateway's word counts
// more than the path: it has authorised this route and no other one, and the
// path may look different here, where "%2F" has become a slash.
func (p *program) findNamed(req *Request) Handler {
	path := req.gatewayPath()
	exact := p.config.ExactRoutes && path != "" && (req.kind == HTTPEvent || req.kind == RESTEvent)
	leaf := p.direct[path]
	if exact {
		leaf = p.named[path]
	}
	var e *entry
	if leaf != nil {
		if route := leaf.Route(req.Method); route != nil && (exact || len(route.Names) == 0 || !req.event.pathParameters.Missing()) {
			e = route.Value
		}
		if e != nil && exact && req.kind == HTTPEvent && !strings.HasPrefix(value(req.event.routeKey), e.method+" ") {
			e = nil // the gateway's OPTIONS beside an ANY, which has no authorizer
		}
	}
	if e == nil && exact && path == defaultKey {
		e = p.fallback
	}
	switch {
	case e != nil && (e.method == pattern.Any || e == p.fallback) && p.isPreflight(req):
		return p.preflightHandler(req)
	case e != nil:
		req.route = e
		return e.serve
	case !exact:
		return nil
	case req.Method == http.MethodOptions && p.config.CORS != nil:
		return p.preflightHandler(req)
	}
	return p.notFound
}

// gatewayPath returns the path of the route as the gateway names it, "$default",
// or "" if it names none.
func (r *Request) gatewayPath() string {
	if key := value(r.event.routeKey); key != "" {
		for i := range len(key) {
			if key[i] == ' ' {
				return key[i+1:]
			}
		}
		return key
	}
	return value(r.event.resource)
}

// match finds the route for a method by the path. The values of its parameters
// are appended to buffer.
func (p *program) match(req *Request, method string, buffer []string) (*pattern.Route[*entry], []string) {
	tree, encoded := &p.tree, req.kind.encodedPath()
	route, values := tree.Match(method, req.Path, encoded, buffer)
	if req.kind != RESTEvent || route != nil && !route.Value.pattern.TakesRest() {
		return route, values
	}
	// A REST API ignores slashes at the end: /todos/ is served by the resource
	// /todos before any {proxy+}, and a route with a slash takes both, as in
	// Powertools.
	for _, path := range p.slashVariants(req.Path) {
		if path == "" {
			continue
		}
		if r, v := tree.Match(method, path, encoded, nil); r != nil && !r.Value.pattern.TakesRest() {
			return r, v
		}
	}
	if route != nil && strings.HasSuffix(req.Path, "/") && req.event.encodedParams(req.kind) {
		// The gateway's own {proxy+} loses a slash at its end.
		values[len(values)-1] = strings.TrimSuffix(values[len(values)-1], "/")
	}
	return route, values
}

// slashVariants are the path without slashes at its end, and with one if there are
// routes of that kind, except for the path itself; "" stands for none.
func (p *program) slashVariants(path string) (variants [2]string) {
	bare := strings.TrimRight(path, "/")
	if bare != path {
		variants[0] = bare
	}
	if p.slashed && bare != "" && len(path) != len(bare)+1 {
		variants[1] = bare + "/"
	}
	return variants
}

// claimed returns the route that the gateway names although the path doesn't
// match it: the path has a custom domain's prefix that StripPrefixes does not name.
func (p *program) claimed(req *Request) *entry {
	path := req.gatewayPath()
	if path == "" {
		return nil
	}
	if leaf := p.named[path]; leaf != nil {
		if route := leaf.Route(req.Method); route != nil {
			return route.Value
		}
	}
	return nil
}

// methods returns the methods of all routes for the request's path.
func (p *program) methods(req *Request) []*entry {
	var found []*entry
	add := func(r *pattern.Route[*entry]) { found = append(found, r.Value) }
	p.tree.Methods(req.Path, req.kind.encodedPath(), add)
	if req.kind == RESTEvent {
		for _, path := range p.slashVariants(req.Path) {
			p.tree.Methods(path, true, add)
		}
	}
	return found
}
