// Registration: from keys to entries, refusing what can't work.

package router

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/gatehouse-go/gatehouse/internal/pattern"
)

// defaultKey is the key of the route that takes what no other takes.
const defaultKey = "$default"

// An entry is one method of a registered route.
type entry struct {
	Route
	method  string
	pattern *pattern.Pattern // nil: $default, or a WebSocket route
	owners  []*Router        // the outermost first
	place   [8]uintptr
	message bool    // a WebSocket route
	serve   Handler // with all middleware
}

func (e *entry) key() string {
	if e.pattern == nil {
		return e.method
	}
	return e.method + " " + e.pattern.String()
}

// Add registers routes in their full form. It panics as Handle does, with all
// that is wrong with a key.
func (r *Router) Add(routes ...Route) {
	place := callers()
	for _, route := range routes {
		if err := r.add(route, place); err != nil {
			panic(fmt.Sprintf("router: %v", err))
		}
	}
}

// callers returns where in the user's code a route is being registered.
func callers() (place [8]uintptr) {
	runtime.Callers(3, place[:])
	return place
}

func (r *Router) add(route Route, place [8]uintptr) error {
	r.core.routes.frozen(route.Key)
	if route.Handler == nil {
		return fmt.Errorf("route %q: no handler", route.Key)
	}
	owners := r.owners()
	if route.Key == Connect || route.Key == Disconnect {
		return r.core.routes.insert(&entry{Route: route, method: route.Key, message: true, owners: owners, place: place})
	}
	if route.Key == defaultKey {
		return r.core.routes.insert(&entry{Route: route, method: defaultKey, owners: owners, place: place})
	}
	methods, path, ok := strings.Cut(strings.TrimSpace(route.Key), " ")
	if !ok {
		return fmt.Errorf("route %q: write a method and a path, such as %q, or %q", route.Key, "GET "+route.Key, defaultKey)
	}
	path = strings.TrimLeft(path, " ")
	if path == "/" && r.prefix != "" {
		path = ""
	}
	p, err := pattern.Parse(r.prefix + path)
	if err != nil {
		return fmt.Errorf("route %q: %w", route.Key, err)
	}
	list, err := parseMethods(methods)
	if err != nil {
		return fmt.Errorf("route %q: %w", route.Key, err)
	}
	for _, method := range list {
		if err := r.core.routes.insert(&entry{Route: route, method: method, pattern: p, owners: owners, place: place}); err != nil {
			return err
		}
	}
	return nil
}

// parseMethods reads "GET", "get,post", "*" or "ANY".
func parseMethods(list string) ([]string, error) {
	var methods []string
	for m := range strings.SplitSeq(list, ",") {
		m = strings.ToUpper(strings.TrimSpace(m))
		if m == "*" {
			m = pattern.Any
		}
		if m == "" || strings.ContainsFunc(m, func(c rune) bool { return !isToken(c) }) {
			return nil, fmt.Errorf("%q is not a method", m)
		}
		if slices.Contains(methods, m) {
			return nil, fmt.Errorf("method %s appears twice: write it once", m)
		}
		methods = append(methods, m)
	}
	if len(methods) > 1 && slices.Contains(methods, pattern.Any) {
		return nil, fmt.Errorf("ANY in a list: it takes every method by itself, so write it alone")
	}
	return methods, nil
}

// isToken reports whether c may stand in a method (RFC 9110, 5.6.2).
func isToken(c rune) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", c)
}

// A registry holds the routes in the order they were registered. It can be
// added to until the first request.
type registry struct {
	entries  []*entry
	shapes   map[string]*entry // by method and shape
	included bool              // in another router
	built    atomic.Bool       // into a program
}

// insert adds an entry unless there is one of the same method and shape.
func (g *registry) insert(e *entry) error {
	shape := e.key()
	if e.message {
		shape = "message " + e.method
	}
	if e.pattern != nil {
		shape = e.method + " " + e.pattern.Shape()
	}
	if g.shapes == nil {
		g.shapes = map[string]*entry{}
	}
	if earlier := g.shapes[shape]; earlier != nil {
		same := "the same route"
		if earlier.key() != e.key() {
			same = fmt.Sprintf("the same paths as %q", earlier.key())
		}
		return fmt.Errorf("route %q, registered at %s: %s, registered at %s", e.key(), e.where(), same, earlier.where())
	}
	g.shapes[shape] = e
	g.entries = append(g.entries, e)
	return nil
}

// where returns the file and line of the caller's code that registered e.
func (e *entry) where() string {
	frames := runtime.CallersFrames(e.place[:])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "github.com/gatehouse-go/gatehouse/router.") || !more {
			return fmt.Sprintf("%s:%d", frame.File, frame.Line)
		}
	}
}

// owners returns r and the routers it's a group of, the outermost first.
func (r *Router) owners() []*Router {
	if r.outer == nil {
		return []*Router{r}
	}
	return append(r.outer.owners(), r)
}

// Include adds the routes of another router under a prefix, with that router's
// middleware and error handlers after this one's. The other's Config and its
// handlers for what isn't found are not used, and it can't be changed anymore.
// It panics where a pattern is registered already.
func (r *Router) Include(prefix string, other *Router) {
	if other.core == r.core {
		panic("router: Include of a router in itself: use Route")
	}
	g := r.group(prefix)
	other.core.routes.included = true
	for _, e := range other.core.routes.entries {
		if e.method == defaultKey && g.prefix != "" {
			panic(fmt.Sprintf("router: Include of a router with $default under the prefix %q: write ANY /{path*} in it instead", g.prefix))
		}
		copied := *e
		copied.owners = slices.Concat(g.owners(), e.owners)
		if e.pattern != nil {
			path := e.pattern.String()
			if path == "/" && g.prefix != "" {
				path = ""
			}
			p, err := pattern.Parse(g.prefix + path)
			if err != nil {
				panic(fmt.Sprintf("router: %v", err))
			}
			copied.pattern = p
		}
		if err := r.core.routes.insert(&copied); err != nil {
			panic(fmt.Sprintf("router: %v", err))
		}
	}
	r.core.responder.onError = append(r.core.responder.onError, other.core.responder.onError...)
}

// frozen panics if the routes can't be changed anymore.
func (g *registry) frozen(what string) {
	if g.included {
		panic(fmt.Sprintf("router: %s: the router was included in another one already", what))
	}
	if g.built.Load() {
		panic(fmt.Sprintf("router: %s: the router has answered its first request already", what))
	}
}
