// What is rendered when the application is synthesised, and how problems are reported.

package atsynth_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/atsynth"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
	"github.com/gatehouse-go/gatehouse/internal/synth/warning"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestMain(m *testing.M) { synthtest.Main(m) }

// both runs a test on a construct without and with a resource of its own,
// under either value of the feature flag that changes how aspects are called.
func both(t *testing.T, test func(t *testing.T, stack awscdk.Stack, c constructs.Construct)) {
	for _, stabilization := range []bool{false, true} {
		for _, resource := range []bool{false, true} {
			app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Context: &map[string]any{"@aws-cdk/core:aspectStabilization": stabilization}})
			stack := awscdk.NewStack(app, jsii.String("Test"), nil)
			if resource {
				test(t, stack, awssns.NewTopic(stack, jsii.String("C"), nil))
			} else {
				test(t, stack, constructs.NewConstruct(stack, jsii.String("C")))
			}
		}
	}
}

func TestRendersOnceAndWhatItRendersIsInTheTemplate(t *testing.T) {
	both(t, func(t *testing.T, stack awscdk.Stack, c constructs.Construct) {
		calls := 0
		atsynth.Do(c, func() {
			calls++
			awscdk.NewCfnResource(c, jsii.String("Rendered"), &awscdk.CfnResourceProps{Type: jsii.String("Test::Rendered::Thing")})
		}, func() []plan.Problem { return nil })
		awscdk.Tags_Of(stack).Add(jsii.String("k"), jsii.String("v"), nil)
		if calls > 0 {
			t.Error("rendered before synth")
		}
		template := synthtest.Synth(t, stack)
		synthtest.Synth(t, stack)
		if len(template.Of("Test::Rendered::Thing")) != 1 || calls != 1 {
			t.Errorf("rendered %d times: %v", calls, template.IDs())
		}
	})
}

func TestProblemsFoundWhileRenderingAreReportedInOrder(t *testing.T) {
	both(t, func(t *testing.T, stack awscdk.Stack, c constructs.Construct) {
		var problems []plan.Problem
		atsynth.Do(c, func() {
			problems = []plan.Problem{{Pos: plan.Pos{File: "b.go", Line: 2}, Text: "second"}, {Pos: plan.Pos{File: "a.go", Line: 9}, Text: "first"}, {Text: "no place"}}
		}, func() []plan.Problem { return problems })
		want := []string{"Test/C] no place", "Test/C] a.go:9: first", "Test/C] b.go:2: second"}
		if got := synthtest.Report(awscdk.App_Of(stack)); !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	})
}

func TestWarningsAreShownAndAcknowledgedByName(t *testing.T) {
	warnings := []plan.Warning{
		plan.Warn(plan.Pos{File: "a.go", Line: 9}, warning.New(warning.UnusedDefaultAuth, "one")),
		plan.Warn(plan.Pos{}, warning.New(warning.RouteQuota, "two")),
		plan.Warn(plan.Pos{}, warning.New(warning.RouteQuota, "three")),
	}
	one, two, three := "a.go:9: one [ack: gatehouse:unused-default-auth]", "two [ack: gatehouse:route-quota]", "three [ack: gatehouse:route-quota]"
	for _, test := range []struct {
		acknowledge warning.ID
		on          string // the construct, or the stack above it
		want        []string
	}{
		{"", "", []string{one, two, three}},
		{warning.UnusedDefaultAuth, "C", []string{two, three}},
		{warning.UnusedDefaultAuth, "", []string{two, three}},
		{warning.RouteQuota, "C", []string{one}},
		{warning.StageQuota, "C", []string{one, two, three}},
	} {
		stack := synthtest.Stack()
		c := constructs.NewConstruct(stack, jsii.String("C"))
		if test.acknowledge != "" {
			var at constructs.IConstruct = stack
			if test.on != "" {
				at = c
			}
			awscdk.Annotations_Of(at).AcknowledgeWarning(jsii.String(string(test.acknowledge)), jsii.String("meant"))
		}
		atsynth.Warn(c, warnings)
		var got []string
		for _, e := range *assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"), assertions.Match_AnyValue()) {
			//lint:ignore SA1019 the type that the CDK names instead has no Go module
			got = append(got, e.Entry.Data.(string))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s acknowledged on %q: %q, want %q", test.acknowledge, test.on, got, test.want)
		}
	}
}

func TestFreeID(t *testing.T) {
	stack := synthtest.Stack()
	for _, id := range []string{"Api", "Api:2", "unnamed"} {
		constructs.NewConstruct(stack, jsii.String(id))
	}
	for _, test := range []struct{ id, free, problem string }{
		{"Other", "Other", ""},
		{"Api", "Api:3", `the construct id "Api" is taken: Test already has a child of this name`},
		{"", "unnamed:2", "the construct id is empty"},
		{*awscdk.Fn_Ref(jsii.String("X")), "unnamed:2", "the construct id holds a CDK token: an id must be known at synth"},
	} {
		if free, problem := atsynth.FreeID(stack, test.id); free != test.free || problem != test.problem {
			t.Errorf("%q: %q, %q", test.id, free, problem)
		}
	}
	app := synthtest.App()
	constructs.NewConstruct(app, jsii.String("Api"))
	if _, problem := atsynth.FreeID(app, "Api"); problem != `the construct id "Api" is taken: the app already has a child of this name` {
		t.Error(problem)
	}
}

func TestDetailsThatProblemsShareArePrintedOnce(t *testing.T) {
	broken := "package functions/todos does not compile:\n    todos.go:3:14: expected ')'"
	report := atsynth.Validation(func() []plan.Problem {
		return []plan.Problem{
			{Pos: plan.Pos{File: "main.go", Line: 1}, Text: `handler "functions/todos.List": ` + broken},
			{Pos: plan.Pos{File: "main.go", Line: 2}, Text: `handler "functions/todos.Get": ` + broken},
			{Pos: plan.Pos{File: "main.go", Line: 3}, Text: "another: one"},
			{Pos: plan.Pos{File: "main.go", Line: 4}, Text: "another: one"},
		}
	}).Validate()
	var got []string
	for _, text := range *report {
		got = append(got, *text)
	}
	want := []string{
		`main.go:1: handler "functions/todos.List": ` + broken,
		`main.go:2: handler "functions/todos.Get": package functions/todos does not compile, as above`,
		"main.go:3: another: one",
		"main.go:4: another: one",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
