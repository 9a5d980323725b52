// How a REST API finds a method: down its tree of resources.

package routekey

import (
	"errors"
	"fmt"
	"strings"
)

// A Tree finds the route of a request as a REST API does: down the tree of
// resources, at each place the literal child before the variable one, until a
// resource has the method or ANY. A resource that lacks the method does not end
// the search: the developer guide ("Set up a method using the console", proxy
// resources) gives precedence to a *method request* against a specific
// resource, and a GET of /users/me is indeed answered by "GET /users/{id}" or
// "ANY /{proxy+}" if /users/me has only PATCH. In contrast to a Table, a greedy
// path below a literal goes before a full match below a parameter.
//
// A slash at the request's end is ignored; "{proxy+}" doesn't match an empty
// rest. All else is as in a Table.
type Tree[V any] struct {
	trie   trie
	values []V // of the trie's routes
}

// Add adds the route of k. If the tree cannot hold it beside a route that it
// has (see Conflict and ConflictREST), it returns that one's value and an error
// that names both. $default is an error too, since REST APIs have none.
func (t *Tree[V]) Add(k Key, v V) (conflicting V, err error) {
	if k.IsDefault() {
		return conflicting, errors.New(`a REST API has no $default route: write "ANY /{proxy+}", and "ANY /" for the root`)
	}
	if r, why := t.trie.variableTwice(k); r != nil {
		return t.values[r.index], fmt.Errorf("route %q cannot stand beside %q: %s", k, r.key, why)
	}
	if taken := t.trie.add(k, nil); taken != nil {
		return t.values[taken.index], conflictError(k, taken.key)
	}
	t.values = append(t.values, v)
	return conflicting, nil
}

// variableTwice returns a route that needs another variable child than k at
// the same place.
func (t *trie) variableTwice(k Key) (r *route, why string) {
	n := &t.root
	for i, s := range k.Path.Segments() {
		if s.Param == "" {
			if n = n.literals[s.Literal]; n == nil {
				return nil, ""
			}
			continue
		}
		edges := n.params
		if len(edges) == 0 {
			edges = n.greedy
		}
		if len(edges) == 0 {
			return nil, ""
		}
		if first := edges[0].first; first.key.Path.Segments()[i] != s {
			why, _ = ConflictREST(k.Path, first.key.Path)
			return first, why
		}
		n = edges[0].node
	}
	return nil, ""
}

// Match returns the value and the parameters of the route for a request; the
// arguments are those of Table.Match. If ok is false, Methods tells whether
// the resource is missing or only the method.
func (t *Tree[V]) Match(method, path string) (v V, params Params, ok bool) {
	var buffer [usual]segment
	path = trimSlash(path)
	segments, more, ok := split(path, t.trie.depth, buffer[:0])
	if !ok {
		return v, nil, false
	}
	s := search{segments: segments, more: more, method: method}
	r := s.tree(&t.trie)
	if r == nil {
		return v, nil, false
	}
	return t.values[r.index], s.params(r), true
}

// Methods returns the methods that the resources for a path have, sorted; Any
// is one of them. It is empty if there is no resource, or only such as have no
// method, which the gateway answers alike.
func (t *Tree[V]) Methods(path string) []string {
	var buffer [usual]segment
	path = trimSlash(path)
	segments, more, ok := split(path, t.trie.depth, buffer[:0])
	if !ok {
		return nil
	}
	return methodsOf(func(method string) *route {
		s := search{segments: segments, more: more, method: method}
		return s.tree(&t.trie)
	})
}

func trimSlash(path string) string {
	if len(path) > 1 {
		return strings.TrimSuffix(path, "/")
	}
	return path
}
