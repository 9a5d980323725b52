// An API as one definition in its own resource, instead of a resource for each
// path and method. Updates overwrite what was there, so that what is gone from
// the definition is gone from the API; all settings that an import has stand in
// the definition for that reason. (CloudFormation, AWS::ApiGateway::RestApi,
// Mode.)

package restapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// keyScheme is how a definition calls the API keys that methods need.
const keyScheme = "api_key"

func (a *API) cfn() awsapigateway.CfnRestApi {
	return a.RestApi.Node().DefaultChild().(awsapigateway.CfnRestApi)
}

// newDocument begins the definition with what holds for the whole API.
func (a *API) newDocument() *body.Body {
	cfn := a.cfn()
	a.checkResource(cfn)
	d := body.New(*cfn.Name(), textOf(cfn.Description()))
	d.Set("x-amazon-apigateway-api-key-source", "HEADER")
	endpoint := body.Object{"disableExecuteApiEndpoint": a.base.View.DisableEndpoint}
	if given := body.Plain(cfn.DisableExecuteApiEndpoint()); given != nil && !a.base.View.DisableEndpoint {
		endpoint["disableExecuteApiEndpoint"] = given
	}
	if len(a.props.VPCEndpoints) > 0 {
		endpoint["vpcEndpointIds"] = body.Plain(a.props.VPCEndpoints)
	}
	d.Endpoint(endpoint)
	for name, value := range map[string]any{
		"api-key-source":           cfn.ApiKeySourceType(),
		"binary-media-types":       cfn.BinaryMediaTypes(),
		"endpoint-access-mode":     cfn.EndpointAccessMode(),
		"minimum-compression-size": cfn.MinimumCompressionSize(),
		"security-policy":          cfn.SecurityPolicy(),
	} {
		if v := body.Plain(value); v != nil {
			d.Set("x-amazon-apigateway-"+name, v)
		}
	}
	if a.hasPolicy(cfn) {
		d.Set("x-amazon-apigateway-policy", body.Plain(cfn.Policy()))
	}
	return d
}

// largeDocument is the size in bytes from which on a definition is a text in the
// template, not an object. CloudFormation takes both. (Its resource schema of
// AWS::ApiGateway::RestApi.) Methods of a REST API can't share integrations, so an
// object has the ARN of a function, in all its parts, once for each method: 2,000
// would not fit into a template. The text has a variable for what occurs often,
// and no indentation. An object is what people and tools read more easily.
const largeDocument = 200_000

func (a *API) asJSON(v any) string { return *awscdk.Stack_Of(a).ToJsonString(v, nil) }

// writeDocument puts the definition into the API's resource, and into what is
// deployed. No client notices another title or description.
func (a *API) writeDocument(d *body.Body, deployed *definition) {
	cfn := a.cfn()
	encoded := d.Encode(a.asJSON)
	size := encoded.Sizes()
	if size.Indented > largeDocument {
		text := encoded.Text()
		size.Indented, size.Compact = text.Size(), text.Size()
		variables := map[string]*string{}
		for name, value := range text.Variables {
			variables[name] = jsii.String(value)
		}
		cfn.SetBody(awscdk.Fn_Sub(jsii.String(text.Text), &variables))
	} else {
		cfn.SetBody(d.Value())
	}
	cfn.SetMode(jsii.String("overwrite"))
	// An import makes an Edge API unless it is told. (API Gateway API reference,
	// ImportRestApi, parameters.)
	parameters := map[string]*string{"endpointConfigurationTypes": jsii.String(string(a.endpoint))}
	if given, _ := body.Plain(cfn.Parameters()).(body.Object); given != nil {
		for name, value := range given {
			if text, ok := value.(string); ok {
				parameters[name] = &text
			}
		}
	}
	cfn.SetParameters(&parameters)
	a.base.CheckDefinition(size)
	deployed.parts = append(deployed.parts, part{ID: "Definition", Props: encoded.Served()})
}

