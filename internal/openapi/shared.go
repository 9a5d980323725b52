// Named types that handlers share, and how they are called in a document.

package openapi

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Direction is where a value of a type goes: what encoding/json reads and what it
// writes may have two forms.
type Direction int

// The directions.
const (
	Input  Direction = iota // read by a handler
	Output                  // written by a handler
)

// Shared are the named types that the handlers of an API refer to. The zero value
// has none.
type Shared struct {
	types map[string]*sharedType
}

// A sharedType is a type by its key.
type sharedType struct {
	key, pkg, name string
	schemas        [2]*Schema // by Direction; nil: it does not go there
	names          [2]string
}

// Refer returns a reference to a type, which key tells from all others: of the
// package with the import path pkg, where it is called name. make makes its
// schema when it is first referred to in that direction, and may refer to it.
func (s *Shared) Refer(d Direction, key, pkg, name string, make func() *Schema) *Schema {
	t := s.types[key]
	if t == nil {
		if s.types == nil {
			s.types = map[string]*sharedType{}
		}
		t = &sharedType{key: key, pkg: pkg, name: name}
		s.types[key] = t
	}
	if t.schemas[d] == nil {
		t.schemas[d] = &Schema{} // stands in while it is made
		*t.schemas[d] = *make()
	}
	return &Schema{Ref: unnamed[d] + key}
}

// unnamed begins references until types have their names.
var unnamed = [2]string{"in:", "out:"}

// referred returns the type that an unnamed reference leads to.
func (s *Shared) referred(ref string) (*sharedType, Direction) {
	if s == nil {
		return nil, Input
	}
	for d, prefix := range unnamed {
		if key, ok := strings.CutPrefix(ref, prefix); ok {
			return s.types[key], Direction(d)
		}
	}
	return nil, Input
}

// ordered returns the types by their keys.
func (s *Shared) ordered() []*sharedType {
	var out []*sharedType
	for _, key := range sortedKeys(s.types) {
		out = append(out, s.types[key])
	}
	return out
}

// name gives each type its name: its own, with its package's in front if another
// type has it too. What is read is called TodoInput beside a Todo of another form
// that is written. The names in taken are the document's own.
func (s *Shared) name(taken map[string]bool) {
	if s == nil {
		return
	}
	types := s.ordered()
	alike := s.alike(types)
	byName := map[string][]*sharedType{}
	for _, t := range types {
		name := typeName(t.name)
		byName[name] = append(byName[name], t)
	}
	for _, name := range sortedKeys(byName) {
		same := byName[name]
		for depth := 0; len(same) > 0; depth++ {
			var rest []*sharedType
			count := map[string]int{}
			for _, t := range same {
				count[qualified(t, depth)]++
			}
			for _, t := range same {
				q := qualified(t, depth)
				if depth > 9 { // of one package: types that are declared in functions
					for n := 2; taken[q] || taken[q+"Input"]; n++ {
						q = fmt.Sprintf("%s%d", qualified(t, 0), n)
					}
				} else if count[q] > 1 || taken[q] || taken[q+"Input"] {
					rest = append(rest, t)
					continue
				}
				taken[q] = true
				t.names = [2]string{q, q}
				if t.schemas[Input] != nil && t.schemas[Output] != nil && !alike[t] {
					t.names[Input] = q + "Input"
					taken[q+"Input"] = true
				}
			}
			same = rest
		}
	}
}

// qualified is a type's name with that many elements of its import path in front.
func qualified(t *sharedType, depth int) string {
	name := typeName(t.name)
	for p := t.pkg; depth > 0 && p != "" && p != "."; p, depth = path.Dir(p), depth-1 {
		name = typeName(path.Base(p)) + name
	}
	return name
}

// typeName is a name as components have it: "Page[example.com/app.Todo]" is
// PageTodo.
func typeName(name string) string {
	var b strings.Builder
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("[]*, {}();\"`", r) }) {
		part = part[strings.LastIndexAny(part, "./")+1:]
		b.WriteString(upperFirst(camel("x "+part, ""))[1:])
	}
	return b.String()
}

// alike finds the types whose two forms are one: each is taken for such a one
// until its forms, or those of a type that it refers to, turn out to differ.
func (s *Shared) alike(types []*sharedType) map[*sharedType]bool {
	alike := map[*sharedType]bool{}
	for _, t := range types {
		alike[t] = true
	}
	for changed := true; changed; {
		changed = false
		for _, t := range types {
			if alike[t] && t.schemas[Input] != nil && t.schemas[Output] != nil && !s.equal(t, alike) {
				alike[t], changed = false, true
			}
		}
	}
	return alike
}

func (s *Shared) equal(t *sharedType, alike map[*sharedType]bool) bool {
	var texts [2]string
	for d := range texts {
		c := t.schemas[d].clone()
		c.each(func(part *Schema) {
			if other, direction := s.referred(part.Ref); other != nil {
				part.Ref = other.key
				if !alike[other] {
					part.Ref = unnamed[direction] + other.key
				}
			}
		})
		text, err := compact(c)
		if err != nil {
			return false
		}
		texts[d] = string(text)
	}
	return texts[0] == texts[1]
}

// resolve names the references in a schema, which is changed, and notes what they
// lead to.
func (s *Shared) resolve(schema *Schema, found map[string]*Schema) {
	schema.each(func(part *Schema) {
		t, d := s.referred(part.Ref)
		if t == nil {
			return
		}
		part.Ref = refs + t.names[d]
		if _, known := found[t.names[d]]; !known {
			c := t.schemas[d].clone()
			found[t.names[d]] = c
			s.resolve(c, found)
		}
	})
}

// sortedUnique sorts names and leaves out those that are there twice.
func sortedUnique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
