// Documents of REST APIs: settings, methods and models.

package definition

import (
	"maps"
	"slices"
	"strings"
)

// REST is a REST API as its document has it.
type REST struct {
	Title       string
	API         map[string]any // properties of AWS::ApiGateway::RestApi
	Methods     []Method       // sorted by path and verb
	Authorizers map[string]map[string]any
	Validators  map[string]map[string]any
	Models      map[string]any // schemas by name
	Answers     map[string]map[string]any
	Warnings    []string // what is left out
}

// Method is a method with the properties of AWS::ApiGateway::Method. Validator and
// Authorizer are names in the definition.
type Method struct {
	Verb       string // "ANY" or an HTTP method
	Path       string
	Validator  string
	Authorizer string
	Properties map[string]any
}

// ReadREST reads the document of a REST API. What it can't read it says.
func ReadREST(document any, options Options) (*REST, []string) {
	doc, ok := expanded(document, options.Variables).(object)
	if !ok || doc["openapi"] == nil && doc["swagger"] == nil {
		return nil, []string{`the definition is no OpenAPI document: it has neither "openapi" nor "swagger"`}
	}
	r := &reader{doc: doc}
	components := in(doc, "components")
	r.schemes, r.models = in(components, "securitySchemes"), in(components, "schemas")
	if doc["swagger"] != nil {
		r.schemes, r.models = in(doc, "securityDefinitions"), in(doc, "definitions")
	}
	d := &REST{
		Title: textOf(in(doc, "info")["title"]), API: object{}, Models: object{},
		Authorizers: map[string]map[string]any{}, Validators: map[string]map[string]any{}, Answers: map[string]map[string]any{},
	}
	r.settings(d)
	r.operations(r.basePath(options.BasePath), func(verb, path string, operation object, shared []any) {
		d.Methods = append(d.Methods, r.method(d, verb, path, operation, shared))
	})
	d.Warnings = r.warnings
	return d, r.problems
}

// settings reads what holds for the whole API.
func (r *reader) settings(d *REST) {
	r.version()
	r.unknown("", r.doc, append([]string{"endpoint-configuration", "importexport-version"}, restOnly...)...)
	if r.endpointDisabled() {
		d.API["DisableExecuteApiEndpoint"] = true
	}
	for extension, property := range map[string]string{
		"x-amazon-apigateway-binary-media-types":       "BinaryMediaTypes",
		"x-amazon-apigateway-minimum-compression-size": "MinimumCompressionSize",
		"x-amazon-apigateway-api-key-source":           "ApiKeySourceType",
		"x-amazon-apigateway-policy":                   "Policy",
	} {
		if v, ok := r.doc[extension]; ok {
			d.API[property] = v
		}
	}
	for name, v := range in(r.doc, "x-amazon-apigateway-request-validators") {
		o, _ := v.(object)
		d.Validators[name] = object{"ValidateRequestBody": o["validateRequestBody"], "ValidateRequestParameters": o["validateRequestParameters"]}
	}
	for kind, v := range in(r.doc, "x-amazon-apigateway-gateway-responses") {
		o, _ := v.(object)
		d.Answers[kind] = drop(object{
			"ResponseType": kind, "StatusCode": o["statusCode"], "ResponseParameters": o["responseParameters"],
			"ResponseTemplates": o["responseTemplates"],
		})
	}
	for name, schema := range r.models {
		d.Models[name] = modelRefs(schema)
	}
	for name, v := range r.schemes {
		o, _ := v.(object)
		a := in(o, "x-amazon-apigateway-authorizer")
		if len(a) == 0 {
			continue
		}
		source := a["identitySource"]
		if source == nil && textOf(o["name"]) != "" && textOf(o["in"]) == "header" {
			source = "method.request.header." + textOf(o["name"])
		}
		d.Authorizers[name] = drop(object{
			"Name": name, "Type": strings.ToUpper(textOf(a["type"])), "AuthorizerUri": a["authorizerUri"],
			"AuthorizerCredentials": a["authorizerCredentials"], "IdentitySource": source, "ProviderARNs": a["providerARNs"],
			"IdentityValidationExpression": a["identityValidationExpression"], "AuthorizerResultTtlInSeconds": a["authorizerResultTtlInSeconds"],
		})
	}
}

