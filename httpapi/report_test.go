// What wrong input gets: every mistake with its place, all in one report, and
// nothing rendered.

package httpapi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/accesslog"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

type route = httpapi.Route

func TestReport(t *testing.T) {
	const list = "testdata/todos.List"
	login := func(issuer string, audience ...string) authorizers.Authorizer {
		return authorizers.JWT("login", issuer, audience...)
	}
	for name, tt := range map[string]struct {
		props  httpapi.Props
		routes []route
		want   []string // one for each problem, in order
	}{
		"unknown method":      {routes: []route{{Key: "FETCH /a", Handler: list}}, want: []string{`unknown method "FETCH"`}},
		"no slash":            {routes: []route{{Key: "GET a", Handler: list}}, want: []string{`path must start with "/": write "/a"`}},
		"doubled slash":       {routes: []route{{Key: "GET /a//b", Handler: list}}, want: []string{`doubled slash: write "/a/b"`}},
		"trailing slash":      {routes: []route{{Key: "GET /a/", Handler: list}}, want: []string{`trailing slash: write "/a"`}},
		"bad parameter":       {routes: []route{{Key: "GET /{1d}", Handler: list}}, want: []string{`1d`}},
		"doubled parameter":   {routes: []route{{Key: "GET /{id}/{id}", Handler: list}}, want: []string{`"id"`}},
		"greedy not last":     {routes: []route{{Key: "GET /{proxy+}/a", Handler: list}}, want: []string{`{proxy+}`}},
		"token in a key":      {routes: []route{{Key: "GET /${Token[TOKEN.1]}", Handler: list}}, want: []string{`token`}},
		"same route twice":    {routes: []route{{Key: "GET /a", Handler: list}, {Key: "get /a", Handler: list}}, want: []string{`route "GET /a": declared already at report_test.go:`}},
		"other parameter":     {routes: []route{{Key: "GET /a/{id}", Handler: list}, {Key: "GET /a/{x}", Handler: list}}, want: []string{`route "GET /a/{x}": same path as "GET /a/{id}" declared at report_test.go:`}},
		"list and single":     {routes: []route{{Key: "GET,POST /a", Handler: list}, {Key: "POST /a", Handler: list}}, want: []string{`route "POST /a": declared already`}},
		"no dot":              {routes: []route{{Key: "GET /a", Handler: "testdata/todos"}}, want: []string{`no function: write "testdata/todos.Name"`}},
		"no folder":           {routes: []route{{Key: "GET /a", Handler: "testdata/todo.List"}}, want: []string{`no folder or file testdata/todo; there is`}},
		"no Go in folder":     {routes: []route{{Key: "GET /a", Handler: "testdata/empty.List"}}, want: []string{`holds no Go files`}},
		"no such function":    {routes: []route{{Key: "GET /a", Handler: "testdata/todos.Lst"}}, want: []string{`package testdata/todos has no function Lst; it has Create, List, Page`}},
		"wrong signature":     {routes: []route{{Key: "GET /a", Handler: "testdata/todos.Count"}}, want: []string{"func(n int) string\n"}},
		"shows the forms":     {routes: []route{{Key: "GET /a", Handler: "testdata/todos.Count"}}, want: []string{"func(ctx context.Context, in In) (Out, error)"}},
		"unexported":          {routes: []route{{Key: "GET /a", Handler: "testdata/todos.hidden"}}, want: []string{`not exported: call it Hidden`}},
		"package main":        {routes: []route{{Key: "GET /a", Handler: "testdata/command.Check"}}, want: []string{`is package main`}},
		"token as handler":    {routes: []route{{Key: "GET /a", Handler: "${Token[TOKEN.1]}.List"}}, want: []string{`must be known at synth`}},
		"leads nowhere":       {routes: []route{{Key: "GET /a"}}, want: []string{`leads nowhere`}},
		"leads to two":        {routes: []route{{Key: "GET /a", Handler: list, Integration: integrations.URL("https://example.com", nil)}}, want: []string{`both a Handler and an Integration`}},
		"settings, no handle": {routes: []route{{Key: "GET /a", Integration: integrations.URL("https://example.com", nil), Function: &function.Config{MemoryMB: 512}}}, want: []string{`settings of a function but no Handler`}},
		"settings differ": {routes: []route{
			{Key: "GET /a", Handler: list, Function: &function.Config{MemoryMB: 512}},
			{Key: "GET /b", Handler: list, Function: &function.Config{MemoryMB: 512}},
			{Key: "GET /c", Handler: list, Function: &function.Config{MemoryMB: 1024}},
		}, want: []string{`route "GET /c": settings of function testdata/todos differ from those at report_test.go:`}},
		"bad settings": {routes: []route{{Key: "GET /a", Handler: list, Function: &function.Config{MemoryMB: 1, Timeout: time.Hour}}},
			want: []string{`MemoryMB is 1`, `Timeout is 1h0m0s`}},
		"bad settings of all": {props: httpapi.Props{Functions: &function.Config{MemoryMB: 1}}, want: []string{`MemoryMB is 1`}},
		"scopes on none":      {routes: []route{{Key: "GET /a", Handler: list, Scopes: []string{"read"}}}, want: []string{`has scopes, which need a JWT or Cognito authorizer; its authorizer is: None`}},
		"scopes on IAM": {props: httpapi.Props{DefaultAuth: authorizers.IAM()}, routes: []route{{Key: "GET /a", Handler: list, Scopes: []string{"read"}}},
			want: []string{`its authorizer is: IAM`}},
		"issuer": {props: httpapi.Props{DefaultAuth: login("login.example.com", "a")}, want: []string{`issuer "login.example.com" is not an https URL`}},
		"two names": {props: httpapi.Props{DefaultAuth: login("https://a.example.com", "a")}, routes: []route{
			{Key: "GET /a", Handler: list, Auth: login("https://b.example.com", "a")},
		}, want: []string{`authorizer "login": another authorizer has this name`}},
		"no audience":        {props: httpapi.Props{DefaultAuth: login("https://a.example.com")}, want: []string{`has no audience`}},
		"URL":                {routes: []route{{Key: "GET /a", Integration: integrations.URL("legacy.example.com", nil)}}, want: []string{`write a whole URL with http or https`}},
		"URL, unescaped":     {routes: []route{{Key: "GET /a", Integration: integrations.URL("https://example.com/a|b", nil)}}, want: []string{`character "|": write "%7C"`}},
		"URL, no parameters": {routes: []route{{Key: "GET /a", Integration: integrations.URL("https://example.com/{proxy}", nil)}}, want: []string{`the placeholder {proxy}; it has none`}},
		"URL, other":         {routes: []route{{Key: "GET,PUT /a/{id}", Integration: integrations.URL("https://example.com/{x}", nil)}}, want: []string{`the placeholder {x}; it has {id}`}},
		"URL, greedy":        {routes: []route{{Key: "GET /{proxy+}", Integration: integrations.URL("https://example.com/{proxy+}", nil)}}, want: []string{`{proxy+}: write {proxy}`}},
		"nil function":       {routes: []route{{Key: "GET /a", Integration: integrations.Lambda(nil)}}, want: []string{`it is nil`}},
		"CORS, credentials":  {props: httpapi.Props{CORS: &cors.Policy{AllowOrigins: []string{"*"}, AllowCredentials: true}}, want: []string{`AllowCredentials`}},
		"CORS, no origin":    {props: httpapi.Props{CORS: cors.Allow()}, want: []string{`AllowOrigins`}},
		"CORS, list token":   {props: httpapi.Props{CORS: cors.Allow("#{Token[TOKEN.7]}")}, want: []string{`it is a token of a whole list`}},
		"long name":          {props: httpapi.Props{Name: strings.Repeat("n", 129)}, want: []string{`Name has 129 characters; API Gateway takes 128`}},
		"long description":   {props: httpapi.Props{Description: strings.Repeat("n", 1025)}, want: []string{`Description has 1025 characters; API Gateway takes 1024`}},
		"throttle, no stage": {props: httpapi.Props{Override: noStage}, routes: []route{{Key: "GET /a", Handler: list, Throttle: &httpapi.Throttle{Rate: 5, Burst: 5}}}, want: []string{`which the Override of the API turned off`}},
		"default stage, off": {props: httpapi.Props{Override: noStage, Stages: []httpapi.Stage{{}, {Name: "beta"}}}, want: []string{`stage "$default": the Override of the API turns it off: remove either`}},
		"domain, no stage":   {props: httpapi.Props{Override: mapDefault, Stages: []httpapi.Stage{{Name: "beta"}}}, want: []string{`the Override of the API sets DefaultDomainMapping, but there is no stage "$default"`}},
		"throttle":           {routes: []route{{Key: "GET /a", Handler: list, Throttle: &httpapi.Throttle{Rate: 5}}}, want: []string{`Rate 5 and Burst 0`}},
		"access log":         {props: httpapi.Props{Stages: []httpapi.Stage{{AccessLog: &accesslog.Config{RetentionDays: 31}}}}, want: []string{`RetentionDays is 31`}},
		"several in a route": {routes: []route{{Key: "GTE /a/", Handler: "nowhere", Scopes: []string{""}}}, want: []string{`unknown method`, `trailing slash`, `no function`, `has scopes`, `scope ""`}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			stack := awscdk.NewStack(app, jsii.String("Test"), nil)
			api := httpapi.New(stack, "Api", &tt.props)
			api.Handle(tt.routes...)
			compare(t, synthtest.Report(app), tt.want)
			if n := len(*api.Node().FindAll(constructs.ConstructOrder_PREORDER)); api.Node().TryFindChild(jsii.String("AccessLog")) != nil {
				t.Errorf("half rendered: %d constructs", n)
			}
		})
	}
}

