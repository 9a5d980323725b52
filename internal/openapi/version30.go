// A document as OpenAPI 3.0 has it.

package openapi

import (
	"encoding/json"
	"slices"
)

// Version30 returns a document in version 3.0.3, which has another way to say that
// a value may be null, that a text is base64, and what an example is, and none to
// say more of what is referred to.
func (d *Document) Version30() (*Document, error) {
	text, err := Marshal(d)
	if err != nil {
		return nil, err
	}
	var c Document
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, err
	}
	c.OpenAPI = "3.0.3"
	for _, op := range c.Operations() {
		op.eachSchema(to30)
		for _, need := range op.Security {
			for name := range need {
				need[name] = []string{} // scopes are for OAuth 2 and OpenID Connect alone
			}
		}
	}
	if c.Components != nil {
		for _, name := range sortedKeys(c.Components.Schemas) {
			to30(c.Components.Schemas[name])
		}
	}
	return &c, nil
}

func to30(s *Schema) {
	if s == nil {
		return
	}
	if rest, nullable := s.NotNull(); nullable {
		description := s.Description
		*s = *rest
		if description != "" {
			s.Description = description
		}
		s.Nullable = true
		if len(s.Enum) > 0 {
			s.Enum = append(slices.Clone(s.Enum), nil) // null must be among the values
		}
	}
	if s.Encoding == "base64" {
		s.Encoding, s.Format = "", "byte"
	}
	if s.Const != nil {
		s.Enum, s.Const = []any{s.Const}, nil
	}
	if len(s.Examples) > 0 {
		s.Example, s.Examples = s.Examples[0], nil
	}
	if len(s.Type) > 1 { // several types beside null
		for _, t := range s.Type {
			s.AnyOf = append(s.AnyOf, &Schema{Type: Types{t}})
		}
		s.Type = nil
	}
	if s.Ref != "" {
		alone := Schema{Ref: s.Ref}
		rest := *s
		rest.Ref = ""
		if !sameJSON(&rest, &Schema{}) {
			rest.AllOf = []*Schema{&alone}
			*s = rest
		}
		return
	}
	to30(s.Items)
	to30(s.Additional)
	to30(s.Not)
	for _, p := range s.Properties {
		to30(p.Schema)
	}
	for _, list := range [][]*Schema{s.AllOf, s.AnyOf, s.OneOf} {
		for _, one := range list {
			to30(one)
		}
	}
}
