// The project's own APIs: their stages, routes and functions.

package monitor_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/monitor"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// shop makes an API of each kind, with functions of their own, a shared one of
// the user's, and authorizers.
func shop(stack awscdk.Stack) (*httpapi.API, *restapi.API, *websocket.API) {
	shared, asked := fn(stack, "Shared", 5), fn(stack, "Asked", 2)
	http := httpapi.New(stack, "Http", &httpapi.Props{Stages: []httpapi.Stage{{}, {Name: "beta", Metrics: true}}})
	http.Route("GET /todos", "testdata/todos.List")
	http.Handle(
		httpapi.Route{Key: "POST /todos", Handler: "testdata/todos.Create", Auth: authorizers.Lambda("session", "testdata/auth.Check", nil)},
		httpapi.Route{Key: "GET /old", Integration: integrations.Lambda(shared), Auth: authorizers.LambdaFunction("own", asked, nil)},
	)
	accesslog.NewAccount(stack, "Account")
	rest := restapi.New(stack, "Rest", &restapi.Props{Name: "shop", Stages: []restapi.Stage{{Cache: &restapi.Cache{}}}})
	rest.Route("GET /todos/{id}", "testdata/todos.List")
	rest.Handle(restapi.Route{Key: "GET /old", Integration: integrations.LambdaStream(shared)})
	chat := websocket.New(stack, "Chat", nil)
	chat.Route("send", "testdata/chat.Send")
	return http, rest, chat
}

func TestAPIsWithAllTheirStagesAndFunctions(t *testing.T) {
	stack := synthtest.Stack()
	http, rest, chat := shop(stack)
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{http, rest, chat}, Topic: awssns.NewTopic(stack, jsii.String("Topic"), nil)})
	template := synthtest.Synth(t, stack)
	shown := check(t, template)
	for _, kind := range []string{"AWS::Lambda::Function", "AWS::CloudWatch::Alarm", "AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi"} {
		for _, id := range template.Of(kind) {
			if shown[id] == 0 {
				t.Errorf("nothing shows %s", id)
			}
		}
	}
	var names []string
	for name, a := range alarmsOf(t, template) {
		names = append(names, name)
		for _, s := range a.metrics {
			if _, err := s.owner(template); err != nil {
				t.Error(err)
			}
		}
	}
	slices.Sort(names)
	var want []string
	for _, stage := range []string{"Httpdefault", "Httpbeta", "Restv1", "Chatv1"} {
		want = append(want, "Monitor"+stage+"ServerErrors", "Monitor"+stage+"ClientErrors", "Monitor"+stage+"Latency")
	}
	for _, f := range []string{"HttpFunctiontestdatatodos", "HttpFunctiontestdataauthCheck", "RestFunctiontestdatatodos", "ChatFunctiontestdatachat", "Shared", "Asked"} {
		want = append(want, "Monitor"+f+"Errors", "Monitor"+f+"Throttles", "Monitor"+f+"Duration")
	}
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("alarms\n%s\nwant\n%s", strings.Join(names, "\n"), strings.Join(want, "\n"))
	}
	b := bodyOf(t, template)
	for title, want := range map[string]int{"Traffic": 3, "Connections": 1, "Messages": 1, "Latency": 3, "Integration latency": 4, "Cache": 1, "Cache hits, %": 1, "Busiest routes": 1} {
		if got := b.named(title); len(got) != want {
			t.Errorf("%d graphs %q, want %d", len(got), title, want)
		}
	}
	labels := jsonOf(t, b.named("Errors")[0].Properties.Metrics)
	for _, name := range []string{`"Test/Http testdata/todos"`, `"testdata/auth.Check"`, `"Test/Rest testdata/todos"`, `"testdata/chat"`, `"Shared"`, `"Asked"`} {
		if !strings.Contains(labels, `"label":`+name) {
			t.Errorf("no line %s in %s", name, labels)
		}
	}
}

