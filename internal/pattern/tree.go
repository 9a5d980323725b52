// The tree: patterns in, the most specific one for a path out.

package pattern

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/urltext"
)

// Any is the method that stands for all of them.
const Any = "ANY"

// A Tree finds the route of a request by path and method. It is filled first,
// then read, by any number of goroutines. The zero Tree is empty.
type Tree[V any] struct {
	root   node[V]
	shapes map[string]*Leaf[V]
}

// A Leaf is what a tree holds for one shape of pattern: a value per method.
type Leaf[V any] struct {
	routes []Route[V]
}

// A Route is one method's value.
type Route[V any] struct {
	Method string
	Names  []string // of the parameters, as this route calls them
	Value  V
}

type node[V any] struct {
	literals map[string]*node[V]
	mixed    []mixedEdge[V] // the most specific first
	param    *node[V]
	leaf     *Leaf[V]
	rest     [2]*Leaf[V] // {name+}, {name*}
}

type mixedEdge[V any] struct {
	segment segment
	node    *node[V]
}

// Add puts a value under a method and pattern. If there is one already under
// the same method and a pattern of the same shape, it returns that and false.
func (t *Tree[V]) Add(method string, p *Pattern, value V) (earlier V, ok bool) {
	shape := p.Shape()
	if t.shapes == nil {
		t.shapes = map[string]*Leaf[V]{}
	}
	leaf := t.shapes[shape]
	if leaf == nil {
		leaf = t.root.grow(p.segments)
		t.shapes[shape] = leaf
	}
	for _, r := range leaf.routes {
		if r.Method == method {
			return r.Value, false
		}
	}
	leaf.routes = append(leaf.routes, Route[V]{method, p.names, value})
	return earlier, true
}

// grow returns the leaf of a pattern with the given segments below n.
func (n *node[V]) grow(segments []segment) *Leaf[V] {
	for _, s := range segments {
		switch s.kind {
		case rest1, rest0:
			leaf := &Leaf[V]{}
			n.rest[s.kind-rest1] = leaf
			return leaf
		case literal:
			next := n.literals[s.text]
			if next == nil {
				if n.literals == nil {
					n.literals = map[string]*node[V]{}
				}
				next = &node[V]{}
				n.literals[s.text] = next
			}
			n = next
		case param:
			if n.param == nil {
				n.param = &node[V]{}
			}
			n = n.param
		case mixed:
			n = n.growMixed(s)
		}
	}
	n.leaf = &Leaf[V]{}
	return n.leaf
}

func (n *node[V]) growMixed(s segment) *node[V] {
	i, found := slices.BinarySearchFunc(n.mixed, s, func(e mixedEdge[V], s segment) int { return compareMixed(&e.segment, &s) })
	if !found {
		n.mixed = slices.Insert(n.mixed, i, mixedEdge[V]{s, &node[V]{}})
	}
	return n.mixed[i].node
}

// compareMixed orders mixed segments, the most specific first: more text, then
// an expression, then fewer parameters; then by their text, so that the order
// of registration never shows.
func compareMixed(a, b *segment) int {
	if a.weight != b.weight {
		return b.weight - a.weight
	}
	if a.bounded != b.bounded {
		if a.bounded {
			return -1
		}
		return 1
	}
	if len(a.names) != len(b.names) {
		return len(a.names) - len(b.names)
	}
	return strings.Compare(a.text, b.text)
}

// Match finds the most specific route for the path that takes the method. The
// values of its parameters are appended to values, in the order of its Names.
// If the path is encoded its segments are decoded one by one before they're
// compared; what cannot be decoded to UTF-8 stands for itself.
func (t *Tree[V]) Match(method, path string, encoded bool, values []string) (*Route[V], []string) {
	m := matcher[V]{method: method, path: path, encoded: encoded && strings.IndexByte(path, '%') >= 0, values: values}
	return m.search(t)
}

// search finds the route, and the values of its parameters.
func (m *matcher[V]) search(t *Tree[V]) (*Route[V], []string) {
	before := m.values
	if strings.HasPrefix(m.path, "/") {
		if r := m.descend(&t.root, 1, 0); r != nil {
			return r, m.values
		}
	} else if r := m.pick(t.root.rest[1]); r != nil {
		m.rest = r // a prefix was stripped inside a segment; only /{name*} takes that
	}
	if m.rest != nil {
		return m.rest, append(m.restValues, m.decode(m.path[m.restFrom:]))
	}
	return nil, before
}