// checkResource finds what a user has set on the API's resource that can't be
// beside a definition.
func (a *API) checkResource(cfn awsapigateway.CfnRestApi) {
	for _, set := range []struct {
		name string
		is   bool
		why  string
	}{
		{"Body", cfn.Body() != nil, "the routes make it: put yours into OpenAPI of Props, or leave Definition out"},
		{"BodyS3Location", cfn.BodyS3Location() != nil, "the routes make it: put yours into OpenAPI of Props, or leave Definition out"},
		{"CloneFrom", cfn.CloneFrom() != nil, "an API is a copy or a definition: leave either out"},
		{"Mode " + textOf(cfn.Mode()), cfn.Mode() != nil && *cfn.Mode() != "overwrite", "routes that are gone would stay: leave it out"},
	} {
		if set.is {
			a.base.Problem(a.base.Pos, "Definition: the resource of the API has %s: %s", set.name, set.why)
		}
	}
}

// securityScheme is an authorizer in a definition. (API Gateway developer guide,
// "x-amazon-apigateway-authorizer object" and "x-amazon-apigateway-authtype".)
func securityScheme(props *awsapigateway.CfnAuthorizerProps) body.Object {
	authorizer := body.Plain(props).(body.Object)
	for _, name := range []string{"name", "restApiId"} {
		delete(authorizer, name)
	}
	kind := strings.ToLower(*props.Type)
	authorizer["type"] = kind
	if arns, given := authorizer["providerArns"]; given {
		delete(authorizer, "providerArns")
		authorizer["providerARNs"] = arns
	}
	scheme := body.Object{
		"type": "apiKey", "in": "header", "name": "Unused", "x-amazon-apigateway-authtype": "custom", body.Authorizer: authorizer,
	}
	if header, ok := strings.CutPrefix(textOf(props.IdentitySource), "method.request.header."); ok && kind != "request" {
		scheme["name"] = header // identitySource is for the kind "request"
		delete(authorizer, "identitySource")
	}
	if kind == "cognito_user_pools" {
		scheme["x-amazon-apigateway-authtype"] = kind
	}
	return scheme
}

// operation is a method in a definition, and what of it a definition has not.
func (r *renderer) operation(props *awsapigateway.CfnMethodProps) (op body.Object, problems []string) {
	op = body.Object{}
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	var security []any
	scheme, _ := body.Plain(props.AuthorizerId).(string)
	switch kind := textOf(props.AuthorizationType); kind {
	case "CUSTOM", "COGNITO_USER_POOLS":
		scopes := []any{}
		if props.AuthorizationScopes != nil {
			scopes = body.Plain(props.AuthorizationScopes).([]any)
		}
		if !r.document.HasComponent("securitySchemes", scheme) {
			problem("AuthorizerId is %q, which is not an authorizer of the definition: give the route's Auth one of package authorizers", scheme)
		}
		security = append(security, body.Object{scheme: scopes})
	case "AWS_IAM":
		op[body.Auth] = body.Object{"type": kind}
	}
	if props.ApiKeyRequired == true {
		r.document.Component("securitySchemes", keyScheme, body.Object{"type": "apiKey", "in": "header", "name": "x-api-key"})
		security = append(security, body.Object{keyScheme: []any{}})
	}
	if len(security) > 0 {
		op["security"] = security
	}
	if props.OperationName != nil {
		op["operationId"] = *props.OperationName
	}
	if parameters := operationParameters(body.Plain(props.RequestParameters)); len(parameters) > 0 {
		op["parameters"] = parameters
	}
	if validator, _ := body.Plain(props.RequestValidatorId).(string); validator != "" {
		if !r.checks.named["Validator:"+validator] {
			problem("RequestValidatorId is %q, which the definition has not: set Request of the route", validator)
		}
		op["x-amazon-apigateway-request-validator"] = validator
	}
	if content := r.contentOf(body.Plain(props.RequestModels), problem); len(content) > 0 {
		op["requestBody"] = body.Object{"content": content}
	}
	op["responses"] = r.methodResponses(body.Plain(props.MethodResponses), problem)
	if integration, ok := body.Plain(props.Integration).(body.Object); ok {
		op[body.Integration] = integrationObject(integration, problem)
	} else {
		problem("Integration is a token of the CDK as a whole: set its properties")
	}
	return op, problems
}

// places are the places of parameters, by CloudFormation's names.
var places = map[string]string{"header": "header", "querystring": "query"}

// operationParameters are what a method declares of headers and the query. Those
// of the path stand with the path.
func operationParameters(declared any) (list []any) {
	all, _ := declared.(body.Object)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		place, rest, _ := strings.Cut(strings.TrimPrefix(name, "method.request."), ".")
		if in := places[place]; in != "" {
			list = append(list, body.Object{"name": rest, "in": in, "required": all[name], "schema": body.Object{"type": "string"}})
		}
	}
	return list
}

