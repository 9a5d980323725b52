// What wrong input gets: every mistake with its place, all in one report, and
// nothing rendered.

package websocket_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/websocket"
)

type (
	props = websocket.Props
	route = websocket.Route
)

func TestReport(t *testing.T) {
	const send = "testdata/chat.Send"
	ok := []route{{Key: "send", Handler: send}}
	model := func(name, schema string) *websocket.Model { return &websocket.Model{Name: name, Schema: schema} }
	for name, tt := range map[string]struct {
		props  props
		routes []route
		want   []string // one for each problem, in order
	}{
		"unknown $ key":        {routes: []route{{Key: "$conect", Handler: send}}, want: []string{`"$conect": keys with "$" are $connect, $disconnect, $default; did you mean "$connect"?`}},
		"blank key":            {routes: []route{{Key: " ", Handler: send}}, want: []string{`empty: write what the route selection expression finds`}},
		"key of HTTP":          {routes: []route{{Key: "GET /todos", Handler: send}}, want: []string{`a key of an HTTP or REST API`}},
		"same key twice":       {routes: []route{{Key: "send", Handler: send}, {Key: "send", Handler: send}}, want: []string{`route "send": declared already at report_test.go:`}},
		"$default twice":       {routes: []route{{Key: "$default", Handler: send}, {Key: "$default", Handler: send}}, want: []string{`route "$default": declared already`}},
		"token in a key":       {routes: []route{{Key: "${Token[TOKEN.1]}", Handler: send}}, want: []string{`token`}},
		"no routes":            {want: []string{`no routes: API Gateway deploys no WebSocket API without one`}},
		"leads nowhere":        {routes: []route{{Key: "send"}}, want: []string{`leads nowhere`}},
		"net/http handler":     {routes: []route{{Key: "send", Handler: "testdata/chat.Page"}}, want: []string{`it takes an HTTP request, and the routes of a WebSocket API take messages`}},
		"no such handler":      {routes: []route{{Key: "send", Handler: "testdata/chat.Sned"}}, want: []string{`has no function Sned`}},
		"auth on a message":    {routes: []route{{Key: "send", Handler: send, Auth: authorizers.IAM()}}, want: []string{`route "send": has IAM, but a WebSocket API asks an authorizer only on $connect`}},
		"default, no $connect": {props: props{DefaultAuth: authorizers.IAM()}, routes: ok, want: []string{`IAM would never be asked: declare the route $connect`}},
		"JWT":                  {routes: []route{{Key: "$connect", Handler: send, Auth: authorizers.JWT("login", "https://login.example.com", "chat")}}, want: []string{`a WebSocket API can't have the JWT authorizer "login"; it can have None`}},
		"authorizer answers yes or no": {routes: []route{{Key: "$connect", Handler: send, Auth: authorizers.Lambda("token", "testdata/auth.Simple", nil)}},
			want: []string{`authorizer "token": a WebSocket API only knows answers by policy: set Response to authorizers.Policy`}},
		"mapping of HTTP": {routes: []route{{Key: "a", Integration: integrations.URL("https://example.com", &integrations.URLOptions{Request: []integrations.Change{integrations.SetHeader("a", "b")}})}},
			want: []string{`Request and Responses change HTTP requests; a WebSocket API has none`}},
		"nil of the CDK":         {routes: []route{{Key: "a", Integration: integrations.FromWebSocket("", nil)}}, want: []string{`the name is empty`, `got no integration: it is nil`}},
		"integration of HTTP":    {routes: []route{{Key: "a", Integration: integrations.FromHTTP("own", nil)}}, want: []string{`a WebSocket API can't have`}},
		"reply, $disconnect":     {routes: []route{{Key: "$disconnect", Handler: send, Reply: true}}, want: []string{`replies, but its client is gone`}},
		"reply of an empty Mock": {routes: []route{{Key: "ping", Integration: integrations.Mock(nil), Reply: true}}, want: []string{`replies, but its Mock has no Body`}},
		"Mock nobody hears":      {routes: []route{{Key: "ping", Integration: integrations.Mock(&integrations.MockOptions{Body: "pong"})}}, want: []string{`nobody gets it: set Reply`}},
		"URL with a placeholder": {routes: []route{{Key: "a", Integration: integrations.URL("https://example.com/{proxy}", nil)}}, want: []string{`the route's path has no parameter for the placeholder {proxy}`}},
		"URL waits too long":     {routes: []route{{Key: "a", Integration: integrations.URL("https://example.com", &integrations.URLOptions{Timeout: 30 * time.Second})}}, want: []string{`a WebSocket API waits 50ms to 29s`}},
		"model without a name":   {routes: []route{{Key: "a", Handler: send, Model: model("a b", "{}")}}, want: []string{`model "a b": a name has 1 to 128 letters and digits`}},
		"model, broken schema":   {routes: []route{{Key: "a", Handler: send, Model: model("A", "{")}}, want: []string{`its Schema is not a JSON object`}},
		"model on $connect":      {routes: []route{{Key: "$connect", Handler: send, Model: model("A", "{}")}}, want: []string{`has a Model, but carries no message`}},
		"two models, one name": {routes: []route{{Key: "a", Handler: send, Model: model("A", "{}")}, {Key: "b", Handler: send, Model: model("A", `{"type":"object"}`)}},
			want: []string{`route "b": model "A": another model has this name, used by "a" at report_test.go:`}},
		"throttle":                {routes: []route{{Key: "a", Handler: send, Throttle: &websocket.Throttle{Rate: 5}}}, want: []string{`Rate 5 and Burst 0`}},
		"expression, no variable": {props: props{RouteSelection: "action"}, routes: ok, want: []string{`RouteSelection "action": has no variable`}},
		"expression, whole body":  {props: props{RouteSelection: "$request.body"}, routes: ok, want: []string{`"$request.body" is not a variable`}},
		"expression, typo":        {props: props{RouteSelection: "${requst.body.action}"}, routes: ok, want: []string{`"${requst.body.action}" is not a variable`}},
		"expression, open brace":  {props: props{RouteSelection: "${request.body.action"}, routes: ok, want: []string{`is not a variable`}},
		"expression, lone brace":  {props: props{RouteSelection: "$request.body.action}"}, routes: ok, want: []string{`a brace is open or alone`}},
		"key source":              {props: props{APIKeyFrom: "$request.query.key"}, routes: ok, want: []string{`APIKeyFrom is "$request.query.key"`}},
		"stage name":              {props: props{Stages: []websocket.Stage{{Name: "$default"}}}, routes: ok, want: []string{`stage "$default": only an HTTP API has a stage of this name; one of a WebSocket API has 1 to 128 letters`}},
		"long name":               {props: props{Name: strings.Repeat("a", 129)}, routes: ok, want: []string{`Name has 129 characters; API Gateway takes 128`}},
		"stage variable":          {props: props{Stages: []websocket.Stage{{Variables: map[string]string{"a-b": "x", "c": "ä"}}}}, routes: ok, want: []string{`stage "v1": variable "a-b": a name`, `stage "v1": variable c is "ä"`}},
		"log level":               {props: props{Stages: []websocket.Stage{{ExecutionLog: "DEBUG"}}}, routes: ok, want: []string{`ExecutionLog is "DEBUG"; there are LogOff, LogErrors and LogInfo`}},
		"data without log":        {props: props{Stages: []websocket.Stage{{LogData: true}}}, routes: ok, want: []string{`LogData needs ExecutionLog: LogInfo`}},
		"access log":              {props: props{Stages: []websocket.Stage{{AccessLog: &accesslog.Config{RetentionDays: 31}}}}, routes: ok, want: []string{`RetentionDays is 31`}},
		"our own variable": {props: props{Functions: &function.Config{Environment: map[string]string{"GATEHOUSE_CONNECTIONS": "x"}}}, routes: ok,
			want: []string{`GATEHOUSE_CONNECTIONS is set by Gatehouse`}},
		"several": {props: props{Stages: []websocket.Stage{{LogData: true, Name: "a b"}}}, routes: []route{{Key: "$x", Handler: "nowhere", Reply: true, Auth: authorizers.IAM()}},
			want: []string{`stage "a b": a name`, `LogData`, `"$x"`, `no function`, `only on $connect`}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			stack := awscdk.NewStack(app, jsii.String("Test"), nil)
			api := websocket.New(stack, "Api", &tt.props)
			api.Handle(tt.routes...)
			compare(t, synthtest.Report(app), tt.want)
			if api.Node().TryFindChild(jsii.String("AccessLog")) != nil {
				t.Error("half rendered")
			}
		})
	}
}

