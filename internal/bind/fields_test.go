// Fields against encoding/json itself: what it fills, and what it leaves alone.

package bind

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

type deepest struct {
	A, B int
	X    int `json:"x"`
}
type Left struct {
	deepest
	Both  int `json:"both"`
	Only  int
	Twice int `json:"tagged"`
}
type Right struct {
	Both   int `json:"both"`
	Tagged int `json:"tagged"`
	A      int
}
type Outer struct {
	Left
	*Right
	B      int    `json:"-"`
	X      int    `json:"x,omitempty"`
	Dash   int    `json:"-,"` //lint:ignore SA5008 encoding/json names this field "-"
	Folded int    `json:"ONLY"`
	Inner  Right  `json:"inner"`
	Self   *Outer `json:"self"`
	hidden int    //lint:ignore U1000 it must not be found
}
type Loop struct {
	*Loop
	N int
}

func TestFieldsAreThoseThatJSONFills(t *testing.T) {
	for _, typ := range []reflect.Type{reflect.TypeFor[Outer](), reflect.TypeFor[Left](), reflect.TypeFor[Right](), reflect.TypeFor[Loop]()} {
		filled := map[string]bool{}
		for _, f := range jsonFields(typ).filled {
			filled[f.name] = true
			if f.Type.Kind() != reflect.Int {
				continue
			}
			v := reflect.New(typ)
			if err := json.Unmarshal(fmt.Appendf(nil, `{%q:7}`, f.name), v.Interface()); err != nil {
				t.Fatal(err)
			}
			if got, err := v.Elem().FieldByIndexErr(f.Index); err != nil || got.Int() != 7 {
				t.Errorf("%v: %q does not fill %s", typ, f.name, f.Name)
			}
		}
		// What encoding/json writes has exactly these names.
		v := reflect.New(typ).Elem()
		for _, f := range jsonFields(typ).filled {
			if got := fieldOf(v, f.Index); got.Kind() == reflect.Int {
				got.SetInt(7)
			}
		}
		out, err := json.Marshal(v.Interface())
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]any
		if err := json.Unmarshal(out, &members); err != nil {
			t.Fatal(err)
		}
		if got, want := slices.Sorted(maps.Keys(filled)), slices.Sorted(maps.Keys(members)); !slices.Equal(got, want) {
			t.Errorf("%v: fields %q, encoding/json has %q", typ, got, want)
		}
	}
}

func TestFieldsOfOneNameWithRulesAreRefused(t *testing.T) {
	tag := func(name, rules string) reflect.StructTag {
		return reflect.StructTag(fmt.Sprintf(`json:%q %s`, name, rules))
	}
	text := reflect.TypeFor[*string]()
	both := reflect.StructOf([]reflect.StructField{{Name: "A", Type: text, Tag: tag("n", `check:"required"`)}, {Name: "B", Type: text, Tag: tag("n", "")}})
	if _, err := Compile(both); err == nil || !strings.Contains(err.Error(), `A: shares the name "n" in JSON with the field B, so neither is filled`) {
		t.Errorf("%v", err)
	}
	none := reflect.StructOf([]reflect.StructField{{Name: "A", Type: text, Tag: tag("n", "")}, {Name: "B", Type: text, Tag: tag("n", "")}})
	if _, err := Compile(none); err != nil {
		t.Errorf("without rules it is encoding/json's own matter: %v", err)
	}
	if _, err := Compile(reflect.TypeFor[struct{ *deepest2 }]()); err == nil || !strings.Contains(err.Error(), "unexported struct") {
		t.Errorf("%v", err)
	}
}

type deepest2 struct{ N int }