// The CDK warns of expressions that it finds odd, once for each alarm.
func TestNothingIsWarnedOf(t *testing.T) {
	stack := synthtest.Stack()
	http, rest, chat := shop(stack)
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{http, rest, chat}, PerRoute: true, Alarms: monitor.Alarms{
		Silence: monitor.Alarm{MinRequests: 1, Period: time.Hour}, Throttles: monitor.Alarm{Period: time.Minute},
	}})
	defer func() {
		if r := recover(); r != nil {
			t.Error(r)
		}
	}()
	assertions.Annotations_FromStack(stack).HasNoWarning(jsii.String("*"), assertions.Match_AnyValue())
}

// Tags of the stack reach alarms that are made at synth.
func TestAlarmsHaveTheTagsOfTheStack(t *testing.T) {
	stack := synthtest.Stack()
	awscdk.Tags_Of(stack).Add(jsii.String("team"), jsii.String("todo"), nil)
	http, _, _ := shop(stack)
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{http}})
	template := synthtest.Synth(t, stack)
	for _, id := range template.Some(t, "AWS::CloudWatch::Alarm") {
		if template.Resources[id].Properties["Tags"] == nil {
			t.Errorf("%s has no tags", id)
		}
	}
}

func TestFunctionThatStagesChooseAnAliasOfIsWatched(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{{Variables: map[string]string{"alias": "live"}}}})
	api.Handle(httpapi.Route{Key: "GET /a", Integration: integrations.LambdaAlias(fn(stack, "Aliased", 5), "alias", "live")})
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{api}})
	template := synthtest.Synth(t, stack)
	if id := template.Of("AWS::Lambda::Function")[0]; check(t, template)[id] == 0 {
		t.Errorf("nothing shows %s", id)
	}
}

// An API inside a type of the user's is watched with its stages, as it is by
// itself.
func TestAPIInsideATypeOfTheUsers(t *testing.T) {
	stack := synthtest.Stack()
	type todos struct{ *httpapi.API }
	api := todos{httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{{Name: "live"}, {Name: "test"}}})}
	api.Handle(httpapi.Route{Key: "GET /a", Integration: integrations.Lambda(fn(stack, "Fn", 5))})
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{api}})
	if n := len(alarmsOf(t, synthtest.Synth(t, stack))); n != 2*3+3 {
		t.Errorf("%d alarms", n)
	}
}

// A function that several stages and APIs lead to is watched once, also if the
// user names it.
func TestSharedFunctionsAreWatchedOnce(t *testing.T) {
	stack := synthtest.Stack()
	shared := fn(stack, "Shared", 5)
	var apis []monitor.API
	for _, id := range []string{"A", "B"} {
		api := httpapi.New(stack, id, &httpapi.Props{Stages: []httpapi.Stage{{}, {Name: "beta"}}})
		api.Handle(httpapi.Route{Key: "GET /", Integration: integrations.Lambda(shared)})
		apis = append(apis, api)
	}
	monitor.New(stack, "Monitor", &monitor.Props{APIs: apis, Functions: []awslambda.IFunction{shared}})
	template := synthtest.Synth(t, stack)
	if graph := bodyOf(t, template).named("Errors")[0]; len(graph.Properties.Metrics) != 1 {
		t.Errorf("%v", graph.Properties.Metrics)
	}
	if alarmID(t, template, "MonitorSharedErrors") == "" {
		t.Error("no alarm")
	}
}

