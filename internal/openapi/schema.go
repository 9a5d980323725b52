// Schemas: JSON Schema as OpenAPI 3.1 has it.

package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Schema is the form of a value. The zero value takes anything.
type Schema struct {
	Ref         string `json:"$ref,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Deprecated  bool   `json:"deprecated,omitempty"`
	Type        Types  `json:"type,omitempty"`
	Format      string `json:"format,omitempty"`
	Encoding    string `json:"contentEncoding,omitempty"` // "base64"
	Enum        []any  `json:"enum,omitempty"`
	Const       any    `json:"const,omitempty"`
	Default     any    `json:"default,omitempty"`
	Pattern     string `json:"pattern,omitempty"`

	Minimum       json.Number `json:"minimum,omitempty"`
	Maximum       json.Number `json:"maximum,omitempty"`
	MinLength     *int        `json:"minLength,omitempty"`
	MaxLength     *int        `json:"maxLength,omitempty"`
	MinItems      *int        `json:"minItems,omitempty"`
	MaxItems      *int        `json:"maxItems,omitempty"`
	MinProperties *int        `json:"minProperties,omitempty"`
	MaxProperties *int        `json:"maxProperties,omitempty"`

	Items      *Schema    `json:"items,omitempty"`
	Properties Properties `json:"properties,omitzero"`
	Required   []string   `json:"required,omitempty"`
	Additional *Schema    `json:"additionalProperties,omitempty"`
	AllOf      []*Schema  `json:"allOf,omitempty"`
	AnyOf      []*Schema  `json:"anyOf,omitempty"`
	OneOf      []*Schema  `json:"oneOf,omitempty"`
	Not        *Schema    `json:"not,omitempty"`
	Examples   []any      `json:"examples,omitempty"`
	EnumNames  []string   `json:"x-enum-varnames,omitempty"`

	// Of version 3.0, which says these in another way.
	Nullable bool `json:"nullable,omitempty"`
	Example  any  `json:"example,omitempty"`
}

// UnmarshalJSON reads a schema, also true and false, which take anything and
// nothing.
func (s *Schema) UnmarshalJSON(text []byte) error {
	switch string(text) {
	case "true":
		*s = Schema{}
		return nil
	case "false":
		*s = Schema{Not: &Schema{}}
		return nil
	}
	type plain Schema
	return json.Unmarshal(text, (*plain)(s))
}

// FromDraft4 reads a JSON schema of draft 4, as API Gateway has it. What such a
// schema says by references of its own is left out: nil if it has any.
func FromDraft4(text string) *Schema {
	var s Schema
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return nil
	}
	refers := false
	s.each(func(part *Schema) { refers = refers || part.Ref != "" })
	if refers {
		return nil
	}
	return &s
}

// Types are the types that a value may have; none is any.
type Types []string

// Null is the type of the value null.
const Null = "null"

// MarshalJSON writes a single type as a string.
func (t Types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// UnmarshalJSON reads a string or a list of them.
func (t *Types) UnmarshalJSON(text []byte) error {
	var one string
	if err := json.Unmarshal(text, &one); err == nil {
		*t = Types{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(t))
}

// Only returns the one type beside null, "" if there are several or none.
func (t Types) Only() string {
	rest := slices.DeleteFunc(slices.Clone(t), func(name string) bool { return name == Null })
	if len(rest) != 1 {
		return ""
	}
	return rest[0]
}

// Property is a property of an object.
type Property struct {
	Name   string
	Schema *Schema
}

// Properties are the properties of an object, in their order.
type Properties []Property

// MarshalJSON writes an object.
func (p Properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, property := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{property.Name, property.Schema} {
			text, err := compact(part)
			if err != nil {
				return nil, err
			}
			if j > 0 {
				b.WriteByte(':')
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads an object and keeps its order.
func (p *Properties) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return fmt.Errorf("properties of a schema are not an object")
	}
	*p = Properties{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		property := Property{Name: name.(string), Schema: &Schema{}}
		if err := decoder.Decode(property.Schema); err != nil {
			return err
		}
		*p = append(*p, property)
	}
	return nil
}

// Get returns the schema of a property, nil if there is none.
func (p Properties) Get(name string) *Schema {
	for _, property := range p {
		if property.Name == name {
			return property.Schema
		}
	}
	return nil
}

// refs begins the references to schemas.
const refs = "#/components/schemas/"

// RefTo is a reference to a schema of the components.
func RefTo(name string) *Schema { return &Schema{Ref: refs + name} }

// Referred returns the name of the schema that is referred to, "" if none is.
func (s *Schema) Referred() string {
	if len(s.Ref) <= len(refs) || s.Ref[:len(refs)] != refs {
		return ""
	}
	return s.Ref[len(refs):]
}

// OrNull returns the schema of the same values and null.
func (s *Schema) OrNull() *Schema {
	switch {
	case s.Ref != "" || len(s.AllOf) > 0:
		return &Schema{AnyOf: []*Schema{s, {Type: Types{Null}}}}
	case len(s.AnyOf) > 0 || len(s.Type) == 0 || slices.Contains(s.Type, Null):
		return s
	}
	c := *s
	c.Type = append(slices.Clone(s.Type), Null)
	if len(c.Enum) > 0 && !slices.Contains(c.Enum, nil) {
		c.Enum = append(slices.Clone(c.Enum), nil)
	}
	return &c
}

// NotNull returns the schema without null, and whether null was allowed.
func (s *Schema) NotNull() (rest *Schema, nullable bool) {
	if i := slices.Index(s.Type, Null); i >= 0 && len(s.Type) > 1 {
		c := *s
		c.Type = slices.Delete(slices.Clone(s.Type), i, i+1)
		c.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return v == nil })
		return &c, true
	}
	if len(s.AnyOf) == 2 && slices.Equal(s.AnyOf[1].Type, Types{Null}) {
		c := *s.AnyOf[0]
		if s.Description != "" {
			c.Description = s.Description
		}
		return &c, true
	}
	return s, false
}

// each calls visit for a schema and all that it consists of.
func (s *Schema) each(visit func(*Schema)) {
	if s == nil {
		return
	}
	visit(s)
	s.Items.each(visit)
	s.Additional.each(visit)
	s.Not.each(visit)
	for _, p := range s.Properties {
		p.Schema.each(visit)
	}
	for _, list := range [][]*Schema{s.AllOf, s.AnyOf, s.OneOf} {
		for _, one := range list {
			one.each(visit)
		}
	}
}

// clone copies a schema and all that it consists of.
func (s *Schema) clone() *Schema {
	if s == nil {
		return nil
	}
	c := *s
	c.Items, c.Additional = s.Items.clone(), s.Additional.clone()
	c.Properties = slices.Clone(s.Properties)
	for i := range c.Properties {
		c.Properties[i].Schema = c.Properties[i].Schema.clone()
	}
	c.Not = s.Not.clone()
	c.AllOf, c.AnyOf, c.OneOf = slices.Clone(s.AllOf), slices.Clone(s.AnyOf), slices.Clone(s.OneOf)
	for _, list := range [][]*Schema{c.AllOf, c.AnyOf, c.OneOf} {
		for i := range list {
			list[i] = list[i].clone()
		}
	}
	return &c
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Same reports whether two schemas are written alike.
func Same(a, b *Schema) bool { return sameJSON(a, b) }

// Renamed returns a copy of a schema that refers to others by new names; those that
// have none keep theirs.
func Renamed(s *Schema, names map[string]string) *Schema {
	c := s.clone()
	c.each(func(part *Schema) {
		if to := names[part.Referred()]; to != "" {
			part.Ref = refs + to
		}
	})
	return c
}

// Reach notes the names of the schemas that a schema, which may be nil, leads to.
func Reach(s *Schema, all map[string]*Schema, found map[string]bool) {
	s.each(func(part *Schema) {
		if name := part.Referred(); name != "" && !found[name] {
			found[name] = true
			Reach(all[name], all, found)
		}
	})
}
