// Keys and paths as values: comparable, and canonical in their text.

package routekey

import (
	"cmp"
	"strings"
)

// Any is the Method of a key that takes every method.
const Any = "ANY"

// Default is the key of the route that takes what no other route takes. It is
// the zero Key.
var Default Key

// defaultText is how Default is written.
const defaultText = "$default"

// A Key is a parsed route key: one method and a path, or the default route; of
// a WebSocket API a message, or the default route. Keys are comparable; those
// of one Shape claim the same requests.
type Key struct {
	Method  string // "GET", ..., or Any; "" for the default route
	Path    Path   // the zero Path for the default route
	Message string // of a WebSocket API, such as Connect or "join"; then alone
}

// IsDefault reports whether k is the default route.
func (k Key) IsDefault() bool { return k == Default }

// String returns the canonical text, which is what API Gateway calls the route
// key: "GET /todos/{id}", "ANY /x", "$default", "join". Parse or ParseMessage of
// it gives k again.
func (k Key) String() string {
	if k.IsDefault() {
		return defaultText
	}
	if k.Message != "" {
		return k.Message
	}
	return k.Method + " " + k.Path.String()
}

// Shape is String with the names of parameters taken out: "GET /todos/{}",
// "ANY /{+}". Two keys have the same shape exactly if they conflict.
func (k Key) Shape() string {
	if k.IsDefault() {
		return defaultText
	}
	if k.Message != "" {
		return k.Message
	}
	return k.Method + " " + k.Path.Shape()
}

// A Path is a parsed path. The zero Path is not a path; the root is "/".
type Path struct {
	text string // valid and canonical, or ""
}

// A Segment is what stands between two slashes of a path: a literal or a
// parameter.
type Segment struct {
	Literal string // the text, or "" for a parameter
	Param   string // the parameter's name, or "" for a literal
	Greedy  bool   // the parameter takes the rest of the path: {name+}
}

// String returns the segment as it is written: "todos", "{id}", "{proxy+}".
func (s Segment) String() string {
	switch {
	case s.Greedy:
		return "{" + s.Param + "+}"
	case s.Param != "":
		return "{" + s.Param + "}"
	}
	return s.Literal
}

// String returns the path as it was written, "" for the zero Path.
func (p Path) String() string { return p.text }

// Shape is String with the names of parameters taken out: "/todos/{}/{+}".
func (p Path) Shape() string {
	if p.text == "" || p.text == "/" {
		return p.text
	}
	var b strings.Builder
	for _, s := range p.Segments() {
		b.WriteByte('/')
		switch {
		case s.Greedy:
			b.WriteString("{+}")
		case s.Param != "":
			b.WriteString("{}")
		default:
			b.WriteString(s.Literal)
		}
	}
	return b.String()
}

// Example returns the path of a request that p matches: "/todos/x" for
// "/todos/{id}", and "/" for the zero Path.
func (p Path) Example() string {
	var b strings.Builder
	for _, s := range p.Segments() {
		b.WriteByte('/')
		b.WriteString(cmp.Or(s.Literal, "x"))
	}
	return cmp.Or(b.String(), "/")
}

// Segments returns the path's segments; none for the root.
func (p Path) Segments() []Segment {
	if len(p.text) < 2 {
		return nil
	}
	segments := make([]Segment, 0, strings.Count(p.text, "/"))
	for text := range strings.SplitSeq(p.text[1:], "/") {
		segments = append(segments, segmentOf(text))
	}
	return segments
}

// segmentOf reads a segment that is known to be valid.
func segmentOf(text string) Segment {
	name, ok := strings.CutPrefix(text, "{")
	if !ok {
		return Segment{Literal: text}
	}
	name = strings.TrimSuffix(name, "}")
	name, greedy := strings.CutSuffix(name, "+")
	return Segment{Param: name, Greedy: greedy}
}

// Params returns the names of the path's parameters from left to right.
func (p Path) Params() []string {
	var names []string
	for _, s := range p.Segments() {
		if s.Param != "" {
			names = append(names, s.Param)
		}
	}
	return names
}

// Greedy reports whether the last segment takes the rest of the path.
func (p Path) Greedy() bool { return strings.HasSuffix(p.text, "+}") }
