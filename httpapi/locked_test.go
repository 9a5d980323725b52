// What an authorizer guards stays guarded with CORS on.

package httpapi_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/cors"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
	"github.com/gatehouse-go/gatehouse/local"
)

// locked declares ANY routes in place of those of single methods, all of them
// behind an authorizer, with CORS on.
func locked(s awscdk.Stack, routes map[string]integrations.Integration, stages ...httpapi.Stage) {
	if len(stages) == 0 {
		stages = quiet
	}
	login := authorizers.JWT("login", "https://login.example.com", "app")
	api := httpapi.New(s, "Locked", &httpapi.Props{
		Stages: stages, CORS: cors.AllowAny(), DefaultAuth: login,
		Functions: &function.Config{Environment: map[string]string{"SECRET": "of the handlers"}, MemoryMB: 512},
	})
	paths := map[string]bool{}
	for key, integration := range routes {
		_, path, named := strings.Cut(key, " ")
		if !named {
			api.Handle(httpapi.Route{Key: key, Integration: integration})
			continue
		}
		for paths[path] { // another integration of the same path
			path = "/other" + path
		}
		paths[path] = true
		api.Handle(httpapi.Route{Key: "ANY " + path, Integration: integration})
	}
}

// Whatever has no authorizer leads to the function that answers preflights, and
// never to what the authorised routes lead to.
func TestOptionsNeverReachWhatIsBehindAnAuthorizer(t *testing.T) {
	for name, declare := range integrationStacks(locked) {
		stack := synthtest.Stack()
		declare(stack)
		template := synthtest.Synth(t, stack)
		answers := ""
		for _, id := range template.Of("AWS::ApiGatewayV2::Integration") {
			if uri := fmt.Sprint(template.Resources[id].Properties["IntegrationUri"]); strings.Contains(uri, "Functionpreflight") {
				answers += id
			}
		}
		guarded, open := 0, 0
		for _, id := range template.Some(t, "AWS::ApiGatewayV2::Route") {
			route := template.Resources[id].Properties
			key, toAnswers := route["RouteKey"].(string), answers != "" && strings.Contains(fmt.Sprint(route["Target"]), answers)
			switch isOpen := route["AuthorizationType"] == "NONE"; {
			case isOpen && strings.HasPrefix(key, "OPTIONS /") && toAnswers:
				open++
			case !isOpen && !strings.HasPrefix(key, "OPTIONS ") && !toAnswers:
				guarded++
			default:
				t.Errorf("%s: %s: %v", name, key, route)
			}
		}
		if guarded == 0 || open < guarded {
			t.Errorf("%s: %d routes are guarded, %d answer preflights", name, guarded, open)
		}
		for _, id := range template.Of("AWS::Lambda::Function") {
			fn := template.Resources[id].Properties
			if !strings.Contains(id, "Functionpreflight") {
				continue
			}
			if text := fmt.Sprint(fn["Environment"]); strings.Contains(text, "SECRET") || !strings.Contains(text, cors.Env) || fn["MemorySize"] != 512.0 {
				t.Errorf("%s: %v", name, fn)
			}
		}
	}
}

// The stacks above have every integration that there is for HTTP APIs.
func TestIntegrationStacksAreComplete(t *testing.T) {
	tested, err := os.ReadFile("golden_integrations_test.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../integrations/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), ") BindHTTP(") {
			continue
		}
		for _, made := range constructor.FindAllStringSubmatch(string(text), -1) {
			found++
			if !strings.Contains(string(tested), "integrations."+made[1]+"(") && made[1] != "LambdaMapped" && made[1] != "LambdaStream" {
				t.Errorf("%s has %s", file, made[1])
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d integrations were found", found)
	}
}

var constructor = regexp.MustCompile(`(?m)^func ([A-Z]\w*)\(.*\) Integration \{`)

// The same, served: the server behind an authorised ANY answers nobody without
// a token, by no method, while browsers get their preflights answered.
func TestPreflightsAreAnsweredInFrontOfALockedServer(t *testing.T) {
	var asked atomic.Int32
	backend := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer backend.Close()
	context := local.Context()
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false), Context: &context, Outdir: jsii.String(t.TempDir())})
	login := authorizers.JWT("login", "https://login.example.com", "app")
	api := httpapi.New(awscdk.NewStack(app, jsii.String("Test"), nil), "Api", &httpapi.Props{
		Stages: quiet, CORS: cors.Allow("https://app.example.com"), DefaultAuth: login,
	})
	api.Handle(httpapi.Route{Key: "ANY /old/{proxy+}", Integration: integrations.URL(backend.URL+"/{proxy}", nil)})
	api.Route("$default", "testdata/todos.Page")
	srv, err := local.Start(t.Context(), local.Config{Assembly: *app.Synth(nil).Directory()})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	for _, tt := range []struct {
		method, path string
		preflight    bool
		status       int
		origin       string
	}{
		{"GET", "/old/x", false, 401, "https://app.example.com"},
		{"OPTIONS", "/old/x", true, 204, "https://app.example.com"},
		{"OPTIONS", "/old/x", false, 204, "https://app.example.com"},
		{"OPTIONS", "/else", true, 204, "https://app.example.com"},
		{"OPTIONS", "/else", false, 204, "https://app.example.com"},
		{"GET", "/else", false, 401, "https://app.example.com"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, srv.URL("Test/Api")+tt.path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", "https://app.example.com")
		if tt.preflight {
			req.Header.Set("Access-Control-Request-Method", "DELETE")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if got := resp.Header.Get("Access-Control-Allow-Origin"); resp.StatusCode != tt.status || got != tt.origin {
			t.Errorf("%s %s (preflight %t): %d, allowed %q: %s", tt.method, tt.path, tt.preflight, resp.StatusCode, got, text)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the server was asked %d times without a token", n)
	}
}
