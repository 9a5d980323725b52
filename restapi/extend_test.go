// Extensions: of imported APIs, of those of another stack, and when they deploy.

package restapi_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/restapi"
)

func imported(stack awscdk.Stack) awsapigateway.IRestApi {
	return awsapigateway.RestApi_FromRestApiAttributes(stack, jsii.String("Imported"), &awsapigateway.RestApiAttributes{
		RestApiId: jsii.String("a1b2c3d4e5"), RootResourceId: jsii.String("root123456"),
	})
}

func pong() integrations.Integration { return integrations.URL("https://pong.example.com", nil) }

func TestExtendAnImportedAPI(t *testing.T) {
	stack := synthtest.Stack()
	e := restapi.Extend(stack, "More", imported(stack), &restapi.ExtendProps{
		Stages: []string{"live", "beta"}, Resources: []restapi.Resource{{Path: "/todos", ID: "res1"}, {Path: "/todos/{id}", ID: "res2"}},
		DefaultAuth: authorizers.IAM(),
	})
	e.Handle(
		restapi.Route{Key: "GET /todos/{id}/notes", Integration: pong()},
		restapi.Route{Key: "GET /", Integration: pong(), Auth: authorizers.None()},
		restapi.Route{Key: "GET /users", Integration: pong()},
	)
	template := synthtest.Synth(t, stack)
	parents := map[any]any{}
	for _, id := range template.Of("AWS::ApiGateway::Resource") {
		parents[template.Resources[id].Properties["PathPart"]] = template.Resources[id].Properties["ParentId"]
	}
	if len(parents) != 2 || parents["notes"] != "res2" || parents["users"] != "root123456" {
		t.Errorf("resources and their parents: %v", parents)
	}
	methods := template.Of("AWS::ApiGateway::Method")
	if len(methods) != 3 {
		t.Errorf("methods %v, want 3", methods)
	}
	stages := map[any]bool{}
	for _, id := range template.Of("AWS::ApiGateway::Deployment") {
		d := template.Resources[id]
		stages[d.Properties["StageName"]] = true
		if d.Properties["RestApiId"] != "a1b2c3d4e5" || d.DeletionPolicy != "Retain" {
			t.Errorf("deployment %+v", d)
		}
		for _, method := range methods {
			if !contains(d.DependsOn, method) {
				t.Errorf("the deployment does not wait for %s: it would not copy it", method)
			}
		}
	}
	if len(stages) != 2 || !stages["live"] || !stages["beta"] {
		t.Errorf("deployed to %v", stages)
	}
	for _, kind := range []string{"AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage"} {
		if made := template.Of(kind); len(made) > 0 {
			t.Errorf("made %v, which belongs to the API", made)
		}
	}
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// An extension that changes makes a new deployment, and one that does not change
// keeps it.
func TestExtensionDeploysWhenItChanges(t *testing.T) {
	deployment := func(change func(*restapi.Extension)) string {
		stack := synthtest.Stack()
		e := restapi.Extend(stack, "More", imported(stack), &restapi.ExtendProps{Stages: []string{"v1"}})
		e.Handle(restapi.Route{Key: "GET /users", Integration: pong()})
		change(e)
		return synthtest.Synth(t, stack).Of("AWS::ApiGateway::Deployment")[0]
	}
	same := deployment(func(*restapi.Extension) {})
	if again := deployment(func(*restapi.Extension) {}); again != same {
		t.Errorf("unchanged, and yet %s is followed by %s", same, again)
	}
	for name, change := range map[string]func(*restapi.Extension){
		"route": func(e *restapi.Extension) { e.Handle(restapi.Route{Key: "GET /more", Integration: pong()}) },
		"authorizer": func(e *restapi.Extension) {
			e.SetDefaultAuth(authorizers.IAM())
		},
	} {
		if deployment(change) == same {
			t.Errorf("%s: no new deployment", name)
		}
	}
}

// twoStacks has an API and an extension of it in another stack.
func twoStacks(props *restapi.Props, api func(*restapi.API), more func(*restapi.Extension)) (app awscdk.App, first, second awscdk.Stack) {
	app = synthtest.App()
	first = awscdk.NewStack(app, jsii.String("First"), nil)
	second = awscdk.NewStack(app, jsii.String("Second"), nil)
	a := restapi.New(first, "Api", props)
	a.Handle(restapi.Route{Key: "GET /todos/{id}", Integration: pong()})
	e := restapi.Extend(second, "More", a, nil)
	api(a)
	more(e)
	return app, first, second
}

func TestExtendAnAPIOfAnotherStack(t *testing.T) {
	app, first, second := twoStacks(&restapi.Props{CORS: cors.AllowAny(), Stages: []restapi.Stage{{Name: "live"}, {Name: "beta"}}},
		func(*restapi.API) {}, func(e *restapi.Extension) {
			e.Handle(restapi.Route{Key: "GET /todos/{id}/notes", Integration: pong()}, restapi.Route{Key: "DELETE /todos/{id}", Integration: pong()})
		})
	if problems := synthtest.Report(app); len(problems) > 0 {
		t.Fatal(problems)
	}
	template := synthtest.Synth(t, second)
	if got := template.Of("AWS::ApiGateway::Resource"); len(got) != 1 {
		t.Errorf("resources %v, want that of notes only: the others are the API's", got)
	}
	options := 0
	for _, id := range template.Of("AWS::ApiGateway::Method") {
		if template.Resources[id].Properties["HttpMethod"] == "OPTIONS" {
			options++
		}
	}
	if options != 1 {
		t.Errorf("%d preflights, want that of notes: the other path has one of the API", options)
	}
	if got := template.Of("AWS::ApiGateway::Deployment"); len(got) != 2 {
		t.Errorf("deployments %v, want one for each stage", got)
	}
	if needs := *second.Dependencies(); len(needs) != 1 || *needs[0].Node().Id() != *first.Node().Id() {
		t.Error("the extension's stack does not wait for the API's")
	}
}

func TestReportOfExtensions(t *testing.T) {
	none := func(*restapi.API) {}
	for name, tt := range map[string]struct {
		api  func(*restapi.API)
		more func(*restapi.Extension)
		want string
	}{
		"route of the API":  {none, func(e *restapi.Extension) { e.Handle(restapi.Route{Key: "GET /todos/{id}", Integration: pong()}) }, `route "GET /todos/{id}": made already by First/Api at extend_test.go:`},
		"other parameter":   {none, func(e *restapi.Extension) { e.Handle(restapi.Route{Key: "PUT /todos/{todo}", Integration: pong()}) }, `the API has the path "/todos/{id}" with other names of parameters`},
		"greedy beside one": {none, func(e *restapi.Extension) { e.Handle(restapi.Route{Key: "PUT /todos/{proxy+}", Integration: pong()}) }, `cannot stand beside "/todos/{id}" of the API`},
		"throttle": {none, func(e *restapi.Extension) {
			e.Handle(restapi.Route{Key: "GET /a", Integration: pong(), Throttle: &restapi.Throttle{Rate: 1, Burst: 1}})
		}, "Throttle is a setting of stages"},
		"no routes": {none, func(*restapi.Extension) {}, "restapi.Extend: the extension has no routes"},
		"two of one name": {func(a *restapi.API) {
			a.Handle(restapi.Route{Key: "GET /a", Integration: pong(), Auth: authorizers.Token("who", "testdata/auth.Check", nil)})
		}, func(e *restapi.Extension) {
			e.Handle(restapi.Route{Key: "GET /b", Integration: pong(), Auth: authorizers.Token("who", "testdata/auth.Check", nil)})
		}, `authorizer "who": made already by First/Api`},
	} {
		app, _, _ := twoStacks(nil, tt.api, tt.more)
		got := synthtest.Report(app)
		if len(got) != 1 || !strings.Contains(got[0], tt.want) || !strings.Contains(got[0], "extend_test.go:") {
			t.Errorf("%s: %q, want %s", name, got, tt.want)
		}
	}

	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	restapi.Extend(stack, "Nil", nil, nil).Handle(restapi.Route{Key: "GET /a", Integration: pong()})
	restapi.Extend(stack, "NoStages", imported(stack), nil).Handle(restapi.Route{Key: "GET /a", Integration: pong()})
	rootless := awsapigateway.RestApi_FromRestApiId(stack, jsii.String("Rootless"), jsii.String("f6g7h8"))
	restapi.Extend(stack, "NoRoot", rootless, &restapi.ExtendProps{Stages: []string{"v1"}}).Handle(restapi.Route{Key: "GET /a", Integration: pong()})
	own := restapi.New(stack, "Own", nil)
	own.Handle(restapi.Route{Key: "GET /a", Integration: pong()})
	restapi.Extend(stack, "Here", own, nil).Handle(restapi.Route{Key: "GET /b", Integration: pong()})
	got := strings.Join(synthtest.Report(app), "\n")
	for _, want := range []string{"restapi.Extend: the API is nil", "Stages is empty: name the stages", "imported without its root resource", "the API is made in this stack: declare the routes on it"} {
		if !strings.Contains(got, want) {
			t.Errorf("report\n%s\nwant it to contain %s", got, want)
		}
	}
}

// Two extensions may add to the API, but not make the same path.
func TestTwoExtensions(t *testing.T) {
	app, _, second := twoStacks(nil, func(*restapi.API) {}, func(e *restapi.Extension) {
		e.Handle(restapi.Route{Key: "GET /admin/users", Integration: pong()})
	})
	third := awscdk.NewStack(app, jsii.String("Third"), nil)
	of := app.Node().FindChild(jsii.String("First")).Node().FindChild(jsii.String("Api")).(awsapigateway.IRestApi)
	_ = second
	restapi.Extend(third, "More", of, &restapi.ExtendProps{Stages: []string{"v1"}}).Handle(restapi.Route{Key: "GET /admin/roles", Integration: pong()})
	got := synthtest.Report(app)
	if len(got) != 1 || !strings.Contains(got[0], `path "/admin": made already by Second/More at extend_test.go:`) {
		t.Errorf("%q", got)
	}
}

// In the stack of an API of the CDK's, the extension's copy comes after the stage:
// otherwise it would make a stage of that name, which the API's own then can't,
// or the stage would go back to a copy without the routes.
func TestExtensionBesideTheStage(t *testing.T) {
	stack := synthtest.Stack()
	api := awsapigateway.NewRestApi(stack, jsii.String("Api"), nil)
	api.Root().AddMethod(jsii.String("GET"), nil, nil)
	restapi.Extend(stack, "More", api, &restapi.ExtendProps{Stages: []string{"prod"}}).Handle(restapi.Route{Key: "GET /a", Integration: pong()})
	template := synthtest.Synth(t, stack)
	for id, r := range template.Resources {
		if r.Type != "AWS::ApiGateway::Deployment" || !strings.HasPrefix(id, "More") {
			continue
		}
		waits := slices.ContainsFunc(r.DependsOn, func(id string) bool { return template.Resources[id].Type == "AWS::ApiGateway::Stage" })
		if !waits {
			t.Errorf("%s waits for %v, and not for the stage", id, r.DependsOn)
		}
		return
	}
	t.Error("the extension has no deployment")
}

func TestReportOfWhatAnExtensionIsTold(t *testing.T) {
	app := synthtest.App()
	stack := awscdk.NewStack(app, jsii.String("Test"), nil)
	restapi.Extend(stack, "More", imported(stack), &restapi.ExtendProps{
		Stages:    []string{"v1", "v1", "a stage"},
		Resources: []restapi.Resource{{Path: "x", ID: "a"}, {Path: "/y/", ID: "a"}, {Path: "/z"}, {Path: "/a/{b}", ID: "b"}, {Path: "/a/{c}", ID: "c"}},
	}).Handle(restapi.Route{Key: "GET /q", Integration: pong()})
	got := synthtest.Report(app)
	want := []string{
		`Stages has "v1" twice`, `Stages has "a stage": a name has 1 to 128 letters`, `Resources[0], path "x": write the path as the API has it`,
		`Resources[1], path "/y/": write the path`, `Resources[2], path "/z": the ID is empty`, `Resources[4], path "/a/{c}": the same as "/a/{b}"`,
	}
	for _, w := range want {
		if !slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, w) && strings.Contains(text, "extend_test.go:") }) {
			t.Errorf("report\n%s\nwant it to contain %s", strings.Join(got, "\n"), w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d problems, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
}
