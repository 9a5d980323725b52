// The trie under Table and Tree: one node for each place in the paths, so that
// a lookup follows the request's segments and never looks at other routes.

package routekey

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// A Constraint narrows what a parameter takes, beyond the grammar of route
// keys; *regexp.Regexp is one. It is asked with the decoded value. Two
// constraints with the same String are the same.
type Constraint interface {
	MatchString(value string) bool
	String() string
}

// Params are the parameters of a matched route, from left to right.
type Params []Param

// A Param is one parameter with its decoded value.
type Param struct{ Name, Value string }

// Get returns the value of the parameter of that name, or "".
func (p Params) Get(name string) string {
	for _, param := range p {
		if param.Name == name {
			return param.Value
		}
	}
	return ""
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
}

func (e edge[V]) admits(value string) bool {
	return value != "" && (e.constraint == nil || e.constraint.MatchString(value))
}

// A route is what one key leads to.
type route[V any] struct {
	key    Key
	params []segmentName
	greedy bool
	value  V
}

// segmentName says which segment of the path is which parameter.
type segmentName struct {
	at   int
	name string
}

// child returns the node below n for a segment, and makes it if need be.
func (n *node[V]) child(s Segment, c Constraint) *node[V] {
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
	e := edge[V]{c, new(node[V])}
	end := len(*edges)
	if c != nil && end > 0 && (*edges)[end-1].constraint == nil {
		end--
	}
	*edges = slices.Insert(*edges, end, e)
	return e.node
}

func same(a, b Constraint) bool {
	return a == nil && b == nil || a != nil && b != nil && a.String() == b.String()
}

// route returns the route at n for a method: a named one before ANY.
func (n *node[V]) route(method string) *route[V] {
	var any *route[V]
	for i := range n.routes {
		switch n.routes[i].key.Method {
		case method:
			return &n.routes[i]
		case Any:
			any = &n.routes[i]
		}
	}
	return any
}

// trie holds the routes with a path. Its zero value is empty.
type trie[V any] struct {
	root  node[V]
	depth int // segments of the longest path
}

// add adds a route; if its place is taken it returns what stands there.
func (t *trie[V]) add(k Key, v V, constraints []Constraint) (taken *route[V]) {
	r := route[V]{key: k, value: v, greedy: k.Path.Greedy()}
	n := &t.root
	segments := k.Path.Segments()
	for i, s := range segments {
		var c Constraint
		if s.Param != "" {
			if len(r.params) < len(constraints) {
				c = constraints[len(r.params)]
			}
			r.params = append(r.params, segmentName{i, s.Param})
		}
		n = n.child(s, c)
	}
	for i := range n.routes {
		if n.routes[i].key.Method == k.Method {
			return &n.routes[i]
		}
	}
	t.depth = max(t.depth, len(segments))
	n.routes = append(n.routes, r)
	return nil
}

// A search is one lookup.
type search[V any] struct {
	path     string
	segments []segment // of the path, decoded, as many as the trie is deep
	more     bool      // the path has more
	method   string
	visits   int // of nodes
	depth    int // at which the longest greedy route was found
	longest  *route[V]
}

// A segment is a decoded segment of a request's path.
type segment struct {
	text  string
	start int // in the path
}

// usual is how many segments a request may have without an allocation.
const usual = 16

// split cuts path into at most limit segments.
func (s *search[V]) split(limit int, buffer []segment) bool {
	if s.path == "" || s.path == "/" {
		return true
	}
	if s.path[0] != '/' {
		return false
	}
	s.segments = buffer[:0]
	for start := 1; ; {
		if len(s.segments) == limit {
			s.more = true
			return true
		}
		end := strings.IndexByte(s.path[start:], '/')
		if end < 0 {
			s.segments = append(s.segments, segment{decode(s.path[start:]), start})
			return true
		}
		end += start
		s.segments = append(s.segments, segment{decode(s.path[start:end]), start})
		start = end + 1
	}
}

// decode takes the percent-escapes out of s; a malformed one stays as it is.
func decode(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return s
}

// full finds the route for the segments from i on, without greedy parameters:
// literals first. In passing it notes the longest greedy one. Every node is
// visited at most once, since only one way leads to it.
func (s *search[V]) full(n *node[V], i int) *route[V] {
	s.visits++
	if i == len(s.segments) {
		if s.more {
			return nil
		}
		return n.route(s.method)
	}
	text := s.segments[i].text
	if next := n.literals[text]; next != nil {
		if r := s.full(next, i+1); r != nil {
			return r
		}
	}
	for _, e := range n.params {
		if e.admits(text) {
			if r := s.full(e.node, i+1); r != nil {
				return r
			}
		}
	}
	if s.longest == nil || i > s.depth {
		if r := s.greedy(n, i); r != nil {
			s.longest, s.depth = r, i
		}
	}
	return nil
}

// greedy finds the route of a greedy parameter below n, the i-th segment.
func (s *search[V]) greedy(n *node[V], i int) *route[V] {
	for _, e := range n.greedy {
		if e.admits(s.rest(i)) {
			if r := e.node.route(s.method); r != nil {
				return r
			}
		}
	}
	return nil
}

// rest returns the path from the i-th segment on, decoded.
func (s *search[V]) rest(i int) string { return decode(s.path[s.segments[i].start:]) }

// params returns the parameters of the route that was found.
func (s *search[V]) params(r *route[V]) Params {
	if len(r.params) == 0 {
		return nil
	}
	params := make(Params, len(r.params))
	for i, p := range r.params {
		params[i] = Param{p.name, s.segments[p.at].text}
	}
	if last := len(params) - 1; r.greedy {
		params[last].Value = s.rest(r.params[last].at)
	}
	return params
}

// Compare orders keys by precedence.
func Compare(a, b Key) int { return cmp.Compare(a.String(), b.String()) }
