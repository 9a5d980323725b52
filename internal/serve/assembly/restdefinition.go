// REST APIs that are made of an OpenAPI document: in the template, or a file among the
// assets.

package assembly

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/gatehouse-go/gatehouse/internal/serve/definition"
)

// readDefinition adds the methods of an API's definition, with what they refer to.
func (r *reader) readDefinition(p place, api *API, props props) {
	document, err := r.definitionOf(p, props)
	if err != nil {
		props.problem("its definition: %v", err)
		return
	}
	if document == nil {
		return // the reason stands in the problems already
	}
	mode := asText(props.inside("Parameters").value("basepath"))
	d, problems := definition.Read(document, definition.Options{BasePath: mode})
	for _, problem := range problems {
		props.problem("its definition: %s", problem)
	}
	if d == nil {
		return
	}
	api.Name = cmp.Or(d.Title, api.Name)
	maps.Copy(d.API, api.definedBeside(props))
	readREST(api, props.within(d.API))
	for name, schema := range d.Models {
		api.REST.Models[name] = raw(schema)
	}
	for kind, values := range d.Answers {
		in := props.within(values)
		api.REST.Answers[kind] = GatewayResponse{
			Path: props.path, Status: in.string("StatusCode"),
			Parameters: in.stringMap("ResponseParameters"), Templates: in.stringMap("ResponseTemplates"),
		}
	}
	authorizers := map[string]*Authorizer{}
	for _, name := range slices.Sorted(maps.Keys(d.Authorizers)) {
		auth := &Authorizer{Path: props.path, ID: p.s.madeUp(p.id+" "+name, 7)}
		r.fillRESTAuthorizer(props.within(d.Authorizers[name]), auth)
		authorizers[name] = auth
	}
	for _, m := range d.Methods {
		api.Routes = append(api.Routes, r.definedMethod(p, api, props, d, m, authorizers))
	}
}

// definedBeside are settings that the template has beside the definition.
func (api *API) definedBeside(p props) map[string]any {
	beside := map[string]any{}
	for _, name := range []string{"BinaryMediaTypes", "MinimumCompressionSize", "ApiKeySourceType", "Policy"} {
		if v := p.value(name); v != nil {
			beside[name] = v
		}
	}
	return beside
}

func (r *reader) definedMethod(p place, api *API, props props, d *definition.Definition, m definition.Method,
	authorizers map[string]*Authorizer) *Route {
	route := &Route{Path: props.path + " " + m.Verb + " " + m.Path, Key: m.Verb + " " + m.Path}
	in := props.within(m.Properties)
	in.path, in.problems = route.Path, &route.Problems
	route.Auth = in.string("AuthorizationType")
	route.Scopes = in.strings("AuthorizationScopes")
	route.APIKey = in.bool("ApiKeyRequired")
	route.Authorizer = authorizers[m.Authorizer]
	route.Method = readRESTMethod(in, api)
	route.Method.ResourceID = p.s.madeUp(p.id+" "+m.Path, 7)
	if v := d.Validators[m.Validator]; v != nil {
		of := in.within(v)
		route.Method.Validator = &Validator{Body: of.bool("ValidateRequestBody"), Parameters: of.bool("ValidateRequestParameters")}
	}
	route.Integration = &Integration{Path: route.Path}
	integration := in.inside("Integration")
	r.readMethodIntegration(integration, route.Integration)
	integration.problems = &route.Integration.Problems
	readRESTIntegration(integration, route.Method)
	return route
}

// definitionOf finds the document; nil with a problem of the properties.
func (r *reader) definitionOf(p place, props props) (any, error) {
	if body := props.value("Body"); body != nil {
		if whole, ok := body.(map[string]any); ok && whole["Fn::Transform"] != nil {
			return nil, fmt.Errorf("it is included at deployment, so only AWS knows it")
		}
		return body, nil
	}
	if !props.has("BodyS3Location") {
		return nil, nil
	}
	key := props.inside("BodyS3Location").string("Key")
	file := p.s.assets[key]
	if file == "" {
		return nil, fmt.Errorf("object %q of S3 is not an asset of this assembly", key)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var document any
	if json.Unmarshal(text, &document) == nil {
		return document, nil
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("%s is neither JSON nor YAML: %w", file, err)
	}
	return textKeys(document), nil
}

// textKeys makes the keys of objects text: YAML takes a status code for a number.
func textKeys(v any) any {
	switch v := v.(type) {
	case map[any]any:
		out := map[string]any{}
		for key, item := range v {
			out[fmt.Sprint(key)] = textKeys(item)
		}
		return out
	case map[string]any:
		for key, item := range v {
			v[key] = textKeys(item)
		}
	case []any:
		for i, item := range v {
			v[i] = textKeys(item)
		}
	}
	return v
}
