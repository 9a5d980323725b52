// What holds for every authorizer, integration and link: one value for several
// APIs, one resource for one target, ids that no order changes.

package httpapi_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
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

func TestEqualValuesAreOne(t *testing.T) {
	stack := synthtest.Stack()
	pool := awscognito.NewUserPool(stack, jsii.String("Users"), nil)
	client := pool.AddClient(jsii.String("Web"), nil)
	fn, queue := inline(stack, "Fn"), awssqs.NewQueue(stack, jsii.String("Jobs"), nil)
	api := httpapi.New(stack, "Api", nil)
	for i := range 3 { // each time values of their own
		for name, auth := range map[string]authorizers.Authorizer{
			"jwt": authorizers.JWT("jwt", "https://login.example.com", "a", "b"), "cognito": authorizers.Cognito("cognito", pool, client),
			"lambda": authorizers.Lambda("lambda", "testdata/auth.Check", &authorizers.LambdaOptions{IdentitySources: []string{"$request.header.x"}}),
			"own":    authorizers.LambdaFunction("own", fn, nil),
		} {
			api.Handle(route{Key: fmt.Sprintf("GET /%s/%d", name, i), Handler: "testdata/todos.List", Auth: auth})
		}
		for name, to := range map[string]integrations.Integration{
			"lambda": integrations.LambdaWith(fn, &integrations.LambdaOptions{Request: []integrations.Change{integrations.SetHeader("A", "1"), integrations.SetHeader("B", "2")}}),
			"queue":  integrations.SQS(queue, integrations.SendMessage, &integrations.ServiceOptions{Parameters: map[string]string{"DelaySeconds": "1"}}),
			"url":    integrations.URL("https://example.com", &integrations.URLOptions{Method: "get"}),
		} {
			api.Handle(route{Key: fmt.Sprintf("POST /%s/%d", name, i), Integration: to})
		}
	}
	template := synthtest.Synth(t, stack)
	for kind, want := range map[string]int{
		"AWS::ApiGatewayV2::Route": 21, "AWS::ApiGatewayV2::Authorizer": 4, "AWS::ApiGatewayV2::Integration": 4,
		"AWS::Lambda::Permission": 4, // of two authorizers and two integrations
	} {
		if got := len(template.Of(kind)); got != want {
			t.Errorf("%d resources of type %s, want %d", got, kind, want)
		}
	}
}

func TestEachAPIHasItsOwnAuthorizersAndRoles(t *testing.T) {
	stack := synthtest.Stack()
	queue := awssqs.NewQueue(stack, jsii.String("Jobs"), nil)
	auth := authorizers.Lambda("session", "testdata/auth.Check", nil)
	to := integrations.SQS(queue, integrations.SendMessage, nil)
	for _, id := range []string{"A", "B"} {
		api := httpapi.New(stack, id, &httpapi.Props{DefaultAuth: auth, Stages: quiet})
		api.Handle(route{Key: "POST /jobs", Integration: to})
	}
	template := synthtest.Synth(t, stack)
	for kind, want := range map[string]int{"AWS::ApiGatewayV2::Authorizer": 2, "AWS::Lambda::Function": 2, "AWS::IAM::Role": 4} {
		if got := len(template.Of(kind)); got != want {
			t.Errorf("%d resources of type %s, want %d", got, kind, want)
		}
	}
}

// What an API leads to may be in another stack, and the stacks don't need each
// other for it.
func TestTargetsInAnotherStack(t *testing.T) {
	app := synthtest.App()
	other := awscdk.NewStack(app, jsii.String("Other"), nil)
	queue := awssqs.NewQueue(other, jsii.String("Jobs"), &awssqs.QueueProps{Encryption: awssqs.QueueEncryption_KMS})
	slow := machine(other, "Slow", awsstepfunctions.StateMachineType_STANDARD)
	balancer := awselasticloadbalancingv2.NewApplicationLoadBalancer(other, jsii.String("Alb"), &awselasticloadbalancingv2.ApplicationLoadBalancerProps{Vpc: vpc(other)})
	listener := balancer.AddListener(jsii.String("Http"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
		Port: jsii.Number(80), Open: jsii.Bool(false), DefaultAction: awselasticloadbalancingv2.ListenerAction_FixedResponse(jsii.Number(200), nil),
	})
	check := inline(other, "Check")
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{DefaultAuth: authorizers.LambdaFunction("check", check, nil)})
	api.Handle(
		route{Key: "POST /jobs", Integration: integrations.SQS(queue, integrations.SendMessage, nil)},
		route{Key: "DELETE /orders", Integration: integrations.StepFunctions(slow, integrations.StopExecution, nil)},
		route{Key: "ANY /web", Integration: integrations.ALB(listener, nil)},
	)
	template := synthtest.Synth(t, stack)
	for kind, want := range map[string]int{
		"AWS::ApiGatewayV2::VpcLink": 1, "AWS::EC2::SecurityGroupIngress": 1, "AWS::Lambda::Permission": 1, "AWS::IAM::Role": 2,
	} {
		if got := len(template.Of(kind)); got != want {
			t.Errorf("%d resources of type %s, want %d", got, kind, want)
		}
	}
}

