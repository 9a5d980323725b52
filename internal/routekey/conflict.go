// Which keys cannot stand beside each other, and which goes first when both
// can answer.

package routekey

import (
	"cmp"
	"fmt"
)

// Conflict reports whether two keys claim the same requests with the same
// precedence, so that one of them could never answer: the same method, and the
// same path up to the names of its parameters. The example is a request's path
// that both match.
//
//	"GET /todos/{id}", "GET /todos/{todoId}" => "/todos/x", true
//	"GET /todos/{id}", "ANY /todos/{id}"     => "", false: GET goes first
//	"GET /todos/{id}", "GET /todos/new"      => "", false: the literal goes first
func Conflict(a, b Key) (example string, conflict bool) {
	if a.Shape() != b.Shape() {
		return "", false
	}
	return a.Path.Example(), true
}

// ConflictREST reports whether a REST API's tree of resources cannot hold both
// paths, and why: a resource has one variable child at most, be it "{id}" or
// "{proxy+}" (API Gateway's CreateResource answers "A sibling ({id}) of this
// resource already has a variable path part"). Equal paths are one resource
// and no conflict.
//
//	"/todos/{id}", "/todos/{todoId}/tags" => conflict
//	"/todos/{id}", "/todos/{proxy+}"      => conflict
//	"/todos/{id}", "/todos/{id}/tags"     => none
func ConflictREST(a, b Path) (why string, conflict bool) {
	others := b.Segments()
	parent := ""
	for i, s := range a.Segments() {
		if i == len(others) {
			return "", false
		}
		if o := others[i]; s != o {
			if s.Param == "" || o.Param == "" {
				return "", false
			}
			return variableTwice(parent, s, o), true
		}
		parent += "/" + s.String()
	}
	return "", false
}

// variableTwice says that a resource of a REST API has two variable children.
func variableTwice(parent string, a, b Segment) string {
	advice := "use one name for both"
	if a.Greedy != b.Greedy {
		advice = "keep one of them"
	}
	return fmt.Sprintf("%s and %s both stand under %q, and a REST API's resource has one variable child: %s",
		a, b, cmp.Or(parent, "/"), advice)
}

// Compare orders keys by precedence: of all keys that match a request, the
// first in this order is the one that an HTTP API chooses (API Gateway
// developer guide, "Routing API requests"). Full matches stand before greedy
// ones, long greedy paths before short ones, literals before parameters from
// left to right, a named method before ANY, and $default last. It is 0 only for
// equal keys.
func Compare(a, b Key) int {
	return cmp.Or(
		compareBool(a.IsDefault(), b.IsDefault()),
		comparePaths(a.Path, b.Path),
		compareBool(a.Method == Any, b.Method == Any),
		cmp.Compare(a.Method, b.Method),
		cmp.Compare(a.Path.text, b.Path.text),
	)
}

func comparePaths(a, b Path) int {
	if c := compareBool(a.Greedy(), b.Greedy()); c != 0 {
		return c
	}
	as, bs := a.Segments(), b.Segments()
	if c := cmp.Compare(len(bs), len(as)); c != 0 && a.Greedy() {
		return c
	}
	for i := range min(len(as), len(bs)) {
		if c := cmp.Or(
			compareBool(as[i].Param != "", bs[i].Param != ""),
			cmp.Compare(as[i].Literal, bs[i].Literal),
		); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}

// compareBool puts false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
