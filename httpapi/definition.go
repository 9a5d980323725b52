// An API as one definition in its own resource, instead of a resource for each
// route. CloudFormation takes nothing else of the API there: name, tags, CORS and
// the endpoint's settings stand in the definition, and no Route, Integration or
// Authorizer may be beside it. (CloudFormation, AWS::ApiGatewayV2::Api, Body.)

package httpapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/synth/body"
	"github.com/gatehouse-go/gatehouse/internal/synth/facet"
	"github.com/gatehouse-go/gatehouse/internal/synth/invoke"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// sharedIntegrations is where integrations stand that operations refer to. (API
// Gateway developer guide, "x-amazon-apigateway-integrations object".)
const sharedIntegrations = "x-amazon-apigateway-integrations"

// renderDefinition makes the definition of a plan.
func (a *API) renderDefinition(p *plan.Plan) {
	cfn := a.cfn()
	a.base.CheckProtocol()
	a.checkResource(cfn)
	d := body.New(*cfn.Name(), textOf(cfn.Description()))
	d.ShareParameters = true
	r := newRenderer(a, a, a.base)
	r.definition = d
	routes := r.routes(p)
	if a.props.CORS != nil {
		d.Set("x-amazon-apigateway-cors", body.Plain(corsOf(a.props.CORS)))
	} else if given := body.Plain(cfn.CorsConfiguration()); given != nil {
		d.Set("x-amazon-apigateway-cors", given)
	}
	d.Endpoint(a.endpointSettings(cfn))
	if a.own.Tags() {
		a.base.Problem(a.base.Pos, "OpenAPI: has tags, which would be tags of the API in AWS: give those by awscdk.Tags_Of, and leave others out")
	}
	a.base.MergeOwn(d, a.own)
	d.Set("tags", awscdk.Lazy_Any(&tagList{cfn}, &awscdk.LazyAnyValueOptions{OmitEmptyArray: jsii.Bool(true)}))
	cfn.SetBody(d.Value())
	a.base.CheckDefinition(d.Encode(func(any) string { return "null" }).Sizes())
	// What the definition has now, CloudFormation would refuse beside it.
	for _, name := range []string{"CorsConfiguration", "Description", "DisableExecuteApiEndpoint", "IpAddressType", "Name", "ProtocolType",
		"RouteSelectionExpression", "Tags"} {
		cfn.AddPropertyDeletionOverride(jsii.String(name))
	}
	a.base.RenderStagesV2(routes)
}

// endpointSettings are those of the API's own address. On is written, too, unless
// the user has said it.
func (a *API) endpointSettings(cfn awsapigatewayv2.CfnApi) body.Object {
	settings := body.Object{"disableExecuteApiEndpoint": a.base.View.DisableEndpoint}
	if given := body.Plain(cfn.DisableExecuteApiEndpoint()); given != nil && !a.base.View.DisableEndpoint {
		settings["disableExecuteApiEndpoint"] = given
	}
	if kind := cfn.IpAddressType(); kind != nil {
		settings["ipAddressType"] = *kind
	}
	return settings
}

// checkResource finds what a user has set on the API's resource that no
// definition has.
func (a *API) checkResource(cfn awsapigatewayv2.CfnApi) {
	for _, set := range []struct {
		name string
		is   bool
		why  string
	}{
		{"Body", cfn.Body() != nil, "the routes make it: put yours into OpenAPI of Props, or leave Definition out"},
		{"BodyS3Location", cfn.BodyS3Location() != nil, "the routes make it: put yours into OpenAPI of Props, or leave Definition out"},
		{"RouteKey", cfn.RouteKey() != nil, "it makes a Route beside the definition: declare the route"},
		{"Target", cfn.Target() != nil, "it makes an Integration beside the definition: declare a route"},
		{"CredentialsArn", cfn.CredentialsArn() != nil, "it is part of an Integration beside the definition: declare a route"},
		{"Version", cfn.Version() != nil, "a definition has a version of its own, which is always 1.0: leave it out"},
	} {
		if set.is {
			a.base.Problem(a.base.Pos, "Definition: the resource of the API has %s: %s", set.name, set.why)
		}
	}
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// tagList writes the API's tags as a definition has them, once all are known.
type tagList struct{ cfn awsapigatewayv2.CfnApi }

// Produce implements awscdk.IStableAnyProducer.
func (t *tagList) Produce() any {
	list := []any{}
	values := *t.cfn.Tags().TagValues()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, body.Object{"name": name, "x-amazon-apigateway-tag-value": *values[name]})
	}
	return list
}

// operation adds a route to the definition.
func (a *renderer) operation(r *plan.Planned, auth boundAuth, target rendered, scopes []string) {
	op := body.Object{body.Integration: body.Object{"$ref": "#/components/" + sharedIntegrations + "/" + target.ref}}
	switch {
	case auth.scheme != "":
		op["security"] = []any{body.Object{auth.scheme: slices.Concat([]string{}, scopes)}}
	case auth.Type != "NONE":
		op[body.Auth] = body.Object{"type": auth.Type}
	}
	a.definition.Operation(r.Key, op)
}

