// Functions outside any API, without their build.

package function_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestGolden(t *testing.T) {
	for name, declare := range map[string]func(awscdk.Stack){
		"defaults": func(s awscdk.Stack) { function.New(s, "Worker", "testdata/worker.Handle", nil) },
		"settings": func(s awscdk.Stack) {
			fn := function.New(s, "Worker", "testdata/worker.Work", &function.Config{
				MemoryMB: 1024, Timeout: time.Minute, Architecture: function.X8664, Tracing: true, Description: "works", LogRetentionDays: function.Forever,
				Environment: map[string]string{"LEVEL": "debug"},
				Override: func(p *awslambda.FunctionProps) {
					if *p.MemorySize != 1024 {
						t.Errorf("Override got a memory of %v", *p.MemorySize)
					}
					p.ReservedConcurrentExecutions = jsii.Number(2)
				},
			})
			fn.AddEnvironment(jsii.String("LATER"), jsii.String("too"), nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := synthtest.Stack()
			declare(stack)
			synthtest.Golden(t, stack, name)
		})
	}
}

func TestOverrideMayChangeTheArchitecture(t *testing.T) {
	stack := synthtest.Stack()
	function.New(stack, "Worker", "testdata/worker.Handle", &function.Config{Override: func(p *awslambda.FunctionProps) {
		p.Architecture = awslambda.Architecture_X86_64()
	}})
	if got := synthtest.Synth(t, stack).Only(t, "AWS::Lambda::Function").Properties["Architectures"]; fmt.Sprint(got) != "[x86_64]" {
		t.Errorf("%v", got)
	}
}

func TestConfigIsCopied(t *testing.T) {
	stack := synthtest.Stack()
	config := &function.Config{MemoryMB: 512, Environment: map[string]string{"AA": "1"}}
	function.New(stack, "Worker", "testdata/worker.Handle", config)
	config.MemoryMB = 1
	config.Environment["A"] = "not a name"
	props := synthtest.Synth(t, stack).Only(t, "AWS::Lambda::Function").Properties
	if props["MemorySize"] != 512.0 || fmt.Sprint(props["Environment"]) != "map[Variables:map[AA:1]]" {
		t.Errorf("%v, %v", props["MemorySize"], props["Environment"])
	}
}

// here returns the place of a line after that of its caller.
func here(after int) string {
	_, file, line, _ := runtime.Caller(1)
	return fmt.Sprintf("%s:%d", filepath.Base(file), line+after)
}

func TestReports(t *testing.T) {
	for _, form := range []string{"Handle", "Work", "Answer", "Reply"} {
		stack := synthtest.Stack()
		function.New(stack, "Worker", "testdata/worker."+form, nil)
		if got := synthtest.Report(awscdk.App_Of(stack)); len(got) > 0 {
			t.Errorf("%s: %q", form, got)
		}
	}
	wrong := &function.Config{MemoryMB: 1, Timeout: 1, Architecture: "arm", Environment: map[string]string{"AWS_REGION": "x"}}
	for handler, test := range map[string]struct {
		config *function.Config
		want   []string
	}{
		"testdata/worker.Nope":   {nil, []string{`Test/Worker] PLACE: handler "testdata/worker.Nope": package testdata/worker has no function Nope; it has Answer, Handle, Reply, Work`}},
		"testdata/worker.hidden": {nil, []string{`is not exported: call it Hidden`}},
		"testdata/worker":        {nil, []string{`PLACE: handler "testdata/worker": no function`}},
		"testdata/nowhere.X":     {nil, []string{`PLACE: handler "testdata/nowhere.X": no folder or file testdata/nowhere; there is testdata/golden, testdata/worker`}},
		"testdata/worker.Count": {nil, []string{"PLACE: handler \"testdata/worker.Count\": Count at testdata/worker/worker.go:26 can't be started by Lambda: it is\n" +
			"    func(a, b int) int\nand lambda.Start takes at most a context and an event, and gives at most a value and an error"}},
		"testdata/worker.Nope2": {wrong, []string{
			`PLACE: function "testdata/worker.Nope2": MemoryMB is 1`, `: Timeout is 1ns`, `: Architecture is "arm"`, `: environment variable AWS_REGION is reserved`,
			`PLACE: handler "testdata/worker.Nope2": package`,
		}},
	} {
		stack := synthtest.Stack()
		place := here(1)
		function.New(stack, "Worker", handler, test.config)
		got := synthtest.Report(awscdk.App_Of(stack))
		if len(got) != len(test.want) {
			t.Errorf("%s: %q\nwant %d problems", handler, got, len(test.want))
			continue
		}
		for i, want := range test.want {
			if want = strings.ReplaceAll(want, "PLACE", place); !strings.Contains(got[i], want) {
				t.Errorf("%s: %s\nwant %s", handler, got[i], want)
			}
		}
	}
}

func TestIDsThatCantBeUsed(t *testing.T) {
	stack := synthtest.Stack()
	function.New(stack, "Worker", "testdata/worker.Handle", nil)
	function.New(stack, "Worker", "testdata/worker.Work", nil)
	function.New(stack, "", "testdata/worker.Work", nil)
	function.New(stack, *awscdk.Fn_Ref(jsii.String("X")), "testdata/worker.Work", nil)
	got := synthtest.Report(awscdk.App_Of(stack))
	for i, want := range []string{
		`function "testdata/worker.Work": the construct id "Worker" is taken: Test already has a child of this name`,
		`function "testdata/worker.Work": the construct id is empty`,
		`function "testdata/worker.Work": the construct id holds a CDK token`,
	} {
		if len(got) != 3 || !strings.Contains(got[i], want) {
			t.Errorf("%q\nwant %s", got, want)
		}
	}
}

// Applications have the feature flags of their cdk.json, which change how the
// CDK calls aspects.
func TestBothWaysOfAspects(t *testing.T) {
	for _, stabilization := range []bool{false, true} {
		context := map[string]any{"aws:cdk:bundling-stacks": []string{}, "@aws-cdk/core:aspectStabilization": stabilization}
		app := awscdk.NewApp(&awscdk.AppProps{Context: &context, AnalyticsReporting: jsii.Bool(false)})
		stack := awscdk.NewStack(app, jsii.String("Test"), nil)
		function.New(stack, "One", "testdata/worker.Handle", nil)
		function.New(stack, "Two", "testdata/worker.Handle", nil)
		for id, fn := range maps.All(synthtest.Synth(t, stack).Resources) {
			if fn.Type != "AWS::Lambda::Function" {
				continue
			}
			code := fmt.Sprint(fn.Properties["Code"])
			if strings.Contains(code, "gatehouse-code") || !strings.Contains(code, ".zip") {
				t.Errorf("stabilization %t: code of %s is %s", stabilization, id, code)
			}
		}
	}
}
