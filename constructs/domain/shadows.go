// What clients of a domain don't reach, and what they reach by another way.

package domain

import (
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
	"github.com/gatehouse-go/gatehouse/internal/synth/token"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
)

// lookForShadows warns of routes whose requests another mapping takes: that with
// the longest path gets a request, whatever routes its API has. Rules are asked
// before all mappings.
func (d *Domain) lookForShadows(g group) {
	for _, m := range d.mapped {
		if m.rule != nil {
			continue
		}
		g.each(true, func(_ *Domain, r *mapped) {
			if _, below := below(r.path, m.path); len(r.rule.Headers) == 0 && (below || r.path == m.path) {
				d.warn(m.pos, warning.UnusedMapping, "path %q is never used: the rule at %v takes its requests", m.path, r.pos)
			}
		})
		g.each(false, func(_ *Domain, other *mapped) {
			if rest, ok := below(m.path, other.path); ok {
				d.shadow(m, other, rest)
			}
		})
	}
}

// shadow warns of routes of a mapping that begin with the rest of another's
// path.
func (d *Domain) shadow(m, other *mapped, rest []string) {
	v := m.stage.view
	if v == nil || v.API.Kind.Messages || v == other.stage.view || v.API.Planned == nil {
		return
	}
	p := v.API.Planned()
	if p == nil {
		return
	}
	for _, r := range p.Routes {
		if begins(r.Key, rest) {
			d.warn(r.Pos, warning.UnreachedRoute, "route %q: clients of the domain don't reach it: path %q leads to %s", r.Key, other.path,
				other.stage)
		}
	}
}

// below returns what a path has after another, if it lies below that one.
func below(path, deeper string) (rest []string, ok bool) {
	if token.In(path) || token.In(deeper) || path == deeper {
		return nil, false
	}
	if path != "" {
		path += "/"
	}
	after, ok := strings.CutPrefix(deeper, path)
	return strings.Split(after, "/"), ok
}

// begins reports whether all requests of a route begin with some parts.
func begins(key routekey.Key, parts []string) bool {
	if key.IsDefault() {
		return false
	}
	segments := key.Path.Segments()
	if len(segments) < len(parts) {
		return false
	}
	for i, part := range parts {
		if segments[i].Literal != part {
			return false
		}
	}
	return true
}

// lookForSideDoors warns where mutual TLS leaves another way to a stage, or
// leaves none.
func (d *Domain) lookForSideDoors(a *application) {
	if !d.closes() {
		return
	}
	reached := map[string]bool{} // stages, by their path
	for _, other := range a.domains {
		for _, m := range other.mapped {
			path := *m.stage.construct.Node().Path()
			reached[path] = true
			if other.props.MutualTLS == nil && slices.ContainsFunc(d.mapped,
				func(own *mapped) bool { return *own.stage.construct.Node().Path() == path }) {
				other.warn(m.pos, warning.DomainAroundMutualTLS, "path %q leads to %s without a client's certificate, which domain %q asks for",
					shown(m.path), m.stage, shown(d.props.Name))
			}
		}
	}
	for _, m := range d.mapped {
		if m.stage.view == nil {
			continue
		}
		for _, s := range m.stage.view.API.Stages {
			if path := *s.Construct.Node().Path(); !reached[path] {
				reached[path] = true // said once
				d.warn(s.Pos, warning.UnreachableStage,
					"stage %q has no domain, and MutualTLS turns the API's own address off: nobody reaches it; map it, or set "+
						"KeepEndpoint", shown(s.Shown))
			}
		}
	}
}