// securityScheme is an authorizer in a definition. (API Gateway developer guide,
// "x-amazon-apigateway-authorizer object".)
func securityScheme(props *awsapigatewayv2.CfnAuthorizerProps) body.Object {
	authorizer := body.Plain(props).(body.Object)
	delete(authorizer, "name")
	delete(authorizer, "authorizerType")
	if sources, _ := authorizer["identitySource"].([]any); len(sources) > 0 {
		authorizer["identitySource"] = joined(sources)
	}
	if *props.AuthorizerType == "JWT" {
		authorizer["type"] = "jwt"
		return body.Object{"type": "oauth2", "flows": body.Object{}, body.Authorizer: authorizer}
	}
	authorizer["type"] = "request"
	// OpenAPI wants a place of the key; the authorizer's identity sources count.
	return body.Object{"type": "apiKey", "name": "Authorization", "in": "header", body.Authorizer: authorizer}
}

func joined(texts []any) string {
	all := ""
	for i, text := range texts {
		if i > 0 {
			all += ","
		}
		all += text.(string)
	}
	return all
}

// integrationObject is an integration in a definition. (API Gateway developer
// guide, "x-amazon-apigateway-integration object".)
func (a *renderer) integrationObject(binding integrations.HTTPBinding) body.Object {
	props := binding.Props
	out := body.Object{"type": strings.ToLower(*props.IntegrationType)}
	set := func(name string, value any) {
		if v := body.Plain(value); v != nil {
			out[name] = v
		}
	}
	set("connectionId", props.ConnectionId)
	set("connectionType", props.ConnectionType)
	set("credentials", props.CredentialsArn)
	set("httpMethod", props.IntegrationMethod)
	set("integrationSubtype", props.IntegrationSubtype)
	set("payloadFormatVersion", props.PayloadFormatVersion)
	set("requestParameters", props.RequestParameters)
	set("timeoutInMillis", props.TimeoutInMillis)
	set("tlsConfig", props.TlsConfig)
	set("uri", props.IntegrationUri)
	set("responseParameters", responseParameters(props.ResponseParameters))
	if binding.Invokes != nil && len(binding.Qualifiers) == 0 {
		set("uri", invoke.URI(a.scope, binding.Invokes, "")) // a resource takes the function's ARN alone, too
	}
	if binding.Invokes != nil {
		out["httpMethod"] = "POST"
	}
	return out
}

// responseParameters are changes of responses, which a definition has by name and
// CloudFormation as a list.
func responseParameters(property any) any {
	statuses, ok := property.(map[string]any)
	if !ok {
		return property
	}
	out := body.Object{}
	for status, one := range statuses {
		changes := body.Object{}
		list, _ := one.(map[string]any)["ResponseParameters"].([]any)
		for _, change := range list {
			c := change.(map[string]string)
			changes[c["Destination"]] = c["Source"]
		}
		out[status] = changes
	}
	return out
}

// definitionProblems says what of the Override of the API makes resources that
// can't be beside a definition.
func (p *Props) definitionProblems(l2 *awsapigatewayv2.HttpApiProps) []string {
	if !p.Definition || l2.DefaultIntegration == nil {
		return nil
	}
	l2.DefaultIntegration = nil
	return []string{"Definition: the Override of the API sets DefaultIntegration, which makes a route beside the definition: " +
		`declare the route "$default"`}
}

// check finds what is wrong with a plan by the rules of HTTP APIs.
func (a *API) check(p *plan.Plan) {
	a.checkCDKIDs(p)
	a.checkDefinition(p)
}

// checkDefinition finds what a definition can't hold.
func (a *API) checkDefinition(p *plan.Plan) {
	if !a.props.Definition {
		return
	}
	problem := func(r *plan.Planned, format string, args ...any) {
		p.Problems = append(p.Problems, plan.Problem{Pos: r.Pos, Text: fmt.Sprintf("route %q: ", r.Key) + fmt.Sprintf(format, args...)})
	}
	if a.props.CDKIDs {
		a.base.Problem(a.base.Pos, "Definition and CDKIDs: routes in a definition have no ids: remove one")
	}
	a.base.CheckKeys(p, problem)
	seen := map[plan.Auth]bool{}
	for _, r := range p.Routes {
		if seen[r.Auth] {
			continue
		}
		seen[r.Auth] = true
		if name := r.Auth.Name(); name != "" && body.NameProblem(name) != "" {
			problem(r, "authorizer %q: %s", name, body.NameProblem(name))
		}
		if auth, ok := r.Auth.(facet.Resource); ok && auth.DefinitionProblem() != "" {
			problem(r, "%s", auth.DefinitionProblem())
		}
	}
}

// strangers returns the routes, integrations and authorizers that something else
// than this package has made of the API.
func (a *API) strangers() (found []awscdk.CfnResource) {
	stack := awscdk.Stack_Of(a)
	for _, c := range *stack.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		var of *string
		switch r := c.(type) {
		case awsapigatewayv2.CfnRoute:
			of = r.ApiId()
		case awsapigatewayv2.CfnIntegration:
			of = r.ApiId()
		case awsapigatewayv2.CfnAuthorizer:
			of = r.ApiId()
		default:
			continue
		}
		if textOf(of) == *a.ApiId() || textOf(of) == *a.cfn().Ref() {
			found = append(found, c.(awscdk.CfnResource))
		}
	}
	return found
}
