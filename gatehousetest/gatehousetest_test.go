// Synth, Serve and the assertions, on applications that hold and that fail them.

package gatehousetest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/routertest"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestMain(m *testing.M) { Main(m) }

const module = `
-- go.mod --
module example.com/app
-- cdk.json --
{"app": "go run .", "context": {"greeting": "from cdk.json"}}
-- functions/shop/shop.go --
package shop

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/gatehouse-go/gatehouse/router"
)

func Get(ctx context.Context, req *router.Request) (any, error) {
	return map[string]string{"id": req.Param("id"), "sub": req.Claim("sub"), "greeting": os.Getenv("GREETING")}, nil
}

func Move(ctx context.Context, req *router.Request) (any, error) {
	resp := router.Text(302, "")
	resp.Header.Set("Location", "/elsewhere")
	return resp, nil
}

func Join(ctx context.Context, m *router.Request) (any, error) {
	fmt.Println("joined by", m.ConnectionID())
	return "welcome", nil
}

func Fail(ctx context.Context, req *router.Request) (any, error) { return nil, errors.New("no stock") }
`

// shop has an API of each kind, all of one source.
func shop(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Shop"), nil)
	api := httpapi.New(stack, "Http", nil)
	api.Route("GET /items/{id}", "functions/shop.Get")
	api.Route("GET /moved", "functions/shop.Move")
	api.Handle(
		httpapi.Route{Key: "GET /mine/{id}", Handler: "functions/shop.Get", Auth: authorizers.JWT("login", "https://login.example.com", "shop"), Scopes: []string{"read"}},
		httpapi.Route{Key: "POST /signed/{id}", Handler: "functions/shop.Get", Auth: authorizers.IAM()},
	)
	greeting := fmt.Sprint(app.Node().TryGetContext(jsii.String("greeting")))
	api.Function("functions/shop").AddEnvironment(jsii.String("GREETING"), &greeting, nil)
}

// others are the kinds of API whose functions get events here.
func others(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Others"), nil)
	restapi.New(stack, "Rest", nil).Route("GET /items/{id}", "functions/shop.Get")
	websocket.New(stack, "Socket", nil).Route("join", "functions/shop.Join")
}

func inModule(t *testing.T) {
	t.Helper()
	dir := testmodule.New(t, module)
	t.Chdir(dir)
}

// fake is a test that notes how it fails.
type fake struct {
	testing.TB
	errors []string
}

func (f *fake) Errorf(format string, args ...any) {
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}
func (f *fake) Error(args ...any)                 { f.errors = append(f.errors, fmt.Sprint(args...)) }
func (f *fake) Fatalf(format string, args ...any) { f.Errorf(format, args...); runtime.Goexit() }
func (f *fake) Fatal(args ...any)                 { f.Error(args...); runtime.Goexit() }
func (f *fake) FailNow()                          { runtime.Goexit() }

// failing runs a test that must fail, and returns how it does.
func failing(t *testing.T, test func(t testing.TB)) string {
	t.Helper()
	f := &fake{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(f)
	}()
	<-done
	if len(f.errors) == 0 {
		t.Error("the test passes; it must fail")
	}
	return strings.Join(f.errors, "\n")
}

func mention(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%q is not in:\n%s", w, got)
		}
	}
	if strings.Contains(got, "goroutine ") {
		t.Errorf("there is a trace in:\n%s", got)
	}
}

func TestSynthBuildsNothingAndHasTheContextOfCDKJSON(t *testing.T) {
	inModule(t)
	app := Synth(t, shop)
	template := app.Template("Shop")
	template.ResourceCountIs(jsii.String("AWS::Lambda::Function"), jsii.Number(1))
	template.HasResourceProperties(jsii.String("AWS::Lambda::Function"), map[string]any{
		"Environment": map[string]any{"Variables": map[string]any{"GREETING": "from cdk.json"}},
	})
	if programs, err := filepath.Glob(filepath.Join(app.Dir, "asset.*", "bootstrap")); err != nil || len(programs) > 0 {
		t.Errorf("built: %v %v", programs, err)
	}
	if routes := template.Resources("AWS::ApiGatewayV2::Route"); len(routes) != 4 {
		t.Errorf("%d routes, want 4", len(routes))
	}
	id, _ := template.Only("AWS::Lambda::Function")
	if got := *template.GetResourceId(jsii.String("AWS::Lambda::Function"), nil); got != id {
		t.Errorf("%s, want %s", got, id)
	}

	own := &awscdk.AppProps{Context: &map[string]any{"greeting": "from the test"}}
	_, fn := Synth(t, shop, own).Template("Shop").Only("AWS::Lambda::Function")
	if got := fn.Properties["Environment"].(map[string]any)["Variables"].(map[string]any)["GREETING"]; got != "from the test" {
		t.Errorf("GREETING is %v", got)
	}
	if len(*own.Context) != 1 {
		t.Errorf("the test's own context was written to: %v", *own.Context)
	}
}