func (r *reader) method(d *REST, verb, path string, operation object, shared []any) Method {
	m := Method{Verb: verb, Path: path, Properties: object{"HttpMethod": verb}}
	where := verb + " " + path
	r.unknown(where+": ", operation, "integration", "auth", "request-validator")
	integration := in(operation, "x-amazon-apigateway-integration")
	if len(integration) == 0 {
		r.problem("%s has no x-amazon-apigateway-integration", where)
	}
	for _, name := range slices.Sorted(maps.Keys(integration)) {
		if !slices.Contains(restMembers, name) {
			r.warn("%s: member %q of its integration is not read", where, name)
		}
	}
	m.Properties["Integration"] = properties(integration)
	m.Validator = textOf(operation["x-amazon-apigateway-request-validator"])
	if m.Validator == "" {
		m.Validator = textOf(r.doc["x-amazon-apigateway-request-validator"])
	}
	if m.Validator != "" && d.Validators[m.Validator] == nil {
		r.problem("%s: validator %q is not in x-amazon-apigateway-request-validators", where, m.Validator)
	}
	r.security(&m, operation)
	own, _ := operation["parameters"].([]any)
	r.parameters(&m, append(slices.Clone(shared), own...))
	r.bodies(d, &m, operation)
	responses := []any{}
	for _, status := range slices.Sorted(maps.Keys(in(operation, "responses"))) {
		responses = append(responses, object{"StatusCode": status})
	}
	m.Properties["MethodResponses"] = responses
	return m
}

// security reads who may call: an operation's own security, or that of the API.
func (r *reader) security(m *Method, operation object) {
	list, given := operation["security"].([]any)
	if !given {
		list, _ = r.doc["security"].([]any)
	}
	m.Properties["AuthorizationType"] = "NONE"
	switch textOf(in(operation, "x-amazon-apigateway-auth")["type"]) {
	case "AWS_IAM":
		m.Properties["AuthorizationType"] = "AWS_IAM"
	case "NONE":
		list = slices.DeleteFunc(slices.Clone(list), func(v any) bool { return !r.isKey(v) })
	}
	for _, item := range list {
		requirement, _ := item.(object)
		for name, scopes := range requirement {
			scheme := in(r.schemes, name)
			kind := strings.ToUpper(textOf(scheme["x-amazon-apigateway-authtype"]))
			switch {
			case len(in(scheme, "x-amazon-apigateway-authorizer")) > 0:
				m.Authorizer = name
				m.Properties["AuthorizationType"] = "CUSTOM"
				if strings.EqualFold(textOf(in(scheme, "x-amazon-apigateway-authorizer")["type"]), "cognito_user_pools") {
					m.Properties["AuthorizationType"] = "COGNITO_USER_POOLS"
					m.Properties["AuthorizationScopes"] = scopes
				}
			case kind == "AWSSIGV4":
				m.Properties["AuthorizationType"] = "AWS_IAM"
			case r.isKey(object{name: scopes}):
				m.Properties["ApiKeyRequired"] = true
			case len(scheme) == 0:
				r.problem("%s %s: there is no security scheme %q", m.Verb, m.Path, name)
			default:
				r.warn("%s %s: security scheme %q is left out: it has no x-amazon-apigateway-authorizer", m.Verb, m.Path, name)
			}
		}
	}
}

// isKey reports whether a requirement is that of an API key.
func (r *reader) isKey(requirement any) bool {
	o, _ := requirement.(object)
	for name := range o {
		scheme := in(r.schemes, name)
		return strings.EqualFold(textOf(scheme["type"]), "apiKey") && strings.EqualFold(textOf(scheme["name"]), "x-api-key") &&
			len(in(scheme, "x-amazon-apigateway-authorizer")) == 0
	}
	return false
}

// places are the places of parameters in CloudFormation's names.
var places = map[string]string{"header": "header", "query": "querystring", "path": "path"}

func (r *reader) parameters(m *Method, list []any) {
	parameters := object{}
	for _, item := range list {
		p, _ := item.(object)
		if ref := textOf(p["$ref"]); ref != "" {
			p = r.resolve(ref)
		}
		if place := places[textOf(p["in"])]; place != "" {
			parameters["method.request."+place+"."+textOf(p["name"])] = p["required"] == true
		}
		if textOf(p["in"]) == "body" { // Swagger 2
			if name := modelName(p["schema"]); name != "" {
				m.Properties["RequestModels"] = object{"application/json": name}
			}
		}
	}
	m.Properties["RequestParameters"] = parameters
}

// bodies reads the models of bodies; a schema that stands in the operation itself gets a
// name of its own.
func (r *reader) bodies(d *REST, m *Method, operation object) {
	body := in(operation, "requestBody")
	if ref := textOf(body["$ref"]); ref != "" {
		body = r.resolve(ref)
	}
	models := object{}
	for contentType, v := range in(body, "content") {
		media, _ := v.(object)
		if media["schema"] == nil {
			continue
		}
		name := modelName(media["schema"])
		if name == "" {
			name = "Body" + m.Verb + strings.NewReplacer("/", "", "{", "", "}", "", "+", "").Replace(m.Path)
			d.Models[name] = modelRefs(media["schema"])
		}
		models[contentType] = name
	}
	if len(models) > 0 {
		m.Properties["RequestModels"] = models
	}
}