func TestPerRouteSwitchesDetailedMetricsOn(t *testing.T) {
	for _, on := range []bool{false, true} {
		stack := synthtest.Stack()
		http, rest, chat := shop(stack)
		monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{http, rest, chat}, PerRoute: on})
		template := synthtest.Synth(t, stack)
		check(t, template)
		detailed := 0
		for _, id := range template.Of("AWS::ApiGatewayV2::Stage") {
			settings, _ := template.Resources[id].Properties["DefaultRouteSettings"].(map[string]any)
			if settings["DetailedMetricsEnabled"] == true {
				detailed++
			}
		}
		if strings.Contains(jsonOf(t, template.Only(t, "AWS::ApiGateway::Stage").Properties["MethodSettings"]), `"MetricsEnabled":true`) {
			detailed++
		}
		titles := strings.Join(bodyOf(t, template).titles(), "\n")
		want, said := 1, 3 // the stage that has them anyway; the others
		if on {
			want, said = 4, 0
		}
		if detailed != want || strings.Count(titles, "Busiest routes") != want || strings.Count(titles, "Routes are not counted one by one") != said {
			t.Errorf("PerRoute %t: %d stages are detailed\n%s", on, detailed, titles)
		}
	}
}

func TestOneStageOfAnAPI(t *testing.T) {
	for _, kind := range []string{"Http", "Rest", "Chat"} {
		stack := synthtest.Stack()
		http, rest, chat := shop(stack)
		stage := map[string]monitor.API{"Http": http.DefaultStage(), "Rest": rest.Stages()[0], "Chat": chat.Stages()[0]}[kind]
		monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{stage}})
		template := synthtest.Synth(t, stack)
		check(t, template)
		name := map[string]string{"Http": "default", "Rest": "v1", "Chat": "v1"}[kind]
		source := map[string]string{"Http": "todos", "Rest": "todos", "Chat": "chat"}[kind]
		for _, want := range []string{"Monitor" + kind + name + "ServerErrors", "Monitor" + kind + "Functiontestdata" + source + "Errors"} {
			if alarmID(t, template, want) == "" {
				t.Errorf("no %s in %v", want, template.Of("AWS::CloudWatch::Alarm"))
			}
		}
		if n := strings.Count(strings.Join(bodyOf(t, template).titles(), "\n"), ", stage `"); n != 1 {
			t.Errorf("%s: %d stages", kind, n)
		}
	}
}

// The queries are on the logs that have the fields.
func TestQueriesAreSaved(t *testing.T) {
	for _, off := range []bool{false, true} {
		stack := synthtest.Stack()
		api := httpapi.New(stack, "Api", &httpapi.Props{Stages: []httpapi.Stage{
			{}, {Name: "beta", AccessLog: &accesslog.Config{Off: true}}, {Name: "raw", AccessLog: &accesslog.Config{Format: accesslog.CLF}},
		}})
		api.Route("GET /", "testdata/todos.List")
		monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{api}, NoQueries: off})
		template := synthtest.Synth(t, stack)
		var names []string
		for _, id := range template.Of("AWS::Logs::QueryDefinition") {
			p := template.Resources[id].Properties
			names = append(names, p["Name"].(string))
			group := strings.Trim(textOf(t, p["LogGroupNames"].([]any)[0]), "<>")
			if template.Resources[group].Type != "AWS::Logs::LogGroup" || !strings.HasPrefix(group, "ApiAccessLog") {
				t.Errorf("%s is on %s", p["Name"], group)
			}
		}
		slices.Sort(names)
		want := []string{"Test/Api/$default/slowest routes", "Test/Api/$default/top callers", "Test/Api/$default/top errors"}
		if off {
			want = nil
		}
		if !slices.Equal(names, want) {
			t.Errorf("NoQueries %t: %q", off, names)
		}
	}
}

// The dashboard grows by stages, not by routes.
func TestTwoHundredRoutesStayReadable(t *testing.T) {
	sizes := map[int]int{}
	for _, n := range []int{1, 200} {
		stack := synthtest.Stack()
		api := httpapi.New(stack, "Api", nil)
		for i := range n {
			api.Route(fmt.Sprintf("GET /r%d", i), "testdata/todos.List")
		}
		monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{api}, PerRoute: true})
		template := synthtest.Synth(t, stack)
		check(t, template)
		b := bodyOf(t, template)
		sizes[n] = len(b.Widgets)
		for _, w := range b.Widgets {
			if len(w.Properties.Metrics) > 10 {
				t.Errorf("%s has %d lines", w.Properties.Title, len(w.Properties.Metrics))
			}
		}
	}
	if sizes[1] != sizes[200] || sizes[1] < 10 {
		t.Errorf("widgets by routes: %v", sizes)
	}
}