func TestAssertionsFailTheTest(t *testing.T) {
	inModule(t)
	app := Synth(t, shop)
	const function = "AWS::Lambda::Function"
	for what, assert := range map[string]func(template *Template){
		"Expected 2 resources of type AWS::Lambda::Function but found 1": func(template *Template) {
			template.ResourceCountIs(jsii.String(function), jsii.Number(2))
		},
		"has 0 resources of type AWS::SQS::Queue, want one": func(template *Template) { template.Only("AWS::SQS::Queue") },
		"AWS::SQS::Queue": func(template *Template) { template.GetResourceId(jsii.String("AWS::SQS::Queue"), nil) },
		"MemorySize": func(template *Template) {
			template.HasResourceProperties(jsii.String(function), map[string]any{"MemorySize": 1})
		},
		"but none match as expected": func(template *Template) {
			template.AllResourcesProperties(jsii.String(function), map[string]any{"Timeout": 1})
		},
	} {
		got := failing(t, func(tb testing.TB) {
			failed := *app
			failed.t = tb
			assert(failed.Template("Shop"))
		})
		mention(t, got, "Shop", what)
	}
	mention(t, failing(t, func(tb testing.TB) {
		failed := *app
		failed.t = tb
		failed.Template("Shoop")
	}), `there is no stack "Shoop"; there are: "Shop"`)
}

// fill is a mistake of Go in the application.
func fill(m map[string]int) { m["a"] = 1 }

