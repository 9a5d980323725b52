// REST APIs: a method on a resource becomes a route, whose key is the method
// and the path of the resource.

package assembly

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

func (r *reader) addRESTAPI(p place) {
	api := r.newAPI(p, REST)
	api.Name = asText(p.s.named(p.id, p.r))
	r.roots[api.ID] = asText(p.s.attribute(p.id, p.r, "RootResourceId"))
	props := p.s.props(p.id, p.r, &api.Problems)
	api.Disabled = props.bool("DisableExecuteApiEndpoint")
	readREST(api, props)
	if props.has("Body") || props.has("BodyS3Location") {
		r.readDefinition(p, api, props)
	}
}

// restPaths has the resources of REST APIs: where each hangs, and by which
// part of a path.
type restPaths map[key]restPath

type restPath struct {
	parent, part string
	problems     []Problem
}

// collectREST reads the parts of REST APIs.
func (r *reader) collectREST(byType map[string][]place) {
	paths := restPaths{}
	for _, p := range byType["AWS::ApiGateway::Resource"] {
		at := restPath{}
		if api := r.apiOf(p, &at.problems); api != nil {
			props := p.s.props(p.id, p.r, &at.problems)
			at.parent, at.part = props.string("ParentId"), props.string("PathPart")
			paths[key{api.ID, asText(p.s.ref(p.id))}] = at
		}
	}
	r.collectRESTParts(byType)
	authorizers := map[key]*Authorizer{}
	for _, p := range byType["AWS::ApiGateway::Authorizer"] {
		auth := new(Authorizer)
		if api := r.apiOf(p, &auth.Problems); api != nil {
			r.readRESTAuthorizer(p, auth)
			authorizers[key{api.ID, auth.ID}] = auth
		}
	}
	for _, p := range byType["AWS::ApiGateway::Method"] {
		route := new(Route)
		if api := r.apiOf(p, &route.Problems); api != nil {
			r.readMethod(p, api, route, paths, authorizers)
			api.Routes = append(api.Routes, route)
		}
	}
	for _, typ := range []string{"AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment"} {
		for _, p := range byType[typ] {
			stage := new(Stage)
			api := r.apiOf(p, &stage.Problems)
			if api == nil {
				continue
			}
			// A deployment may make a stage along the way.
			if readRESTStage(p, stage); stage.Name != "" && !slices.ContainsFunc(api.Stages, func(s *Stage) bool { return s.Name == stage.Name }) {
				api.Stages = append(api.Stages, stage)
			}
		}
	}
	for _, api := range r.app.APIs {
		if api.Kind == REST {
			slices.SortStableFunc(api.Routes, func(a, b *Route) int { return cmp.Compare(a.Path, b.Path) })
		}
	}
}

// of returns the path of a resource, "/" for the root.
func (paths restPaths) of(api *API, id, root string, problems *[]Problem) string {
	path := ""
	for range maxDepth {
		if id == root {
			return cmp.Or(path, "/")
		}
		at, ok := paths[key{api.ID, id}]
		if !ok {
			break
		}
		*problems = append(*problems, at.problems...)
		path, id = "/"+at.part+path, at.parent
	}
	*problems = append(*problems, Problem{api.Path, "resource " + id + " is not one of this API, or hangs below itself"})
	return cmp.Or(path, "/")
}

func (r *reader) readMethod(p place, api *API, route *Route, paths restPaths, authorizers map[key]*Authorizer) {
	props := p.s.props(p.id, p.r, &route.Problems)
	route.Path = props.path
	resource := props.string("ResourceId")
	path := "/"
	if len(route.Problems) == 0 {
		path = paths.of(api, resource, r.roots[api.ID], &route.Problems)
	}
	route.Key = props.string("HttpMethod") + " " + path
	route.Auth = cmp.Or(props.string("AuthorizationType"), "NONE")
	route.Scopes = props.strings("AuthorizationScopes")
	route.APIKey = props.bool("ApiKeyRequired")
	if route.Auth == "CUSTOM" || route.Auth == "COGNITO_USER_POOLS" {
		id := props.string("AuthorizerId")
		if route.Authorizer = authorizers[key{api.ID, id}]; route.Authorizer == nil && len(route.Problems) == 0 {
			props.problem("its authorizer %q is no authorizer of this API", id)
		}
	}
	route.Integration = &Integration{Path: props.path}
	route.Method = readRESTMethod(props, api)
	route.Method.ResourceID = resource
	in := props.inside("Integration")
	r.readMethodIntegration(in, route.Integration)
	in.problems = &route.Integration.Problems
	readRESTIntegration(in, route.Method)
}

