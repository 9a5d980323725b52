// How an HTTP API finds a route: over all routes, by path and method at once.

package routekey

import "fmt"

// A Table finds the route of a request as an HTTP API does (API Gateway
// developer guide, "Create routes for HTTP APIs"): of the routes that match
// both path and method, a full match before a greedy one, the longest greedy
// path before shorter ones, literals before parameters, a named method before
// ANY on the same path, and $default if there is no other. So a GET of /a/b
// reaches "GET /a/{x}" although there is a "POST /a/b".
//
// The path is matched segment by segment, each decoded: "%2F" does not split.
// A parameter never matches an empty segment, nor a greedy one an empty rest,
// so "/todos/" is matched neither by "/todos" nor by "/todos/{proxy+}".
//
// The zero Table is empty. A lookup costs what the request's segments cost, not
// the number of routes, and allocates only for parameters. Once all routes are
// added, any number of goroutines may look up.
type Table[V any] struct {
	trie   trie
	values []V // of the trie's routes

	other      V // the default route's
	hasDefault bool
}

// Add adds the route of k, unless one takes the same requests: then it returns
// that one's value and an error that names both keys and a path as example.
//
// The constraints, if any, belong to the path's parameters from left to right;
// nil is none. A constrained parameter goes before a free one at its place, and
// of two constrained ones the one added first. Add panics if there are more
// constraints than parameters.
func (t *Table[V]) Add(k Key, v V, constraints ...Constraint) (conflicting V, err error) {
	if !k.IsDefault() {
		if taken := t.trie.add(k, constraints); taken != nil {
			return t.values[taken.index], conflictError(k, taken.key)
		}
		t.values = append(t.values, v)
		return conflicting, nil
	}
	if t.hasDefault {
		return t.other, conflictError(k, k)
	}
	t.other, t.hasDefault = v, true
	return conflicting, nil
}

// conflictError says that k takes the requests of a route that is there.
func conflictError(k, there Key) error {
	if k == there {
		return fmt.Errorf("route %q is there already", k)
	}
	return fmt.Errorf("route %q takes the same requests as %q, for example %s", k, there, k.Path.Example())
}

// Match returns the value and the parameters of the route for a request. The
// method is in upper case, the path as it stands in the URL: percent-encoded
// and without a query. An empty path is "/".
func (t *Table[V]) Match(method, path string) (v V, params Params, ok bool) {
	var buffer [usual]segment
	segments, more, ok := split(path, t.trie.depth, buffer[:0])
	if ok {
		s := search{segments: segments, more: more, method: method}
		if r := s.table(&t.trie); r != nil {
			return t.values[r.index], s.params(r), true
		}
	}
	return t.other, nil, t.hasDefault
}

// Methods returns the methods that the routes for a path have, sorted; Any is
// one of them. The default route doesn't count. With Match it tells a missing
// method from a missing path.
func (t *Table[V]) Methods(path string) []string {
	var buffer [usual]segment
	segments, more, ok := split(path, t.trie.depth, buffer[:0])
	if !ok {
		return nil
	}
	return methodsOf(func(method string) *route {
		s := search{segments: segments, more: more, method: method}
		return s.table(&t.trie)
	})
}
