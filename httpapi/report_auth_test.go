// What wrong authorizers, integrations, grants and links get.

package httpapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigatewayv2integrations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsservicediscovery"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/constructs/links"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// onlyAuth is an authorizer that no kind of API can have.
type onlyAuth struct{ authorizers.Authorizer }

func (onlyAuth) Kind() string { return "a token authorizer" }

func TestReportOfAuthorizers(t *testing.T) {
	const list = "testdata/todos.List"
	lambda := func(options authorizers.LambdaOptions) authorizers.Authorizer {
		return authorizers.Lambda("a", "testdata/auth.Check", &options)
	}
	var pools struct{ a, b awscognito.UserPool }
	for name, tt := range map[string]struct {
		auth   func(awscdk.Stack) authorizers.Authorizer
		scopes []string
		want   []string
	}{
		"no source":       {auth: of(lambda(authorizers.LambdaOptions{IdentitySources: []string{}})), want: []string{"has no identity source, so one answer would hold for everybody for 5m0s"}},
		"REST's source":   {auth: of(lambda(authorizers.LambdaOptions{IdentitySources: []string{"method.request.header.X"}})), want: []string{`write "$request.header.X"`}},
		"wrong source":    {auth: of(lambda(authorizers.LambdaOptions{IdentitySources: []string{"Authorization"}})), want: []string{`identity source "Authorization": write one such as "$request.header.Authorization"`}},
		"source twice":    {auth: of(lambda(authorizers.LambdaOptions{IdentitySources: []string{"$context.routeKey", "$context.routeKey"}})), want: []string{"listed twice"}},
		"TTL too long":    {auth: of(lambda(authorizers.LambdaOptions{TTL: 2 * time.Hour})), want: []string{"TTL is 2h0m0s; answers are kept 1s to 1h0m0s"}},
		"TTL negative":    {auth: of(lambda(authorizers.LambdaOptions{TTL: -time.Minute})), want: []string{"TTL is -1m0s"}},
		"TTL not whole":   {auth: of(lambda(authorizers.LambdaOptions{TTL: 1500 * time.Millisecond})), want: []string{"takes whole seconds"}},
		"1.0 and simple":  {auth: of(lambda(authorizers.LambdaOptions{PayloadFormat: "1.0"})), want: []string{`PayloadFormat "1.0" has no simple answers`, `asks in payload format 1.0 with a *authorizer.RESTRequest`}},
		"3.0":             {auth: of(lambda(authorizers.LambdaOptions{PayloadFormat: "3.0"})), want: []string{`there are "1.0" and "2.0"`}},
		"unknown answer":  {auth: of(lambda(authorizers.LambdaOptions{Response: 7})), want: []string{"Response is 7; there are authorizers.Simple and authorizers.Policy"}},
		"settings":        {auth: of(lambda(authorizers.LambdaOptions{Function: &function.Config{MemoryMB: 1}})), want: []string{"MemoryMB is 1"}},
		"policy, simple":  {auth: of(authorizers.Lambda("a", "testdata/auth.Decide", nil)), want: []string{"answers with a policy: set Response to authorizers.Policy"}},
		"simple, policy":  {auth: of(lambda(authorizers.LambdaOptions{Response: authorizers.Policy})), want: []string{"answers yes or no: set Response to authorizers.Simple"}},
		"old event":       {auth: of(authorizers.Lambda("a", "testdata/auth.Old", &authorizers.LambdaOptions{Response: authorizers.Policy})), want: []string{`asks in payload format 2.0 with a *authorizer.HTTPRequest`}},
		"token event":     {auth: of(authorizers.Lambda("a", "testdata/auth.Token", &authorizers.LambdaOptions{Response: authorizers.Policy})), want: []string{`with a *authorizer.HTTPRequest`}},
		"no handler":      {auth: of(authorizers.Lambda("a", "", nil)), want: []string{"has no handler"}},
		"unknown handler": {auth: of(authorizers.Lambda("a", "testdata/auth.Chck", nil)), want: []string{"package testdata/auth has no function Chck; it has"}},
		"page as handler": {auth: of(authorizers.Lambda("a", "testdata/auth.Page", nil)), want: []string{"is not a handler of an authorizer: it is\n    func(w http.ResponseWriter, r *http.Request)"}},
		"nil function":    {auth: of(authorizers.LambdaFunction("a", nil, nil)), want: []string{"has no function: it is nil"}},
		"settings of a function": {auth: func(s awscdk.Stack) authorizers.Authorizer {
			return authorizers.LambdaFunction("a", inline(s, "Fn"), &authorizers.LambdaOptions{Function: &function.Config{MemoryMB: 512}})
		}, want: []string{"configure the function where you create it"}},
		"empty name":        {auth: of(authorizers.Lambda("", "testdata/auth.Check", nil)), want: []string{"the name is empty"}},
		"scopes, lambda":    {auth: of(authorizers.Lambda("a", "testdata/auth.Check", nil)), scopes: []string{"read"}, want: []string{`has scopes, which need a JWT or Cognito authorizer; its authorizer is: the Lambda authorizer "a"`}},
		"empty audience":    {auth: of(authorizers.JWT("a", "https://login.example.com", "")), want: []string{"an audience is empty"}},
		"no audience":       {auth: of(authorizers.JWT("a", "https://login.example.com")), want: []string{"has no audience"}},
		"plain issuer":      {auth: of(authorizers.JWT("a", "http://login.example.com", "app")), want: []string{"is not an https URL"}},
		"JWT source":        {auth: of(authorizers.WithIdentitySource(authorizers.JWT("a", "https://login.example.com", "app"), "$context.routeKey")), want: []string{"a token is in a header or query parameter"}},
		"source of IAM":     {auth: of(authorizers.WithIdentitySource(authorizers.IAM(), "$request.header.X")), want: []string{"IAM looks for no token; JWT and Cognito authorizers do"}},
		"source of nothing": {auth: of(authorizers.WithIdentitySource(nil, "$request.header.X")), want: []string{"got no authorizer: it is nil"}},
		"nil from the CDK":  {auth: of(authorizers.FromHTTP(nil)), want: []string{"got no authorizer: it is nil"}},
		"other kind":        {auth: of(authorizers.Authorizer(onlyAuth{authorizers.None()})), want: []string{"an HTTP API can't have a token authorizer; it can have None, IAM, JWT, Cognito, Lambda and FromHTTP"}},
		"several pools":     {auth: of(authorizers.CognitoPools("a")), want: []string{`an HTTP API can't have the Cognito authorizer "a" of several pools`, "has no user pool"}},
		"nil pool":          {auth: of(authorizers.Cognito("a", nil)), want: []string{"has no user pool", "has no client"}},
		"client of another pool": {auth: func(s awscdk.Stack) authorizers.Authorizer {
			pools.a, pools.b = awscognito.NewUserPool(s, jsii.String("A"), nil), awscognito.NewUserPool(s, jsii.String("B"), nil)
			return authorizers.Cognito("a", pools.a, pools.a.AddClient(jsii.String("Own"), nil), pools.b.AddClient(jsii.String("Web"), nil))
		}, want: []string{"client Test/B/Web belongs to another user pool than Test/A"}},
	} {
		t.Run(name, func(t *testing.T) {
			app := synthtest.App()
			stack := awscdk.NewStack(app, jsii.String("Test"), nil)
			api := httpapi.New(stack, "Api", nil)
			api.Handle(route{Key: "GET /a", Handler: list, Auth: tt.auth(stack), Scopes: tt.scopes})
			compare(t, synthtest.Report(app), tt.want)
		})
	}
}

