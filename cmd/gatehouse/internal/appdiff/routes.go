// Routes that come, go, are renamed or lead elsewhere.

package appdiff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/show"
	"github.com/gatehouse-go/gatehouse/internal/pattern"
	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// sortedKeys returns keys of routes by path, then method.
func sortedKeys(routes map[string]*route) []string {
	return slices.SortedFunc(maps.Keys(routes), func(a, b string) int {
		methodA, pathA, _ := strings.Cut(a, " ")
		methodB, pathB, _ := strings.Cut(b, " ")
		return cmp.Or(strings.Compare(pathA, pathB), strings.Compare(methodA, methodB))
	})
}

// keysOf returns the keys of both versions; those that differ in the names of
// parameters only are one, the new one.
func keysOf(was, now *api) []string {
	all := maps.Clone(now.routes)
	for key, r := range was.routes {
		if renamed(now, key) == "" {
			all[key] = r
		}
	}
	return sortedKeys(all)
}

// renamed returns the key of an API that claims the same requests as a key that
// it lacks, or "".
func renamed(in *api, key string) string {
	if in.routes[key] != nil || in.Kind == assembly.WebSocket {
		return ""
	}
	shape := shapeOf(key)
	for other := range in.routes {
		if other != key && shapeOf(other) == shape {
			return other
		}
	}
	return ""
}

// shapeOf is a key without the names of its parameters.
func shapeOf(key string) string {
	method, path, ok := strings.Cut(key, " ")
	if !ok {
		return key
	}
	p, err := pattern.ParseResource(path)
	if err != nil {
		return key
	}
	return method + " " + p.Shape()
}

// compareRoutes compares what two versions of an API do with the requests of one
// key.
func compareRoutes(s *Section, was, now *api, key string) {
	before, after := was.routes[key], now.routes[key]
	if before == nil {
		if old := renamed(was, key); old != "" {
			before = was.routes[old]
			s.add("~", key, fmt.Sprintf("was %q: the function sees the new name of the parameter, clients see no difference", old), renaming(now)...)
		}
	}
	if preflight(before, was) || preflight(after, now) {
		return // they are what CORS is made of
	}
	switch {
	case before == nil:
		text := "leads to " + target(after) + access(after)
		if other := answers(was, key); other != "" {
			text += fmt.Sprintf("; %s answered it before", other)
		}
		s.add("+", key, text)
	case after == nil:
		text := "led to " + target(before)
		if other := answers(now, key); other != "" {
			s.add("-", key, fmt.Sprintf("%s; %s answers it now: %s", text, other, target(now.routes[other])))
			return
		}
		s.add("-", key, text, Breaks)
	default:
		if from, to := target(before), target(after); from != to {
			s.add("~", key, fmt.Sprintf("leads to %s; it led to %s", to, from))
		} else if from, to := before.described.Function, after.described.Function; from != to {
			s.add("~", key, fmt.Sprintf("the function %s answers; it was %s", to, from))
		}
		compareCallers(s, key, before, after)
	}
}

// renaming is the concern of a renamed parameter: a REST API's resource has one
// variable child, and CloudFormation makes the new one first.
func renaming(a *api) []Concern {
	if a.Kind == assembly.REST {
		return []Concern{Twice}
	}
	return nil
}

// preflight reports whether a route is the gateway's own answer to preflights of
// a REST API.
func preflight(r *route, of *api) bool {
	return r != nil && of.Kind == assembly.REST && strings.HasPrefix(r.Key, "OPTIONS ") && r.Integration != nil && r.Integration.Type == "MOCK"
}

// target is what a route leads to: a handler, or an integration.
func target(r *route) string { return cmp.Or(r.described.Handler, "nothing") }

// access says who may call a new route.
func access(r *route) string {
	if auth := show.Auth(r.described); auth != "-" {
		return ", with " + auth
	}
	return ", public"
}

// answers returns the key of the route that takes the requests of a key that the
// API lacks, tried with one request; "" for none.
func answers(in *api, key string) string {
	if in.Kind == assembly.WebSocket {
		if in.routes["$default"] != nil && !strings.HasPrefix(key, "$") {
			return "$default"
		}
		return ""
	}
	method, path, ok := strings.Cut(key, " ")
	if !ok {
		return ""
	}
	table := pattern.Table[string]{REST: in.Kind == assembly.REST}
	for _, other := range sortedKeys(in.routes) {
		if _, err := table.Add(other, other); err != nil {
			continue
		}
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "~" // no literal has it
		}
	}
	found, _, ok := table.Match(method, strings.Join(segments, "/"))
	if !ok {
		return ""
	}
	return found
}
