// One lookup in a trie.

package routekey

import (
	"net/url"
	"slices"
	"strings"
)

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

// A segment is a segment of a request's path.
type segment struct {
	text string // decoded
	rest string // the path from here on, encoded
}

// usual is how many segments a request may have without an allocation.
const usual = 16

// split cuts a request's path into at most limit segments; more reports that
// there are others. ok is false for what is no path.
func split(path string, limit int, buffer []segment) (segments []segment, more, ok bool) {
	if path == "" || path == "/" {
		return buffer, false, true
	}
	if path[0] != '/' {
		return buffer, false, false
	}
	for more = true; more; {
		if len(buffer) == limit {
			return buffer, true, true
		}
		rest := path[1:]
		var text string
		text, path, more = cutAtSlash(rest)
		buffer = append(buffer, segment{decode(text), rest})
	}
	return buffer, false, true
}

// cutAtSlash cuts s before its first slash.
func cutAtSlash(s string) (before, from string, found bool) {
	if i := strings.IndexByte(s, '/'); i >= 0 {
		return s[:i], s[i:], true
	}
	return s, "", false
}

// decode takes the percent-escapes out of s; if one is malformed, s stays.
func decode(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	if decoded, err := url.PathUnescape(s); err == nil {
		return decoded
	}
	return s
}

// A search is one lookup. All strings that end in its result stand behind
// segments, which lets the compiler keep that slice on the stack.
type search struct {
	segments []segment // of the path, at most as many as the trie is deep
	more     bool      // the path has more of them
	method   string
	descend  bool // a greedy route is taken where it is found, not at the end

	longest *route // the longest greedy route found in passing
	length  int    // the number of segments before its greedy one
	visits  int    // nodes seen
}

// table finds the route as a Table does.
func (s *search) table(t *trie) *route {
	if r := s.full(&t.root, 0); r != nil {
		return r
	}
	return s.longest
}

// tree finds the route as a Tree does.
func (s *search) tree(t *trie) *route {
	s.descend = true
	return s.full(&t.root, 0)
}

// full finds the best route for the segments from the i-th on, which lie below
// n. Only one way leads to each node, so that none is seen twice: however
// adverse the routes, a lookup sees at most all of them once, and of those only
// such as match the path so far.
func (s *search) full(n *node, i int) *route {
	s.visits++
	if i == len(s.segments) {
		if s.more {
			return nil
		}
		return n.route(s.method)
	}
	text := s.segments[i].text
	if text != "" {
		if next := n.literals[text]; next != nil {
			if r := s.full(next, i+1); r != nil {
				return r
			}
		}
		for _, e := range n.params {
			if e.constraint == nil || e.constraint.MatchString(text) {
				if r := s.full(e.node, i+1); r != nil {
					return r
				}
			}
		}
	}
	if len(n.greedy) == 0 || s.longest != nil && s.length >= i {
		return nil
	}
	r := s.greedy(n, i)
	if r == nil || s.descend {
		return r
	}
	s.longest, s.length = r, i
	return nil
}

// greedy finds a route that takes the rest from the i-th segment on.
func (s *search) greedy(n *node, i int) *route {
	if s.segments[i].rest == "" {
		return nil
	}
	for _, e := range n.greedy {
		if e.constraint == nil || e.constraint.MatchString(decode(s.segments[i].rest)) {
			if r := e.node.route(s.method); r != nil {
				return r
			}
		}
	}
	return nil
}

// params returns the parameters of the route that was found.
func (s *search) params(r *route) Params {
	if len(r.params) == 0 {
		return nil
	}
	params := make(Params, len(r.params))
	for i, p := range r.params {
		value := s.segments[p.segment].text
		if p.greedy {
			value = decode(s.segments[p.segment].rest)
		}
		params[i] = Param{p.name, value}
	}
	return params
}

// methodsOf returns the methods of the routes that find gives for one path.
func methodsOf(find func(method string) *route) []string {
	var found []string
	for _, m := range methods {
		if r := find(m); r != nil && !slices.Contains(found, r.key.Method) {
			found = append(found, r.key.Method)
		}
	}
	slices.Sort(found)
	return found
}
