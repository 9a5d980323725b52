// The tree of resources that a REST API's routes make, and what such a tree
// cannot hold.

package plan

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// Resource is one resource of a REST API: a segment below another resource.
type Resource struct {
	Shape  string    // its path without names of parameters, "/todos/{}"
	Path   string    // "/todos/{id}"
	Part   string    // its last segment, "{id}"
	Parent *Resource // nil for a child of the root
}

// tree makes the resources of all routes, each once, and reports routes that
// cannot stand in one tree.
func (p *planner) tree() {
	byShape := map[string]*Resource{}
	variable := map[string]*Planned{} // the first route with a variable child, by the parent's path
	p.plan.Routes = slices.DeleteFunc(p.plan.Routes, func(r *Planned) bool { return !p.inTree(r) })
	for _, r := range p.plan.Routes {
		var parent *Resource
		path, shape := "", ""
		for _, s := range r.Key.Path.Segments() {
			if s.Param != "" {
				first := variable[path]
				if first == nil {
					variable[path] = r
				} else if why, conflict := routekey.ConflictREST(r.Key.Path, first.Key.Path); conflict {
					p.siblings(r, first, why)
					break
				}
			}
			path += "/" + s.String()
			shape += "/" + segmentShape(s)
			res := byShape[shape]
			if res == nil {
				res = &Resource{Shape: shape, Path: path, Part: s.String(), Parent: parent}
				byShape[shape] = res
				p.plan.Resources = append(p.plan.Resources, res)
			}
			parent = res
		}
		r.Resource = parent
	}
	// A parent's shape is the start of its children's, so it comes first.
	slices.SortFunc(p.plan.Resources, func(a, b *Resource) int { return strings.Compare(a.Shape, b.Shape) })
}

// siblings reports two routes with different variable children of one resource,
// at the one that stands later in the source.
func (p *planner) siblings(a, b *Planned, why string) {
	if a.Pos.File == b.Pos.File && a.Pos.Line < b.Pos.Line {
		a, b = b, a
	}
	p.problem(a.Pos, "route %q: cannot stand beside %q declared at %v: %s", a.Key, b.Key, b.Pos, why)
}

// inTree reports what no tree holds, or not beside CORS.
func (p *planner) inTree(r *Planned) bool {
	switch {
	case r.Key.IsDefault():
		p.problem(r.Pos, `route "$default": %s has none: write "ANY /{proxy+}", and "ANY /" for the root`, p.Kind.A)
		return false
	case p.Preflight && r.Key.Method == "OPTIONS":
		p.problem(r.Pos,
			"route %q: CORS is on, so every path has an OPTIONS method that answers preflights: remove the route, or turn CORS off", r.Key)
	}
	return true
}

func segmentShape(s routekey.Segment) string {
	switch {
	case s.Greedy:
		return "{+}"
	case s.Param != "":
		return "{}"
	}
	return s.Literal
}

// PathShape is the resource's path without names of parameters; "/" for the
// root, which is nil.
func (r *Resource) PathShape() string {
	if r == nil {
		return "/"
	}
	return r.Shape
}

// PathText is the resource's path; "/" for the root, which is nil.
func (r *Resource) PathText() string {
	if r == nil {
		return "/"
	}
	return r.Path
}