// Logical ids derive from what is watched, not from the order, and functions
// stand in the order of their paths.
func TestOrderChangesNoLogicalID(t *testing.T) {
	in := func(turned bool) (ids []string, functions string) {
		stack := synthtest.Stack()
		http, rest, chat := shop(stack)
		apis := []monitor.API{http, rest, chat}
		if turned {
			slices.Reverse(apis)
		}
		monitor.New(stack, "Monitor", &monitor.Props{APIs: apis})
		template := synthtest.Synth(t, stack)
		return template.IDs(), jsonOf(t, bodyOf(t, template).named("Errors")[0].Properties.Metrics)
	}
	ids, functions := in(false)
	turned, turnedFunctions := in(true)
	if !slices.Equal(ids, turned) || functions != turnedFunctions {
		t.Errorf("%v\n%v\n%s\n%s", ids, turned, functions, turnedFunctions)
	}
}

// A monitor comes before its APIs in the tree, or in another stack, and finds
// their functions all the same.
func TestMonitorMadeInAStackBeforeItsAPIs(t *testing.T) {
	app := synthtest.App()
	ops, shopStack := awscdk.NewStack(app, jsii.String("Ops"), nil), awscdk.NewStack(app, jsii.String("Shop"), nil)
	http, _, _ := shop(shopStack)
	monitor.New(ops, "Monitor", &monitor.Props{APIs: []monitor.API{http}, PerRoute: true})
	if report := synthtest.Report(app); len(report) > 0 {
		t.Fatal(report)
	}
	template := synthtest.Synth(t, ops)
	for _, name := range []string{"MonitorShopHttpdefaultServerErrors", "MonitorShopHttpFunctiontestdatatodosErrors", "MonitorShopSharedErrors"} {
		if alarmID(t, template, name) == "" {
			t.Errorf("no %s in %v", name, template.Of("AWS::CloudWatch::Alarm"))
		}
	}
	routes := synthtest.Synth(t, shopStack)
	if len(routes.Of("AWS::ApiGatewayV2::Route")) != 4 {
		t.Errorf("%v", routes.Of("AWS::ApiGatewayV2::Route"))
	}
}

// What is wrong with an API is said by the API, once, and nothing else follows
// from it.
func TestMistakesOfAnAPIAreItsOwn(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET todos", "testdata/todos.List")
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{api}, Alarms: monitor.Alarms{Errors: monitor.Alarm{Above: 1}}})
	report := synthtest.Report(awscdk.App_Of(stack))
	if len(report) != 1 || !strings.HasPrefix(report[0], "Test/Api] apis_test.go:") {
		t.Errorf("%q", report)
	}
}

// CloudWatch counts a REST API by the name that the service has.
func TestNameOfARESTAPIThatAnOverrideChanged(t *testing.T) {
	stack := synthtest.Stack()
	api := restapi.New(stack, "Api", &restapi.Props{Name: "todo", Override: func(p *awsapigateway.RestApiProps) { p.RestApiName = jsii.String("Büro") }})
	api.Handle(restapi.Route{Key: "GET /", Integration: integrations.Mock(nil)})
	monitor.New(stack, "Monitor", &monitor.Props{APIs: []monitor.API{api}})
	alarms := alarmsOf(t, synthtest.Synth(t, stack))
	if got := alarms["MonitorApiv1Latency"].metrics["latency"].dims["ApiName"]; got != "Bro" {
		t.Errorf("counted by %q", got)
	}
}
