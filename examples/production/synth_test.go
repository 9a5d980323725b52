// The application as its users have it: synthesised and built.

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/testing/nagtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { nagtest.Check(t, production) }

// stack is what was synthesised of an environment.
type stack struct {
	env       environment
	dir       string // of the assembly
	Resources map[string]struct {
		Type           string
		Properties     map[string]any
		DeletionPolicy string
	}
	Outputs map[string]struct{ Value any }
}

// synth returns the stacks, of which those in build have functions for this
// machine.
func synth(t *testing.T, build ...string) []*stack {
	t.Helper()
	dir := t.TempDir()
	app := awscdk.NewApp(&awscdk.AppProps{
		Context: &map[string]any{"gatehouse:target": "host", "aws:cdk:bundling-stacks": append([]string{}, build...)},
		Outdir:  jsii.String(dir),
	})
	production(app)
	app.Synth(nil)
	var stacks []*stack
	for _, env := range environments {
		s := &stack{env: env, dir: dir}
		text, err := os.ReadFile(filepath.Join(dir, env.name+".template.json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, s); err != nil {
			t.Fatal(err)
		}
		stacks = append(stacks, s)
	}
	return stacks
}

// of returns the properties of all resources of a type, by their logical ids.
func (s *stack) of(kind string) map[string]map[string]any {
	found := map[string]map[string]any{}
	for id, r := range s.Resources {
		if r.Type == kind {
			found[id] = r.Properties
		}
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
	all := s.of(kind)
	if len(all) != 1 {
		t.Fatalf("%s: %d resources of type %s, want one", s.env.name, len(all), kind)
	}
	for id, properties = range all {
	}
	return id, properties
}

// text is a part of a template, with the keys of objects in order.
func text(part any) string {
	out, err := json.Marshal(part)
	if err != nil {
		panic(err) // it was JSON before
	}
	return string(out)
}

func ref(id string) string { return text(map[string]string{"Ref": id}) }
