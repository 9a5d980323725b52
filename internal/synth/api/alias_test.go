// Aliases of functions, chosen by stage.

package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// handle declares the route that an API of a kind does not have.
func handle(k kind, api anAPI, target integrations.Integration) {
	switch api := api.(type) {
	case *httpapi.API:
		api.Handle(httpapi.Route{Key: k.none, Integration: target})
	case *restapi.API:
		api.Handle(restapi.Route{Key: k.none, Integration: target})
	case *websocket.API:
		api.Handle(websocket.Route{Key: k.none, Integration: target})
	}
}

func elsewhere(stack awscdk.Stack) awslambda.Function {
	return awslambda.NewFunction(stack, jsii.String("Inline"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"),
		Code: awslambda.Code_FromInline(jsii.String("exports.handler = async () => 'ok'")),
	})
}

func inStage(name, alias string) stage {
	s := stage{Name: name}
	if alias != "" {
		s.Variables = map[string]string{"alias": alias}
	}
	return s
}

func TestAliasOfAFunctionByStage(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		fn := elsewhere(stack)
		fn.AddAlias(jsii.String("live"), nil)
		api := k.make(stack, []stage{inStage("live", "live"), inStage("test", "next")}, false)
		handle(k, api, integrations.LambdaAlias(fn, "alias", "live", "next"))
		template := synthtest.Synth(t, stack)

		text, err := json.Marshal(template.Resources)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), `:lambda:path/2015-03-31/functions/",{"Fn::GetAtt":["Inline6CF80F9D","Arn"]},":${stageVariables.alias}/invocations"]`) {
			t.Error("no integration is reached by the variable")
		}
		permitted := map[string][]string{}
		for _, id := range template.Of("AWS::Lambda::Permission") {
			r := template.Resources[id]
			name, ok := r.Properties["FunctionName"].(map[string]any)["Fn::Join"].([]any)
			if !ok {
				t.Fatalf("%s is for no alias: %v", id, r.Properties)
			}
			alias := name[1].([]any)[1].(string)
			permitted[alias] = r.DependsOn
		}
		if len(permitted) != 2 || permitted[":live"] == nil || permitted[":next"] != nil {
			t.Errorf("permissions by alias, and what they wait for: %v; want :live, which waits for the alias, and :next, which is made elsewhere", permitted)
		}
		synthtest.WantWarning(t, stack, `the stack of function Test/Inline makes no alias "next" of it: unless something else has made it, the deployment fails`)
		assertions.Annotations_FromStack(stack).HasNoWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String(`no alias "live"`)))
		aliases := template.Of("AWS::Lambda::Alias")
		if !slices.Equal(permitted[":live"], aliases) {
			t.Errorf("the permission waits for %v, want %v", permitted[":live"], aliases)
		}
	})
}

func TestTwoRoutesToOneAliasShareItsPermission(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		stack := synthtest.Stack()
		fn := elsewhere(stack)
		api := k.make(stack, []stage{inStage("live", "live"), inStage("test", "next")}, false)
		handle(k, api, integrations.LambdaAlias(fn, "alias", "live", "next"))
		other := map[string]string{"HTTP": "PUT /c", "REST": "PUT /c", "WebSocket": "d"}[k.name]
		k.none = other
		handle(k, api, integrations.LambdaAlias(fn, "alias", "next", "live", "older"))
		template := synthtest.Synth(t, stack)
		if got := template.Of("AWS::Lambda::Permission"); len(got) != 3 {
			t.Errorf("permissions %v, want one each for live, next and older", got)
		}
	})
}

func TestStagesThatChooseNoAlias(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		for name, tt := range map[string]struct {
			variable string
			aliases  []string
			want     []string
		}{
			"right":      {"alias", []string{"live", "next"}, nil},
			"unknown":    {"alias", []string{"live"}, []string{`route "` + k.none + `": stage "test": variable alias is "next"; the integration has the aliases live`}},
			"no aliases": {"alias", nil, []string{`names no alias`, `stage "live": variable alias is "live"`, `stage "test": variable alias is "next"`}},
			"missing":    {"color", []string{"live"}, []string{`stage "live" has no variable "color", which chooses the alias`, `stage "test" has no variable "color"`}},
			"bad alias":  {"alias", []string{"live", "next", "a b"}, []string{`"a b" is not a valid alias name`}},
		} {
			t.Run(name, func(t *testing.T) {
				app := synthtest.App()
				stack := awscdk.NewStack(app, jsii.String("Test"), nil)
				api := k.make(stack, []stage{inStage("live", "live"), inStage("test", "next")}, false)
				handle(k, api, integrations.LambdaAlias(elsewhere(stack), tt.variable, tt.aliases...))
				got := synthtest.Report(app)
				for i, p := range got {
					if i < len(tt.want) && !slices.ContainsFunc(tt.want, func(w string) bool { return strings.Contains(p, w) }) {
						t.Errorf("unexpected problem: %s", p)
					}
				}
				if len(got) != len(tt.want) {
					t.Errorf("%d problems, want %d: %s", len(got), len(tt.want), fmt.Sprint(got))
				}
			})
		}
	})
}

func TestCanaryChoosesAnAliasToo(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := restapi.New(stack, "Api", &restapi.Props{KeepDeployments: true, Stages: []restapi.Stage{{
		Variables: map[string]string{"alias": "live"},
		Canary:    &restapi.Canary{Percent: 5, Base: "a1b2c3", Variables: map[string]string{"alias": "nxet"}},
	}}})
	api.Handle(restapi.Route{Key: "GET /a", Integration: integrations.LambdaAlias(elsewhere(stack), "alias", "live", "next")})
	got := synthtest.Report(app)
	if len(got) != 1 || !strings.Contains(got[0], `stage "v1": variable alias of its Canary is "nxet"; the integration has the aliases live, next`) {
		t.Error(got)
	}
}

func TestAliasByStageOfWhatIsNone(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		app := synthtest.App()
		stack := awscdk.NewStack(app, jsii.String("Test"), &awscdk.StackProps{
			Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
		})
		api := k.make(stack, []stage{inStage("live", "live")}, false)
		other := awslambda.Function_FromFunctionArn(stack, jsii.String("Other"), jsii.String("arn:aws:lambda:eu-west-1:444455556666:function:other"))
		handle(k, api, integrations.LambdaAlias(other, "alias", "live"))
		k.none = map[string]string{"HTTP": "PUT /c", "REST": "PUT /c", "WebSocket": "d"}[k.name]
		handle(k, api, integrations.LambdaAlias(elsewhere(stack).AddAlias(jsii.String("live"), nil), "alias", "live"))
		got := strings.Join(synthtest.Report(app), "\n")
		for _, want := range []string{
			"the function is of account 444455556666: a variable of a stage reaches functions of the API's own account only, 111122223333",
			"integrations.LambdaAlias: got an alias or a version: give it the function",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("report %s\nwant it to contain %s", got, want)
			}
		}
	})
}
