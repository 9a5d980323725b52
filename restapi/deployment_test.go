// A stage never serves an old definition: every kind of change gives the
// deployment another logical id, and nothing else does.

package restapi_test

import (
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

const (
	list   = "testdata/todos.List"
	create = "testdata/todos.Create"
)

type change struct {
	props  func(*restapi.Props)
	route  func(*restapi.Route) // the POST route
	more   func(*restapi.API)
	stack  func(awscdk.Stack)
	before func(*restapi.API)
}

// deployed returns the logical id of the deployment of an API with a change.
func deployed(t *testing.T, c change) string {
	t.Helper()
	stack := synthtest.Stack()
	props := restapi.Props{CORS: cors.Allow("https://app.example.com"), DefaultAuth: authorizers.IAM(), BinaryMediaTypes: []string{"image/png"}}
	if c.props != nil {
		c.props(&props)
	}
	api := restapi.New(stack, "Api", &props)
	post := restapi.Route{
		Key: "POST /todos/{id}", Handler: create,
		Request: &restapi.Request{Body: restapi.JSONSchema("todo", `{"type":"object"}`), Query: []string{"version"}},
	}
	if c.route != nil {
		c.route(&post)
	}
	if c.before != nil {
		c.before(api)
	}
	api.Route("GET /todos", list)
	api.Handle(post)
	api.Handle(restapi.Route{Key: "GET /legacy", Integration: integrations.URL("https://legacy.example.com", nil)})
	if c.more != nil {
		c.more(api)
	}
	if c.stack != nil {
		c.stack(stack)
	}
	ids := synthtest.Synth(t, stack).Of("AWS::ApiGateway::Deployment")
	if len(ids) != 1 {
		t.Fatalf("deployments %v, want one", ids)
	}
	return ids[0]
}

// keyIf lets a route need a key where a parameter has a value: what no JSON of
// ours holds.
func keyIf(value string) func(*restapi.Route) {
	return func(r *restapi.Route) {
		r.Override = func(p *awsapigateway.CfnMethodProps) {
			p.ApiKeyRequired = awscdk.Fn_ConditionIf(jsii.String("Keys"), value, false)
		}
	}
}

func TestWhatIsServedChangesTheDeployment(t *testing.T) {
	props := func(f func(*restapi.Props)) change { return change{props: f} }
	route := func(f func(*restapi.Route)) change { return change{route: f} }
	more := func(f func(*restapi.API)) change { return change{more: f} }
	one := deployed(t, change{})
	seen := map[string]string{one: "no change"}
	for name, c := range map[string]change{
		"one more route":         more(func(a *restapi.API) { a.Route("PUT /todos", list) }),
		"one more method of ANY": more(func(a *restapi.API) { a.Route("ANY /todos", list) }),
		"another path":           route(func(r *restapi.Route) { r.Key = "POST /lists/{id}" }),
		"another method":         route(func(r *restapi.Route) { r.Key = "PUT /todos/{id}" }),
		"name of a parameter":    route(func(r *restapi.Route) { r.Key = "POST /todos/{todoId}" }),
		"another function":       route(func(r *restapi.Route) { r.Handler = "testdata/health.Check" }),
		"default authorizer":     props(func(p *restapi.Props) { p.DefaultAuth = nil }),
		"authorizer of a route":  route(func(r *restapi.Route) { r.Auth = authorizers.None() }),
		"name of an authorizer":  route(func(r *restapi.Route) { r.Auth = authorizers.Token("key", "testdata/auth.Check", nil) }),
		"header of one": route(func(r *restapi.Route) {
			r.Auth = authorizers.Token("key", "testdata/auth.Check", &authorizers.TokenOptions{Header: "X-Token"})
		}),
		"time of one": route(func(r *restapi.Route) {
			r.Auth = authorizers.Token("key", "testdata/auth.Check", &authorizers.TokenOptions{TTL: time.Minute})
		}),
		"integration": route(func(r *restapi.Route) { r.Handler, r.Integration = "", integrations.Mock(nil) }),
		"settings of one": route(func(r *restapi.Route) {
			r.Handler, r.Integration = "", integrations.Mock(&integrations.MockOptions{Status: 201})
		}),
		"timeout of one": more(func(a *restapi.API) {
			a.Handle(restapi.Route{Key: "GET /slow", Integration: integrations.URL("https://example.com", &integrations.URLOptions{Timeout: time.Second})})
		}),
		"schema": route(func(r *restapi.Route) {
			r.Request.Body = restapi.JSONSchema("todo", `{"type":"object","required":["title"]}`)
		}),
		"name of a schema":     route(func(r *restapi.Route) { r.Request.Body = restapi.JSONSchema("other", `{"type":"object"}`) }),
		"no schema":            route(func(r *restapi.Route) { r.Request.Body = nil }),
		"required parameter":   route(func(r *restapi.Route) { r.Request.Query = []string{"revision"} }),
		"required header":      route(func(r *restapi.Route) { r.Request.Headers = []string{"X-Tenant"} }),
		"nothing is validated": route(func(r *restapi.Route) { r.Request = nil }),
		"API key":              route(func(r *restapi.Route) { r.APIKey = restapi.APIKeyRequired }),
		"API key everywhere":   props(func(p *restapi.Props) { p.RequireAPIKey = true }),
		"cache keys":           change{props: withCache, route: func(r *restapi.Route) { r.Cache = &restapi.RouteCache{Keys: []string{"query.a"}} }},
		"a cache":              change{props: withCache, route: func(r *restapi.Route) { r.Cache = &restapi.RouteCache{} }},
		"CORS off":             props(func(p *restapi.Props) { p.CORS = nil }),
		"CORS for another":     props(func(p *restapi.Props) { p.CORS = cors.Allow("https://other.example.com") }),
		"headers of CORS":      props(func(p *restapi.Props) { p.CORS.ExposeHeaders = []string{"X-Total"} }),
		"age of CORS":          props(func(p *restapi.Props) { p.CORS.MaxAge = time.Minute }),
		"gateway response": props(func(p *restapi.Props) {
			p.Responses = []restapi.GatewayResponse{{Type: restapi.Throttled, Status: 503}}
		}),
		"its body": props(func(p *restapi.Props) { p.Responses = []restapi.GatewayResponse{{Type: restapi.Throttled, Body: "{}"}} }),
		"its headers": props(func(p *restapi.Props) {
			p.Responses = []restapi.GatewayResponse{{Type: restapi.Throttled, Headers: map[string]string{"Retry-After": "5"}}}
		}),
		"binary types":    props(func(p *restapi.Props) { p.BinaryMediaTypes = []string{"image/png", "image/gif"} }),
		"no binary types": props(func(p *restapi.Props) { p.BinaryMediaTypes = nil }),
		"compression":     props(func(p *restapi.Props) { p.CompressFrom = 1024 }),
		"resource policy": props(func(p *restapi.Props) { p.AllowFrom = []restapi.Source{restapi.IPs("203.0.113.0/24")} }),
		"its ranges":      props(func(p *restapi.Props) { p.AllowFrom = []restapi.Source{restapi.IPs("203.0.113.0/25")} }),
		"default endpoint": props(func(p *restapi.Props) {
			p.Override = func(p *awsapigateway.RestApiProps) { p.DisableExecuteApiEndpoint = jsii.Bool(true) }
		}),
		"security policy":    props(func(p *restapi.Props) { p.SecurityPolicy = domain.TLS12PQ }),
		"older one":          props(func(p *restapi.Props) { p.SecurityPolicy = domain.TLS10 }),
		"its mode of access": props(func(p *restapi.Props) { p.Access = domain.Strict }),
		"source of keys": props(func(p *restapi.Props) {
			p.Override = func(p *awsapigateway.RestApiProps) { p.ApiKeySourceType = awsapigateway.ApiKeySourceType_AUTHORIZER }
		}),
		"condition in an override":  route(keyIf("x")),
		"another in the same place": route(keyIf("y")),
		"override of a method": route(func(r *restapi.Route) {
			r.Override = func(p *awsapigateway.CfnMethodProps) { p.OperationName = jsii.String("create") }
		}),
		"method by the CDK": more(func(a *restapi.API) { a.Root().AddMethod(jsii.String("PATCH"), nil, nil) }),
		"resource by the CDK": more(func(a *restapi.API) {
			a.Root().AddResource(jsii.String("own"), nil).AddMethod(jsii.String("GET"), nil, nil)
		}),
		"gateway response by the CDK": more(func(a *restapi.API) {
			a.AddGatewayResponse(jsii.String("Own"), &awsapigateway.GatewayResponseOptions{Type: awsapigateway.ResponseType_QUOTA_EXCEEDED(), StatusCode: jsii.String("420")})
		}),
		"policy by the CDK": more(func(a *restapi.API) { a.AddToResourcePolicy(allowEverybody()) }),
	} {
		id := deployed(t, c)
		if other, same := seen[id]; same {
			t.Errorf("%s: the deployment is that of %q", name, other)
		}
		seen[id] = name
	}
}

func withCache(p *restapi.Props) { p.Stages = []restapi.Stage{{Cache: &restapi.Cache{}}} }

func TestWhatIsNotServedKeepsTheDeployment(t *testing.T) {
	want := deployed(t, change{})
	for name, c := range map[string]change{
		"the same":    {},
		"said policy": {props: func(p *restapi.Props) { p.SecurityPolicy, p.Access = domain.TLS12From2021, domain.Basic }},
		"other order": {before: func(a *restapi.API) { a.SetDefaultAuth(authorizers.IAM()); a.Function("testdata/todos") }},
		"handler":     {route: func(r *restapi.Route) { r.Handler = "testdata/todos.List" }},
		"settings":    {route: func(r *restapi.Route) { r.Function = &function.Config{MemoryMB: 1024} }},
		"throttle":    {route: func(r *restapi.Route) { r.Throttle = &restapi.Throttle{Rate: 1, Burst: 1} }},
		"name":        {props: func(p *restapi.Props) { p.Name, p.Description = "other", "described" }},
		"stage": {props: func(p *restapi.Props) {
			p.Stages = []restapi.Stage{{Tracing: true, Metrics: true, Variables: map[string]string{"a": "b"}}}
		}},
		"more stages": {props: func(p *restapi.Props) { p.Stages = []restapi.Stage{{}, {Name: "beta"}} }},
		"usage plan": {props: func(p *restapi.Props) {
			p.Plans = []restapi.UsagePlan{{Name: "free", Keys: []restapi.Key{{Name: "acme"}}}}
		}},
		"kept":          {props: func(p *restapi.Props) { p.KeepDeployments = true }},
		"tags":          {stack: func(s awscdk.Stack) { awscdk.Tags_Of(s).Add(jsii.String("team"), jsii.String("todo"), nil) }},
		"an account":    {stack: func(s awscdk.Stack) { accesslog.NewAccount(s, "Account") }},
		"schema's form": {route: func(r *restapi.Route) { r.Request.Body = restapi.JSONSchema("todo", "{ \"type\":\n\"object\" }") }},
	} {
		if got := deployed(t, c); got != want {
			t.Errorf("%s: the deployment is %s, want %s as without", name, got, want)
		}
	}
}

func TestKeptDeploymentsAreRetained(t *testing.T) {
	for keep, want := range map[bool]string{false: "", true: "Retain"} {
		stack := synthtest.Stack()
		restapi.New(stack, "Api", &restapi.Props{KeepDeployments: keep}).Route("GET /todos", list)
		if got := synthtest.Synth(t, stack).Only(t, "AWS::ApiGateway::Deployment").DeletionPolicy; got != want {
			t.Errorf("KeepDeployments %v: DeletionPolicy %q, want %q", keep, got, want)
		}
	}
}

// CloudFormation makes resources in any order but that of references and
// DependsOn: a deployment made before a method would not have it.
func TestDeploymentWaitsForEverythingServed(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", &restapi.Props{CORS: cors.AllowAny()})
	api.Handle(restapi.Route{Key: "POST /todos", Handler: create, Request: &restapi.Request{Body: restapi.SchemaOf[newTodo]()}})
	api.Root().AddResource(jsii.String("own"), nil).AddMethod(jsii.String("GET"), nil, nil)
	template := synthtest.Synth(t, stack)
	waits := map[string]bool{}
	for _, id := range template.Only(t, "AWS::ApiGateway::Deployment").DependsOn {
		waits[id] = true
	}
	for _, kind := range []string{"Method", "Resource", "Model", "RequestValidator", "GatewayResponse"} {
		ids := template.Of("AWS::ApiGateway::" + kind)
		if len(ids) == 0 {
			t.Errorf("no %s in the template", kind)
		}
		for _, id := range ids {
			if !waits[id] {
				t.Errorf("the deployment does not wait for %s", id)
			}
		}
	}
}

// A deployment that the user makes has all routes in it: it waits for the API's
// own, which waits for them.
func TestDeploymentOfTheUsersWaitsForRoutes(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", nil)
	mine := awsapigateway.NewDeployment(stack, jsii.String("Mine"), &awsapigateway.DeploymentProps{Api: api})
	api.Route("GET /todos", list)
	template := synthtest.Synth(t, stack)
	own := template.Only(t, "AWS::ApiGateway::Stage").Properties["DeploymentId"].(map[string]any)["Ref"]
	for _, id := range template.Of("AWS::ApiGateway::Deployment") {
		if id == own {
			continue
		}
		if got := template.Resources[id].DependsOn; len(got) != 1 || got[0] != own {
			t.Errorf("%s waits for %v, want %v", *mine.Node().Path(), got, own)
		}
	}
}