// everything declares an API with many kinds of values, in an order of its own.
func everything(seed int) awscdk.Stack {
	stack := synthtest.Stack()
	fn, queue := inline(stack, "Fn"), awssqs.NewQueue(stack, jsii.String("Jobs"), nil)
	slow := machine(stack, "Slow", awsstepfunctions.StateMachineType_STANDARD)
	user := awsiam.NewUser(stack, jsii.String("User"), nil)
	url := *awscdk.Fn_ImportValue(jsii.String("LegacyUrl"))
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: quiet})
	steps := []func(){
		func() { api.SetDefaultAuth(authorizers.Lambda("session", "testdata/auth.Check", nil)) },
		func() { api.Function("testdata/auth.Check") },
		func() { api.Route("GET /todos", "testdata/todos.List") },
		func() {
			api.Handle(route{Key: "POST /jobs", Integration: integrations.SQS(queue, integrations.SendMessage, nil)})
		},
		func() {
			api.Handle(route{Key: "GET /jobs", Integration: integrations.SQS(queue, integrations.ReceiveMessage, nil)})
		},
		func() {
			api.Handle(route{Key: "POST /orders", Integration: integrations.StepFunctions(slow, integrations.StartExecution, nil)})
		},
		func() {
			api.Handle(route{Key: "GET /iam", Integration: integrations.Lambda(fn), Auth: authorizers.IAM()})
		},
		func() {
			api.Handle(route{Key: "GET /url", Integration: integrations.URL(url, &integrations.URLOptions{Request: []integrations.Change{integrations.SetHeader("X-To", url)}})})
		},
		func() {
			api.Handle(route{Key: "GET /admin", Integration: integrations.Lambda(fn), Auth: authorizers.Lambda("admin", "testdata/auth.Decide", &authorizers.LambdaOptions{Response: authorizers.Policy})})
		},
		func() { api.GrantInvoke("GET /iam", user) },
	}
	for i := range steps {
		steps[(i*3+seed)%len(steps)]()
	}
	return stack
}

func TestOrderOfValuesChangesNothing(t *testing.T) {
	first := synthtest.Synth(t, everything(0))
	for seed := 1; seed < 10; seed++ {
		again := synthtest.Synth(t, everything(seed))
		if got, want := fmt.Sprint(again.Resources), fmt.Sprint(first.Resources); got != want {
			t.Errorf("order %d: another template:\n%s\n%s", seed, want, got)
		}
	}
}

