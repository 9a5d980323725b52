// Documents of HTTP APIs: routes, with integrations that they may share, and
// authorizers.

package definition

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// HTTP is an HTTP API as its document has it.
type HTTP struct {
	Title        string
	API          map[string]any // properties of AWS::ApiGatewayV2::Api
	Routes       []Route        // sorted by path and method
	Integrations map[string]map[string]any
	Authorizers  map[string]map[string]any // by the name of their security scheme
	Warnings     []string                  // what is left out
}

// Route is a route with the properties of AWS::ApiGatewayV2::Route. Integration and
// Authorizer are names in the definition, or empty.
type Route struct {
	Key         string // e.g. "GET /todos/{id}", "$default"
	Integration string // of the document, or the route's key if it has one of its own
	Authorizer  string
	Properties  map[string]any
	Problems    []string // why it can't be read
}

// integrations is where an HTTP API's document has what its routes share.
const integrations = "x-amazon-apigateway-integrations"

// ReadHTTP reads the document of an HTTP API. What it can't read it says.
func ReadHTTP(document any, options Options) (*HTTP, []string) {
	doc, ok := expanded(document, options.Variables).(object)
	switch {
	case ok && doc["swagger"] != nil:
		return nil, []string{"the definition is Swagger 2.0, which only REST APIs can be made of: HTTP APIs need OpenAPI 3.0"}
	case !ok || doc["openapi"] == nil:
		return nil, []string{`the definition is no OpenAPI document: it has no "openapi"`}
	}
	components := in(doc, "components")
	r := &reader{doc: doc, schemes: in(components, "securitySchemes")}
	d := &HTTP{
		Title: textOf(in(doc, "info")["title"]), API: object{},
		Integrations: map[string]map[string]any{}, Authorizers: map[string]map[string]any{},
	}
	r.version()
	r.unknown("", doc, "cors", "importexport-version", "endpoint-configuration")
	r.unknown("components: ", components, "integrations")
	if r.endpointDisabled() {
		d.API["DisableExecuteApiEndpoint"] = true
	}
	if doc["x-amazon-apigateway-cors"] != nil {
		d.API["CorsConfiguration"] = corsOf(in(doc, "x-amazon-apigateway-cors"))
	}
	for _, name := range slices.Sorted(maps.Keys(r.schemes)) {
		if scheme := in(r.schemes, name); len(in(scheme, "x-amazon-apigateway-authorizer")) > 0 {
			d.Authorizers[name] = authorizerOf(name, scheme)
		}
	}
	shared := in(components, integrations)
	for _, name := range slices.Sorted(maps.Keys(shared)) {
		d.Integrations[name] = r.integrationOf("integration "+name, in(shared, name))
	}
	r.operations(r.basePath(options.BasePath), func(verb, path string, operation object, _ []any) {
		d.Routes = append(d.Routes, r.route(d, verb, path, operation))
	})
	d.Warnings = r.warnings
	return d, r.problems
}

// corsOf is x-amazon-apigateway-cors as a CorsConfiguration.
func corsOf(cors object) object {
	out := object{}
	for name, v := range cors {
		out[upper(name)] = v
	}
	return out
}

func (r *reader) route(d *HTTP, verb, path string, operation object) Route {
	route := Route{Key: verb + " " + path, Properties: object{}}
	if verb == "ANY" && (path == "/$default" || path == "$default" || textOf(operation["isDefaultRoute"]) == "true") {
		route.Key = "$default"
	}
	route.Properties["RouteKey"] = route.Key
	problem := func(format string, args ...any) {
		route.Problems = append(route.Problems, fmt.Sprintf(format, args...))
	}
	r.unknown(route.Key+": ", operation, "integration", "auth")
	integration := in(operation, "x-amazon-apigateway-integration")
	switch ref := textOf(integration["$ref"]); {
	case len(integration) == 0:
		problem("it has no x-amazon-apigateway-integration: it leads nowhere")
	case ref != "":
		name, ok := strings.CutPrefix(ref, "#/components/"+integrations+"/")
		if name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name); !ok || d.Integrations[name] == nil {
			problem("its integration %q is not in components/%s", ref, integrations)
			break
		}
		route.Integration = name
	default:
		route.Integration = route.Key
		d.Integrations[route.Key] = r.integrationOf(route.Key, integration)
	}
	if err := r.access(&route, operation); err != nil {
		problem("%v", err)
	}
	return route
}

