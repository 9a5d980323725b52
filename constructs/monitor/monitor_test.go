// What is watched, and when alarms go off.

package monitor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/monitor"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// fn makes a function with inline code.
func fn(scope constructs.Construct, id string, timeout float64) awslambda.Function {
	return awslambda.NewFunction(scope, jsii.String(id), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(), Handler: jsii.String("index.handler"), Code: awslambda.Code_FromInline(jsii.String("//")),
		Timeout: awscdk.Duration_Seconds(jsii.Number(timeout)),
	})
}

// rest makes a REST API of the CDK with a method.
func rest(scope constructs.Construct, id string) awsapigateway.RestApi {
	api := awsapigateway.NewRestApi(scope, jsii.String(id), nil)
	api.Root().AddMethod(jsii.String("GET"), nil, nil)
	return api
}

func TestEveryMetricIsOfAResourceOfTheStack(t *testing.T) {
	stack := synthtest.Stack()
	http, rest, ws := awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil), rest(stack, "Rest"), awsapigatewayv2.NewWebSocketApi(stack, jsii.String("Chat"), nil)
	staged := awsapigatewayv2.NewWebSocketApi(stack, jsii.String("Staged"), nil)
	stage := awsapigatewayv2.NewWebSocketStage(stack, jsii.String("Stage"), &awsapigatewayv2.WebSocketStageProps{WebSocketApi: staged, StageName: jsii.String("live")})
	other := awsapigatewayv2.NewHttpApi(stack, jsii.String("Other"), nil)
	monitor.New(stack, "Monitor", &monitor.Props{
		APIs:      []monitor.API{http, rest.DeploymentStage(), ws, stage, other.DefaultStage()},
		Functions: []awslambda.IFunction{fn(stack, "One", 3), fn(stack, "Two", 3)},
		PerRoute:  true,
	})
	template := synthtest.Synth(t, stack)
	shown := check(t, template)
	for _, resource := range []string{"AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi", "AWS::Lambda::Function", "AWS::CloudWatch::Alarm"} {
		ids := template.Of(resource)
		if len(ids) == 0 {
			t.Errorf("no %s", resource)
		}
		for _, id := range ids {
			if shown[id] == 0 {
				t.Errorf("nothing shows %s", id)
			}
		}
	}
	if cached := bodyOf(t, template).named("Cache"); len(cached) > 0 {
		t.Error("a graph of a cache that there is not")
	}
	for id, a := range alarmsOf(t, template) {
		if len(a.metrics) == 0 || len(a.metrics) > 10 {
			t.Errorf("%s: %d metrics; CloudWatch takes 10", id, len(a.metrics))
		}
		for _, s := range a.metrics {
			if _, err := s.owner(template); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
	}
}

