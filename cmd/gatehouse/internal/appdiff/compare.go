// From two versions to a report: APIs, domain names, stacks.

package appdiff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// Compare reports what differs between two versions of an application.
func Compare(before, after *App) *Report {
	r := &Report{}
	keep := func(s Section) {
		if len(s.Lines) > 0 {
			r.Sections = append(r.Sections, s)
		}
	}
	var notes []string
	for _, path := range union(before.apis, after.apis) {
		section := compareAPIs(before.apis[path], after.apis[path])
		if note := compareDocuments(&section, before.docs[path], after.docs[path]); note != "" {
			notes = append(notes, note)
		}
		keep(section)
	}
	for _, name := range union(before.domains, after.domains) {
		keep(compareDomains(before.domains[name], after.domains[name]))
	}
	unknown := map[string]bool{}
	for _, name := range union(before.stacks, after.stacks) {
		section, types := compareStacks(before.stacks[name], after.stacks[name])
		keep(section)
		for _, t := range types {
			unknown[t] = true
		}
	}
	r.Notes = slices.Compact(slices.Sorted(slices.Values(slices.Concat(before.notes, after.notes, notes))))
	for _, t := range slices.Sorted(maps.Keys(unknown)) {
		r.Notes = append(r.Notes, fmt.Sprintf("it is not known which changes of %s replace the resource", t))
	}
	return r
}

// union returns the keys of both maps, sorted.
func union[V any](a, b map[string]V) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

var kinds = map[assembly.Kind]string{assembly.HTTP: "HTTP API", assembly.REST: "REST API", assembly.WebSocket: "WebSocket API"}

// compareAPIs compares two versions of an API; one of them may be nil.
func compareAPIs(was, now *api) Section {
	either := cmp.Or(now, was)
	s := Section{Title: fmt.Sprintf("%s (%s)", either.Path, kinds[either.Kind])}
	switch {
	case was == nil:
		s.add("+", "API", "new, with "+count(len(now.routes), "route"))
		for _, key := range sortedKeys(now.routes) {
			compareRoutes(&s, &api{API: &assembly.API{Kind: now.Kind}}, now, key)
		}
		return s
	case now == nil:
		s.add("-", "API", "gone, with its URL and "+count(len(was.routes), "route"), Breaks)
		return s
	case was.Kind != now.Kind:
		s.add("~", "API", fmt.Sprintf("of another kind, %s before: a new API with a new URL", kinds[was.Kind]), Breaks)
		return s
	}
	compareStages(&s, was, now)
	for _, key := range keysOf(was, now) {
		compareRoutes(&s, was, now, key)
	}
	compareAccess(&s, was, now)
	return s
}

// compareStages reports stages that come and go.
func compareStages(s *Section, was, now *api) {
	stages := func(a *api) map[string]bool {
		names := map[string]bool{}
		for _, stage := range a.Stages {
			names[stage.Name] = true
		}
		return names
	}
	before, after := stages(was), stages(now)
	for _, name := range union(before, after) {
		switch {
		case !before[name]:
			s.add("+", "stage "+name, "new")
		case !after[name]:
			s.add("-", "stage "+name, "gone, with its URL", Breaks)
		}
	}
}

// compareDomains compares two versions of a custom domain name; one of them may
// be nil.
func compareDomains(was, now *assembly.Domain) Section {
	s := Section{Title: cmp.Or(now, was).Name}
	switch {
	case was == nil:
		s.add("+", "domain name", "new")
		was = &assembly.Domain{MutualTLS: now.MutualTLS}
	case now == nil:
		s.add("-", "domain name", "gone", Breaks)
		return s
	}
	switch {
	case was.MutualTLS && !now.MutualTLS:
		s.add("~", "mutual TLS", "off: clients need no certificate", Loosens)
	case !was.MutualTLS && now.MutualTLS:
		s.add("~", "mutual TLS", "on: clients need a certificate", Tightens)
	}
	mappings := func(d *assembly.Domain) map[string]string {
		out := map[string]string{}
		for _, m := range d.Mappings {
			target := "an API outside of the app"
			if m.API != nil {
				target = m.API.Path + ", stage " + m.Stage
			}
			out[m.Key] = target
		}
		return out
	}
	before, after := mappings(was), mappings(now)
	for _, key := range union(before, after) {
		subject := strings.TrimSuffix("/"+key, "/") + "/"
		switch {
		case before[key] == "":
			s.add("+", subject, "leads to "+after[key])
		case after[key] == "":
			s.add("-", subject, "led to "+before[key], Breaks)
		case before[key] != after[key]:
			s.add("~", subject, fmt.Sprintf("leads to %s; it led to %s", after[key], before[key]))
		}
	}
	return s
}
