// Settings on their way to the template: copied, joined and checked as a whole.

package httpapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestSettingsChangedAfterTheyWereGivenChangeNothing(t *testing.T) {
	declare := func(change bool) synthtest.Template {
		stack := synthtest.Stack()
		props := &httpapi.Props{
			Functions: &function.Config{Timeout: 5 * time.Second, Environment: map[string]string{"STAGE": "one"}},
			Stages: []httpapi.Stage{{
				Variables: map[string]string{"TABLE": "one"}, Throttle: &httpapi.Throttle{Rate: 1, Burst: 1},
				RouteLimits: []httpapi.RouteLimit{{Key: "GET /a", Throttle: httpapi.Throttle{Rate: 3, Burst: 3}}},
				AccessLog:   &accesslog.Config{RetentionDays: 7},
			}},
		}
		config := &function.Config{MemoryMB: 512, Environment: map[string]string{"TABLE": "one"}}
		throttle := &httpapi.Throttle{Rate: 2, Burst: 2}
		api := httpapi.New(stack, "Api", props)
		api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Function: config, Throttle: throttle})
		worker := &function.Config{MemoryMB: 512}
		function.New(stack, "Worker", "testdata/todos.List", worker)
		if change {
			props.Functions.Timeout, props.Functions.Environment["STAGE"] = time.Hour, "two"
			stage := &props.Stages[0]
			stage.Variables["TABLE"], stage.Throttle.Rate, stage.RouteLimits[0].Key, stage.AccessLog.RetentionDays = "two", -1, "GET /b", 2
			stage.Name = "changed"
			config.MemoryMB, config.Environment["TABLE"], throttle.Rate = 1, "two", -1
			worker.MemoryMB = 1
		}
		return synthtest.Synth(t, stack)
	}
	if kept, changed := fmt.Sprint(declare(false)), fmt.Sprint(declare(true)); kept != changed {
		t.Errorf("template after the change:\n%s\nwant\n%s", changed, kept)
	}
}

func TestSettingsReusedAndChangedForAnotherFolder(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	config := &function.Config{MemoryMB: 512}
	api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Function: config})
	config.MemoryMB = 1024
	api.Handle(route{Key: "GET /b", Handler: "testdata/health.Check", Function: config})
	got := map[any]bool{}
	template := synthtest.Synth(t, stack)
	for _, id := range template.Of("AWS::Lambda::Function") {
		got[template.Resources[id].Properties["MemorySize"]] = true
	}
	if len(got) != 2 || !got[512.0] || !got[1024.0] {
		t.Errorf("MemorySize of the functions: %v", got)
	}
}

func TestRoutesOfAFolderMayShareSettingsWithAnOverride(t *testing.T) {
	app := synthtest.App()
	api := httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", nil)
	config := &function.Config{Override: func(*awslambda.FunctionProps) {}}
	api.Handle(
		route{Key: "GET /a", Handler: "testdata/todos.List", Function: config},
		route{Key: "GET /b", Handler: "testdata/todos.List", Function: config},
	)
	compare(t, synthtest.Report(app), nil)
}

func TestEnvironmentIsMeasuredAsTheFunctionGetsIt(t *testing.T) {
	app := synthtest.App()
	api := httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", &httpapi.Props{
		Functions: &function.Config{Environment: map[string]string{"ALL": strings.Repeat("x", 3000)}},
	})
	api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Function: &function.Config{
		Environment: map[string]string{"ONE": strings.Repeat("x", 3000)},
	}})
	compare(t, synthtest.Report(app), []string{"function testdata/todos: environment variables have 6006 bytes; Lambda takes 4096 in all"})
}

func TestTimeoutOfAnOverrideIsWarnedOf(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", &httpapi.Props{Functions: &function.Config{Override: func(p *awslambda.FunctionProps) {
		p.Timeout = awscdk.Duration_Minutes(jsii.Number(2))
	}}})
	api.Route("GET /a", "testdata/todos.List")
	synthtest.WantWarning(t, stack, "its Timeout is 2m0s, but an HTTP API answers 503 after 30s")
}
