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
type trie struct {
	root   node
	depth  int // segments of the longest path
	routes int
}

// A node is a place in the paths of all routes.
type node struct {
	literals map[string]*node
	params   []edge // with constraints in the order added, then without
	greedy   []edge // likewise; their nodes have no children
	routes   []route
}

// An edge leads to the node below a parameter.
type edge struct {
	constraint Constraint // nil for none
	node       *node
	first      *route // the route that made it
}

// A route is what one key leads to.
type route struct {
	key    Key
	params []position
	index  int // in the order added
}

// A position says which segment of the path is which parameter.
type position struct {
	segment int
	name    string
	greedy  bool
}

// add adds a route; if its place is taken it returns what stands there.
func (t *trie) add(k Key, constraints []Constraint) (taken *route) {
	r := &route{key: k, index: t.routes}
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
	t.routes++
	n.routes = append(n.routes, *r)
	return nil
}

// child returns the node below n for a segment of r, and makes it if need be.
func (n *node) child(s Segment, c Constraint, r *route) *node {
	if s.Param == "" {
		next := n.literals[s.Literal]
		if next == nil {
			if n.literals == nil {
				n.literals = make(map[string]*node)
			}
			next = new(node)
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
	e := edge{c, new(node), r}
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
func (n *node) route(method string) *route {
	var other *route
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
