// Handlers in TypeScript and JavaScript behind every kind of API, as they are
// served, and what synth says of those that can't be.

package handlers_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

const nodeModule = `
-- go.mod --
module example.com/app
-- cdk.json --
{"app": "go run ."}
-- functions/users.ts --
import { cors } from "gatehouse:function";
type Request = { pathParameters?: { id: string }; requestContext: { authorizer?: any } };
export const show = async (event: Request) => ({ statusCode: 200, body: "user " + event.pathParameters?.id });
export const guarded = async (event: Request) =>
  ({ statusCode: 200, body: "by " + (event.requestContext.authorizer?.lambda?.who ?? event.requestContext.authorizer?.who) });
export const fails = async () => {
  throw new TypeError("no such luck");
};
export const origins = () => ({ origins: cors.allowOrigins });
-- functions/auth.mjs --
export async function check(event) {
  return { isAuthorized: event.headers.authorization === "yes", context: { who: "ann" } };
}
export async function allow(event) {
  if (event.authorizationToken !== "yes") throw new Error("Unauthorized");
  const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn }];
  return { principalId: "ann", policyDocument: { Version: "2012-10-17", Statement }, context: { who: "ann" } };
}
-- functions/chat/talk.js --
const said = [];
export const connect = async () => ({ statusCode: 200 });
export const say = async (event) => ({ statusCode: 200, body: said.push(event.body) + " " + event.requestContext.routeKey });
-- functions/worker.js --
exports.run = async (event, context) => ({ got: event, name: typeof context.functionName });
-- functions/clash.ts --
-- functions/clash.py --
-- functions/broken.ts --
import { a } from "./nowhere";
export const index = () => a;
-- functions/orders/handler.js --
export const index = async () => 1;
`

func inNode(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("App"), nil)
	api := httpapi.New(stack, "Http", &httpapi.Props{CORS: cors.Allow("https://app.example.com"),
		Functions: &function.Config{Runtime: function.NodeJS22}})
	api.Route("GET /users/{id}", "functions/users.show")
	api.Route("GET /fails", "functions/users.fails")
	api.Route("GET /origins", "functions/users.origins")
	guard := authorizers.Lambda("guard", "functions/auth.check", nil)
	api.Handle(httpapi.Route{Key: "ANY /guarded", Handler: "functions/users.guarded", Auth: guard})

	rest := restapi.New(stack, "Rest", &restapi.Props{CORS: cors.Allow("https://app.example.com")})
	rest.Route("GET /users/{id}", "functions/users.show")
	rest.Handle(restapi.Route{Key: "GET /guarded", Handler: "functions/users.guarded", Auth: authorizers.Token("guard", "functions/auth.allow", nil)})

	chat := websocket.New(stack, "Chat", nil)
	chat.Route("$connect", "functions/chat::talk.connect")
	chat.Handle(websocket.Route{Key: "$default", Handler: "functions/chat::talk.say", Reply: true})

	function.New(stack, "Worker", "functions/worker.run", nil)
}

func TestHandlersInNodeAnswerEveryKindOfAPI(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip(err)
	}
	testmodule.Isolate(t)
	t.Chdir(testmodule.New(t, nodeModule))
	srv := gatehousetest.Serve(t, inNode, local.Config{Workers: 1})
	api, rest := srv.API("App/Http"), srv.API("App/Rest")
	page := gatehousetest.Header("Origin", "https://app.example.com")
	yes := gatehousetest.Header("Authorization", "yes")

	if got := api.Do("GET", "/users/7", nil).Status(200).Text; got != "user 7" {
		t.Errorf("HTTP API: %s", got)
	}
	if got := api.Do("GET", "/origins", nil).Status(200).Text; got != `{"origins":["https://app.example.com"]}` {
		t.Errorf("policy: %s", got)
	}
	api.Do("GET", "/fails", nil).Status(500)
	api.Do("GET", "/guarded", nil).Status(401)
	api.Do("GET", "/guarded", nil, gatehousetest.Header("Authorization", "no")).Status(403)
	if got := api.Do("POST", "/guarded", nil, yes).Status(200).Text; got != "by ann" {
		t.Errorf("authorizer: %s", got)
	}
	// The route for preflights beside ANY needs no authorizer, and calls no handler.
	api.Do("OPTIONS", "/guarded", nil, page, gatehousetest.Header("Access-Control-Request-Method", "GET")).Status(204)

	answer := rest.Do("GET", "/users/a%2Fb", nil, page).Status(200)
	if answer.Text != "user a%2Fb" || answer.Header.Get("Access-Control-Allow-Origin") != "https://app.example.com" {
		t.Errorf("REST API: %s %v", answer.Text, answer.Header)
	}
	rest.Do("GET", "/guarded", nil).Status(401)
	if got := rest.Do("GET", "/guarded", nil, yes).Status(200).Text; got != "by ann" {
		t.Errorf("token authorizer: %s", got)
	}

	var worker struct {
		Got  map[string]int
		Name string
	}
	srv.Invoke("App/Worker", map[string]int{"n": 1}).JSON(&worker)
	if worker.Got["n"] != 1 || worker.Name != "string" {
		t.Errorf("function.New: %+v", worker)
	}
	socket := srv.API("App/Chat").Connect("")
	socket.Send("hi")
	if got := socket.Receive(); got != "1 $default" {
		t.Errorf("WebSocket API: %s", got)
	}
}

