// What is wrong is reported at synth, all at once, with its place.

package monitor_test

import (
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/monitor"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

func TestReport(t *testing.T) {
	const apiList = "it is not an API that can be watched; these can: those of httpapi, restapi and websocket, the CDK's HttpApi, RestApi and WebSocketApi, and their stages"
	type given struct {
		stack awscdk.Stack
		http  awsapigatewayv2.HttpApi
		topic awssns.Topic
		fn    awslambda.Function
	}
	watch := func(g given) *monitor.Props { return &monitor.Props{APIs: []monitor.API{g.http}} }
	alarms := func(a monitor.Alarms) func(given) *monitor.Props {
		return func(g given) *monitor.Props {
			p := watch(g)
			p.Functions, p.Alarms = []awslambda.IFunction{g.fn}, a
			return p
		}
	}
	for name, tt := range map[string]struct {
		props func(given) *monitor.Props
		want  []string
	}{
		"nothing":        {func(given) *monitor.Props { return nil }, []string{"the monitor has neither APIs nor Functions: name what it watches"}},
		"empty":          {func(given) *monitor.Props { return &monitor.Props{APIs: []monitor.API{}} }, []string{"the monitor has neither APIs nor Functions: name what it watches"}},
		"fine":           {watch, nil},
		"functions only": {func(g given) *monitor.Props { return &monitor.Props{Functions: []awslambda.IFunction{g.fn}} }, nil},
		"nil API":        {func(g given) *monitor.Props { return &monitor.Props{APIs: []monitor.API{g.http, nil}} }, []string{"APIs[1] is nil"}},
		"nil API of a type": {func(g given) *monitor.Props {
			return &monitor.Props{APIs: []monitor.API{(*api)(nil)}}
		}, []string{"APIs[0] is nil"}},
		"API twice": {func(g given) *monitor.Props { return &monitor.Props{APIs: []monitor.API{g.http, g.http}} },
			[]string{"APIs[1], Test/Http, is watched already: name each API or stage once"}},
		"API and its stage": {func(g given) *monitor.Props {
			return &monitor.Props{APIs: []monitor.API{g.http, g.http.DefaultStage()}}
		}, []string{"APIs[1], Test/Http/DefaultStage, is watched already: name each API or stage once"}},
		"stage and its API": {func(g given) *monitor.Props {
			return &monitor.Props{APIs: []monitor.API{g.http.DefaultStage(), g.http}}
		}, []string{"APIs[1], Test/Http, is watched already: name each API or stage once"}},
		"no API": {func(g given) *monitor.Props { return &monitor.Props{APIs: []monitor.API{g.topic, g.fn}} },
			[]string{"APIs[0], Test/Topic: " + apiList, "APIs[1], Test/Fn: " + apiList}},
		"nil function": {func(g given) *monitor.Props { return &monitor.Props{Functions: []awslambda.IFunction{nil, g.fn}} }, []string{"Functions[0] is nil"}},
		"function twice": {func(g given) *monitor.Props { return &monitor.Props{Functions: []awslambda.IFunction{g.fn, g.fn}} },
			[]string{"Functions[1], Test/Fn, is there twice: name each function once"}},
		"function twice, found again": {func(g given) *monitor.Props {
			return &monitor.Props{Functions: []awslambda.IFunction{g.fn, g.stack.Node().FindChild(jsii.String("Fn")).(awslambda.IFunction)}}
		}, []string{"Functions[1], Test/Fn, is there twice: name each function once"}},
		"rates": {alarms(monitor.Alarms{ServerErrors: monitor.Alarm{Above: -1}, ClientErrors: monitor.Alarm{Above: 100}, Errors: monitor.Alarm{Above: 101}, Throttles: monitor.Alarm{Above: math.NaN()}, Duration: monitor.Alarm{Above: math.Inf(1)}}), []string{
			"Alarms.ServerErrors: Above is -1; it is a percentage above 0 and below 100",
			"Alarms.ClientErrors: Above is 100; it is a percentage above 0 and below 100",
			"Alarms.Errors: Above is 101; it is a percentage above 0 and below 100",
			"Alarms.Throttles: Above is NaN; it is a percentage above 0 and below 100",
			"Alarms.Duration: Above is +Inf; it is a percentage above 0 and below 100",
		}},
		"latency": {alarms(monitor.Alarms{Latency: monitor.Alarm{Above: -200}}), []string{"Alarms.Latency: Above is -200; it is a number of milliseconds above 0 and below 900000"}},
		"endless": {alarms(monitor.Alarms{Latency: monitor.Alarm{Above: math.Inf(1)}}), []string{"Alarms.Latency: Above is +Inf; it is a number of milliseconds above 0 and below 900000"}},
		"periods": {alarms(monitor.Alarms{
			ServerErrors: monitor.Alarm{Period: 30 * time.Second}, ClientErrors: monitor.Alarm{Period: 90 * time.Second},
			Latency: monitor.Alarm{Period: -time.Minute}, Errors: monitor.Alarm{Period: 25 * time.Hour},
		}), []string{
			"Alarms.ServerErrors: Period is 30s; CloudWatch takes whole minutes, from 1m0s to 24h0m0s",
			"Alarms.ClientErrors: Period is 1m30s; CloudWatch takes whole minutes, from 1m0s to 24h0m0s",
			"Alarms.Latency: Period is -1m0s; CloudWatch takes whole minutes, from 1m0s to 24h0m0s",
			"Alarms.Errors: Period is 25h0m0s; CloudWatch takes whole minutes, from 1m0s to 24h0m0s",
		}},
		"datapoints": {alarms(monitor.Alarms{
			ServerErrors: monitor.Alarm{Periods: 3, Datapoints: 4}, ClientErrors: monitor.Alarm{Periods: -1},
			Latency: monitor.Alarm{Datapoints: -2}, Errors: monitor.Alarm{MinRequests: -20},
		}), []string{
			"Alarms.ServerErrors: Datapoints is 4 of 3 Periods; it is 1 to 3",
			"Alarms.ClientErrors: Periods is -1; it is 1 or more",
			"Alarms.Latency: Datapoints is -2 of 3 Periods; it is 1 to 3",
			"Alarms.Errors: MinRequests is -20; it is 1 or more",
		}},
		"too long": {alarms(monitor.Alarms{
			ServerErrors: monitor.Alarm{Periods: 289}, ClientErrors: monitor.Alarm{Periods: 288},
			Latency: monitor.Alarm{Period: time.Hour, Periods: 169}, Errors: monitor.Alarm{Period: time.Hour, Periods: 168},
		}), []string{
			"Alarms.ServerErrors: 289 Periods of 5m0s are more than 24h0m0s, the longest that CloudWatch looks back for periods of this length",
			"Alarms.Latency: 169 Periods of 1h0m0s are more than 168h0m0s, the longest that CloudWatch looks back for periods of this length",
		}},
		"silence":            {alarms(monitor.Alarms{Silence: monitor.Alarm{Above: 5, MinRequests: 1}}), []string{"Alarms.Silence: Above is 5; it goes off below MinRequests: set that instead"}},
		"silence of nothing": {alarms(monitor.Alarms{Silence: monitor.Alarm{Periods: 5}}), []string{"Alarms.Silence: MinRequests is 0; it is 1 or more"}},
		"off with settings":  {alarms(monitor.Alarms{Latency: monitor.Alarm{Off: true, Above: 5}}), []string{"Alarms.Latency: is Off and has settings: remove either"}},
		"alarms of functions where there are none": {func(g given) *monitor.Props {
			p := watch(g)
			p.Alarms = monitor.Alarms{Throttles: monitor.Alarm{Above: 5}, Duration: monitor.Alarm{Off: true}}
			return p
		}, []string{"Alarms.Throttles is for functions, and none of the APIs leads to one: remove it, or name Functions"}},
		"alarms of stages where there are none": {func(g given) *monitor.Props {
			return &monitor.Props{Functions: []awslambda.IFunction{g.fn}, PerRoute: true, Alarms: monitor.Alarms{Latency: monitor.Alarm{Above: 5}}}
		}, []string{
			"Alarms.Latency is for stages, and the monitor has no APIs: remove it, or name an API",
			"PerRoute is for APIs, and the monitor has none: remove it, or name an API",
		}},
		"name of the dashboard": {func(g given) *monitor.Props {
			p := watch(g)
			p.Name = "my dashboard"
			return p
		}, []string{`Name is "my dashboard"; the name of a dashboard has 1 to 255 letters, digits, "-" and "_"`}},
		"name that is a token": {func(g given) *monitor.Props {
			p := watch(g)
			p.Name = *awscdk.Aws_STACK_NAME()
			return p
		}, nil},
		"no dashboard, and one": {func(g given) *monitor.Props {
			p := watch(g)
			p.NoDashboard, p.Name, p.Override = true, "todo", func(*awscloudwatch.DashboardProps) {}
			p.Dashboard = awscloudwatch.NewDashboard(g.stack, jsii.String("Own"), nil)
			return p
		}, []string{"has NoDashboard and a Name of one: remove either", "has NoDashboard and an Override of one: remove either", "has NoDashboard and a Dashboard: remove either"}},
		"two dashboards": {func(g given) *monitor.Props {
			p := watch(g)
			p.Name, p.Dashboard = "todo", awscloudwatch.NewDashboard(g.stack, jsii.String("Own"), nil)
			return p
		}, []string{"has a Dashboard of yours and a Name of a new one: remove either"}},
		"actions": {func(g given) *monitor.Props {
			p := watch(g)
			p.Topic = g.topic
			for range 4 {
				p.Actions = append(p.Actions, awscloudwatchactions.NewSnsAction(g.topic))
			}
			p.Actions = append(p.Actions, nil)
			return p
		}, []string{"alarms have 6 actions with that of the Topic; CloudWatch takes 5", "Actions[4] is nil"}},
		"another region": {func(g given) *monitor.Props {
			app := awscdk.App_Of(g.stack)
			far := awscdk.NewStack(app, jsii.String("Far"), &awscdk.StackProps{Env: &awscdk.Environment{Region: jsii.String("eu-west-1"), Account: jsii.String("222222222222")}})
			return &monitor.Props{
				APIs:      []monitor.API{awsapigatewayv2.NewHttpApi(far, jsii.String("Http"), nil)},
				Functions: []awslambda.IFunction{fn(far, "Worker", 3)},
				Topic:     awssns.NewTopic(far, jsii.String("Topic"), nil),
			}
		}, []string{
			"the Topic is in the region eu-west-1, and the monitor in us-east-1: alarms watch their own region, so make a monitor in a stack there",
			"the Topic is in the account 222222222222, and the monitor in 111111111111: alarms watch their own account, so make a monitor in a stack there",
			"APIs[0], Far/Http, is in the region eu-west-1,", "APIs[0], Far/Http, is in the account",
			"Functions[0], Far/Worker, is in the region", "Functions[0], Far/Worker, is in the account",
		}},
		"one name for several alarms": {func(g given) *monitor.Props {
			p := watch(g)
			named := func(p *awscloudwatch.AlarmProps) { p.AlarmName = jsii.String("todo") }
			p.Functions = []awslambda.IFunction{g.fn}
			p.Alarms = monitor.Alarms{Latency: monitor.Alarm{Override: named}, Errors: monitor.Alarm{Override: named}}
			return p
		}, []string{`Alarms.Errors: the Override names several alarms "todo": it is called for each alarm, so leave the AlarmName out`}},
		"very many functions": {func(g given) *monitor.Props {
			off := monitor.Alarm{Off: true}
			p := &monitor.Props{Alarms: monitor.Alarms{Errors: off, Throttles: off, Duration: off}}
			for i := range 501 {
				p.Functions = append(p.Functions, awslambda.Function_FromFunctionName(g.stack, jsii.String(fmt.Sprint("F", i)), jsii.String(fmt.Sprint("f", i))))
			}
			return p
		}, []string{"there are 501 functions, and a graph of the dashboard takes 500: make several monitors"}},
		"imported from another region": {func(g given) *monitor.Props {
			return &monitor.Props{
				Functions: []awslambda.IFunction{awslambda.Function_FromFunctionArn(g.stack, jsii.String("Worker"), jsii.String("arn:aws:lambda:eu-west-1:111111111111:function:worker"))},
				Topic:     awssns.Topic_FromTopicArn(g.stack, jsii.String("Far"), jsii.String("arn:aws:sns:eu-west-1:111111111111:alarms")),
			}
		}, []string{
			"the Topic is in the region eu-west-1, and the monitor in us-east-1: alarms watch their own region, so make a monitor in a stack there",
			"Functions[0], Test/Worker, is in the region eu-west-1, and the monitor in us-east-1",
		}},
		"a topic of another account": {func(g given) *monitor.Props {
			p := watch(g)
			p.Topic = awssns.Topic_FromTopicArn(g.stack, jsii.String("Far"), jsii.String("arn:aws:sns:us-east-1:222222222222:alarms"))
			return p
		}, nil},
		"a dashboard in another region": {func(g given) *monitor.Props {
			far := awscdk.NewStack(awscdk.App_Of(g.stack), jsii.String("Far"), &awscdk.StackProps{Env: &awscdk.Environment{Region: jsii.String("eu-west-1"), Account: jsii.String("111111111111")}})
			p := watch(g)
			p.Dashboard = awscloudwatch.NewDashboard(far, jsii.String("Own"), nil)
			return p
		}, []string{"the Dashboard is in the region eu-west-1, and the monitor in us-east-1"}},
		"a stack without Env": {func(g given) *monitor.Props {
			any := awscdk.NewStack(awscdk.App_Of(g.stack), jsii.String("Any"), nil)
			return &monitor.Props{APIs: []monitor.API{awsapigatewayv2.NewHttpApi(any, jsii.String("Http"), nil)}, Topic: awssns.NewTopic(any, jsii.String("Topic"), nil)}
		}, []string{
			"the Topic is of a stack in aws://unknown-account/unknown-region, and the monitor of one in aws://111111111111/us-east-1: CloudFormation can't tell that they are the same, so give both stacks the same Env",
			"APIs[0], Any/Http, is of a stack in aws://unknown-account/unknown-region,",
		}},
		"another Stage of the CDK": {func(g given) *monitor.Props {
			stage := awscdk.NewStage(awscdk.App_Of(g.stack), jsii.String("Prod"), nil)
			return &monitor.Props{APIs: []monitor.API{awsapigatewayv2.NewHttpApi(awscdk.NewStack(stage, jsii.String("Todo"), nil), jsii.String("Http"), nil)}}
		}, []string{"APIs[0], Prod/Todo/Http, is in the Stage Prod, and the monitor in no Stage: nothing can refer to what is in another Stage of the CDK, so make a monitor there"}},
		"all at once": {func(g given) *monitor.Props {
			return &monitor.Props{
				APIs: []monitor.API{nil, g.topic}, Functions: []awslambda.IFunction{nil}, Name: "a b",
				Alarms: monitor.Alarms{Latency: monitor.Alarm{Above: -1, Period: time.Second, MinRequests: -1, Datapoints: 9, Periods: 8}},
			}
		}, []string{
			"Alarms.Latency: Above is -1", "Alarms.Latency: MinRequests is -1", "Alarms.Latency: Period is 1s", "Alarms.Latency: Datapoints is 9 of 8",
			`Name is "a b"`, "APIs[0] is nil", "APIs[1], Test/Topic: it is not an API", "Functions[0] is nil",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			stack := awscdk.NewStack(app, jsii.String("Test"), &awscdk.StackProps{Env: &awscdk.Environment{Region: jsii.String("us-east-1"), Account: jsii.String("111111111111")}})
			g := given{stack, awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil), awssns.NewTopic(stack, jsii.String("Topic"), nil), fn(stack, "Fn", 3)}
			props := tt.props(g)
			_, file, line, _ := runtime.Caller(0)
			monitor.New(stack, "Monitor", props)
			got := synthtest.Report(app)
			if len(got) != len(tt.want) {
				t.Errorf("%d problems, want %d", len(got), len(tt.want))
			}
			for i := range min(len(got), len(tt.want)) {
				if place := fmt.Sprintf("Test/Monitor] %s:%d: ", filepath.Base(file), line+1); !strings.HasPrefix(got[i], place+tt.want[i]) {
					t.Errorf("%s\nwant %s%s", got[i], place, tt.want[i])
				}
			}
			if t.Failed() {
				t.Log(strings.Join(got, "\n"))
			}
		})
	}
}