var place = regexp.MustCompile(`^Test/Api\] report_test\.go:\d+: `)

func compare(t *testing.T, got, want []string) {
	t.Helper()
	for i, p := range got {
		if !place.MatchString(p) {
			t.Errorf("no place in front: %s", p)
		}
		if i < len(want) && !strings.Contains(p, want[i]) {
			t.Errorf("problem %d is\n%s\nwant it to contain\n%s", i, p, want[i])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d problems, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
}

func TestExpressionsOfEveryForm(t *testing.T) {
	for _, expression := range []string{
		"$request.body.action", "${request.body.action}", "$request.body.message.kind", "$request.body.items[0].kind",
		"${request.body.service}/${request.body.action}", "v1-${request.header.x-kind}", `\$default-$request.body.action`, "$context.stage",
	} {
		app := synthtest.App()
		stack := awscdk.NewStack(app, jsii.String("Test"), nil)
		websocket.New(stack, "Api", &props{RouteSelection: expression}).Route("send", "testdata/chat.Send")
		if problems := synthtest.Report(app); len(problems) > 0 {
			t.Errorf("%s: %v", expression, problems)
		}
	}
}

func TestTwoAPIsWithOneID(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	websocket.New(stack, "Api", nil).Route("a", "testdata/chat.Send")
	websocket.New(stack, "Api", nil).Route("a", "testdata/chat.Send")
	if got := synthtest.Report(app); len(got) != 1 || !strings.Contains(got[0], `websocket.New: the construct id "Api" is taken`) {
		t.Errorf("report:\n%s", strings.Join(got, "\n"))
	}
}

func TestTimeoutAboveTheAPIsIsAWarning(t *testing.T) {
	stack := synthtest.Stack()
	websocket.New(stack, "Api", nil).Handle(route{Key: "a", Handler: "testdata/chat.Send", Function: &function.Config{Timeout: 30 * time.Second}})
	synthtest.WantWarning(t, stack, "report_test.go:[0-9]+: function testdata/chat: its Timeout is 30s, but a WebSocket API gives up after 29s")
}