// One failed request at night wakes nobody, and neither does silence.
func TestAlarmsWatchRatesOfEnoughTraffic(t *testing.T) {
	stack := synthtest.Stack()
	monitor.New(stack, "Monitor", &monitor.Props{
		APIs: []monitor.API{
			awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil), rest(stack, "Rest"), awsapigatewayv2.NewWebSocketApi(stack, jsii.String("Chat"), nil),
		},
		Functions: []awslambda.IFunction{fn(stack, "Worker", 10)},
	})
	alarms := alarmsOf(t, synthtest.Synth(t, stack))
	type values = map[string]float64
	for _, tt := range []struct {
		alarm string
		in    values
		want  bool
	}{
		{"MonitorHttpServerErrors", values{}, false},
		{"MonitorHttpServerErrors", values{"Count": 1, "5xx": 1}, false},
		{"MonitorHttpServerErrors", values{"Count": 19, "5xx": 19}, false},
		{"MonitorHttpServerErrors", values{"Count": 20}, false},
		{"MonitorHttpServerErrors", values{"Count": 20, "5xx": 1}, false},
		{"MonitorHttpServerErrors", values{"Count": 20, "5xx": 2}, true},
		{"MonitorHttpServerErrors", values{"Count": 1000, "5xx": 50, "4xx": 900}, false},
		{"MonitorHttpServerErrors", values{"Count": 1000, "5xx": 51}, true},
		{"MonitorHttpClientErrors", values{"Count": 100, "4xx": 25, "5xx": 75}, false},
		{"MonitorHttpClientErrors", values{"Count": 100, "4xx": 26}, true},
		{"MonitorHttpLatency", values{"Latency": 9000, "Count": 19}, false},
		{"MonitorHttpLatency", values{"Latency": 5000, "Count": 20}, false},
		{"MonitorHttpLatency", values{"Latency": 5001, "Count": 20}, true},
		{"MonitorRestServerErrors", values{"Count": 100, "5XXError": 6}, true},
		{"MonitorRestClientErrors", values{"Count": 100, "4XXError": 26}, true},
		{"MonitorRestLatency", values{"Count": 100, "Latency": 5001}, true},
		{"MonitorChatServerErrors", values{"ConnectCount": 10, "MessageCount": 9, "IntegrationError": 19}, false},
		{"MonitorChatServerErrors", values{"ConnectCount": 10, "MessageCount": 10, "IntegrationError": 1}, false},
		{"MonitorChatServerErrors", values{"ConnectCount": 10, "MessageCount": 10, "IntegrationError": 1, "ExecutionError": 1}, true},
		{"MonitorChatServerErrors", values{"MessageCount": 100, "ExecutionError": 6}, true},
		{"MonitorChatClientErrors", values{"MessageCount": 100, "ClientError": 26}, true},
		{"MonitorChatLatency", values{"MessageCount": 100, "IntegrationLatency": 5001}, true},
		{"MonitorWorkerErrors", values{"Invocations": 19, "Errors": 19}, false},
		{"MonitorWorkerErrors", values{"Invocations": 20, "Errors": 1}, false},
		{"MonitorWorkerErrors", values{"Invocations": 20, "Errors": 2}, true},
		{"MonitorWorkerThrottles", values{"Invocations": 198, "Throttles": 2}, false},
		{"MonitorWorkerThrottles", values{"Invocations": 197, "Throttles": 3}, true},
		{"MonitorWorkerThrottles", values{"Throttles": 19}, false},
		{"MonitorWorkerThrottles", values{"Throttles": 20}, true},
		{"MonitorWorkerDuration", values{"Invocations": 20, "Duration": 9000}, false},
		{"MonitorWorkerDuration", values{"Invocations": 20, "Duration": 9001}, true},
		{"MonitorWorkerDuration", values{"Invocations": 19, "Duration": 9001}, false},
	} {
		a, ok := alarms[tt.alarm]
		if !ok {
			t.Fatalf("no alarm %s", tt.alarm)
		}
		if got := a.breaches(t, tt.in); got != tt.want {
			t.Errorf("%s with %v: %t (%s)", tt.alarm, tt.in, got, a.expression)
		}
	}
	for id, a := range alarms {
		if a.period != 300 {
			t.Errorf("%s: a period of %v s", id, a.period)
		}
		for name, stat := range a.statistics {
			if want := map[bool]string{true: "p99", false: "Sum"}[name == "latency" || name == "duration"]; stat != want {
				t.Errorf("%s: %s of %s", id, stat, name)
			}
		}
	}
	if got, want := alarms["MonitorHttpServerErrors"].description, "Test/Http: more than 5% of requests fail in the API or behind it (5xx), in 2 of 3 periods of 5 min with 20 or more"; got != want {
		t.Errorf("description %q", got)
	}
}

func TestAlarmsAreSetAndTurnedOff(t *testing.T) {
	stack := synthtest.Stack()
	http := awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil)
	var overridden []string
	m := monitor.New(stack, "Monitor", &monitor.Props{
		APIs: []monitor.API{http}, Functions: []awslambda.IFunction{fn(stack, "Worker", 10)}, NoDashboard: true,
		Alarms: monitor.Alarms{
			ServerErrors: monitor.Alarm{Above: 0.5, MinRequests: 1000, Period: time.Minute, Periods: 10, Datapoints: 7},
			ClientErrors: monitor.Alarm{Off: true},
			Latency:      monitor.Alarm{Above: 250, Period: time.Hour, Periods: 1},
			Errors:       monitor.Alarm{Datapoints: 5},
			Throttles:    monitor.Alarm{Off: true},
			Duration: monitor.Alarm{Above: 50, Override: func(p *awscloudwatch.AlarmProps) {
				overridden = append(overridden, *p.AlarmDescription)
				p.AlarmName = jsii.String("slow-worker")
			}},
		},
	})
	if got := len(m.Alarms()); got != 2 {
		t.Errorf("%d alarms before synth, want those of the stage", got)
	}
	template := synthtest.Synth(t, stack)
	want := map[string][4]float64{ // threshold, period, periods, datapoints
		"MonitorHttpServerErrors": {0.5, 60, 10, 7},
		"MonitorHttpLatency":      {250, 3600, 1, 1},
		"MonitorWorkerErrors":     {5, 300, 5, 5},
		"MonitorWorkerDuration":   {5000, 300, 3, 3},
	}
	alarms := alarmsOf(t, template)
	if len(alarms) != len(want) || len(m.Alarms()) != len(want) {
		t.Errorf("%d alarms, %d handed out", len(alarms), len(m.Alarms()))
	}
	for name, w := range want {
		a := alarms[name]
		p := template.Resources[a.id].Properties
		if got := [4]float64{a.threshold, a.period, p["EvaluationPeriods"].(float64), p["DatapointsToAlarm"].(float64)}; got != w {
			t.Errorf("%s: %v, want %v", name, got, w)
		}
		if _, told := p["AlarmActions"]; told {
			t.Errorf("%s tells somebody", name)
		}
	}
	if !alarms["MonitorHttpServerErrors"].breaches(t, map[string]float64{"Count": 1000, "5xx": 6}) || alarms["MonitorHttpServerErrors"].breaches(t, map[string]float64{"Count": 999, "5xx": 999}) {
		t.Error("the minimum of requests is not what was set")
	}
	if len(overridden) != 1 || template.Resources[alarms["MonitorWorkerDuration"].id].Properties["AlarmName"] != "slow-worker" {
		t.Errorf("override was called for %q", overridden)
	}
	if len(template.Of("AWS::CloudWatch::Dashboard")) > 0 || m.Dashboard() != nil {
		t.Error("a dashboard with NoDashboard")
	}
}

