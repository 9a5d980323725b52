// Mistakes that once passed in silence, or ended in a panic without a place.

package traps_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/domain"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/nag"
	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestMain(m *testing.M) { gatehousetest.Main(m) }

const list = "testdata/todos.List"

func stackOf(app awscdk.App) awscdk.Stack { return awscdk.NewStack(app, jsii.String("App"), nil) }

func TestMistakesAreReportedWithTheirPlace(t *testing.T) {
	for name, c := range map[string]struct {
		declare func(awscdk.Stack)
		want    string
	}{
		"an open brace": {func(s awscdk.Stack) { httpapi.New(s, "Api", nil).Route("GET /{", list) },
			`traps_test.go:37: route key "GET /{": offset 5: "{" is half of a parameter: write "{id}"`},
		"a function in another case": {func(s awscdk.Stack) { httpapi.New(s, "Api", nil).Route("GET /", "testdata/todos.LIST") },
			`traps_test.go:39: handler "testdata/todos.LIST": package testdata/todos has no function LIST; did you mean List?`},
		"an empty schema": {func(s awscdk.Stack) {
			restapi.New(s, "Api", nil).Handle(restapi.Route{Key: "POST /", Handler: list, Request: &restapi.Request{Body: &restapi.Schema{}}})
		}, `traps_test.go:42: route "POST /": Request.Body is an empty Schema`},
		"a mapping that climbs": {func(s awscdk.Stack) {
			d := domain.New(s, "Domain", &domain.Props{Name: "example.com", CertificateARN: "arn:aws:acm:eu-west-1:123456789012:certificate/1"})
			httpapi.New(s, "Api", &httpapi.Props{Stages: []httpapi.Stage{{Domain: &domain.Mapping{Domain: d, Path: "../x"}}}}).Route("GET /", list)
		}, `path "../x": has a segment "." or ".."`},
		"each route of a call": {func(s awscdk.Stack) {
			httpapi.New(s, "Api", nil).Handle(
				httpapi.Route{Key: "GET /a", Handler: list},
				httpapi.Route{Key: "GET b", Handler: list},
			)
		}, `traps_test.go:51: route key "GET b"`},
	} {
		report := gatehousetest.Problems(t, func(app awscdk.App) { c.declare(stackOf(app)) })
		if !strings.Contains(report, c.want) {
			t.Errorf("%s: %s\nwant %s", name, report, c.want)
		}
	}
}

func TestANilScopePanicsWithThePlace(t *testing.T) {
	for name, c := range map[string]struct {
		make func()
		line int
	}{
		"function.New":            {func() { function.New(nil, "Fn", list, nil) }, 67},
		"function.New, typed nil": {func() { var s awscdk.Stack; function.New(s, "Fn", list, nil) }, 68},
		"httpapi.New":             {func() { httpapi.New(nil, "Api", nil) }, 69},
		"nag.Accept":              {func() { nag.Accept(nil, nag.Finding{}) }, 70},
	} {
		func() {
			defer func() {
				want := fmt.Sprintf("traps_test.go:%d: ", c.line)
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) || !strings.Contains(got, "the scope is nil") {
					t.Errorf("%s panics with %s, want %s", name, got, want)
				}
			}()
			c.make()
		}()
	}
}

func TestTheURLOfAnAPIInItsOwnFunctionMakesNoCycle(t *testing.T) {
	template := gatehousetest.Synth(t, func(app awscdk.App) {
		stack := stackOf(app)
		rest := restapi.New(stack, "Rest", nil)
		rest.Route("GET /", list)
		rest.Function("testdata/todos").AddEnvironment(jsii.String("A"), rest.Url(), nil)
		rest.Function("testdata/todos").AddEnvironment(jsii.String("B"), rest.UrlForPath(jsii.String("/b")), nil)
		http := httpapi.New(stack, "Http", nil)
		http.Route("GET /", list)
		http.Function("testdata/todos").AddEnvironment(jsii.String("A"), http.Url(), nil)
		socket := websocket.New(stack, "Socket", nil)
		socket.Route("say", list)
		socket.Function("testdata/todos").AddEnvironment(jsii.String("A"), socket.ApiEndpoint(), nil)
	}).Template("App")
	if cycle := cycleIn(t, template); cycle != "" {
		t.Errorf("a cycle: %s", cycle)
	}
}

