// A definition as it grows: operations by path, and what they share.

package body

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/routekey"
)

// Object is an object of JSON.
type Object = map[string]any

// Names of API Gateway's extensions that several kinds of API have. (API Gateway
// developer guide, "OpenAPI extensions for API Gateway".)
const (
	anyMethod   = "x-amazon-apigateway-any-method"
	integration = "x-amazon-apigateway-integration"

	Integration = integration
	Auth        = "x-amazon-apigateway-auth"
	Authorizer  = "x-amazon-apigateway-authorizer"
)

// defaultPath is where the route $default of an HTTP API stands. (API Gateway
// developer guide, "x-amazon-apigateway-any-method object".) No path of a route
// has a "$".
const defaultPath = "/$default"

// Body is a definition.
type Body struct {
	root, components, paths Object

	// ShareParameters has paths refer to parameters of one name instead of
	// repeating them, which makes a large API a third smaller. For an HTTP API they
	// mean nothing; a REST API reads them, and whether it follows such references
	// no guide says.
	ShareParameters bool
}

// New begins a definition. The version never changes: a definition differs only
// if the API does.
func New(title, description string) *Body {
	info := Object{"title": title, "version": "1.0"}
	if description != "" {
		info["description"] = description
	}
	b := &Body{components: Object{}, paths: Object{}}
	b.root = Object{"openapi": "3.0.1", "info": info, "paths": b.paths}
	return b
}

// Set sets a member of the definition itself, such as an extension.
func (b *Body) Set(name string, value any) { b.root[name] = value }

// Named sets one of the members of an extension that has several by name.
func (b *Body) Named(extension, name string, value any) {
	in, _ := b.root[extension].(Object)
	if in == nil {
		in = Object{}
		b.root[extension] = in
	}
	in[name] = value
}

// Component adds something that operations refer to: a security scheme, a model,
// an integration.
func (b *Body) Component(section, name string, value any) {
	in, _ := b.components[section].(Object)
	if in == nil {
		in = Object{}
		b.components[section] = in
	}
	in[name] = value
}

// HasComponent reports whether there is a component of a name.
func (b *Body) HasComponent(section, name string) bool {
	in, _ := b.components[section].(Object)
	return in[name] != nil
}

// Endpoint sets an endpoint's settings, which OpenAPI 3.0 has on the server.
// (API Gateway developer guide, "x-amazon-apigateway-endpoint-configuration
// object".) The URL is relative, so that no base path is read from it.
func (b *Body) Endpoint(settings Object) {
	if len(settings) > 0 {
		b.root["servers"] = []any{Object{"url": "/", "x-amazon-apigateway-endpoint-configuration": settings}}
	}
}

// Operation adds an operation, with an id and the parts that OpenAPI wants of
// each.
func (b *Body) Operation(key routekey.Key, operation Object) {
	path := pathOf(key)
	item, _ := b.paths[path].(Object)
	if item == nil {
		item = Object{}
		if names := key.Path.Params(); len(names) > 0 {
			item["parameters"] = b.pathParameters(names)
		}
		b.paths[path] = item
	}
	if operation["operationId"] == nil {
		operation["operationId"] = OperationID(key)
	}
	if operation["responses"] == nil {
		operation["responses"] = Object{"default": Object{"description": ""}}
	}
	if key.IsDefault() {
		operation["isDefaultRoute"] = true
	}
	item[memberOf(key)] = operation
}

func pathOf(key routekey.Key) string {
	if key.IsDefault() {
		return defaultPath
	}
	return key.Path.String()
}

func memberOf(key routekey.Key) string {
	if key.IsDefault() || key.Method == routekey.Any {
		return anyMethod
	}
	return strings.ToLower(key.Method)
}

// pathParameters are the parameters that a path declares, by the names that it
// has in braces without a plus.
func (b *Body) pathParameters(names []string) (list []any) {
	for _, name := range names {
		parameter := Object{"name": name, "in": "path", "required": true, "schema": Object{"type": "string"}}
		if !b.ShareParameters {
			list = append(list, parameter)
			continue
		}
		b.Component("parameters", name, parameter)
		list = append(list, Object{"$ref": "#/components/parameters/" + name})
	}
	return list
}

// Value is the definition so far.
func (b *Body) Value() Object {
	out := maps.Clone(b.root)
	if len(b.components) > 0 {
		out["components"] = b.components
	}
	return out
}

// Unfit is a route that a definition can't hold.
type Unfit struct {
	Index int // in the keys given
	Text  string
}

// Check returns the routes of an API that one definition can't hold together, by
// their keys.
func Check(keys []routekey.Key) (found []Unfit) {
	first := map[string]int{} // by shape of the path
	for i, key := range keys {
		if key.IsDefault() {
			continue
		}
		other, taken := first[key.Path.Shape()]
		switch {
		case !taken:
			first[key.Path.Shape()] = i
		case keys[other].Path != key.Path:
			found = append(found, Unfit{i, "a definition has one name for each parameter of a path, and " + quote(keys[other].String()) +
				" names them otherwise: use the same names"})
		}
	}
	return found
}

func quote(text string) string { return `"` + text + `"` }

// sortedKeys are the names in an object.
func sortedKeys(o Object) []string { return slices.SortedFunc(maps.Keys(o), cmp.Compare[string]) }
