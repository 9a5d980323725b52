// Routes that need no search: the gateway has already said which one it is.

package pattern

// Named returns the leaves by the text of their patterns, as a gateway's route
// key or resource has it. Direct holds those of them that don't take the rest of
// a path: a gateway that names one of these has matched the whole path, while
// one that names a {name+} may only pass everything on. To be called when the
// tree is filled, with all that was added.
func (t *Tree[V]) Named(patterns []*Pattern) (named, direct map[string]*Leaf[V]) {
	named = make(map[string]*Leaf[V], len(patterns))
	direct = make(map[string]*Leaf[V], len(patterns))
	for _, p := range patterns {
		leaf := t.shapes[p.Shape()]
		named[p.text] = leaf
		if !p.TakesRest() {
			direct[p.text] = leaf
		}
	}
	return named, direct
}
