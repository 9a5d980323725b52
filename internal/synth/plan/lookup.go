// Routes of a plan by their keys, for settings that name a route.

package plan

import "fmt"

// Lookup returns the routes that a key names as a declaration would: one, or
// those of a list of methods. The error says what is wrong with the key, or
// that a route is not declared.
func (p *Plan) Lookup(kind *Kind, key string) ([]*Planned, error) {
	keys, err := kind.keys(key)
	if err != nil {
		return nil, err
	}
	var found []*Planned
	for _, k := range keys {
		n := len(found)
		for _, r := range p.Routes {
			if r.Key == k {
				found = append(found, r)
			}
		}
		if len(found) == n {
			return nil, fmt.Errorf("no route %q is declared", k)
		}
	}
	return found, nil
}
