// What documents of REST and of HTTP APIs have in common: references, the base path,
// variables of AWS, and what is left out.

package definition

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

type object = map[string]any

// Options are parameters of the import.
type Options struct {
	BasePath string // "ignore", the default, "prepend" or "split"
	// Variables are put in the place of e.g. ${AWS::Region}, by the name between the
	// braces (API Gateway developer guide, "AWS variables for OpenAPI import").
	Variables map[string]string
}

// verbs are the members of a path that are methods.
var verbs = map[string]string{
	"get": "GET", "put": "PUT", "post": "POST", "delete": "DELETE", "options": "OPTIONS", "head": "HEAD", "patch": "PATCH",
	"x-amazon-apigateway-any-method": "ANY",
}

// reader reads one document.
type reader struct {
	doc      object
	schemes  object
	models   object
	problems []string
	warnings []string
}

func (r *reader) problem(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

func (r *reader) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

// version warns of a version of OpenAPI that API Gateway's guide does not promise.
func (r *reader) version() {
	if v := textOf(r.doc["openapi"]); v != "" && !strings.HasPrefix(v, "3.0") {
		r.warn("openapi is %q: API Gateway reads OpenAPI 3.0", v)
	}
}

// restOnly are extensions that mean something to REST APIs alone.
var restOnly = []string{"binary-media-types", "minimum-compression-size", "api-key-source", "policy", "request-validators",
	"request-validator", "gateway-responses", "security-policy", "documentation"}

// unknown warns of members of an object that are extensions of API Gateway and not
// among those that are read here.
func (r *reader) unknown(where string, o object, known ...string) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		extension, ok := strings.CutPrefix(name, "x-amazon-apigateway-")
		switch {
		case !ok || slices.Contains(known, extension):
		case slices.Contains(restOnly, extension):
			r.warn("%s%s is left out: only REST APIs have it", where, name)
		default:
			r.warn("%s%s is not read", where, name)
		}
	}
}

// operations calls f for each operation of the document's paths, with the parameters
// that the operations of its path share.
func (r *reader) operations(base string, f func(verb, path string, operation object, shared []any)) {
	paths := in(r.doc, "paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := in(paths, path)
		if item["$ref"] != nil {
			r.problem("path %s is a reference to %v, which is not followed", path, item["$ref"])
		}
		if item["trace"] != nil {
			r.warn("TRACE %s is left out: API Gateway does not have the method", path)
		}
		r.unknown("path "+path+": ", item, "any-method")
		shared, _ := item["parameters"].([]any)
		for _, member := range slices.Sorted(maps.Keys(item)) {
			if verb := verbs[member]; verb != "" {
				f(verb, base+path, in(item, member), shared)
			}
		}
	}
}

// endpointDisabled reports whether only custom domains reach the API: a setting of the
// document in Swagger 2.0, of its servers in OpenAPI 3.0.
func (r *reader) endpointDisabled() bool {
	const extension = "x-amazon-apigateway-endpoint-configuration"
	places := []object{r.doc}
	servers, _ := r.doc["servers"].([]any)
	for _, v := range servers {
		server, _ := v.(object)
		places = append(places, server)
	}
	return slices.ContainsFunc(places, func(o object) bool {
		return textOf(in(o, extension)["disableExecuteApiEndpoint"]) == "true"
	})
}

// basePath is where the paths hang.
func (r *reader) basePath(mode string) string {
	base := textOf(r.doc["basePath"])
	if servers, _ := r.doc["servers"].([]any); len(servers) > 0 {
		server, _ := servers[0].(object)
		base = textOf(server["url"])
		for name, v := range in(server, "variables") {
			o, _ := v.(object)
			base = strings.ReplaceAll(base, "{"+name+"}", strings.TrimPrefix(textOf(o["default"]), "/"))
		}
		if _, rest, ok := strings.Cut(base, "://"); ok {
			_, base, _ = strings.Cut(rest, "/")
		}
	}
	base = strings.Trim(base, "/")
	switch mode {
	case "", "ignore":
	case "prepend":
		if base != "" {
			return "/" + base
		}
	case "split":
		if _, rest, ok := strings.Cut(base, "/"); ok {
			return "/" + rest
		}
	default:
		r.problem(`base path %q is not "ignore", "prepend" or "split"`, mode)
	}
	return ""
}

// resolve finds what a reference within the document leads to; empty if it leads
// nowhere.
func (r *reader) resolve(ref string) object {
	at := r.doc
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		at = in(at, strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
	}
	return at
}

// expanded returns a document with the variables of AWS in their places.
func expanded(v any, variables map[string]string) any {
	if len(variables) == 0 {
		return v
	}
	var pairs []string
	for name, value := range variables {
		pairs = append(pairs, "${"+name+"}", value)
	}
	replacer := strings.NewReplacer(pairs...)
	var expand func(any) any
	expand = func(v any) any {
		switch v := v.(type) {
		case string:
			return replacer.Replace(v)
		case object:
			out := make(object, len(v))
			for name, item := range v {
				out[name] = expand(item)
			}
			return out
		case []any:
			out := make([]any, len(v))
			for i, item := range v {
				out[i] = expand(item)
			}
			return out
		}
		return v
	}
	return expand(v)
}

// in returns the object under a key, empty if there is none.
func in(o object, key string) object {
	sub, _ := o[key].(object)
	return sub
}

func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return fmt.Sprint(v)
}

// drop takes members without a value out.
func drop(o object) object {
	for name, v := range o {
		if v == nil || v == "" {
			delete(o, name)
		}
	}
	return o
}
