// HTTP APIs that are made of an OpenAPI document.

package assembly

import (
	"cmp"
	"maps"
	"slices"

	"github.com/gatehouse-go/gatehouse/internal/serve/definition"
)

// readHTTPDefinition adds the routes of an API's definition, with what they refer to.
func (r *reader) readHTTPDefinition(p place, api *API, props props) {
	document, err := r.definitionOf(p, props)
	if err != nil {
		props.problem("its definition: %v", err)
		return
	}
	if document == nil {
		return // the reason stands in the problems already
	}
	d, problems := definition.ReadHTTP(document, p.importOptions(props.string("BasePath")))
	for _, problem := range problems {
		props.problem("its definition: %s", problem)
	}
	if d == nil {
		return
	}
	api.defined = true
	api.warn(props, d.Warnings)
	for _, name := range []string{"Name", "ProtocolType", "CorsConfiguration", "Tags"} {
		if props.has(name) {
			api.Warnings = append(api.Warnings, Problem{props.path, name + " stands beside a definition: CloudFormation refuses it as redundant"})
		}
	}
	api.Name = cmp.Or(d.Title, api.Name)
	defined := props.within(d.API)
	api.Disabled = api.Disabled || defined.bool("DisableExecuteApiEndpoint")
	if defined.has("CorsConfiguration") {
		api.CORS = readCORS(defined.inside("CorsConfiguration"))
	}
	integrations := map[string]*Integration{}
	for name, values := range d.Integrations {
		in := &Integration{Path: props.path + " " + name}
		of := props.within(values)
		of.path, of.problems = in.Path, &in.Problems
		r.fillIntegration(of, in)
		integrations[name] = in
	}
	authorizers := map[string]*Authorizer{}
	for _, name := range slices.Sorted(maps.Keys(d.Authorizers)) {
		auth := &Authorizer{Path: props.path + " " + name, ID: p.s.madeUp(p.id+" "+name, 6)}
		of := props.within(d.Authorizers[name])
		of.path, of.problems = auth.Path, &auth.Problems
		r.fillAuthorizer(of, auth)
		authorizers[name] = auth
	}
	for _, route := range d.Routes {
		api.Routes = append(api.Routes, definedRoute(props, route, integrations[route.Integration], authorizers[route.Authorizer]))
	}
}

func definedRoute(p props, defined definition.Route, in *Integration, auth *Authorizer) *Route {
	route := &Route{Path: p.path + " " + defined.Key, Key: defined.Key, Integration: in, Authorizer: auth}
	of := p.within(defined.Properties)
	of.path, of.problems = route.Path, &route.Problems
	for _, problem := range defined.Problems {
		of.problem("%s", problem)
	}
	route.Auth = of.string("AuthorizationType")
	route.Scopes = of.strings("AuthorizationScopes")
	return route
}

// noteBeside notes a part of an API that stands beside a definition, where it may not
// (CloudFormation template reference, AWS::ApiGatewayV2::Api, "Body").
func (api *API) noteBeside(p place) {
	if api.defined {
		api.Warnings = append(api.Warnings, Problem{p.s.pathOf(p.id),
			"it stands beside the definition of " + api.Path + ", which CloudFormation does not allow: put it into the definition"})
	}
}
