// From an API to its document.

package openapi

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// Build makes the document of an HTTP or REST API.
func Build(api *API) *Document {
	b := builder{api: api, doc: &Document{
		OpenAPI: Version, Info: Info{Title: api.Title, Description: api.Description, Version: apiVersion}, Servers: api.Servers,
		Paths: map[string]*PathItem{}, Components: &Components{Schemas: map[string]*Schema{}, SecuritySchemes: map[string]*SecurityScheme{}},
	}}
	api.Types.name(map[string]bool{errorName: true, validationName: true, problemName: true})
	b.operations()
	for _, scheme := range b.schemes {
		b.doc.Components.SecuritySchemes[scheme.name] = scheme.scheme
	}
	if b.doc.Info.Description != "" && len(b.notes) > 0 {
		b.notes = append([]string{b.doc.Info.Description}, b.notes...)
	}
	if len(b.notes) > 0 {
		b.doc.Info.Description = strings.Join(b.notes, "\n\n")
	}
	if len(b.doc.Components.Schemas)+len(b.doc.Components.SecuritySchemes) == 0 {
		b.doc.Components = nil
	}
	return b.doc
}

// apiVersion is the version of an API, which nobody declares: the document
// changes as the API does.
const apiVersion = "1.0.0"

type builder struct {
	api     *API
	doc     *Document
	notes   []string // of the API, for people
	schemes []madeScheme
	tags    []string
}

// planned is an operation before it has its id.
type planned struct {
	route   *Route
	key     routekey.Key
	method  string
	path    string   // as OpenAPI writes it
	params  []string // names of the path's parameters, as the handler calls them
	shape   string
	greedy  bool
	operand Operand
}

func (b *builder) operations() {
	all := b.plan()
	operands := make([]Operand, len(all))
	for i, p := range all {
		operands[i] = p.operand
	}
	ids := OperationIDs(operands)
	for i, p := range all {
		item := b.doc.Paths[p.path]
		if item == nil {
			item = &PathItem{}
			b.doc.Paths[p.path] = item
		}
		op := b.operation(p)
		op.OperationID = ids[i]
		*item.at(p.method) = op
	}
	for _, tag := range sortedUnique(b.tags) {
		b.doc.Tags = append(b.doc.Tags, Tag{Name: tag})
	}
}

// plan finds the operations: methods that a route of ANY method has beside those
// with a name, and paths that differ in the names of parameters alone as one.
func (b *builder) plan() []planned {
	var all []planned
	taken := map[string]bool{}
	add := func(r *Route, key routekey.Key, method string, any bool) {
		shape := strings.ReplaceAll(key.Path.Shape(), "{+}", "{}")
		if taken[method+" "+shape] {
			return // a route that takes the rest of the path, beside one that takes a segment
		}
		taken[method+" "+shape] = true
		all = append(all, planned{
			route: r, key: key, method: method, path: strings.ReplaceAll(key.Path.String(), "+}", "}"), params: key.Path.Params(), shape: shape,
			greedy: key.Path.Greedy(), operand: Operand{Method: method, Path: key.Path.String(), Handler: r.Handler, Any: any},
		})
	}
	// Named methods go before ANY, whole segments before the rest of a path.
	for _, pass := range []struct{ any, greedy bool }{{false, false}, {true, false}, {false, true}, {true, true}} {
		for _, r := range b.sorted() {
			key, ok := b.parse(r)
			if !ok || key.Path.Greedy() != pass.greedy || (key.Method == routekey.Any) != pass.any {
				continue
			}
			if !pass.any {
				add(r, key, key.Method, false)
				continue
			}
			for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
				add(r, key, method, true)
			}
		}
	}
	paths := map[string]string{}
	for i := range all { // in the order of passes: the first names the parameters
		p := &all[i]
		if paths[p.shape] == "" {
			paths[p.shape] = p.path
		}
		p.path = paths[p.shape]
	}
	slices.SortStableFunc(all, func(x, y planned) int {
		return cmp.Or(strings.Compare(x.path, y.path), slices.Index(methods, x.method)-slices.Index(methods, y.method))
	})
	return all
}

func (b *builder) sorted() []*Route {
	return slices.SortedFunc(slices.Values(b.api.Routes), func(x, y *Route) int { return strings.Compare(x.Key, y.Key) })
}

