// Many functions, alarms and widgets, within what CloudWatch takes and people read.

package monitor_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/monitor"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// Forty lines could not be told apart.
func TestManyFunctionsAreSortedByCloudWatch(t *testing.T) {
	stack := synthtest.Stack()
	var all []awslambda.IFunction
	for _, id := range strings.Split("ABCDEFGHIJK", "") {
		all = append(all, fn(stack, id, 3))
	}
	monitor.New(stack, "Monitor", &monitor.Props{Functions: all})
	template := synthtest.Synth(t, stack)
	shown := check(t, template)
	for _, id := range template.Of("AWS::Lambda::Function") {
		if shown[id] != 5 {
			t.Errorf("%s is in %d graphs", id, shown[id])
		}
	}
	for title, want := range map[string]string{"Errors": `SORT(METRICS("f"), SUM, DESC, 10)`, "Duration, p99": `SORT(METRICS("f"), MAX, DESC, 10)`} {
		graph := bodyOf(t, template).named(title)[0]
		visible := 0
		for _, m := range graph.Properties.Metrics {
			options := m[len(m)-1].(map[string]any)
			if options["visible"] != false {
				visible++
			}
			if e, ok := options["expression"]; ok && e != want {
				t.Errorf("%s: %v", title, e)
			}
		}
		if visible != 1 {
			t.Errorf("%s: %d are visible, want the expression", title, visible)
		}
	}
}

// An alarm widget takes 100 alarms.
func TestManyAlarmsAreSpreadOverWidgets(t *testing.T) {
	stack := synthtest.Stack()
	var all []awslambda.IFunction
	for i := range 34 {
		all = append(all, fn(stack, fmt.Sprintf("Worker%d", i), 3))
	}
	monitor.New(stack, "Monitor", &monitor.Props{Functions: all})
	var counts []int
	for _, w := range bodyOf(t, synthtest.Synth(t, stack)).named("Alarms") {
		counts = append(counts, len(w.Properties.Alarms))
	}
	if !slices.Equal(counts, []int{100, 2}) {
		t.Errorf("alarms of the widgets: %v", counts)
	}
}

func TestDashboardWithTooManyWidgetsIsReported(t *testing.T) {
	stack := synthtest.Stack()
	off := monitor.Alarm{Off: true}
	props := &monitor.Props{PerRoute: true, Alarms: monitor.Alarms{ServerErrors: off, ClientErrors: off, Latency: off}}
	for i := range 56 {
		props.APIs = append(props.APIs, awsapigatewayv2.NewHttpApi(stack, jsii.String(fmt.Sprintf("Http%d", i)), nil))
	}
	monitor.New(stack, "Monitor", props)
	report := synthtest.Report(awscdk.App_Of(stack))
	if len(report) != 1 || !strings.Contains(report[0], "the dashboard has 504 widgets; CloudWatch takes 500: make several monitors, each for some of the APIs") {
		t.Errorf("%q", report)
	}
}
