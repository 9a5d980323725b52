// The trie under Table and Tree: one node for each place in the paths, so that
// the other routes cost a request nothing.

package routekey

import (
	"fmt"
	"slices"
)

// A Constraint narrows what a parameter takes, beyond the grammar of route
// keys; *regexp.Regexp is one. It is asked with the decoded value. Two
// constraints with the same String are the same.
type Constraint interface {
	MatchString(value string) bool
	String() string
}

// A trie holds the routes that have a path. Its zero value is empty.
type trie[V any] struct {
	root  node[V]
	depth int // segments of the longest path
}

// A node is a place in the paths of all routes.
type node[V any] struct {
	literals map[string]*node[V]
	params   []edge[V] // with constraints in the order added, then without
	greedy   []edge[V] // likewise; their nodes have no children
	routes   []route[V]
}

// An edge leads to the node below a parameter.
type edge[V any] struct {
	constraint Constraint // nil for none
	node       *node[V]
	first      *route[V] // the route that made it
}

// A route is what one key leads to.
type route[V any] struct {
	key    Key
	params []position
	value  V
}

// A position says which segment of the path is which parameter.
type position struct {
	segment int
	name    string
	greedy  bool
}

// add adds a route; if its place is taken it returns what stands there.
func (t *trie[V]) add(k Key, v V, constraints []Constraint) (taken *route[V]) {
	r := &route[V]{key: k, value: v}
	segments := k.Path.Segments()
	n := &t.root
	for i, s := range segments {
		var c Constraint
		if s.Param != "" {
			if len(r.params) < len(constraints) {
				c = constraints[len(r.params)]
			}
			r.params = append(r.params, position{i, s.Param, s.Greedy})
		}
		n = n.child(s, c, r)
	}
	if len(constraints) > len(r.params) {
		panic(fmt.Sprintf("routekey: %d constraints for the %d parameters of %q", len(constraints), len(r.params), k))
	}
	for i := range n.routes {
		if n.routes[i].key.Method == k.Method {
			return &n.routes[i]
		}
	}
	t.depth = max(t.depth, len(segments))
	n.routes = append(n.routes, *r)
	return nil
}

// child returns the node below n for a segment of r, and makes it if need be.
func (n *node[V]) child(s Segment, c Constraint, r *route[V]) *node[V] {
	if s.Param == "" {
		next := n.literals[s.Literal]
		if next == nil {
			if n.literals == nil {
				n.literals = make(map[string]*node[V])
			}
			next = new(node[V])
			n.literals[s.Literal] = next
		}
		return next
	}
	edges := &n.params
	if s.Greedy {
		edges = &n.greedy
	}
	for _, e := range *edges {
		if same(e.constraint, c) {
			return e.node
		}
	}
	e := edge[V]{c, new(node[V]), r}
	end := len(*edges)
	if c != nil && end > 0 && (*edges)[end-1].constraint == nil {
		end-- // the free one stays last
	}
	*edges = slices.Insert(*edges, end, e)
	return e.node
}

func same(a, b Constraint) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.String() == b.String()
}

// route returns the route at n for a method: a named one before ANY.
func (n *node[V]) route(method string) *route[V] {
	var other *route[V]
	for i := range n.routes {
		switch n.routes[i].key.Method {
		case method:
			return &n.routes[i]
		case Any:
			other = &n.routes[i]
		}
	}
	return other
}