func mapDefault(p *awsapigatewayv2.HttpApiProps) {
	p.DefaultDomainMapping = &awsapigatewayv2.DomainMappingOptions{}
}

func noStage(p *awsapigatewayv2.HttpApiProps) { p.CreateDefaultStage = jsii.Bool(false) }

var place = regexp.MustCompile(`^Test/Api\] \w+_test\.go:\d+: `)

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

func TestReportHoldsAllMistakesInTheOrderOfTheSource(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /a", "testdata/todos.Nothing")
	api.Route("GET b", "testdata/todos.List")
	api.Function("testdata/nowhere")
	compare(t, synthtest.Report(app), []string{`no function Nothing`, `path must start`, `no route has a handler there`})
}

func TestTwoAPIsWithOneID(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	httpapi.New(stack, "Api", nil).Route("GET /a", "testdata/todos.Wrong")
	httpapi.New(stack, "Api", nil).Route("GET /b", "testdata/todos.Wrong")
	got := synthtest.Report(app)
	if len(got) != 3 || !strings.Contains(strings.Join(got, "\n"), `the construct id "Api" is taken: Test already has a child of this name`) {
		t.Errorf("report:\n%s", strings.Join(got, "\n"))
	}
}

func TestOverrideThatComesTooLate(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Function("testdata/todos")
	api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Function: &function.Config{
		Override: func(*awslambda.FunctionProps) {},
	}})
	compare(t, synthtest.Report(app), []string{`have an Override, which came after the function was asked for`})
}

