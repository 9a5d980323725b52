// Settings that come late end as those that were there from the start.

package functions

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

var plain = Settings{MemoryMB: 256, Timeout: 10 * time.Second, Architecture: "arm64", LogRetentionDays: 30}

func template(t *testing.T, made Settings, late ...Settings) string {
	t.Helper()
	stack := synthtest.Stack()
	fn := New(stack, "F", source.Go, made)
	for _, c := range late {
		fn.Configure(c)
	}
	text, err := json.MarshalIndent(assertions.Template_FromStack(stack, nil).ToJSON(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLateSettingsGiveTheTemplateOfEarlyOnes(t *testing.T) {
	token := *awscdk.Fn_ImportValue(jsii.String("Table"))
	for name, change := range map[string]func(*Settings){
		"nothing":        func(*Settings) {},
		"memory":         func(c *Settings) { c.MemoryMB = 1024 },
		"timeout":        func(c *Settings) { c.Timeout = time.Minute },
		"architecture":   func(c *Settings) { c.Architecture = x8664 },
		"tracing":        func(c *Settings) { c.Tracing = true },
		"description":    func(c *Settings) { c.Description = "late" },
		"retention":      func(c *Settings) { c.LogRetentionDays = 7 },
		"logs forever":   func(c *Settings) { c.LogRetentionDays = -1 },
		"variables":      func(c *Settings) { c.Environment = map[string]string{"BB": "2", "AA": "1"} },
		"token variable": func(c *Settings) { c.Environment = map[string]string{"TABLE": token} },
		"everything": func(c *Settings) {
			*c = Settings{MemoryMB: 512, Timeout: 30 * time.Second, Architecture: x8664, Tracing: true, Description: "all", LogRetentionDays: 1,
				Environment: map[string]string{"AA": "1"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := plain
			change(&c)
			early := template(t, c)
			if late := template(t, plain, c); late != early {
				t.Errorf("late:\n%s\nearly:\n%s", late, early)
			}
			if twice := template(t, plain, c, c); twice != early {
				t.Errorf("configured twice:\n%s\nearly:\n%s", twice, early)
			}
			if changed := early != template(t, plain); changed != (name != "nothing") {
				t.Errorf("the setting changes the template: %t", changed)
			}
		})
	}
}

func TestLateSettingsKeepWhatAnOverrideSet(t *testing.T) {
	made := plain
	made.Overrides = []func(*awslambda.FunctionProps){func(p *awslambda.FunctionProps) {
		p.MemorySize = jsii.Number(2048)
		p.FunctionName = jsii.String("named")
	}}
	late := made
	late.Timeout = time.Minute
	stack := synthtest.Stack()
	fn := New(stack, "F", source.Go, made)
	fn.Configure(late)
	props := synthtest.Synth(t, stack).Only(t, "AWS::Lambda::Function").Properties
	if props["MemorySize"] != 2048.0 || props["FunctionName"] != "named" || props["Timeout"] != 60.0 {
		t.Errorf("%v", props)
	}
	if fn.Timeout() != time.Minute {
		t.Errorf("timeout %v", fn.Timeout())
	}
}

func TestAppIsOneForAllConstructsBelowIt(t *testing.T) {
	a, b := synthtest.App(), synthtest.App()
	stack := awscdk.NewStack(a, jsii.String("Test"), nil)
	stage := awscdk.NewStage(a, jsii.String("Stage"), nil)
	inner := awscdk.NewStack(stage, jsii.String("Inner"), nil)
	if AppOf(stack) != AppOf(inner) || AppOf(stack) != AppOf(a) {
		t.Error("constructs of one app have several")
	}
	if AppOf(a) == AppOf(b) {
		t.Error("two apps are one")
	}
}
