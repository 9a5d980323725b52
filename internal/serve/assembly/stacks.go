// The stacks of an app, for what compares templates.

package assembly

// Stack is a stack of the app, or one nested in another.
type Stack struct {
	Name  string            // the outer one's name, "-" and the logical id, if it is nested
	Path  string            // construct path
	File  string            // its template
	Paths map[string]string // construct paths of resources, by logical id
}

// listStacks adds the stacks to the app.
func (r *reader) listStacks() {
	for _, s := range r.stacks {
		paths := map[string]string{}
		for id := range s.template.Resources {
			paths[id] = s.pathOf(id)
		}
		r.app.Stacks = append(r.app.Stacks, Stack{Name: s.name, Path: s.path, File: s.file, Paths: paths})
	}
}