// Methods calls f with every method that some route for the path takes.
func (t *Tree[V]) Methods(path string, encoded bool, f func(*Route[V])) {
	m := matcher[V]{path: path, encoded: encoded, all: f}
	if strings.HasPrefix(path, "/") {
		m.descend(&t.root, 1, 0)
	}
}

// A matcher is one search. Each node is visited at most once, since a node's
// depth is the number of segments before it: a search can't cost more than the
// tree has nodes.
type matcher[V any] struct {
	method, path string
	encoded      bool
	values       []string
	all          func(*Route[V])
	rule         rule

	visits int // nodes seen, for tests of what a search costs

	rest       *Route[V] // the longest match of a {name+} or {name*} so far
	restFrom   int
	restDepth  int
	restValues []string
}

// descend searches below n for what is left of the path from i on.
func (m *matcher[V]) descend(n *node[V], i, depth int) *Route[V] {
	m.visits++
	if i > len(m.path) {
		return m.pick(n.leaf)
	}
	if m.rule == placeByPlace {
		if r := m.below(n, i, depth); r != nil || i == len(m.path) {
			return r
		}
		r := m.pick(n.rest[0])
		if r != nil {
			m.values = append(m.values, m.path[i:])
		}
		return r
	}
	m.noteRest(n, i, depth)
	return m.below(n, i, depth)
}

// below searches the children of n.
func (m *matcher[V]) below(n *node[V], i, depth int) *Route[V] {
	end := len(m.path)
	if slash := strings.IndexByte(m.path[i:], '/'); slash >= 0 {
		end = i + slash
	}
	text := m.decode(m.path[i:end])
	if next := n.literals[text]; next != nil {
		if r := m.descend(next, end+1, depth+1); r != nil {
			return r
		}
	}
	if text == "" {
		return nil
	}
	before := len(m.values)
	for k := range n.mixed {
		if e := &n.mixed[k]; m.capture(&e.segment, text) {
			if r := m.descend(e.node, end+1, depth+1); r != nil {
				return r
			}
			m.values = m.values[:before]
		}
	}
	if n.param != nil {
		value := text
		if m.rule == placeByPlace {
			value = m.path[i:end] // as sent
		}
		m.values = append(m.values, value)
		if r := m.descend(n.param, end+1, depth+1); r != nil {
			return r
		}
		m.values = m.values[:before]
	}
	return nil
}

// noteRest remembers n's route for the rest of the path, if it's the longest.
func (m *matcher[V]) noteRest(n *node[V], i, depth int) {
	for k, leaf := range n.rest {
		if leaf == nil || k == 0 && i == len(m.path) || m.rest != nil && depth <= m.restDepth {
			continue
		}
		if r := m.pick(leaf); r != nil {
			m.rest, m.restFrom, m.restDepth = r, i, depth
			m.restValues = slices.Clone(m.values)
		}
	}
}

// pick returns the leaf's route for the method: the method's own, or that of
// any method.
func (m *matcher[V]) pick(leaf *Leaf[V]) *Route[V] {
	if leaf == nil {
		return nil
	}
	if m.all != nil {
		for i := range leaf.routes {
			m.all(&leaf.routes[i])
		}
		return nil
	}
	return leaf.Route(m.method)
}

// Route returns the route for a method: its own, or that of any method, or nil.
func (l *Leaf[V]) Route(method string) *Route[V] {
	var other *Route[V]
	for i := range l.routes {
		switch l.routes[i].Method {
		case method:
			return &l.routes[i]
		case Any:
			other = &l.routes[i]
		}
	}
	return other
}

// capture appends the values of a mixed segment's parameters, if it matches.
func (m *matcher[V]) capture(s *segment, text string) bool {
	if len(text) <= len(s.prefix)+len(s.suffix) && s.simple || !strings.HasPrefix(text, s.prefix) || !strings.HasSuffix(text, s.suffix) {
		return false
	}
	if s.simple {
		m.values = append(m.values, text[len(s.prefix):len(text)-len(s.suffix)])
		return true
	}
	found := s.match.FindStringSubmatchIndex(text)
	if found == nil {
		return false
	}
	for i, name := range s.match.SubexpNames() {
		if name == "" || !slices.Contains(s.names, name) {
			continue
		}
		if found[2*i] < 0 {
			m.values = append(m.values, "")
			continue
		}
		m.values = append(m.values, text[found[2*i]:found[2*i+1]])
	}
	return true
}

func (m *matcher[V]) decode(text string) string {
	if !m.encoded {
		return text
	}
	return urltext.UnescapePath(text)
}
