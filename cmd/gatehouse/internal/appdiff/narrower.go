// Whether a schema takes less than before, or gives more.

package appdiff

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

// compare returns what breaks clients when a schema changes: an input that takes
// less, or an output that gives what they have not seen. What is the place for
// messages.
func (t schemas) compare(what string, was, now *openapi.Schema, d openapi.Direction) []string {
	c := &comparison{schemas: t, direction: d, seen: map[[2]string]bool{}}
	c.pair(what, was, now)
	return c.out
}

// comparison compares two schemas.
type comparison struct {
	schemas
	direction openapi.Direction
	seen      map[[2]string]bool // pairs of named types, which may hold themselves
	out       []string
}

func (c *comparison) say(format string, args ...any) {
	c.out = append(c.out, fmt.Sprintf(format, args...))
}

func resolve(schema *openapi.Schema, named map[string]*openapi.Schema) (*openapi.Schema, string) {
	name := ""
	for range len(named) + 1 {
		if schema == nil || schema.Ref == "" {
			break
		}
		name = schema.Ref[strings.LastIndex(schema.Ref, "/")+1:]
		schema = named[name]
	}
	if schema == nil {
		schema = &openapi.Schema{}
	}
	return schema, name
}

func (c *comparison) pair(what string, was, now *openapi.Schema) {
	was, nameWas := resolve(was, c.was)
	now, nameNow := resolve(now, c.now)
	if nameWas != "" && nameNow != "" {
		if c.seen[[2]string{nameWas, nameNow}] {
			return
		}
		c.seen[[2]string{nameWas, nameNow}] = true
	}
	if !c.sameTypes(what, was, now) {
		return
	}
	c.values(what, was, now)
	c.bounds(what, was, now)
	if was.Items != nil || now.Items != nil {
		c.pair(what+"[]", was.Items, now.Items)
	}
	c.properties(what, was, now)
	for _, parts := range [][2][]*openapi.Schema{{was.AllOf, now.AllOf}, {was.AnyOf, now.AnyOf}, {was.OneOf, now.OneOf}} {
		if len(parts[0]) != len(parts[1]) {
			c.say("%s: a choice of forms changes", what)
			continue
		}
		for i := range parts[0] {
			c.pair(what, parts[0][i], parts[1][i])
		}
	}
}

// sameTypes compares types; with others there is nothing more to say.
func (c *comparison) sameTypes(what string, was, now *openapi.Schema) bool {
	read, given := was.Type, now.Type // of an output: what clients have seen, and what comes
	if c.direction == openapi.Input {
		read, given = now.Type, was.Type // of an input: what is taken, and what clients send
	}
	if len(read) == 0 {
		return true // anything
	}
	if len(given) == 0 {
		c.say("%s: was %s, is %s", what, typeName(was), typeName(now))
		return false
	}
	for _, name := range given {
		if !slices.Contains(read, name) && !(name == "integer" && slices.Contains(read, "number")) {
			c.say("%s: was %s, is %s", what, typeName(was), typeName(now))
			return false
		}
	}
	if was.Format != now.Format && (c.direction == openapi.Input && now.Format != "" || c.direction == openapi.Output && was.Format != "") {
		c.say("%s: was %s, is %s", what, typeName(was), typeName(now))
	}
	return true
}

func typeName(s *openapi.Schema) string {
	if len(s.Type) == 0 {
		return "anything"
	}
	name := strings.Join(s.Type, " or ")
	if s.Format != "" {
		name += " (" + s.Format + ")"
	}
	return name
}

// values compares lists of values.
func (c *comparison) values(what string, was, now *openapi.Schema) {
	list := func(s *openapi.Schema) []string {
		values := s.Enum
		if s.Const != nil {
			values = []any{s.Const}
		}
		var out []string
		for _, v := range values {
			text, _ := json.Marshal(v)
			out = append(out, string(text))
		}
		return out
	}
	before, after := list(was), list(now)
	if c.direction == openapi.Input {
		switch gone := without(before, after); {
		case len(after) == 0:
		case len(before) == 0:
			c.say("%s: takes only %s", what, strings.Join(after, ", "))
		case len(gone) > 0:
			c.say("%s: no longer takes %s", what, strings.Join(gone, ", "))
		}
		return
	}
	switch added := without(after, before); {
	case len(before) == 0:
	case len(after) == 0:
		c.say("%s: may be other than %s", what, strings.Join(before, ", "))
	case len(added) > 0:
		c.say("%s: may be %s", what, strings.Join(added, ", "))
	}
}

// bounds compares limits, which matter for what is read.
func (c *comparison) bounds(what string, was, now *openapi.Schema) {
	if c.direction != openapi.Input {
		return
	}
	if now.Pattern != was.Pattern && now.Pattern != "" {
		c.say("%s: must match %q", what, now.Pattern)
	}
	number := func(n *int) json.Number {
		if n == nil {
			return ""
		}
		return json.Number(fmt.Sprint(*n))
	}
	for _, b := range []struct {
		name     string
		was, now json.Number
		least    bool
	}{
		{"at least", was.Minimum, now.Minimum, true}, {"at most", was.Maximum, now.Maximum, false},
		{"characters at least", number(was.MinLength), number(now.MinLength), true},
		{"characters at most", number(was.MaxLength), number(now.MaxLength), false},
		{"items at least", number(was.MinItems), number(now.MinItems), true},
		{"items at most", number(was.MaxItems), number(now.MaxItems), false},
		{"properties at least", number(was.MinProperties), number(now.MinProperties), true},
		{"properties at most", number(was.MaxProperties), number(now.MaxProperties), false},
	} {
		if b.now != "" && (b.was == "" || less(b.was, b.now) == b.least && b.was != b.now) {
			c.say("%s: %s %s", what, b.name, b.now)
		}
	}
}

// less reports whether a number is less than another, however large.
func less(a, b json.Number) bool {
	x, okX := new(big.Rat).SetString(string(a))
	y, okY := new(big.Rat).SetString(string(b))
	return okX && okY && x.Cmp(y) < 0
}

// properties compares what objects have.
func (c *comparison) properties(what string, was, now *openapi.Schema) {
	find := func(s *openapi.Schema, name string) *openapi.Schema {
		for _, p := range s.Properties {
			if p.Name == name {
				return p.Schema
			}
		}
		return nil
	}
	for _, p := range now.Properties {
		old := find(was, p.Name)
		required := slices.Contains(now.Required, p.Name)
		switch {
		case c.direction == openapi.Input && required && !slices.Contains(was.Required, p.Name):
			c.say("%s.%s is required", what, p.Name)
		case c.direction == openapi.Output && old != nil && !required && slices.Contains(was.Required, p.Name):
			c.say("%s.%s may be missing", what, p.Name)
		}
		if old != nil {
			c.pair(what+"."+p.Name, old, p.Schema)
		}
	}
	closed := now.Additional != nil && now.Additional.Not != nil
	for _, p := range was.Properties {
		if find(now, p.Name) == nil && (c.direction == openapi.Output || closed) {
			c.say("%s.%s is gone", what, p.Name)
		}
	}
	switch {
	case was.Additional != nil && now.Additional != nil && was.Additional.Not == nil && !closed:
		c.pair(what+".*", was.Additional, now.Additional)
	case c.direction == openapi.Input && closed && (was.Additional == nil || was.Additional.Not == nil):
		c.say("%s: takes no other properties", what)
	}
}