// contentOf are models by content type.
func (r *renderer) contentOf(models any, problem func(string, ...any)) body.Object {
	content := body.Object{}
	all, _ := models.(body.Object)
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		name, _ := all[kind].(string)
		if !r.document.HasComponent("schemas", name) {
			problem("model %q is not in the definition: set Request of the route", name)
		}
		content[kind] = body.Object{"schema": body.Object{"$ref": "#/components/schemas/" + name}}
	}
	return content
}

// methodResponses are the responses that a method declares.
func (r *renderer) methodResponses(list any, problem func(string, ...any)) body.Object {
	responses := body.Object{}
	all, _ := list.([]any)
	for _, item := range all {
		one, ok := item.(body.Object)
		if !ok {
			problem("MethodResponses hold a token of the CDK as a whole: set their properties")
			continue
		}
		response := body.Object{"description": ""}
		headers := body.Object{}
		declared, _ := one["responseParameters"].(body.Object)
		for name := range declared {
			headers[strings.TrimPrefix(name, "method.response.header.")] = body.Object{"schema": body.Object{"type": "string"}}
		}
		if len(headers) > 0 {
			response["headers"] = headers
		}
		if content := r.contentOf(one["responseModels"], problem); len(content) > 0 {
			response["content"] = content
		}
		status, _ := one["statusCode"].(string)
		responses[status] = response
	}
	if len(responses) == 0 { // OpenAPI wants one
		responses["200"] = body.Object{"description": ""}
	}
	return responses
}

// integrationObject is an integration in a definition, from its properties. (API
// Gateway developer guide, "x-amazon-apigateway-integration object".)
func integrationObject(properties body.Object, problem func(string, ...any)) body.Object {
	out := body.Object{}
	for name, v := range properties {
		switch name {
		case "integrationHttpMethod":
			out["httpMethod"] = v
		case "type", "passthroughBehavior":
			out[name] = lower(v)
		case "integrationResponses":
			out["responses"] = integrationResponses(v, problem)
		default:
			out[name] = v
		}
	}
	return out
}

func lower(v any) any {
	if text, ok := v.(string); ok {
		return strings.ToLower(text)
	}
	return v
}

// integrationResponses are responses by their pattern.
func integrationResponses(list any, problem func(string, ...any)) body.Object {
	responses := body.Object{}
	all, _ := list.([]any)
	for _, item := range all {
		one, ok := item.(body.Object)
		if !ok {
			problem("IntegrationResponses hold a token of the CDK as a whole: set their properties")
			continue
		}
		response := maps.Clone(one)
		delete(response, "selectionPattern")
		pattern, _ := one["selectionPattern"].(string)
		if pattern == "" {
			pattern = "default"
		}
		if responses[pattern] != nil {
			problem("two responses of the integration have the pattern %q: a definition has one for each", pattern)
		}
		responses[pattern] = response
	}
	return responses
}

// checkDefinition finds what a definition can't hold.
func (a *API) checkDefinition(p *plan.Plan, problem func(*plan.Planned, string, ...any)) {
	if !a.props.Definition {
		return
	}
	if a.props.CDKIDs {
		a.base.Problem(a.base.Pos, "Definition and CDKIDs: paths and methods in a definition have no ids: remove one")
	}
	a.base.CheckKeys(p, problem)
	seen := map[plan.Auth]bool{}
	for _, r := range p.Routes {
		if seen[r.Auth] {
			continue
		}
		seen[r.Auth] = true
		switch name := r.Auth.Name(); {
		case name == "":
		case name == keyScheme:
			problem(r, "authorizer %q: a definition calls the API keys so: give it another name", name)
		case body.NameProblem(name) != "":
			problem(r, "authorizer %q: %s", name, body.NameProblem(name))
		}
	}
}

// definitionProblems says what of the Override of the API makes resources that
// can't be beside a definition.
func (p *Props) definitionProblems(l2 *awsapigateway.RestApiProps) (found []string) {
	if !p.Definition {
		return nil
	}
	if l2.DefaultCorsPreflightOptions != nil {
		found = append(found, "Definition: the Override of the API sets DefaultCorsPreflightOptions, which make methods beside the definition: "+
			"set CORS of Props")
		l2.DefaultCorsPreflightOptions = nil
	}
	return found
}
