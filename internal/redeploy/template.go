// Templates, as far as it matters what a deployment does.

package redeploy

import (
	"encoding/json"
	"slices"
)

// Template is the template of a stack.
type Template struct {
	Resources map[string]Resource // by logical id
}

// Resource is a resource of a template.
type Resource struct {
	Type       string
	Properties map[string]any
	DependsOn  References

	DeletionPolicy      string // "" is Delete
	UpdateReplacePolicy string // the same for a resource that is replaced
}

// References are logical ids. A template may have one of them without a list.
type References []string

// UnmarshalJSON reads a list, or one.
func (r *References) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*r = References{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(r))
}

// Of returns the logical ids of all resources of a type, sorted.
func (t Template) Of(resourceType string) []string {
	var ids []string
	for id, r := range t.Resources {
		if r.Type == resourceType {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
