// What users read of types: their own names, not those of stand-ins.

package handlertypes

import (
	"go/types"
	"reflect"
	"slices"
	"strings"
)

// inWords writes a text about a type, or about what it consists of, with the
// names that users gave.
func (s *standIns) inWords(text string, of types.Type) string {
	type pair struct{ standIn, name string }
	var pairs []pair
	seen := map[types.Type]bool{}
	var visit func(t types.Type)
	visit = func(t types.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		made := s.of(t)
		name := types.TypeString(t, (*types.Package).Name)
		for _, shown := range []string{made.String(), reflect.PointerTo(made).String()} {
			if strings.Contains(shown, "handlertypes.") || strings.Contains(shown, marker+":") {
				pairs = append(pairs, pair{shown, name})
			}
			name = "*" + name
		}
		switch u := t.Underlying().(type) {
		case *types.Map:
			visit(u.Key())
			visit(u.Elem())
		case interface{ Elem() types.Type }: // pointers, slices, arrays
			visit(u.Elem())
		}
	}
	visit(of)
	slices.SortStableFunc(pairs, func(a, b pair) int { return len(b.standIn) - len(a.standIn) })
	for _, p := range pairs {
		text = strings.ReplaceAll(text, p.standIn, p.name)
	}
	return text
}
