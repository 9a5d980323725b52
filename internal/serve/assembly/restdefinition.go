// REST APIs that are made of an OpenAPI document.

package assembly

import (
	"cmp"
	"maps"
	"slices"

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
	d, problems := definition.ReadREST(document, p.importOptions(asText(props.inside("Parameters").value("basepath"))))
	for _, problem := range problems {
		props.problem("its definition: %s", problem)
	}
	if d == nil {
		return
	}
	api.defined = true
	api.warn(props, d.Warnings)
	api.Name = cmp.Or(d.Title, api.Name)
	api.Disabled = api.Disabled || d.API["DisableExecuteApiEndpoint"] == true
	maps.Copy(d.API, api.definedBeside(props))
	readREST(api, props.within(d.API))
	for _, name := range slices.Sorted(maps.Keys(d.Models)) {
		schema := props.within(d.Models).value(name)
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

func (r *reader) definedMethod(p place, api *API, props props, d *definition.REST, m definition.Method,
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