func of[T any](v T) func(awscdk.Stack) T { return func(awscdk.Stack) T { return v } }

func TestClientOfTheSamePoolElsewhere(t *testing.T) {
	app := synthtest.App()
	users := awscdk.NewStack(app, jsii.String("Users"), nil)
	pool := awscognito.NewUserPool(users, jsii.String("Pool"), nil)
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	imported := awscognito.UserPool_FromUserPoolId(stack, jsii.String("Imported"), jsii.String("eu-central-1_abc"))
	api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.Cognito("a", pool, pool.AddClient(jsii.String("Web"), nil))})
	api.Route("GET /a", "testdata/todos.List")
	api.Handle(route{Key: "GET /b", Handler: "testdata/todos.List", Auth: authorizers.Cognito("b", imported,
		awscognito.UserPoolClient_FromUserPoolClientId(stack, jsii.String("Client"), jsii.String("abc")))})
	compare(t, synthtest.Report(app), nil)
}

func TestElevenAuthorizers(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	for i := range 11 {
		api.Handle(route{Key: fmt.Sprintf("GET /%d", i), Handler: "testdata/todos.List", Auth: authorizers.JWT(fmt.Sprint(i), "https://login.example.com", "a")})
	}
	compare(t, synthtest.Report(app), []string{"11 authorizers: an HTTP API can have 10"})
}