func TestLinks(t *testing.T) {
	stack := synthtest.Stack()
	table := awsdynamodb.NewTableV2(stack, jsii.String("Todos"), &awsdynamodb.TablePropsV2{
		PartitionKey: &awsdynamodb.Attribute{Name: jsii.String("id"), Type: awsdynamodb.AttributeType_STRING},
	})
	uploads := awss3.NewBucket(stack, jsii.String("userUploads"), nil)
	jobs := awssqs.NewQueue(stack, jsii.String("Jobs"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{Stages: quiet, Functions: &function.Config{Links: []links.Link{links.TableReader(table)}}})
	api.Route("GET /health", "testdata/health.Check")
	api.Function("testdata/todos") // made before its links are known
	for _, key := range []string{"GET /a", "GET /b"} {
		api.Handle(route{Key: key, Handler: "testdata/todos.List", Function: &function.Config{
			Links: []links.Link{links.Bucket(uploads), links.As("JOBS", links.Queue(jobs)), links.API(api)},
		}})
	}
	template := synthtest.Synth(t, stack)
	want := map[string][]string{
		"health": {"TODOS_TABLE"},
		"todos":  {"API_URL", "JOBS", "TODOS_TABLE", "USER_UPLOADS_BUCKET"},
	}
	for name, variables := range want {
		var policies string
		for _, id := range template.Of("AWS::IAM::Policy") {
			if strings.Contains(id, name) {
				policies += fmt.Sprint(template.Resources[id].Properties)
			}
		}
		for _, id := range template.Of("AWS::Lambda::Function") {
			if !strings.Contains(id, name) {
				continue
			}
			if got := variablesOf(template.Resources[id]); !slices.Equal(got, variables) {
				t.Errorf("%s: variables %v, want %v", name, got, variables)
			}
		}
		for action, there := range map[string]bool{"dynamodb:GetItem": true, "dynamodb:PutItem": false, "s3:PutObject": name == "todos", "sqs:SendMessage": name == "todos", "sqs:ReceiveMessage": false} {
			if strings.Contains(policies, action) != there {
				t.Errorf("%s: %s granted: %v", name, action, !there)
			}
		}
	}
}

func variablesOf(fn synthtest.Resource) []string {
	var names []string
	env, _ := fn.Properties["Environment"].(map[string]any)
	for name := range env["Variables"].(map[string]any) {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestLinksToOtherThingsAreOtherSettings(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	api := httpapi.New(stack, "Api", nil)
	for _, id := range []string{"A", "B"} { // the CDK's objects are deeply equal in Go
		queue := awssqs.NewQueue(stack, jsii.String(id), nil)
		api.Handle(route{Key: "GET /" + id, Handler: "testdata/todos.List", Function: &function.Config{Links: []links.Link{links.Queue(queue)}}})
	}
	compare(t, synthtest.Report(app), []string{"settings of function testdata/todos differ from those at"})
}

// A function may know the URL of its own API, also with settings of routes on
// the stage, which waits for the routes and so for the function.
func TestURLOfAnAPIInItsOwnFunctionMakesNoCycle(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	api.Handle(route{Key: "GET /a", Handler: "testdata/todos.List", Throttle: &httpapi.Throttle{Rate: 1, Burst: 1},
		Auth:     authorizers.Lambda("a", "testdata/auth.Check", &authorizers.LambdaOptions{Function: &function.Config{Links: []links.Link{links.API(api)}}}),
		Function: &function.Config{Links: []links.Link{links.API(api)}}})
	template := synthtest.Synth(t, stack)
	needs := map[string][]string{}
	for id, r := range template.Resources {
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for other := range template.Resources {
			if other != id && strings.Contains(string(text), `"`+other+`"`) {
				needs[id] = append(needs[id], other)
			}
		}
	}
	var visit func(id string, path []string)
	visit = func(id string, path []string) {
		if slices.Contains(path, id) {
			t.Fatalf("cycle: %v", append(path, id))
		}
		for _, other := range needs[id] {
			visit(other, append(slices.Clone(path), id))
		}
	}
	edges := 0
	for id, list := range needs {
		edges += len(list)
		visit(id, nil)
	}
	if edges < 15 {
		t.Errorf("only %d references found", edges)
	}
}

func TestArnForExecuteApi(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	text := func(s string) *string { return &s }
	for want, arn := range map[string]*string{
		"*/*/*":             api.ArnForExecuteApi(nil, nil, nil),
		"*/GET/*":           api.ArnForExecuteApi(text("get"), text("*"), text("*")),
		"*/*/todos":         api.ArnForExecuteApi(text("ANY"), text("/todos"), nil),
		"prod/PUT/todos/*":  api.ArnForExecuteApi(text("PUT"), text("/todos/*"), text("prod")),
		"$default/*/*":      api.ArnForExecuteApi(nil, nil, text("$default")),
		"*/DELETE/a/*/note": api.ArnForExecuteApi(text("DELETE"), text("/a/*/note"), nil),
	} {
		resolved := fmt.Sprint(stack.Resolve(arn))
		if !strings.HasSuffix(resolved, "/"+want+"]]]") || !strings.Contains(resolved, ":execute-api:") {
			t.Errorf("ARN %s, want it to end with %s", resolved, want)
		}
	}
	synthtest.Synth(t, stack)
}

func TestImportedAPI(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.FromAttributes(stack, "Other", httpapi.Attributes{ID: "abc123", Endpoint: "https://abc123.execute-api.eu-central-1.amazonaws.com"})
	if *api.ApiId() != "abc123" || !strings.Contains(fmt.Sprint(stack.Resolve(api.ArnForExecuteApi(nil, nil, nil))), "abc123/*/*/*") {
		t.Errorf("id %s, ARN %v", *api.ApiId(), stack.Resolve(api.ArnForExecuteApi(nil, nil, nil)))
	}
	own := httpapi.New(stack, "Api", &httpapi.Props{Functions: &function.Config{Links: []links.Link{links.API(api)}}})
	own.Route("GET /a", "testdata/todos.List")
	fn := synthtest.Synth(t, stack).Only(t, "AWS::Lambda::Function")
	if text := fmt.Sprint(fn.Properties["Environment"]); !strings.Contains(text, "OTHER_URL:https://abc123.") {
		t.Errorf("environment %s", text)
	}
}

func TestMetrics(t *testing.T) {
	stack := synthtest.Stack()
	api := httpapi.New(stack, "Api", nil)
	awscloudwatch.NewAlarm(stack, jsii.String("Alarm"), &awscloudwatch.AlarmProps{
		Metric: api.MetricServerError(nil), Threshold: jsii.Number(1), EvaluationPeriods: jsii.Number(1),
	})
	alarm := synthtest.Synth(t, stack).Only(t, "AWS::CloudWatch::Alarm").Properties
	if alarm["MetricName"] != "5xx" || alarm["Namespace"] != "AWS/ApiGateway" || !strings.Contains(fmt.Sprint(alarm["Dimensions"]), "ApiId") {
		t.Errorf("alarm %v", alarm)
	}
}
