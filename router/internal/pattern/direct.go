// Routes that need no search: the gateway has already said which one it is.

package pattern

// Named returns the leaves by the text of their patterns, as a gateway's route
// key or resource has it. Direct holds those of them for which no more specific
// route of the tree can match the same request: whoever names the pattern means
// the leaf. To be called when the tree is filled, with all that was added.
func (t *Tree[V]) Named(patterns []*Pattern) (named, direct map[string]*Leaf[V]) {
	named = make(map[string]*Leaf[V], len(patterns))
	direct = make(map[string]*Leaf[V], len(patterns))
	for _, p := range patterns {
		leaf := t.shapes[p.Shape()]
		named[p.text] = leaf
		if t.root.unrivalled(p.segments) {
			direct[p.text] = leaf
		}
	}
	return named, direct
}

// unrivalled reports whether nothing in the tree could be preferred to the
// pattern with these segments. It errs on the safe side: every brother of a
// parameter is a rival.
func (n *node[V]) unrivalled(segments []segment) bool {
	for _, s := range segments {
		switch s.kind {
		case literal:
			n = n.literals[s.text]
		case param:
			if len(n.literals) > 0 || len(n.mixed) > 0 {
				return false
			}
			n = n.param
		default:
			return false
		}
	}
	return true
}