func (r *reader) readMethodIntegration(p props, in *Integration) {
	p.problems = &in.Problems
	in.Type = p.string("Type")
	in.Method = p.string("IntegrationHttpMethod")
	in.URI = p.string("Uri")
	in.Credentials = p.string("Credentials")
	in.Connection = cmp.Or(p.string("ConnectionType"), "INTERNET")
	in.PayloadVersion = "1.0"
	timeout, _ := p.number("TimeoutInMillis")
	in.Timeout = time.Duration(timeout) * time.Millisecond
	in.Request = p.stringMap("RequestParameters")
	r.findRESTFunction(in)
}

// lambdaAction is what the URI of an integration with a function has before its ARN.
const lambdaAction = ":lambda:path/2015-03-31/functions/"

// lambdaStreaming is the same of an integration whose answer is streamed.
const lambdaStreaming = ":lambda:path/2021-11-15/functions/"

// findRESTFunction finds the function of an integration, with or without proxy.
func (r *reader) findRESTFunction(in *Integration) {
	if in.Type == "AWS" && !strings.Contains(in.URI, lambdaAction) && !strings.Contains(in.URI, lambdaStreaming) {
		return
	}
	if (in.Type == "AWS" || in.Type == "AWS_PROXY") && len(in.Problems) == 0 && !in.hasVariables() {
		r.setFunction(in, in.URI)
	}
}

func (r *reader) readRESTAuthorizer(p place, auth *Authorizer) {
	props := p.s.props(p.id, p.r, &auth.Problems)
	auth.Path = props.path
	auth.ID = asText(p.s.ref(p.id))
	r.fillRESTAuthorizer(props, auth)
}

// fillRESTAuthorizer reads the properties of an authorizer.
func (r *reader) fillRESTAuthorizer(props props, auth *Authorizer) {
	props.problems = &auth.Problems
	auth.Name = props.string("Name")
	auth.Type = props.string("Type")
	auth.Credentials = props.string("AuthorizerCredentials")
	auth.Version = "1.0"
	auth.Validation = props.string("IdentityValidationExpression")
	ttl, given := props.number("AuthorizerResultTtlInSeconds")
	if !given {
		ttl = 300 // CloudFormation, AWS::ApiGateway::Authorizer
	}
	auth.TTL = time.Duration(ttl * float64(time.Second))
	if source := props.string("IdentitySource"); source != "" {
		auth.Identity = strings.Split(source, ",")
	}
	switch auth.Type {
	case "COGNITO_USER_POOLS":
		auth.Pools = props.strings("ProviderARNs")
	case "TOKEN", "REQUEST":
		uri := props.string("AuthorizerUri")
		if auth.Function, auth.Qualifier = r.functionOf(uri); auth.Function == nil && len(auth.Problems) == 0 {
			props.problem("it calls function %s, which is not in this app", uri)
		}
	default:
		props.problem("authorizer type %q is not known to Gatehouse", auth.Type)
	}
}

func readRESTStage(p place, stage *Stage) {
	props := p.s.props(p.id, p.r, &stage.Problems)
	stage.Path = props.path
	stage.Name = props.string("StageName")
	stage.Deployment = p.r.Type == "AWS::ApiGateway::Deployment" || props.has("DeploymentId")
	stage.Variables = props.stringMap("Variables")
	if p.r.Type == "AWS::ApiGateway::Stage" {
		stage.REST = readStageSettings(props)
	} else {
		stage.REST = readStageSettings(props.inside("StageDescription"))
	}
}
