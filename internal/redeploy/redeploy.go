// What CloudFormation does with each resource, and in which order.

package redeploy

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
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
	Steps   []Step   // in order
	Unknown []string // types of resources of which nothing is known here: they count as never replaced

	before, after Template
	action        map[string]Action // of resources of the new template that are touched
	needs         map[string]map[string]bool
}

// Between compares two templates of one stack.
func Between(before, after Template) *Changes {
	c := &Changes{before: before, after: after, action: map[string]Action{}}
	for _, template := range []Template{before, after} {
		for _, r := range template.Resources {
			if _, known := typeOf(r); !known && !slices.Contains(c.Unknown, r.Type) {
				c.Unknown = append(c.Unknown, r.Type)
			}
		}
	}
	slices.Sort(c.Unknown)
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
func (c *Changes) differences(was, now Resource) (all, replacing []string) {
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

// textOf is a value as JSON, whose maps are sorted.
func textOf(value any) string {
	out, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("redeploy: %v", err)) // it comes from JSON
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