// parse reads a route's key. The default route has no path, and is a note.
func (b *builder) parse(r *Route) (routekey.Key, bool) {
	if r.Key == routekey.Default.String() {
		note := fmt.Sprintf("Requests that match no path here are answered too, by %s.", cmp.Or(r.Leads, "a route of their own"))
		if !slices.Contains(b.notes, note) {
			b.notes = append(b.notes, note)
		}
		return routekey.Key{}, false
	}
	keys, err := routekey.Parse(r.Key)
	if err != nil || len(keys) != 1 || new(PathItem).at(keys[0].Method) == nil && keys[0].Method != routekey.Any {
		return routekey.Key{}, false // of another app: nothing that OpenAPI has a form for
	}
	return keys[0], true
}

func (b *builder) operation(p planned) *Operation {
	r := p.route
	op := &Operation{Route: r.Key, Handler: r.Handler, Responses: map[string]*Response{}}
	h := cmp.Or(r.Of, &Handler{})
	op.Summary, op.Description, op.Deprecated = h.Doc.Summary, h.Doc.Text, h.Doc.Deprecated
	if op.Description == op.Summary {
		op.Description = ""
	}
	if r.Handler == "" && op.Summary == "" && r.Leads != "" {
		op.Summary = "Leads to " + r.Leads
	}
	if tag := tagOf(p.operand); tag != "" {
		op.Tags = []string{tag}
		b.tags = append(b.tags, tag)
	}
	op.Parameters = b.parameters(p, h)
	op.RequestBody = b.body(p, h)
	b.secure(op, r)
	b.respond(op, p, h)
	return op
}

// parameters are those of the path, each in its place, and those that the handler
// or the API asks for.
func (b *builder) parameters(p planned, h *Handler) []*Parameter {
	var out []*Parameter
	named := pathParams(p.path)
	for i, name := range p.params {
		param := &Parameter{Name: named[i], In: "path", Required: true, Schema: &Schema{Type: Types{"string"}}}
		for _, typed := range h.Params {
			if typed.In == "path" && typed.Name == name {
				c := *typed
				c.Name, c.Schema = named[i], b.schema(typed.Schema)
				param = &c
			}
		}
		if p.greedy && i == len(p.params)-1 {
			param.Greedy = true
			param.Description = strings.TrimSpace(param.Description + "\nThe rest of the path, with its slashes.")
		}
		out = append(out, param)
	}
	for _, typed := range h.Params {
		if typed.In == "path" || reserved(typed) {
			continue
		}
		c := *typed
		c.Schema = b.schema(typed.Schema)
		out = append(out, &c)
	}
	for _, asked := range []struct {
		in    string
		names []string
	}{{"query", p.route.Query}, {"header", p.route.Headers}} {
		for _, name := range asked.names {
			i := slices.IndexFunc(out, func(o *Parameter) bool {
				return o.In == asked.in && (o.Name == name || asked.in == "header" && strings.EqualFold(o.Name, name))
			})
			if i >= 0 {
				out[i].Required = true
				continue
			}
			param := &Parameter{Name: name, In: asked.in, Required: true, Schema: &Schema{Type: Types{"string"}}}
			if !reserved(param) {
				out = append(out, param)
			}
		}
	}
	return out
}

// reserved reports whether OpenAPI describes a header elsewhere and passes over a
// parameter of its name.
func reserved(p *Parameter) bool {
	return p.In == "header" && slices.ContainsFunc([]string{"Accept", "Content-Type", "Authorization"}, func(name string) bool {
		return strings.EqualFold(name, p.Name)
	})
}

func pathParams(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}

// body is what a request carries. Browsers send none with GET and HEAD, and
// OpenAPI has none for them.
func (b *builder) body(p planned, h *Handler) *RequestBody {
	if p.method == "GET" || p.method == "HEAD" {
		return nil
	}
	switch {
	case h.Body != nil:
		return &RequestBody{Required: !h.Optional, Content: jsonContent(b.schema(h.Body))}
	case p.route.Body != nil:
		return &RequestBody{Required: true, Content: jsonContent(b.schema(p.route.Body))}
	case !h.Typed && p.method != "DELETE" && p.method != "OPTIONS":
		return &RequestBody{Content: map[string]*MediaType{"*/*": {Schema: &Schema{}}}}
	}
	return nil
}

func jsonContent(s *Schema) map[string]*MediaType {
	return map[string]*MediaType{"application/json": {Schema: s}}
}

// schema returns a schema as the document has it, with the types that it refers to
// among the components.
func (b *builder) schema(s *Schema) *Schema {
	c := s.clone()
	b.api.Types.resolve(c, b.doc.Components.Schemas)
	return c
}

func status(n int) string { return strconv.Itoa(n) }
