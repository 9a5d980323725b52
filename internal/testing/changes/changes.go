// What CloudFormation does with each resource, and in which order.

package changes

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// Action is what CloudFormation does with a resource.
type Action string

const (
	Create  Action = "create"
	Update  Action = "update"  // the resource stays
	Replace Action = "replace" // a new one is made; the old one is deleted in the end
	Delete  Action = "delete"
)

// Step is one thing that CloudFormation does.
type Step struct {
	Action     Action
	ID, Type   string
	Properties []string // that change, sorted; for a replacement those that need it
}

// String returns the step as "replace Pets AWS::ApiGateway::Resource (PathPart)".
func (s Step) String() string {
	text := fmt.Sprintf("%s %s %s", s.Action, s.ID, s.Type)
	if len(s.Properties) > 0 {
		text += " (" + strings.Join(s.Properties, ", ") + ")"
	}
	return text
}

// Changes is what a deployment does with a stack that is there.
type Changes struct {
	Steps []Step // in order

	before, after synthtest.Template
	action        map[string]Action // of resources of the new template that are touched
	needs         map[string]map[string]bool
}

// Of compares what two declarations make of a stack. It builds no functions.
func Of(t *testing.T, before, after func(stack awscdk.Stack)) *Changes {
	t.Helper()
	var templates [2]synthtest.Template
	for i, declare := range []func(awscdk.Stack){before, after} {
		stack := synthtest.Stack()
		declare(stack)
		templates[i] = synthtest.Synth(t, stack)
	}
	return Between(t, templates[0], templates[1])
}

// Between compares two templates of one stack. A type of resource that is not in
// create_only.go ends the test.
func Between(t testing.TB, before, after synthtest.Template) *Changes {
	t.Helper()
	for _, template := range []synthtest.Template{before, after} {
		for id, r := range template.Resources {
			if _, known := typeOf(r); !known {
				t.Fatalf("%s: nothing is known of %s: run go generate in internal/testing/changes with a golden template that has it", id, r.Type)
			}
		}
	}
	c := &Changes{before: before, after: after, action: map[string]Action{}}
	c.needs = dependencies(after)
	changed := c.decide()
	for _, id := range order(c.needs) {
		if action := c.action[id]; action != "" {
			c.Steps = append(c.Steps, Step{action, id, after.Resources[id].Type, changed[id]})
		}
	}
	for _, id := range slices.Backward(order(dependencies(before))) {
		if _, stays := after.Resources[id]; !stays || c.action[id] == Replace {
			c.Steps = append(c.Steps, Step{Delete, id, before.Resources[id].Type, nil})
		}
	}
	return c
}

// decide finds what is done with each resource of the new template. A resource
// that refers to a replaced one changes too, so this goes on until nothing more
// is replaced.
func (c *Changes) decide() map[string][]string {
	properties := map[string][]string{}
	for again := true; again; {
		again = false
		for id, now := range c.after.Resources {
			was, there := c.before.Resources[id]
			if !there {
				c.action[id] = Create
				continue
			}
			if c.action[id] == Replace {
				continue
			}
			all, replacing := c.differences(was, now)
			switch {
			case len(replacing) > 0:
				c.action[id], properties[id], again = Replace, replacing, true
			case len(all) > 0:
				c.action[id], properties[id] = Update, all
			}
		}
	}
	return properties
}

// differences returns the properties that change, and those of them that make
// CloudFormation replace the resource. Those that may, depending on values, count
// as if they did.
func (c *Changes) differences(was, now synthtest.Resource) (all, replacing []string) {
	if was.Type != now.Type {
		return []string{"Type"}, []string{"Type"}
	}
	about, _ := typeOf(now)
	names := slices.Collect(maps.Keys(was.Properties))
	for name := range now.Properties {
		if _, there := was.Properties[name]; !there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if textOf(was.Properties[name]) == textOf(now.Properties[name]) && !c.refersToReplaced(now.Properties[name]) {
			continue
		}
		all = append(all, name)
		if slices.Contains(about.createOnly, name) || slices.Contains(about.maybe, name) {
			replacing = append(replacing, name)
		}
	}
	return all, replacing
}

func (c *Changes) refersToReplaced(value any) bool {
	found := false
	references(value, func(id string) { found = found || c.action[id] == Replace })
	return found
}

// With returns the steps of an action, as "ID Type", sorted.
func (c *Changes) With(action Action) []string {
	var out []string
	for _, s := range c.Steps {
		if s.Action == action {
			out = append(out, s.ID+" "+s.Type)
		}
	}
	return slices.Sorted(slices.Values(out))
}

// Want checks the steps, in order: each text is the beginning of one. It checks
// too that no name is held twice, and that no REST stage serves what is gone.
func (c *Changes) Want(t testing.TB, steps ...string) {
	t.Helper()
	var got []string
	for _, s := range c.Steps {
		got = append(got, s.String())
	}
	same := len(got) == len(steps)
	for i := range min(len(got), len(steps)) {
		same = same && strings.HasPrefix(got[i], steps[i])
	}
	if !same {
		t.Errorf("the deployment does\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(steps, "\n"))
	}
	c.WantSafe(t)
}

// WantSafe checks that no name is held twice, and that no REST stage serves what
// is gone.
func (c *Changes) WantSafe(t testing.TB) {
	t.Helper()
	for _, text := range c.Conflicts() {
		t.Errorf("the service refuses the deployment: %s", text)
	}
	for _, text := range c.Stale() {
		t.Errorf("a stage serves what it should not: %s", text)
	}
}

// resourceType is what CloudFormation knows of a type: the properties that make
// it replace a resource, those that may, and those that together name one in the
// service, if users give all of them.
type resourceType struct{ createOnly, maybe, identity []string }

func typeOf(r synthtest.Resource) (about resourceType, known bool) {
	if strings.HasPrefix(r.Type, "Custom::") || r.Type == "AWS::CloudFormation::CustomResource" {
		return resourceType{createOnly: []string{"ServiceToken"}}, true
	}
	about, known = createOnly[r.Type]
	return about, known
}

// textOf is a value as JSON, whose maps are sorted.
func textOf(value any) string {
	out, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("changes: %v", err)) // it comes from JSON
	}
	return string(out)
}

// order returns ids behind all that they need; otherwise sorted.
func order(needs map[string]map[string]bool) []string {
	var out []string
	done := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		if done[id] {
			return
		}
		done[id] = true
		for _, other := range slices.SortedFunc(maps.Keys(needs[id]), cmp.Compare[string]) {
			visit(other)
		}
		out = append(out, id)
	}
	for _, id := range slices.Sorted(maps.Keys(needs)) {
		visit(id)
	}
	return out
}

// CreateOnly returns the properties of a type that make CloudFormation replace a
// resource.
func CreateOnly(resourceType string) []string { return createOnly[resourceType].createOnly }