// Only who knows the usual traffic can say that there is too little.
func TestSilence(t *testing.T) {
	stack := synthtest.Stack()
	monitor.New(stack, "Monitor", &monitor.Props{
		APIs:   []monitor.API{awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil), awsapigatewayv2.NewWebSocketApi(stack, jsii.String("Chat"), nil)},
		Alarms: monitor.Alarms{Silence: monitor.Alarm{MinRequests: 10, Period: time.Hour}},
	})
	template := synthtest.Synth(t, stack)
	check(t, template)
	alarms := alarmsOf(t, template)
	type values = map[string]float64
	for _, tt := range []struct {
		alarm string
		in    values
		want  bool
	}{
		{"MonitorHttpSilence", values{}, true}, {"MonitorHttpSilence", values{"Count": 9}, true}, {"MonitorHttpSilence", values{"Count": 10}, false},
		{"MonitorChatSilence", values{}, true}, {"MonitorChatSilence", values{"MessageCount": 9}, true}, {"MonitorChatSilence", values{"ConnectCount": 1, "MessageCount": 9}, false},
	} {
		if got := alarms[tt.alarm].breaches(t, tt.in); got != tt.want {
			t.Errorf("%s with %v: %t", tt.alarm, tt.in, got)
		}
	}
	if got, want := alarms["MonitorHttpSilence"].description, "Test/Http: fewer than 10 requests, in 3 of 3 periods of 60 min"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTopicAndActionsHearOfBothStates(t *testing.T) {
	stack := synthtest.Stack()
	topic, other := awssns.NewTopic(stack, jsii.String("Topic"), nil), awssns.NewTopic(stack, jsii.String("Other"), nil)
	monitor.New(stack, "Monitor", &monitor.Props{
		APIs: []monitor.API{awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil)}, Topic: topic,
		Actions: []awscloudwatch.IAlarmAction{awscloudwatchactions.NewSnsAction(other)},
	})
	template := synthtest.Synth(t, stack)
	for _, id := range template.Some(t, "AWS::CloudWatch::Alarm") {
		for _, state := range []string{"AlarmActions", "OKActions"} {
			var got []string
			actions, _ := template.Resources[id].Properties[state].([]any)
			for _, a := range actions {
				got = append(got, strings.Trim(textOf(t, a), "<>"))
			}
			if !slices.Equal(got, []string{"TopicBFC7AF6E", "Other34654A52"}) {
				t.Errorf("%s: %s %v", id, state, got)
			}
		}
	}
}

