// Several documents as one.

package openapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Part is a document that becomes part of another.
type Part struct {
	Path string // construct path of its API
	Doc  *Document
}

// Merge makes one document of several, which it changes. Schemas, security schemes
// and operations of one name that differ have the name of their API in front. An
// error names the operations that two APIs have.
func Merge(title string, parts []Part) (*Document, error) {
	if len(parts) == 1 {
		return parts[0].Doc, nil
	}
	out := &Document{OpenAPI: Version, Info: Info{Title: title, Version: apiVersion}, Paths: map[string]*PathItem{},
		Components: &Components{Schemas: map[string]*Schema{}, SecuritySchemes: map[string]*SecurityScheme{}}}
	owners := map[Place]string{}
	var wrong []string
	for _, part := range parts {
		wrong = append(wrong, out.add(part, owners, false)...)
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("the APIs have operations in common, so they can't be one document: name those to print with --api\n  %s",
			strings.Join(wrong, "\n  "))
	}
	out.tidy()
	return out, nil
}

// Overlay adds what a document says to another, which knows less of it: that of an
// extension to that of its API.
func (d *Document) Overlay(part Part) {
	if d.Components == nil {
		d.Components = &Components{}
	}
	if d.Components.Schemas == nil {
		d.Components.Schemas = map[string]*Schema{}
	}
	if d.Components.SecuritySchemes == nil {
		d.Components.SecuritySchemes = map[string]*SecurityScheme{}
	}
	d.add(part, map[Place]string{}, true)
	d.tidy()
}

func (d *Document) tidy() {
	slices.SortFunc(d.Tags, func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
	if len(d.Components.Schemas)+len(d.Components.SecuritySchemes) == 0 {
		d.Components = nil
	}
}

// add takes in a part, and returns the operations that are there already.
func (d *Document) add(part Part, owners map[Place]string, replace bool) (wrong []string) {
	d.takeComponents(part)
	ids := map[string]bool{}
	paths := map[string]string{}
	for place, op := range d.Operations() {
		ids[strings.ToLower(op.OperationID)] = true
		paths[shapeOf(place.Path)] = place.Path
	}
	for place, op := range part.Doc.Operations() {
		path := place.Path
		if known := paths[shapeOf(path)]; known != "" && known != path {
			renameParams(op, pathParams(path), pathParams(known))
			path = known
		}
		item := d.Paths[path]
		if item == nil {
			item = &PathItem{}
			d.Paths[path], paths[shapeOf(path)] = item, path
		}
		at := item.at(place.Method)
		if *at != nil && !replace {
			wrong = append(wrong, fmt.Sprintf("%s %s: of %s and of %s", place.Method, place.Path, owners[Place{place.Method, path}], part.Path))
			continue
		}
		owners[Place{place.Method, path}] = part.Path
		if *at != nil {
			delete(ids, strings.ToLower((*at).OperationID))
		}
		if ids[strings.ToLower(op.OperationID)] {
			op.OperationID = lowerFirst(label(part.Path)) + upperFirst(op.OperationID)
		}
		ids[strings.ToLower(op.OperationID)] = true
		*at = op
	}
	for _, tag := range part.Doc.Tags {
		if !slices.Contains(d.Tags, tag) {
			d.Tags = append(d.Tags, tag)
		}
	}
	if note := part.Doc.Info.Description; note != "" && !replace {
		d.Info.Description = strings.TrimPrefix(d.Info.Description+"\n\n"+part.Doc.Info.Title+": "+note, "\n\n")
	}
	for _, s := range part.Doc.Servers {
		if !slices.Contains(d.Servers, s) {
			d.Servers = append(d.Servers, s)
		}
	}
	return wrong
}

// takeComponents takes in schemas and security schemes, under names of their own
// where others have theirs.
func (d *Document) takeComponents(part Part) {
	if part.Doc.Components == nil {
		return
	}
	schemas := part.Doc.Components.Schemas
	renamed := map[string]string{}
	for changed := true; changed; {
		changed = false
		for _, name := range sortedKeys(schemas) {
			if renamed[name] == "" && d.Components.Schemas[name] != nil && (refersTo(schemas[name], renamed) ||
				!sameJSON(d.Components.Schemas[name], schemas[name])) {
				renamed[name], changed = label(part.Path)+name, true
			}
		}
	}
	rename := func(s *Schema) {
		s.each(func(one *Schema) {
			if to := renamed[one.Referred()]; to != "" {
				one.Ref = refs + to
			}
		})
	}
	for _, name := range sortedKeys(schemas) {
		rename(schemas[name])
		to := renamed[name]
		if to == "" {
			to = name
		}
		d.Components.Schemas[to] = schemas[name]
	}
	secured := map[string]string{}
	for _, name := range sortedKeys(part.Doc.Components.SecuritySchemes) {
		scheme := part.Doc.Components.SecuritySchemes[name]
		to := name
		if known := d.Components.SecuritySchemes[name]; known != nil && *known != *scheme {
			to = label(part.Path) + upperFirst(name)
		}
		secured[name] = to
		d.Components.SecuritySchemes[to] = scheme
	}
	for _, op := range part.Doc.Operations() {
		op.eachSchema(rename)
		for i, need := range op.Security {
			out := map[string][]string{}
			for name, scopes := range need {
				out[secured[name]] = scopes
			}
			op.Security[i] = out
		}
	}
}

func refersTo(s *Schema, names map[string]string) bool {
	found := false
	s.each(func(one *Schema) { found = found || names[one.Referred()] != "" })
	return found
}

func sameJSON(a, b *Schema) bool {
	x, err1 := compact(a)
	y, err2 := compact(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// eachSchema calls visit for the schemas that stand in an operation.
func (op *Operation) eachSchema(visit func(*Schema)) {
	for _, p := range op.Parameters {
		visit(p.Schema)
	}
	content := func(c map[string]*MediaType) {
		for _, name := range sortedKeys(c) {
			if c[name].Schema != nil {
				visit(c[name].Schema)
			}
		}
	}
	if op.RequestBody != nil {
		content(op.RequestBody.Content)
	}
	for _, code := range sortedKeys(op.Responses) {
		content(op.Responses[code].Content)
	}
}

// label is an API's name as names begin with it: "Todo/Api" is TodoApi.
func label(path string) string { return upperFirst(camel(path, "api")) }

// shapeOf is a path without the names of its parameters.
func shapeOf(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

// renameParams gives an operation's path parameters the names that the path has
// elsewhere.
func renameParams(op *Operation, from, to []string) {
	names := map[string]string{}
	for i := range from {
		names[from[i]] = to[i]
	}
	for _, p := range op.Parameters {
		if p.In == "path" {
			p.Name = names[p.Name]
		}
	}
}

// Public returns a copy without what only tools of this project read.
func (d *Document) Public() *Document {
	c := *d
	c.Paths = maps.Clone(d.Paths)
	for path, item := range c.Paths {
		clone := *item
		for method, op := range item.Operations() {
			public := *op
			public.Route, public.Handler = "", ""
			*clone.at(method) = &public
		}
		c.Paths[path] = &clone
	}
	return &c
}
