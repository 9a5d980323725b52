// What a template's values refer to.

package redeploy

import (
	"regexp"
	"strings"
)

// dependencies returns for each resource the others that must be there before it.
func dependencies(template Template) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for id, r := range template.Resources {
		needs := map[string]bool{}
		add := func(other string) {
			if _, there := template.Resources[other]; there && other != id {
				needs[other] = true
			}
		}
		references(r.Properties, add)
		for _, other := range r.DependsOn {
			add(other)
		}
		out[id] = needs
	}
	return out
}

// reaches reports whether one resource waits for another, directly or not.
func reaches(needs map[string]map[string]bool, from, to string) bool {
	seen := map[string]bool{}
	var visit func(id string) bool
	visit = func(id string) bool {
		if id == to {
			return true
		}
		if seen[id] {
			return false
		}
		seen[id] = true
		for other := range needs[id] {
			if visit(other) {
				return true
			}
		}
		return false
	}
	return visit(from)
}

var substituted = regexp.MustCompile(`\$\{([A-Za-z0-9]+)(\.[A-Za-z0-9.]+)?\}`)

// references calls found with each logical id in a value. Pseudo parameters have
// colons, and are none.
func references(value any, found func(id string)) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			references(item, found)
		}
	case map[string]any:
		if len(v) == 1 {
			if ref, ok := v["Ref"].(string); ok && !strings.Contains(ref, ":") {
				found(ref)
				return
			}
			switch of := v["Fn::GetAtt"].(type) {
			case []any:
				if id, ok := of[0].(string); ok {
					found(id)
				}
			case string:
				id, _, _ := strings.Cut(of, ".")
				found(id)
			}
			if sub, ok := v["Fn::Sub"]; ok {
				template, _ := sub.(string)
				if list, ok := sub.([]any); ok {
					template, _ = list[0].(string)
				}
				for _, m := range substituted.FindAllStringSubmatch(template, -1) {
					found(m[1])
				}
			}
		}
		for _, item := range v {
			references(item, found)
		}
	}
}