func TestFunctionsOfWhichNothingIsKnown(t *testing.T) {
	stack := synthtest.Stack()
	worker := fn(stack, "Worker", 30)
	alias := awslambda.NewAlias(stack, jsii.String("Live"), &awslambda.AliasProps{AliasName: jsii.String("live"), Version: worker.CurrentVersion()})
	imported := awslambda.Function_FromFunctionName(stack, jsii.String("Imported"), jsii.String("theirs"))
	monitor.New(stack, "Monitor", &monitor.Props{Functions: []awslambda.IFunction{alias, imported}})
	template := synthtest.Synth(t, stack)
	alarms := alarmsOf(t, template)
	if a := alarms["MonitorLiveDuration"]; a.threshold != 27000 || a.metrics["duration"].dims["Resource"] == "" {
		t.Errorf("of an alias: %v", a)
	}
	if _, there := alarms["MonitorImportedDuration"]; there || !strings.Contains(alarms["MonitorImportedErrors"].metrics["errors"].dims["FunctionName"], ":function:theirs'") {
		t.Errorf("of an imported function: %v", alarms["MonitorImportedErrors"])
	}
	for _, title := range []string{"Errors", "Duration, p99", "Throttles", "Invocations", "Concurrent executions"} {
		if got := bodyOf(t, template).named(title); len(got) != 1 || len(got[0].Properties.Metrics) != 2 {
			t.Errorf("%s: %v", title, got)
		}
	}
}

func TestDashboards(t *testing.T) {
	stack := synthtest.Stack()
	http := awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil)
	own := awscloudwatch.NewDashboard(stack, jsii.String("Own"), nil)
	own.AddWidgets(awscloudwatch.NewTextWidget(&awscloudwatch.TextWidgetProps{Markdown: jsii.String("mine")}))
	m := monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{http}, Dashboard: own})
	if m.Dashboard() != own {
		t.Error("another dashboard than was given")
	}
	template := synthtest.Synth(t, stack)
	check(t, template)
	if titles := bodyOf(t, template).titles(); titles[0] != "mine" || !slices.Contains(titles, "Traffic") {
		t.Errorf("%q", titles)
	}

	stack = synthtest.Stack()
	http = awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil)
	m = monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{http}, Name: "todo", Override: func(p *awscloudwatch.DashboardProps) {
		p.DefaultInterval = awscdk.Duration_Days(jsii.Number(7))
	}})
	m.Dashboard().AddWidgets(awscloudwatch.NewTextWidget(&awscloudwatch.TextWidgetProps{Markdown: jsii.String("first")}))
	template = synthtest.Synth(t, stack)
	dashboard := template.Only(t, "AWS::CloudWatch::Dashboard").Properties
	if dashboard["DashboardName"] != "todo" || !strings.Contains(textOf(t, dashboard["DashboardBody"]), `"start":"-P7D"`) {
		t.Errorf("%v", dashboard)
	}
	if titles := bodyOf(t, template).titles(); titles[0] != "first" {
		t.Errorf("%q", titles)
	}
}

// A line on a graph is where its alarm goes off.
func TestGraphsShowThresholds(t *testing.T) {
	stack := synthtest.Stack()
	http := awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil)
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{http}, Alarms: monitor.Alarms{
		ServerErrors: monitor.Alarm{Above: 2.5}, ClientErrors: monitor.Alarm{Off: true},
	}})
	b := bodyOf(t, synthtest.Synth(t, stack))
	for title, want := range map[string]float64{"Errors, % of requests": 2.5, "Latency": 5000} {
		lines := b.named(title)[0].Properties.Annotations.Horizontal
		if len(lines) != 1 || lines[0].Value != want {
			t.Errorf("%s: %v", title, lines)
		}
	}
}

// An API may be in another stack, and have been made without us.
func TestAPIsOfOtherStacks(t *testing.T) {
	app := synthtest.App()
	first, second := awscdk.NewStack(app, jsii.String("First"), nil), awscdk.NewStack(app, jsii.String("Second"), nil)
	http := awsapigatewayv2.NewHttpApi(first, jsii.String("Http"), nil)
	imported := awsapigateway.RestApi_FromRestApiAttributes(second, jsii.String("Imported"), &awsapigateway.RestApiAttributes{
		RestApiId: jsii.String("abc123"), RootResourceId: jsii.String("root"), RestApiName: jsii.String("theirs"),
	})
	monitor.New(second, "Monitor", &monitor.Props{APIs: []monitor.API{http, imported}, Functions: []awslambda.IFunction{fn(first, "Worker", 3)}})
	if report := synthtest.Report(app); len(report) > 0 {
		t.Fatal(report)
	}
	template := synthtest.Synth(t, second)
	p := template.Resources[alarmID(t, template, "MonitorFirstHttpServerErrors")].Properties
	if metrics := jsonOf(t, p["Metrics"]); !strings.Contains(metrics, `"Fn::ImportValue":"First:ExportsOutputRefHttp`) {
		t.Errorf("%s", metrics)
	}
	if alarmID(t, template, "MonitorImportedLatency") == "" || alarmID(t, template, "MonitorFirstWorkerErrors") == "" {
		t.Errorf("alarms %v", template.Of("AWS::CloudWatch::Alarm"))
	}
}