func TestWarnings(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Function: &function.Config{Timeout: time.Minute}})
	synthtest.WantWarning(t, stack, "report_test.go:[0-9]+: function testdata/todos: its Timeout is 1m0s, but an HTTP API answers 503 after 30s")
}

func TestWarningIsSilencedByItsName(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.JWT("login", "https://login.example.com", "app")})
	awscdk.Annotations_Of(api).AcknowledgeWarning(jsii.String("gatehouse:unused-default-auth"), jsii.String("routes of the next release use it"))
	api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Auth: authorizers.None(), Function: &function.Config{Timeout: time.Minute}})
	synthtest.WantWarning(t, stack, "gatehouse:late-function")
	if text := fmt.Sprint(*assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"), assertions.Match_AnyValue())); strings.Contains(text, "unused-default-auth") {
		t.Error(text)
	}
}

func TestMoreRoutesThanTheQuotaIsAWarning(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	for i := range 301 {
		api.Route(fmt.Sprintf("GET /things%d", i), "testdata/todos.List")
	}
	synthtest.WantWarning(t, stack, "301 routes: the default quota of an HTTP API is 300")
}

type lateRoute struct{ api *httpapi.API }

func (l *lateRoute) Visit(node constructs.IConstruct) {
	if l.api != nil {
		l.api.Route("GET /late", "testdata/todos.List")
		l.api = nil
	}
}

func TestRouteOfAnAspectThatComesTooLate(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	later := constructs.NewConstruct(stack, jsii.String("Later")) // visited after the API
	awscdk.Aspects_Of(later).Add(&lateRoute{api}, nil)
	compare(t, synthtest.Report(app), []string{`route "GET /late": declared while the app is synthesised`})
}

func TestFunctionOfAnAspectThatComesTooLate(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /a", "testdata/todos.List")
	later := constructs.NewConstruct(stack, jsii.String("Later"))
	awscdk.Aspects_Of(later).Add(&lateFunction{api}, nil)
	compare(t, synthtest.Report(app), []string{`function "testdata/health": declared while the app is synthesised`})
}

type lateFunction struct{ api *httpapi.API }

func (l *lateFunction) Visit(constructs.IConstruct) {
	if l.api != nil {
		l.api.Function("testdata/todos") // is there already
		l.api.Function("testdata/health")
		l.api = nil
	}
}

func TestRouteAfterSynthPanics(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	synthtest.Synth(t, stack)
	defer func() {
		if r := fmt.Sprint(recover()); !strings.Contains(r, `route "GET /a": declared after the app was synthesised`) {
			t.Errorf("panic: %v", r)
		}
	}()
	api.Route("GET /a", "testdata/todos.List")
}

func TestEmptyIDIsReportedOnAConstructOfThatName(t *testing.T) {
	app := synthtest.App()
	httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "", nil)
	if got := synthtest.Report(app); len(got) != 1 || !strings.HasPrefix(got[0], "Test/unnamed] ") {
		t.Errorf("report: %q", got)
	}
}

func TestSynthThatSkipsTheValidationIsStillRefused(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	httpapi.New(stack, "Api", nil).Route("GET /a", "testdata/todos.Nothing")
	assembly := app.Synth(&awscdk.StageSynthesisOptions{SkipValidation: jsii.Bool(true)})
	var errors int
	files, err := filepath.Glob(filepath.Join(*assembly.Directory(), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files { // which of them holds messages is the CDK's business
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		errors += strings.Count(string(text), `"aws:cdk:error"`)
	}
	if errors != 1 {
		t.Errorf("%d errors in the assembly, want 1", errors)
	}
}