func TestWrongAppsAreReportedWithoutATrace(t *testing.T) {
	inModule(t)
	wrong := func(app awscdk.App) {
		httpapi.New(awscdk.NewStack(app, jsii.String("Shop"), nil), "Api", nil).Route("GET /x", "functions/shop.Gett")
	}
	want := []string{"the app does not synthesise:", "[Shop/Api] ", "gatehousetest_test.go:", "package functions/shop has no function Gett"}
	mention(t, Problems(t, wrong), want...)
	mention(t, failing(t, func(tb testing.TB) { Synth(tb, wrong) }), want...)
	mention(t, failing(t, func(tb testing.TB) { Serve(tb, wrong, local.Config{}) }), want...)
	mention(t, failing(t, func(tb testing.TB) { Nag(tb, wrong) }), want...)
	mention(t, failing(t, func(tb testing.TB) { Problems(tb, shop) }), "the app synthesises")
	mention(t, failing(t, func(tb testing.TB) { Synth(tb, shop, nil, nil) }), "an app has one AppProps; this one gets 2")
	mention(t, failing(t, func(tb testing.TB) { Serve(tb, shop, local.Config{Assembly: "cdk.out"}) }), "Config.Assembly must be empty")
	mention(t, Problems(t, func(app awscdk.App) { none := map[string]int(nil); fill(none) }), "gatehousetest_test.go:", "assignment to entry in nil map")
	mention(t, Problems(t, func(app awscdk.App) { awscdk.NewStack(app, jsii.String("a b"), nil) }), "Stack name must match")
	if err := os.WriteFile("cdk.json", []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	mention(t, failing(t, func(tb testing.TB) { Synth(tb, shop) }), "cdk.json: ")
}

func TestServeAnswersRealRequests(t *testing.T) {
	inModule(t)
	srv := Serve(t, shop, local.Config{Environment: map[string]string{"GREETING": "hello"}})
	api := srv.API("Shop/Http")
	var got map[string]string
	api.Do("GET", "/items/7?x=1", nil).Status(200).JSON(&got)
	if got["id"] != "7" || got["greeting"] != "hello" {
		t.Errorf("%v", got)
	}
	if moved := api.Do("GET", "/moved", nil).Status(302); moved.Header.Get("Location") != "/elsewhere" {
		t.Errorf("%v", moved.Header)
	}
	api.Do("GET", "/mine/7", nil).Status(401)
	api.Do("GET", "/mine/7", nil, Bearer(api.Token("login", nil))).Status(403)
	api.Do("GET", "/mine/7", nil, Bearer(api.Token("", map[string]any{"scope": "read", "sub": "alice"}))).Status(200).JSON(&got)
	if got["sub"] != "alice" {
		t.Errorf("%v", got)
	}
	api.Do("GET", "/mine/7", nil, Bearer(api.Token("login", map[string]any{"scope": "read", "aud": "other", "client_id": nil}))).Status(401)
	api.Do("POST", "/signed/7", map[string]int{"a": 1}).Status(403)
	api.Do("POST", "/signed/7", map[string]int{"a": 1}, api.Signed()).Status(200)
	api.Do("POST", "/signed/7", nil, api.Signed(), Header("Authorization", "none")).Status(403)

	with := func(tb testing.TB) *Server {
		failed := *srv
		failed.t = tb
		return &failed
	}
	mention(t, failing(t, func(tb testing.TB) { with(tb).API("Shop/Htpp") }), `there is no API "Shop/Htpp"; there are: "Shop/Http"`)
	mention(t, failing(t, func(tb testing.TB) { with(tb).API("Shop/Http").Token("logn", nil) }), `no JWT authorizer "logn"; it has: login`)
	mention(t, failing(t, func(tb testing.TB) { with(tb).API("Shop/Http").Do("GET", "/nowhere", nil).Status(200) }), "status 404, want 200")
}

func TestInvokeSendsEventsOfEveryKind(t *testing.T) {
	inModule(t)
	srv := Serve(t, func(app awscdk.App) { shop(app); others(app) }, local.Config{})
	request := func() *http.Request { return httptest.NewRequest("GET", "/items/7", nil) }
	paths := map[string]string{}
	for _, path := range srv.Functions() {
		api, _, _ := strings.Cut(path, "/Function:")
		paths[api] = path
	}
	for api, kind := range map[string]router.EventKind{"Shop/Http": router.HTTPEvent, "Others/Rest": router.RESTEvent} {
		event, err := routertest.Event(kind, request(), routertest.Route{Key: "GET /items/{id}"})
		if err != nil {
			t.Fatal(err)
		}
		if got := srv.Invoke(paths[api], event).Response().Status(200).Text; !strings.Contains(got, `"id":"7"`) {
			t.Errorf("%s: %s", api, got)
		}
	}
	var answer struct{ Body string }
	srv.Invoke(paths["Others/Socket"], routertest.Message("join", "c-1=", "{}")).JSON(&answer)
	if answer.Body != "welcome" {
		t.Errorf("%+v", answer)
	}
	for what, call := range map[string]func(s *Server){
		`several functions have the source "functions/shop"`:  func(s *Server) { s.Invoke("functions/shop", "{}") },
		`there is no function "functions/shopp"; there are: `: func(s *Server) { s.Invoke("functions/shopp", "{}") },
		"it is not JSON": func(s *Server) { s.Invoke(paths["Shop/Http"], "{") },
	} {
		mention(t, failing(t, func(tb testing.TB) {
			failed := *srv
			failed.t = tb
			call(&failed)
		}), what)
	}
}

func TestInvokeNamesAFunctionByItsSource(t *testing.T) {
	inModule(t)
	srv := Serve(t, shop, local.Config{})
	event, err := routertest.Event(router.HTTPEvent, httptest.NewRequest("GET", "/items/8", nil), routertest.Route{Key: "GET /items/{id}"})
	if err != nil {
		t.Fatal(err)
	}
	if got := srv.Invoke("functions/shop", event).Response().Status(200).Text; !strings.Contains(got, `"id":"8"`) {
		t.Errorf("%s", got)
	}
}
