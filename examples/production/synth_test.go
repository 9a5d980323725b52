// The templates of the application, one for each environment.

package main

import (
	"encoding/json"
	"testing"

	"github.com/gatehouse-go/gatehouse/gatehousetest"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { gatehousetest.Nag(t, production) }

// stack is what was synthesised of an environment.
type stack struct {
	*gatehousetest.Template
	env environment
	dir string // of the assembly
}

func synth(t *testing.T) (stacks []*stack) {
	t.Helper()
	app := gatehousetest.Synth(t, production)
	for _, env := range environments {
		stacks = append(stacks, &stack{Template: app.Template(env.name), env: env, dir: app.Dir})
	}
	return stacks
}

// of returns the properties of all resources of a type, by their logical ids.
func (s *stack) of(kind string) map[string]map[string]any {
	found := map[string]map[string]any{}
	for id, r := range s.Resources(kind) {
		found[id] = r.Properties
	}
	return found
}

// some is of for resources that there must be.
func (s *stack) some(t *testing.T, kind string) map[string]map[string]any {
	t.Helper()
	found := s.of(kind)
	if len(found) == 0 {
		t.Fatalf("%s: no resources of type %s", s.env.name, kind)
	}
	return found
}

// only returns the one resource of a type.
func (s *stack) only(t *testing.T, kind string) (id string, properties map[string]any) {
	t.Helper()
	id, r := s.Only(kind)
	return id, r.Properties
}

// textOf is a part of a template, with the keys of objects in order.
func textOf(part any) string {
	out, err := json.Marshal(part)
	if err != nil {
		panic(err) // it was JSON before
	}
	return string(out)
}

func ref(id string) string { return textOf(map[string]string{"Ref": id}) }
