// Types of handlers are refused as the router refuses them.

package handlertypes_test

import (
	"context"
	"maps"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/bind"
	"github.com/gatehouse-go/gatehouse/internal/synth/handlertypes"
	"github.com/gatehouse-go/gatehouse/internal/synth/handlertypes/testdata/shapes"
)

// What is found in the source of a handler is what the router finds when it
// starts, for types of every shape.
func TestAsTheRouter(t *testing.T) {
	const path = "github.com/gatehouse-go/gatehouse/internal/synth/handlertypes/testdata/shapes"
	pkgs, err := handlertypes.Load(context.Background(), handlertypes.Target{ModuleDir: "../../..", GOOS: "linux", GOARCH: runtime.GOARCH}, path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(shapes.Handlers)) {
		types := shapes.Handlers[name]
		in := types[0]
		if in.Kind() == reflect.Pointer {
			in = in.Elem()
		}
		_, err := bind.Compile(in)
		want := append(fieldsOf(err), fieldsOf(bind.Encodable(types[1]))...)
		var got []string
		for _, p := range pkgs[path].Typed(name, []handlertypes.Route{{Key: "ANY /", Any: true}}) {
			got = append(got, withoutTypes(strings.TrimPrefix(strings.TrimPrefix(p.Text, "input: "), "output: ")))
		}
		slices.Sort(got)
		slices.Sort(want)
		for _, text := range want {
			if !slices.Contains(got, text) {
				t.Errorf("%s: missed: %s", name, text)
			}
		}
		for _, text := range got {
			if !slices.Contains(want, text) {
				t.Errorf("%s: false alarm: %s", name, text)
			}
		}
	}
}

// fieldsOf returns the problems in an error of package bind, as this package
// writes them.
func fieldsOf(err error) (out []string) {
	switch e := err.(type) {
	case nil:
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			out = append(out, fieldsOf(err)...)
		}
	case *bind.FieldError:
		out = append(out, withoutTypes("field "+e.Field.Name+": "+e.Err.Error()))
	default:
		out = append(out, withoutTypes(err.Error()))
	}
	return out
}

// withoutTypes leaves out the names of types that stand as their basic ones.
func withoutTypes(text string) string { return typeNames.ReplaceAllString(text, "$1 T") }

var typeNames = regexp.MustCompile(`\b(a|valid) [^ :]+`)
