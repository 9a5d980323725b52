// The fields of a struct as encoding/json finds them: by their names in JSON, not
// in Go.

package bind

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// Unexported is the tag of a field that stands for an embedded one without an
// exported name, which package reflect can't make.
const Unexported = "gatehouse-unexported"

func isExported(f reflect.StructField) bool {
	_, stands := f.Tag.Lookup(Unexported)
	return f.IsExported() && !stands
}

// A jsonField is a field of a struct, or of one that is embedded in it.
type jsonField struct {
	reflect.StructField        // its Index leads from the outer struct
	name                string // in JSON
	inJSON              bool   // not left out
	tagged              bool   // named by a tag
	pointer             int    // how much of Index leads to the last embedded pointer; -1: there is none
	private             bool   // behind an embedded pointer to an unexported struct, which nobody can set
}

// A hiddenField is one whose name another one has.
type hiddenField struct {
	jsonField
	by   string // the other's name in Go
	both bool   // that isn't filled either
}

// structFields are the fields of one struct.
type structFields struct {
	all    []jsonField // also those that JSON doesn't know
	filled []jsonField // by encoding/json, in its order
	hidden []hiddenField
}

// jsonFields finds the fields of a struct by the rules of encoding/json: of
// several with one name the one that is embedded least deeply is filled, then the
// one that has its name by a tag, and none if that leaves several.
func jsonFields(t reflect.Type) (found structFields) {
	found.all = embeddedFields(t)
	byName := map[string][]jsonField{}
	for _, f := range found.all {
		if f.inJSON {
			byName[f.name] = append(byName[f.name], f)
		}
	}
	for _, same := range byName {
		slices.SortStableFunc(same, compareFields)
		best, both := same[0], len(same) > 1 && compareFields(same[0], same[1]) == 0
		if !both {
			found.filled = append(found.filled, best)
		}
		for i, f := range same {
			switch {
			case i > 0:
				found.hidden = append(found.hidden, hiddenField{f, best.Name, both && compareFields(f, best) == 0})
			case both:
				found.hidden = append(found.hidden, hiddenField{f, same[1].Name, true})
			}
		}
	}
	slices.SortFunc(found.filled, func(a, b jsonField) int { return slices.Compare(a.Index, b.Index) })
	slices.SortFunc(found.hidden, func(a, b hiddenField) int { return slices.Compare(a.Index, b.Index) })
	return found
}

// compareFields is 0 for fields of which none wins.
func compareFields(a, b jsonField) int {
	tagged := map[bool]int{true: -1}
	return cmp.Or(len(a.Index)-len(b.Index), tagged[a.tagged]-tagged[b.tagged])
}

// A level is an embedded struct whose fields are still to be listed.
type level struct {
	t       reflect.Type
	index   []int // of the struct
	pointer int
	private bool
}

// embeddedFields lists the fields of a struct, and those of embedded structs that
// have no name in JSON. A type that embeds itself is listed once.
func embeddedFields(t reflect.Type) (fields []jsonField) {
	seen := map[reflect.Type]bool{}
	for next := []level{{t: t, pointer: -1}}; len(next) > 0; {
		current := next
		next = nil
		for _, l := range current {
			seen[l.t] = true
		}
		for _, l := range current {
			for i := range l.t.NumField() {
				f, below := l.field(i)
				switch {
				case below != nil && !seen[below.t]:
					next = append(next, *below)
				case below == nil && f != nil:
					fields = append(fields, *f)
				}
			}
		}
	}
	return fields
}

// field returns a field of l or, for an embedded struct without a name, what
// stands below it; neither if nothing ever fills it.
func (l *level) field(i int) (*jsonField, *level) {
	f := l.t.Field(i)
	inner := f.Type
	if inner.Kind() == reflect.Pointer && inner.Name() == "" {
		inner = inner.Elem()
	}
	source, _ := sourceOf(f)
	tag := f.Tag.Get("json")
	name, _, _ := strings.Cut(tag, ",")
	embeds := f.Anonymous && inner.Kind() == reflect.Struct
	inJSON := tag != "-" && (isExported(f) || embeds)
	f.Index = append(slices.Clone(l.index), i)
	if embeds && inJSON && name == "" && source == "" {
		below := &level{inner, f.Index, l.pointer, l.private}
		if f.Type.Kind() == reflect.Pointer {
			below.pointer, below.private = len(f.Index), l.private || !isExported(f)
		}
		return nil, below
	}
	if !inJSON && source == "" {
		return nil, nil
	}
	return &jsonField{f, cmp.Or(name, f.Name), inJSON, name != "", l.pointer, l.private}, nil
}