// api is an API of which only a nil is made.
type api struct{ awsapigatewayv2.HttpApi }

func TestTakenIDIsReported(t *testing.T) {
	stack := synthtest.Stack()
	http := awsapigatewayv2.NewHttpApi(stack, jsii.String("Monitor"), nil)
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{http}})
	report := synthtest.Report(awscdk.App_Of(stack))
	if len(report) != 1 || !strings.Contains(report[0], `monitor.New: the construct id "Monitor" is taken`) {
		t.Errorf("%q", report)
	}
}

// What is copied can't be changed afterwards.
func TestPropsAreCopied(t *testing.T) {
	stack := synthtest.Stack()
	props := &monitor.Props{APIs: []monitor.API{awsapigatewayv2.NewHttpApi(stack, jsii.String("Http"), nil)}, Functions: []awslambda.IFunction{fn(stack, "Fn", 3)}}
	props.Actions = []awscloudwatch.IAlarmAction{awscloudwatchactions.NewSnsAction(awssns.NewTopic(stack, jsii.String("Topic"), nil))}
	monitor.New(stack, "Monitor", props)
	props.APIs[0], props.Functions[0], props.Actions[0], props.NoDashboard = nil, nil, nil, true
	props.Alarms.Errors.Off = true
	template := synthtest.Synth(t, stack)
	if n := len(template.Of("AWS::CloudWatch::Alarm")); n != 6 {
		t.Errorf("%d alarms", n)
	}
	check(t, template)
}