func TestTwoSettingsOfOneAuthorizersFunction(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	for i, memory := range []int{512, 512, 1024} {
		api.Handle(route{Key: fmt.Sprintf("GET /%d", i), Handler: "testdata/todos.List", Auth: authorizers.Lambda(fmt.Sprint(i), "testdata/auth.Check",
			&authorizers.LambdaOptions{Function: &function.Config{MemoryMB: memory}})})
	}
	compare(t, synthtest.Report(app), []string{"settings of function testdata/auth.Check differ from those at report_auth_test.go:"})
}

func TestReportOfIntegrations(t *testing.T) {
	url := func(url string, options integrations.URLOptions) func(awscdk.Stack) integrations.Integration {
		return of(integrations.URL(url, &options))
	}
	mapped := func(request []integrations.Change, responses ...integrations.Response) func(awscdk.Stack) integrations.Integration {
		return url("https://example.com", integrations.URLOptions{Request: request, Responses: responses})
	}
	queue := func(fifo bool, do integrations.QueueAction, parameters map[string]string) func(awscdk.Stack) integrations.Integration {
		return func(s awscdk.Stack) integrations.Integration {
			props := &awssqs.QueueProps{}
			if fifo {
				props.Fifo = jsii.Bool(true)
			}
			return integrations.SQS(awssqs.NewQueue(s, jsii.String("Q"), props), do, &integrations.ServiceOptions{Parameters: parameters})
		}
	}
	one := func(c integrations.Change) []integrations.Change { return []integrations.Change{c} }
	for name, tt := range map[string]struct {
		key  string
		what func(awscdk.Stack) integrations.Integration
		want []string
	}{
		"scheme":             {what: url("ftp://example.com", integrations.URLOptions{}), want: []string{"write a whole URL with http or https"}},
		"no parameter":       {what: url("https://example.com/{id}", integrations.URLOptions{}), want: []string{"the route's path has no parameter for the placeholder {id}; it has none"}},
		"other parameter":    {key: "GET /a/{user}", what: url("https://example.com/{id}", integrations.URLOptions{}), want: []string{"no parameter for the placeholder {id}; it has {user}"}},
		"greedy placeholder": {key: "GET /{proxy+}", what: url("https://example.com/{proxy+}", integrations.URLOptions{}), want: []string{"{proxy+}: write {proxy}"}},
		"wrong placeholder":  {what: url("https://example.com/{a-b}", integrations.URLOptions{}), want: []string{"{a-b} is not a placeholder"}},
		"open brace":         {what: url("https://example.com/{id", integrations.URLOptions{}), want: []string{"a brace without its other"}},
		"timeout":            {what: url("https://example.com", integrations.URLOptions{Timeout: 31 * time.Second}), want: []string{"Timeout is 31s; an HTTP API waits 50ms to 30s"}},
		"method":             {what: url("https://example.com", integrations.URLOptions{Method: "FETCH"}), want: []string{`method "FETCH" is unknown`}},
		"reserved header":    {what: mapped(one(integrations.SetHeader("Authorization", "x"))), want: []string{"API Gateway reserves the header Authorization"}},
		"reserved prefix":    {what: mapped(one(integrations.SetHeader("X-Amz-Date", "x"))), want: []string{"reserves the header X-Amz-Date"}},
		"header name":        {what: mapped(one(integrations.SetHeader("a b", "x"))), want: []string{`"a b" is not a valid header name`}},
		"query name":         {what: mapped(one(integrations.SetQuery("", "x"))), want: []string{"the name is empty"}},
		"empty value":        {what: mapped(one(integrations.SetHeader("A", ""))), want: []string{"the value is empty"}},
		"zero change":        {what: mapped(one(integrations.Change{})), want: []string{"an empty Change"}},
		"twice":              {what: mapped([]integrations.Change{integrations.SetHeader("A", "1"), integrations.SetHeader("a", "2")}), want: []string{"overwrite:header.a is there twice"}},
		"unknown value":      {what: mapped(one(integrations.SetHeader("A", "$request.cookie.x"))), want: []string{"$request.cookie.x can't be used here"}},
		"value without its parameter": {key: "GET /a/{user}", what: mapped(one(integrations.SetPath("/v2/${request.path.id}"))),
			want: []string{"$request.path.id: the route's path has no parameter {id}; it has {user}"}},
		"status of a request":   {what: mapped(one(integrations.SetStatus(200))), want: []string{"a request has no status code"}},
		"path of a response":    {what: mapped(nil, integrations.Response{Status: 200, Changes: one(integrations.SetPath("/"))}), want: []string{"a response has headers and a status code to change, no path"}},
		"request in a response": {what: mapped(nil, integrations.Response{Status: 200, Changes: one(integrations.SetHeader("A", "$request.header.a"))}), want: []string{"$request.header.a can't be used here: there are $response.header.NAME"}},
		"status":                {what: mapped(nil, integrations.Response{Status: 100, Changes: one(integrations.SetStatus(700))}), want: []string{"status 100: a status code is 200 to 599", "SetStatus(700)"}},
		"status twice": {what: mapped(nil, integrations.Response{Status: 404, Changes: one(integrations.SetStatus(400))}, integrations.Response{Status: 404, Changes: one(integrations.SetStatus(400))}),
			want: []string{"status 404: listed twice"}},
		"no changes":   {what: mapped(nil, integrations.Response{Status: 404}), want: []string{"changes nothing"}},
		"nil function": {what: of(integrations.Lambda(nil)), want: []string{"it is nil"}},
		"payload": {what: func(s awscdk.Stack) integrations.Integration {
			return integrations.LambdaWith(inline(s, "Fn"), &integrations.LambdaOptions{PayloadFormat: "2"})
		}, want: []string{`PayloadFormat is "2"`}},
		"lambda timeout": {what: func(s awscdk.Stack) integrations.Integration {
			return integrations.LambdaWith(inline(s, "Fn"), &integrations.LambdaOptions{Timeout: time.Minute})
		}, want: []string{"Timeout is 1m0s"}},
		"nil queue":      {what: of(integrations.SQS(nil, integrations.SendMessage, nil)), want: []string{"SQS-SendMessage: its target is nil"}},
		"unknown action": {what: queue(false, "Send", nil), want: []string{`action "Send" is unknown: there are integrations.SendMessage, ReceiveMessage`}},
		"FIFO":           {what: queue(true, integrations.SendMessage, nil), want: []string{"the queue is FIFO and needs the parameter MessageGroupId"}},
		"unknown parameter": {what: queue(false, integrations.SendMessage, map[string]string{"Delay": "1"}),
			want: []string{"parameter Delay is unknown; there are DelaySeconds, MessageAttributes, MessageBody"}},
		"target as parameter": {what: queue(false, integrations.SendMessage, map[string]string{"QueueUrl": "x"}), want: []string{"parameter QueueUrl: is set by the integration's target"}},
		"required parameter":  {what: queue(false, integrations.DeleteMessage, map[string]string{"ReceiptHandle": ""}), want: []string{"parameter ReceiptHandle is required"}},
		"parameter's path":    {what: queue(false, integrations.DeleteMessage, map[string]string{"ReceiptHandle": "$request.path.id"}), want: []string{"the route's path has no parameter {id}"}},
		"parameter's value":   {what: queue(false, integrations.DeleteMessage, map[string]string{"ReceiptHandle": "$response.body.id"}), want: []string{"$response.body.id can't be used here"}},
		"waits for standard": {what: func(s awscdk.Stack) integrations.Integration {
			return integrations.StepFunctions(machine(s, "M", awsstepfunctions.StateMachineType_STANDARD), integrations.StartSyncExecution, nil)
		}, want: []string{"of type STANDARD, which can't be waited for"}},
		"stops express": {what: func(s awscdk.Stack) integrations.Integration {
			return integrations.StepFunctions(machine(s, "M", awsstepfunctions.StateMachineType_EXPRESS), integrations.StopExecution, nil)
		}, want: []string{"of type EXPRESS, whose executions can't be stopped"}},
		"unknown execution": {what: func(s awscdk.Stack) integrations.Integration {
			return integrations.StepFunctions(machine(s, "M", awsstepfunctions.StateMachineType_EXPRESS), "Run", nil)
		}, want: []string{`action "Run" is unknown`}},
		"nil bus":           {what: of(integrations.EventBridge(nil, nil)), want: []string{"its target is nil"}},
		"nil configuration": {what: of(integrations.AppConfig(nil, nil, nil)), want: []string{"its target is nil", "its configuration is nil"}},
		"nil listener":      {what: of(integrations.ALB(nil, nil)), want: []string{"ALB integration: its target is nil"}},
		"imported listener": {what: func(s awscdk.Stack) integrations.Integration {
			return integrations.NLB(awselasticloadbalancingv2.NetworkListener_FromNetworkListenerArn(s, jsii.String("L"),
				jsii.String("arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/net/a/b/c")), &integrations.PrivateOptions{ServerName: "https://internal"})
		}, want: []string{"the listener is imported, so its VPC is not known: give VPC or VpcLink", "ServerName \"https://internal\": write a host name only"}},
		"Cloud Map without VPC": {what: func(s awscdk.Stack) integrations.Integration {
			namespace := awsservicediscovery.NewHttpNamespace(s, jsii.String("N"), &awsservicediscovery.HttpNamespaceProps{Name: jsii.String("n")})
			return integrations.CloudMap(namespace.CreateService(jsii.String("S"), nil), &integrations.PrivateOptions{Method: "FETCH", Timeout: time.Minute})
		}, want: []string{"does not say in which VPC", `method "FETCH" is unknown`, "Timeout is 1m0s"}},
		"nil from the CDK": {what: of(integrations.FromHTTP("", nil)), want: []string{"the name is empty", "got no integration: it is nil"}},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.key == "" {
				tt.key = "GET /a"
			}
			app := synthtest.App()
			stack := awscdk.NewStack(app, jsii.String("Test"), nil)
			api := httpapi.New(stack, "Api", nil)
			api.Handle(route{Key: tt.key, Integration: tt.what(stack)})
			compare(t, synthtest.Report(app), tt.want)
		})
	}
}