func TestRuntimesInNode(t *testing.T) {
	testmodule.Isolate(t)
	t.Chdir(testmodule.New(t, nodeModule))
	app := gatehousetest.Synth(t, inNode)
	template := app.Template("App")
	for runtime, n := range map[string]float64{"nodejs22.x": 2, "nodejs24.x": 4} {
		template.ResourcePropertiesCountIs(jsii.String("AWS::Lambda::Function"), map[string]any{"Runtime": runtime, "Handler": "index.handler"},
			jsii.Number(n))
	}
}

func TestMistakesInNodeAreReportedAllAtOnce(t *testing.T) {
	testmodule.Isolate(t)
	t.Chdir(testmodule.New(t, nodeModule))
	early := gatehousetest.Problems(t, func(app awscdk.App) {
		stack := awscdk.NewStack(app, jsii.String("App"), nil)
		api := httpapi.New(stack, "Api", nil)
		api.Route("GET /a", "functions/clash.index")
		api.Route("GET /b", "functions/orders.index")
		api.Route("GET /c", "functions/orders::hander.index")
		api.Route("GET /d", "functions/orders::a::b.index")
		api.Route("GET /e", "../users.show")
		api.Handle(httpapi.Route{Key: "GET /f", Handler: "functions/users.show", Function: &function.Config{Runtime: function.Python313}})
		function.New(stack, "Go", "functions/worker.run", &function.Config{Runtime: "go1.x", Bundle: &function.Bundle{External: []string{"./x"}}})
	})
	for _, want := range []string{
		`two things fit functions/clash: functions/clash.py and functions/clash.ts; rename or remove one`,
		`name a file in it, as in "functions/orders::handler.index"`,
		`folder functions/orders has no file hander with the extension`,
		`"::" stands in it twice`,
		`the path leaves the application`,
		`Runtime is "go1.x"; there are those of Node and Python`,
		`function functions/users: Runtime is python3.13, which does not run JavaScript or TypeScript`,
		`Bundle.External[0] is "./x"; it is the name of a package`,
	} {
		if !strings.Contains(early, want) {
			t.Errorf("the report lacks %s:\n%s", want, early)
		}
	}
	late := gatehousetest.Problems(t, func(app awscdk.App) {
		stack := awscdk.NewStack(app, jsii.String("App"), nil)
		api := httpapi.New(stack, "Api", nil)
		api.Route("GET /a", "functions/users.show")
		api.Route("GET /b", "functions/users.shw")
		api.Route("GET /c", "functions/broken.index")
		function.New(stack, "Worker", "functions/worker.ran", nil)
		function.New(stack, "Other", "functions/worker.run", &function.Config{
			Override: func(p *awslambda.FunctionProps) { p.Runtime = awslambda.Runtime_PYTHON_3_13() },
		})
	}, gatehousetest.Built())
	for _, want := range []string{
		`node_test.go:179: handler "functions/users.shw": functions/users.ts has no export shw; it has fails, guarded, origins, show`,
		`node_test.go:180: handler "functions/broken.index": functions/broken.ts:1:19: Could not resolve "./nowhere"`,
		`node_test.go:181: handler "functions/worker.ran": functions/worker.js has no export ran; it has run`,
		`its Runtime was changed to python3.13, which can't run its code`,
	} {
		if !strings.Contains(late, want) {
			t.Errorf("the report lacks %s:\n%s", want, late)
		}
	}
}
