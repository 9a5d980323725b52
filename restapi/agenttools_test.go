// The API as a target of an AgentCore Gateway: what is made, what is refused.

package restapi_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsbedrockagentcore"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/internal/redeploy"
	"github.com/gatehouse-go/gatehouse/internal/testing/changes"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func agentGateway(scope awscdk.Stack) awsbedrockagentcore.Gateway {
	return awsbedrockagentcore.NewGateway(scope, jsii.String("Agents"), &awsbedrockagentcore.GatewayProps{GatewayName: jsii.String("agents")})
}

// agentTools declares an API with tools; the settings come without a gateway.
func agentTools(tools restapi.AgentTools, props restapi.Props, routes ...restapi.Route) func(awscdk.Stack) {
	return func(s awscdk.Stack) {
		if tools.Gateway == nil {
			tools.Gateway = agentGateway(s)
		}
		props := props
		props.AgentTools = &tools
		restapi.New(s, "Api", &props).Handle(routes...)
	}
}

func TestAgentTools(t *testing.T) {
	for name, declare := range map[string]func(awscdk.Stack){
		"agent-tools": agentTools(restapi.AgentTools{Tools: []restapi.AgentTool{{Key: "POST /todos", Name: "add_todo", Description: "Adds a todo."}}},
			restapi.Props{DefaultAuth: authorizers.IAM()},
			restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List"},
			restapi.Route{Key: "POST,PUT /todos", Handler: "testdata/todos.Create"},
			restapi.Route{Key: "GET /health", Handler: "testdata/health.Check", Auth: authorizers.None()}),
		"agent-tools-key": agentTools(restapi.AgentTools{
			Routes: []string{"GET /todos"}, Name: "todo-tools",
			APIKey: &restapi.AgentKey{ProviderARN: "arn:aws:bedrock-agentcore:eu-west-1:111122223333:token-vault/default/apikeycredentialprovider/todos",
				SecretARN: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:todos"},
		}, restapi.Props{RequireAPIKey: true, Plans: []restapi.UsagePlan{{Name: "agents", Keys: []restapi.Key{{Name: "agents"}}}}},
			restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List"},
			restapi.Route{Key: "ANY /files/{proxy+}", Handler: "testdata/todos.Page"}),
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}

// The gateway reads the definition only when the target changes, so a new
// deployment must change it, and nothing may replace it.
func TestAgentToolsFollowTheDeployment(t *testing.T) {
	with := func(keys ...string) func(awscdk.Stack) {
		var routes []restapi.Route
		for _, key := range keys {
			routes = append(routes, restapi.Route{Key: key, Handler: "testdata/todos.List"})
		}
		return agentTools(restapi.AgentTools{Routes: []string{"GET /todos"}}, restapi.Props{}, routes...)
	}
	c := changes.Of(t, with("GET /todos"), with("GET /todos", "GET /health"))
	c.WantSafe(t)
	updated := strings.Join(c.With(redeploy.Update), "\n")
	if !strings.Contains(updated, "AWS::BedrockAgentCore::GatewayTarget") {
		t.Errorf("updated are\n%s\nwant the target among them", updated)
	}
	if replaced := c.With(redeploy.Replace); len(replaced) > 0 {
		t.Errorf("replaced are %q", replaced)
	}
}

func TestAgentToolsThatCannotWork(t *testing.T) {
	todos := restapi.Route{Key: "GET /todos", Handler: "testdata/todos.List"}
	with := func(r restapi.Route, auth authorizers.Authorizer, key restapi.APIKey) restapi.Route {
		r.Auth, r.APIKey = auth, key
		return r
	}
	elsewhere := func(s awscdk.Stack) restapi.AgentGateway {
		other := awscdk.NewStack(synthtest.App(), jsii.String("Other"), &awscdk.StackProps{Env: &awscdk.Environment{
			Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")}})
		return agentGateway(other)
	}
	key := &restapi.AgentKey{ProviderARN: "arn:a", SecretARN: "arn:b"}
	for name, test := range map[string]struct {
		declare func(awscdk.Stack)
		want    []string
	}{
		"no gateway": {func(s awscdk.Stack) {
			restapi.New(s, "Api", &restapi.Props{AgentTools: &restapi.AgentTools{}}).Handle(todos)
		}, []string{"Gateway is nil"}},
		"endpoint off": {agentTools(restapi.AgentTools{}, restapi.Props{DisableEndpoint: true}, todos), []string{"the API's own endpoint is off"}},
		"private": {agentTools(restapi.AgentTools{}, restapi.Props{Endpoint: restapi.Private,
			AllowFrom: []restapi.Source{restapi.VPCs("vpc-1")}}, todos), []string{"the API is Private"}},
		"proxy": {agentTools(restapi.AgentTools{}, restapi.Props{}, todos, restapi.Route{Key: "GET /a/{proxy+}", Handler: "testdata/todos.Page"}),
			[]string{`route "GET /a/{proxy+}": AgentTools: AgentCore Gateway takes no {proxy+}: leave the route out`}},
		"any": {agentTools(restapi.AgentTools{}, restapi.Props{}, restapi.Route{Key: "ANY /a", Handler: "testdata/todos.Page"}),
			[]string{"a tool has one method"}},
		"Cognito": {func(s awscdk.Stack) {
			pool := awscognito.NewUserPool(s, jsii.String("Pool"), nil)
			auth := authorizers.Cognito("users", pool, pool.AddClient(jsii.String("Web"), nil))
			agentTools(restapi.AgentTools{}, restapi.Props{DefaultAuth: auth}, todos)(s)
		}, []string{`can't satisfy the Cognito authorizer "users"`}},
		"Lambda": {agentTools(restapi.AgentTools{}, restapi.Props{DefaultAuth: authorizers.Token("key", "testdata/auth.Check", nil)}, todos),
			[]string{"can't satisfy the token authorizer"}},
		"IAM and a key": {agentTools(restapi.AgentTools{APIKey: key}, restapi.Props{}, with(todos, authorizers.IAM(), restapi.APIKeyRequired)),
			[]string{"needs both IAM and an API key"}},
		"a key, but none given": {agentTools(restapi.AgentTools{}, restapi.Props{}, with(todos, nil, restapi.APIKeyRequired)),
			[]string{"AgentTools.APIKey is not set"}},
		"half a key": {agentTools(restapi.AgentTools{APIKey: &restapi.AgentKey{ProviderARN: "arn:a"}}, restapi.Props{}, todos),
			[]string{"ProviderARN and SecretARN are both needed"}},
		"two kinds of credentials": {agentTools(restapi.AgentTools{APIKey: key}, restapi.Props{}, with(todos, authorizers.IAM(), 0),
			restapi.Route{Key: "GET /a", Handler: "testdata/todos.List", APIKey: restapi.APIKeyRequired}),
			[]string{"this route needs an API key, and GET /todos IAM"}},
		"unknown route, stage and name": {agentTools(restapi.AgentTools{Routes: []string{"GET /tods"}, Stage: "prod", Name: "a b",
			Tools: []restapi.AgentTool{{Key: "PUT /todos"}}}, restapi.Props{}, todos),
			[]string{`there is no stage "prod"; the API has v1`, `target name "a b"`, `"PUT /todos" is not a route`, `"GET /tods" is not a route`}},
		"one name twice": {agentTools(restapi.AgentTools{Tools: []restapi.AgentTool{{Key: "GET /todos", Name: "list"}, {Key: "GET /a", Name: "list"}}},
			restapi.Props{}, todos, restapi.Route{Key: "GET /a", Handler: "testdata/todos.List"}), []string{`are both the tool "list"`}},
		"name of a tool": {agentTools(restapi.AgentTools{Tools: []restapi.AgentTool{{Key: "GET /todos", Name: "list todos"}}}, restapi.Props{}, todos),
			[]string{`tool name "list todos"`}},
		"another app": {func(s awscdk.Stack) {
			agentTools(restapi.AgentTools{Gateway: elsewhere(s)}, restapi.Props{}, todos)(s)
		}, []string{"AgentCore Gateway calls APIs of its own account and region"}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			stack := awscdk.NewStack(app, jsii.String("Test"), &awscdk.StackProps{Env: &awscdk.Environment{
				Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")}})
			test.declare(stack)
			report := strings.Join(synthtest.Report(app), "\n")
			for _, want := range test.want {
				if !strings.Contains(report, want) {
					t.Errorf("report is\n%s\nwant %q in it", report, want)
				}
			}
			if n := strings.Count(report, "agenttools_test.go:"); n != len(test.want) {
				t.Errorf("%d problems with a place, want %d:\n%s", n, len(test.want), report)
			}
		})
	}
}