// cycleIn returns resources of a template that wait for each other.
func cycleIn(t *testing.T, template *gatehousetest.Template) string {
	t.Helper()
	text, err := json.Marshal(template.ToJSON())
	if err != nil {
		t.Fatal(err)
	}
	var doc struct{ Resources map[string]any }
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	needs := map[string][]string{}
	for id, r := range doc.Resources {
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case map[string]any:
				for key, inner := range v {
					switch name, _ := inner.(string); {
					case key == "Ref" && doc.Resources[name] != nil:
						needs[id] = append(needs[id], name)
					case key == "Fn::GetAtt":
						needs[id] = append(needs[id], fmt.Sprint(inner.([]any)[0]))
					case key == "DependsOn":
						for _, d := range inner.([]any) {
							needs[id] = append(needs[id], fmt.Sprint(d))
						}
					}
					walk(inner)
				}
			case []any:
				for _, inner := range v {
					walk(inner)
				}
			}
		}
		walk(r)
	}
	state := map[string]int{}
	var visit func(id string) string
	visit = func(id string) string {
		if state[id] == 1 {
			return id
		}
		if state[id] == 2 {
			return ""
		}
		state[id] = 1
		for _, next := range needs[id] {
			if found := visit(next); found != "" {
				return id + " -> " + found
			}
		}
		state[id] = 2
		return ""
	}
	for id := range doc.Resources {
		if found := visit(id); found != "" {
			return found
		}
	}
	return ""
}

func TestFunctionsImportedByTheirARNArePermitted(t *testing.T) {
	for name, want := range map[string]int{"plain": 1, "skipped": 0} {
		app := gatehousetest.Synth(t, func(app awscdk.App) {
			stack := stackOf(app)
			fn := awslambda.Function_FromFunctionAttributes(stack, jsii.String("Fn"), &awslambda.FunctionAttributes{
				FunctionArn: jsii.String("arn:aws:lambda:eu-west-1:123456789012:function:orders"), SkipPermissions: jsii.Bool(name == "skipped"),
			})
			httpapi.New(stack, "Api", nil).Handle(httpapi.Route{Key: "GET /", Integration: integrations.Lambda(fn)})
		})
		if got := len(app.Template("App").Resources("AWS::Lambda::Permission")); got != want {
			t.Errorf("%s: %d permissions, want %d", name, got, want)
		}
	}
}

func TestKeysOfAWebSocketAPIWantAPlan(t *testing.T) {
	for _, plan := range []bool{false, true} {
		app := gatehousetest.Synth(t, func(app awscdk.App) {
			stack := stackOf(app)
			api := websocket.New(stack, "Api", nil)
			api.Handle(websocket.Route{Key: "$connect", Handler: list, APIKey: true})
			if plan {
				awsapigateway.NewCfnUsagePlan(stack, jsii.String("Plan"), nil)
			}
		})
		if got := strings.Contains(strings.Join(app.Warnings(), "\n"), "gatehouse:keys-without-plan"); got == plan {
			t.Errorf("with a plan %v: warned %v", plan, got)
		}
	}
}

func TestAFullStackIsReportedWithWhatToDo(t *testing.T) {
	declare := func(routes int) func(awscdk.App) {
		return func(app awscdk.App) {
			api := httpapi.New(stackOf(app), "Api", nil)
			for i := range routes {
				api.Route(fmt.Sprintf("GET /r%d", i), list)
			}
		}
	}
	if got := strings.Join(gatehousetest.Synth(t, declare(460)).Warnings(), "\n"); !strings.Contains(got, "gatehouse:many-resources") {
		t.Errorf("460 routes: no warning in %s", got)
	}
	if got := gatehousetest.Problems(t, declare(510)); !strings.Contains(got, "resources, and CloudFormation takes 500 in a stack: set Definition in Props") {
		t.Errorf("510 routes: %s", got)
	}
}
