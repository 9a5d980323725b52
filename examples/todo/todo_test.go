// The application as its users have it: synthesised, built, and its functions
// started behind a Runtime API.

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/serve/lambdaruntime"
	"github.com/gatehouse-go/gatehouse/internal/testing/nagtest"
	"github.com/gatehouse-go/gatehouse/local"
)

func TestMain(m *testing.M) {
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// synth returns the folder of the assembly, with functions for this machine.
func synth(t *testing.T) (dir string, template assertions.Template) {
	t.Helper()
	context := local.Context()
	app := awscdk.NewApp(&awscdk.AppProps{
		Context: &context,
		Outdir:  jsii.String(t.TempDir()),
	})
	todo(app)
	stack := app.Node().FindChild(jsii.String("Todo")).(awscdk.Stack)
	return *app.Synth(nil).Directory(), assertions.Template_FromStack(stack, nil)
}

// start starts the function whose logical id begins with a text, and returns
// what calls it with a request.
func start(t *testing.T, dir string, template assertions.Template, id string) func(route, path string, params map[string]string, body string) (int, string) {
	t.Helper()
	var asset string
	for logical, fn := range *template.FindResources(jsii.String("AWS::Lambda::Function"), nil) {
		if strings.HasPrefix(logical, id) {
			key := (*fn)["Properties"].(map[string]any)["Code"].(map[string]any)["S3Key"].(string)
			asset = filepath.Join(dir, "asset."+strings.TrimSuffix(key, ".zip"))
		}
	}
	fn := lambdaruntime.New(lambdaruntime.Config{
		Name: id, Command: []string{"./bootstrap"}, Dir: asset, Timeout: 10 * time.Second, MaxWorkers: 1,
		Environment: map[string]string{"TODO_TABLE": "memory"},
	})
	t.Cleanup(fn.Close)
	return func(route, path string, params map[string]string, body string) (int, string) {
		t.Helper()
		method, _, _ := strings.Cut(route, " ")
		event, err := json.Marshal(map[string]any{
			"version": "2.0", "routeKey": route, "rawPath": path, "pathParameters": params, "body": body,
			"headers":        map[string]string{"content-type": "application/json", "host": "api.example.com"},
			"requestContext": map[string]any{"routeKey": route, "stage": "$default", "http": map[string]string{"method": method, "path": path}},
		})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := fn.Invoke(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		var response struct {
			StatusCode int    `json:"statusCode"`
			Body       string `json:"body"`
		}
		if err := json.Unmarshal(answer, &response); err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		return response.StatusCode, response.Body
	}
}

func TestTodoAnswersEvents(t *testing.T) {
	dir, template := synth(t)
	call := start(t, dir, template, "ApiFunctionfunctionstodos")

	status, body := call("GET /todos", "/todos", nil, "")
	if status != 200 || body != "[]" {
		t.Errorf("GET /todos: %d %s, want no todos", status, body)
	}
	status, body = call("POST /todos", "/todos", nil, `{"title":"milk"}`)
	var created struct{ ID, Title string }
	if err := json.Unmarshal([]byte(body), &created); err != nil || status != 201 || created.Title != "milk" {
		t.Fatalf("POST /todos: %d %s", status, body)
	}
	params := map[string]string{"id": created.ID}
	if status, body := call("GET /todos/{id}", "/todos/"+created.ID, params, ""); status != 200 || !strings.Contains(body, `"title":"milk"`) {
		t.Errorf("GET /todos/{id}: %d %s", status, body)
	}
	if status, body := call("GET /todos/{id}", "/todos/other", map[string]string{"id": "other"}, ""); status != 404 || !strings.Contains(body, "no such todo") {
		t.Errorf("GET of an unknown id: %d %s", status, body)
	}
	if status, body := call("POST /todos", "/todos", nil, `{"title":" "}`); status != 400 || !strings.Contains(body, "title is missing") {
		t.Errorf("POST without a title: %d %s", status, body)
	}
	if status, _ := call("DELETE /todos/{id}", "/todos/"+created.ID, params, ""); status != 204 {
		t.Errorf("DELETE /todos/{id}: %d", status)
	}
	if status, _ := call("GET /todos/{id}", "/todos/"+created.ID, params, ""); status != 404 {
		t.Errorf("GET after DELETE: %d", status)
	}

	health := start(t, dir, template, "ApiFunctionfunctionshealth")
	if status, body := health("GET /health", "/health", nil, ""); status != 200 || body != "ok\n" {
		t.Errorf("GET /health: %d %q", status, body)
	}
}

func TestOnlyHealthIsPublic(t *testing.T) {
	_, template := synth(t)
	for _, route := range *template.FindResources(jsii.String("AWS::ApiGatewayV2::Route"), nil) {
		props := (*route)["Properties"].(map[string]any)
		want := "JWT"
		if props["RouteKey"] == "GET /health" {
			want = "NONE"
		}
		if props["AuthorizationType"] != want {
			t.Errorf("%s has AuthorizationType %s, want %s", props["RouteKey"], props["AuthorizationType"], want)
		}
	}
}

func TestNagFindsNothingThatIsNotAccepted(t *testing.T) { nagtest.Check(t, todo) }