// httpMembers are the members of an integration of an HTTP API in CloudFormation's
// names. Empty are those that only REST APIs have: they change nothing here.
var httpMembers = map[string]string{
	"type": "IntegrationType", "integrationSubtype": "IntegrationSubtype", "httpMethod": "IntegrationMethod", "uri": "IntegrationUri",
	"payloadFormatVersion": "PayloadFormatVersion", "connectionType": "ConnectionType", "connectionId": "ConnectionId",
	"credentials": "CredentialsArn", "timeoutInMillis": "TimeoutInMillis", "tlsConfig": "TlsConfig", "description": "Description",
	"requestParameters": "RequestParameters", "responseParameters": "ResponseParameters",
	"passthroughBehavior": "", "contentHandling": "", "cacheNamespace": "", "cacheKeyParameters": "", "requestTemplates": "", "responses": "",
}

// integrationOf is an integration with the properties of AWS::ApiGatewayV2::Integration.
func (r *reader) integrationOf(where string, integration object) object {
	out := object{}
	for _, name := range slices.Sorted(maps.Keys(integration)) {
		switch property, known := httpMembers[name]; {
		case !known:
			r.warn("%s: member %q of its integration is not read", where, name)
		case name == "type" || name == "connectionType":
			out[property] = strings.ToUpper(textOf(integration[name]))
		case property != "":
			out[property] = integration[name]
		}
	}
	return out
}

// authorizerOf is a security scheme with the properties of AWS::ApiGatewayV2::Authorizer.
func authorizerOf(name string, scheme object) object {
	a := in(scheme, "x-amazon-apigateway-authorizer")
	out := drop(object{
		"Name": name, "AuthorizerType": strings.ToUpper(textOf(a["type"])), "AuthorizerUri": a["authorizerUri"],
		"AuthorizerCredentialsArn": a["authorizerCredentials"], "AuthorizerPayloadFormatVersion": a["authorizerPayloadFormatVersion"],
		"EnableSimpleResponses": a["enableSimpleResponses"], "AuthorizerResultTtlInSeconds": a["authorizerResultTtlInSeconds"],
	})
	sources, isList := a["identitySource"].([]any)
	if !isList {
		for source := range strings.SplitSeq(textOf(a["identitySource"]), ",") {
			if source = strings.TrimSpace(source); source != "" {
				sources = append(sources, source)
			}
		}
	}
	if len(sources) > 0 {
		out["IdentitySource"] = sources
	}
	configuration := object{}
	for name, v := range in(a, "jwtConfiguration") { // SAM passes either case on
		configuration[upper(name)] = v
	}
	if text, ok := configuration["Audience"].(string); ok {
		configuration["Audience"] = []any{text}
	}
	if url := textOf(scheme["openIdConnectUrl"]); configuration["Issuer"] == nil && url != "" {
		configuration["Issuer"] = strings.TrimSuffix(url, "/.well-known/openid-configuration")
	}
	if len(configuration) > 0 {
		out["JwtConfiguration"] = configuration
	}
	return out
}

// access reads who may call a route: its own security, or that of the API.
func (r *reader) access(route *Route, operation object) error {
	route.Properties["AuthorizationType"] = "NONE"
	switch kind := strings.ToUpper(textOf(in(operation, "x-amazon-apigateway-auth")["type"])); kind {
	case "":
	case "NONE", "AWS_IAM":
		route.Properties["AuthorizationType"] = kind
		return nil
	default:
		return fmt.Errorf("x-amazon-apigateway-auth has type %q: NONE and AWS_IAM are known", kind)
	}
	list, given := operation["security"].([]any)
	if !given {
		list, _ = r.doc["security"].([]any)
	}
	if len(list) == 0 {
		return nil
	}
	requirement, _ := list[0].(object)
	if len(list) > 1 || len(requirement) != 1 {
		return fmt.Errorf("its security names %d alternatives, the first with %d schemes: "+
			"which one API Gateway takes is not known; name one scheme", len(list), len(requirement))
	}
	for name, scopes := range requirement {
		scheme := in(r.schemes, name)
		authorizer := in(scheme, "x-amazon-apigateway-authorizer")
		switch {
		case len(scheme) == 0:
			return fmt.Errorf("there is no security scheme %q", name)
		case strings.EqualFold(textOf(scheme["x-amazon-apigateway-authtype"]), "awsSigv4"):
			route.Properties["AuthorizationType"] = "AWS_IAM"
		case strings.EqualFold(textOf(authorizer["type"]), "jwt"):
			route.Authorizer = name
			route.Properties["AuthorizationType"] = "JWT"
			if list, _ := scopes.([]any); len(list) > 0 {
				route.Properties["AuthorizationScopes"] = list
			}
		case strings.EqualFold(textOf(authorizer["type"]), "request"):
			route.Authorizer = name
			route.Properties["AuthorizationType"] = "CUSTOM"
		case len(authorizer) > 0:
			return fmt.Errorf("security scheme %q has an authorizer of type %q: HTTP APIs have jwt and request", name, textOf(authorizer["type"]))
		default:
			return fmt.Errorf("security scheme %q has no x-amazon-apigateway-authorizer: "+
				"whether API Gateway leaves the route open is not known", name)
		}
	}
	return nil
}