func TestTwoIntegrationsOfTheCDKWithOneName(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	for _, key := range []string{"GET /a", "GET /b"} {
		api.Handle(route{Key: key, Integration: integrations.FromHTTP("x", awsapigatewayv2integrations.NewHttpUrlIntegration(jsii.String("U"), jsii.String("https://example.com"), nil))})
	}
	compare(t, synthtest.Report(app), []string{`another integration of the CDK has the name "x"`})
}

func TestReportOfGrantsAndARNs(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	user := awsiam.NewUser(stack, jsii.String("User"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /open", "testdata/todos.List")
	api.GrantInvoke("GET open", user)
	api.GrantInvoke("GET /nothing", user)
	api.GrantInvoke("GET /open", user)
	api.GrantInvoke("GET /open", nil)
	api.ArnForExecuteApi(jsii.String("FETCH"), nil, nil)
	api.ArnForExecuteApi(nil, jsii.String("todos"), nil)
	api.ArnForExecuteApi(nil, jsii.String("/todos/{id}"), nil)
	api.ArnForExecuteApi(nil, nil, jsii.String("a/b"))
	compare(t, synthtest.Report(app), []string{
		`path must start with "/"`, `no route "GET /nothing" is declared`, `asks no IAM policy, its authorizer is: None`, "the grantee is nil",
		`method "FETCH" is unknown`, `path "todos": must start with "/": write "/todos"`, `an ARN has no parameters: write "/todos/*"`, `stage "a/b"`,
	})
}

func TestReportOfLinks(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	bus := awsevents.NewEventBus(stack, jsii.String("Bus"), nil)
	var none awslambda.Function
	api := httpapi.New(stack, "Api", nil)
	api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Function: &function.Config{
		Environment: map[string]string{"BUS_BUS": "x"},
		Links:       []links.Link{links.Bus(bus), nil, links.Function(none), links.As("", links.Bus(bus)), links.As("X", nil)},
	}})
	compare(t, synthtest.Report(app), []string{
		"Links[0] sets the environment variable BUS_BUS, which Environment sets too: give one another name with links.As",
		"Links[1] is nil", "links.Function got nothing to link", `environment variable ""`, `links.As("X") got no link`,
	})
}

