package routekey

// A Table finds the route of a request as an HTTP API does.
type Table[V any] struct {
	trie trie[V]
	def  *route[V]
}

// Add adds a route.
func (t *Table[V]) Add(k Key, v V, constraints ...Constraint) (conflicting V, err error) {
	if k.IsDefault() {
		t.def = &route[V]{value: v}
		return conflicting, nil
	}
	t.trie.add(k, v, constraints)
	return conflicting, nil
}

// Match finds the route of a request.
func (t *Table[V]) Match(method, path string) (v V, params Params, ok bool) {
	var buffer [usual]segment
	s := search[V]{path: path, method: method}
	var r *route[V]
	if s.split(t.trie.depth, buffer[:0]) {
		if r = s.full(&t.trie.root, 0); r == nil {
			r = s.longest
		}
	}
	if r == nil {
		r = t.def
	}
	if r == nil {
		return v, nil, false
	}
	return r.value, s.params(r), true
}

// Methods returns the methods of the path.
func (t *Table[V]) Methods(path string) []string { return nil }
