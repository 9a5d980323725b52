// Tables: how a gateway finds the route of a request.

package pattern

import (
	"errors"
	"fmt"
	"strings"
)

// defaultKey is the key of the route that takes what no other takes.
const defaultKey = "$default"

// A rule says in which order routes are tried.
type rule uint8

const (
	longestRest  rule = iota // whole matches first, then the longest {name+}
	placeByPlace             // at each place a literal, {name}, {name+}
)

// A Table finds the route of a request as API Gateway does. Method and path
// decide together: a route that lacks the method never ends the search, so a GET
// of /a/b reaches "GET /a/{x}" although there is a "POST /a/b". A named method
// wins over ANY on the same path.
//
// An HTTP API chooses as a [Tree] does, and $default takes the rest (API Gateway
// developer guide, "Routing API requests").
//
// A REST API goes down its tree of resources: at each place the literal child
// comes before {name}, and that before {name+}; a place that leads nowhere is
// left again (recorded on AWS in 2023 and 2024). That "/a/{proxy+}" therefore
// wins over "/{x}/b" for /a/b follows from the tree and is not recorded. One
// slash at the end of the request's path is ignored.
//
// Neither {name} nor {name+} matches nothing: "/todos/" is matched neither by
// "/todos/{id}" nor by "/todos/{proxy+}".
//
// The zero Table is empty. Once all routes are added, any number of goroutines
// may look up.
type Table[V any] struct {
	REST bool // choose as a REST API does, and leave values as they were sent

	tree     Tree[keyed[V]]
	fallback *V
}

type keyed[V any] struct {
	key   string
	value V
}

// Params are the parameters of a matched route, from left to right.
type Params []Param

// A Param is a parameter with its value: for an HTTP API decoded, for a REST
// API as it was sent (recorded on AWS from 2024 to 2026).
type Param struct{ Name, Value string }

// Get returns the value of the named parameter, or "".
func (p Params) Get(name string) string {
	for _, param := range p {
		if param.Name == name {
			return param.Value
		}
	}
	return ""
}

// Add adds a route by its key: "GET /todos/{id}", "ANY /{proxy+}" or
// "$default". See [ParseResource] for the path. If a route that takes the same
// requests is there already, Add returns its value with an error that names both.
func (t *Table[V]) Add(key string, v V) (earlier V, err error) {
	if key == defaultKey {
		switch {
		case t.REST:
			return earlier, errors.New(`a REST API has no $default route: write "ANY /{proxy+}", and "ANY /" for the root`)
		case t.fallback != nil:
			return *t.fallback, fmt.Errorf("route %q is there already", key)
		}
		t.fallback = &v
		return earlier, nil
	}
	method, path, ok := strings.Cut(key, " ")
	if !ok || method == "" || strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return earlier, fmt.Errorf("route %q: write one method and a path, such as %q", key, "GET /todos/{id}")
	}
	p, err := ParseResource(path)
	if err != nil {
		return earlier, fmt.Errorf("route %q: %w", key, err)
	}
	there, ok := t.tree.Add(method, p, keyed[V]{key, v})
	switch {
	case ok:
		return earlier, nil
	case there.key == key:
		return there.value, fmt.Errorf("route %q is there already", key)
	}
	return there.value, fmt.Errorf("route %q takes the same requests as %q", key, there.key)
}

// Match returns the value and the parameters of the route for a request. The
// method is in upper case, the path as it stands in the URL: percent-encoded
// and without a query. An empty path is "/".
func (t *Table[V]) Match(method, path string) (v V, params Params, ok bool) {
	m := matcher[keyed[V]]{method: method, path: path, encoded: strings.IndexByte(path, '%') >= 0}
	switch {
	case path == "":
		m.path = "/"
	case t.REST && len(path) > 1:
		m.path = strings.TrimSuffix(path, "/")
	}
	if t.REST {
		m.rule = placeByPlace
	}
	route, values := m.search(&t.tree)
	switch {
	case route != nil:
		if len(values) > 0 {
			params = make(Params, len(values))
		}
		for i, value := range values {
			params[i] = Param{route.Names[i], value}
		}
		return route.Value.value, params, true
	case t.fallback != nil:
		return *t.fallback, nil, true
	}
	return v, nil, false
}

// ParseResource reads a path as API Gateway has it in a route key or resource.
// Any text in braces is a parameter's name, since API Gateway takes more names
// than Gatehouse does, "{user-id}" among them; nothing else has a meaning.
func ParseResource(text string) (*Pattern, error) {
	p := &Pattern{text: text}
	rest, ok := strings.CutPrefix(text, "/")
	if !ok {
		return nil, fmt.Errorf("path %q: begin it with a slash", text)
	}
	for more := true; more; {
		var part string
		part, rest, more = strings.Cut(rest, "/")
		s := segment{text: part}
		inner, opened := strings.CutPrefix(part, "{")
		inner, closed := strings.CutSuffix(inner, "}")
		switch {
		case !strings.ContainsAny(part, "{}"):
			if part == "" && more {
				return nil, fmt.Errorf("path %q: an empty segment: write one slash", text)
			}
		case !opened || !closed || strings.Trim(inner, "+") == "" || strings.ContainsAny(inner, "{}"):
			return nil, fmt.Errorf(`path %q: segment %q: braces enclose a whole segment, as in "{id}"`, text, part)
		default:
			s.kind = param
			if name, greedy := strings.CutSuffix(inner, "+"); greedy {
				inner, s.kind = name, rest1
			}
			if s.kind == rest1 && more {
				return nil, fmt.Errorf("path %q: %s takes the rest of the path: nothing can follow it", text, part)
			}
			s.names = []string{inner}
			p.names = append(p.names, inner)
		}
		p.segments = append(p.segments, s)
	}
	return p, nil
}