func TestUnusedDefaultIsAWarning(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.JWT("login", "https://login.example.com", "a")})
	api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Auth: authorizers.None()})
	synthtest.WantWarning(t, stack, `report_auth_test.go:[0-9]+: the JWT authorizer "login" is the default, but every route has an authorizer of its own: nothing uses it`)
}

func TestSlowAuthorizerIsAWarning(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.Lambda("a", "testdata/auth.Check",
		&authorizers.LambdaOptions{Function: &function.Config{Timeout: 20 * time.Second}})})
	api.Route("GET /a", "testdata/todos.List")
	synthtest.WantWarning(t, stack, "function testdata/auth.Check: its Timeout is 20s, but an HTTP API answers 500 after 10s")
}

func TestFunctionOfAnAuthorizerCanBeAskedFor(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	api.Function("testdata/auth.Check").AddEnvironment(jsii.String("KEY"), jsii.String("value"), nil)
	api.SetDefaultAuth(authorizers.Lambda("a", "./testdata/auth.Check", nil))
	api.Route("GET /a", "testdata/todos.List")
	template := synthtest.Synth(t, stack)
	if n := len(template.Of("AWS::Lambda::Function")); n != 2 {
		t.Fatalf("%d functions, want 2", n)
	}
	if text := fmt.Sprint(template.Resources); !strings.Contains(text, "KEY:value") {
		t.Error("the variable is not there")
	}
}

func TestFunctionOfAnAuthorizersFolder(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.Lambda("a", "testdata/auth.Check", nil)})
	api.Route("GET /a", "testdata/todos.List")
	api.Function("testdata/auth")
	compare(t, synthtest.Report(app), []string{`function "testdata/auth": no route has a handler there; functions are "testdata/auth.Check", "testdata/todos"`})
}
