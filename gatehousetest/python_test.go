// Applications with handlers in Python: what their templates say, that they
// answer, and what is wrong with others.

package gatehousetest_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func inPython(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("Py"), nil)
	api := httpapi.New(stack, "Http", &httpapi.Props{Functions: &function.Config{Runtime: function.Python312}})
	api.Route("GET /notes", "functions/notes.index")
	api.Handle(httpapi.Route{Key: "POST /notes", Handler: "functions/notes.add", Auth: authorizers.Lambda("token", "functions/token.check", nil)})
	api.Handle(httpapi.Route{Key: "GET /daily", Integration: integrations.Lambda(function.New(stack, "Daily", "functions/daily.run", nil))})
	rest := restapi.New(stack, "Rest", nil)
	rest.Route("GET /notes", "functions/notes.index")
	rest.Route("DELETE /notes", "functions/notes.fail")
	chat := websocket.New(stack, "Chat", nil)
	chat.Route("$connect", "functions/chat::handler.connect")
	chat.Handle(websocket.Route{Key: "join", Handler: "functions/chat::handler.join", Reply: true})
}

func TestHandlersInPythonAnswer(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no Python on this machine")
	}
	t.Chdir("testdata/python")
	srv := gatehousetest.Serve(t, inPython, local.Config{})

	api := srv.API("Py/Http")
	if got := api.Do("GET", "/notes", nil).Status(200).Text; got != `["first"]` {
		t.Errorf("%s", got)
	}
	note := map[string]string{"text": "second"}
	api.Do("POST", "/notes", note, gatehousetest.Header("Authorization", "bad")).Status(403)
	api.Do("POST", "/notes", note, gatehousetest.Header("Authorization", "good")).Status(201)
	if got := api.Do("GET", "/daily", nil).Status(200).Text; !strings.HasPrefix(got, `{"ran":`) && !strings.HasPrefix(got, `{"ran": `) {
		t.Errorf("%s", got)
	}

	rest := srv.API("Py/Rest")
	rest.Do("GET", "/notes", nil).Status(200)
	rest.Do("DELETE", "/notes", nil).Status(502)

	socket := srv.API("Py/Chat").Connect("")
	socket.Send(map[string]string{"action": "join", "name": "ada"})
	if got := socket.Receive(); got != `["ada", "bob"]` {
		t.Errorf("%s", got)
	}
	socket.Close()
}

func TestTemplatesOfFunctionsInPython(t *testing.T) {
	t.Chdir("testdata/python")
	app := gatehousetest.Synth(t, inPython)
	var runtimes []string
	for _, f := range app.Template("Py").Resources("AWS::Lambda::Function") {
		if f.Properties["Handler"] != "gatehouse_main.handler" {
			t.Errorf("%v", f.Properties["Handler"])
		}
		runtimes = append(runtimes, f.Properties["Runtime"].(string))
	}
	slices.Sort(runtimes)
	if want := []string{"python3.12", "python3.12", "python3.13", "python3.13", "python3.13"}; !slices.Equal(runtimes, want) {
		t.Errorf("%v, want %v", runtimes, want)
	}
}

func TestWhatIsWrongWithHandlersInPythonIsSaidAtOnce(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no Python on this machine")
	}
	t.Chdir("testdata/python")
	got := gatehousetest.Problems(t, func(app awscdk.App) {
		stack := awscdk.NewStack(app, jsii.String("Py"), nil)
		api := httpapi.New(stack, "Http", nil)
		api.Route("GET /broken", "wrong/broken.index")
		api.Route("GET /later", "wrong/later.index")
		api.Route("GET /lacking", "wrong/later.shw")
		api.Route("GET /nowhere", "wrong/lacking.index")
		layered := &function.Config{Override: func(p *awslambda.FunctionProps) {
			p.Layers = &[]awslambda.ILayerVersion{awslambda.LayerVersion_FromLayerVersionArn(stack, jsii.String("L"),
				jsii.String("arn:aws:lambda:eu-west-1:123456789012:layer:nowhere:1"))}
		}}
		function.New(stack, "Layered", "wrong/lacking.index", layered)
		function.New(stack, "Missing", "functions/daily.walk", nil)
	}, gatehousetest.Built())
	for _, want := range []string{
		`handler "wrong/broken.index": wrong/broken.py:4: '(' was never closed`,
		`handler "wrong/later.index": wrong/later.py:4: index is async`,
		`handler "wrong/later.shw": wrong/later.py has no function shw; it has show`,
		`function wrong/lacking: wrong/lacking.py:1: imports nowhere, which neither the application has nor a wrong/requirements.txt asks for`,
		`handler "functions/daily.walk": functions/daily.py has no function walk; it has run`,
	} {
		if !strings.Contains(got, "python_test.go:") || strings.Count(got, want) != 1 {
			t.Errorf("%q is not there once:\n%s", want, got)
		}
	}

	// Before anything is read.
	got = gatehousetest.Problems(t, func(app awscdk.App) {
		api := httpapi.New(awscdk.NewStack(app, jsii.String("Py"), nil), "Http", nil)
		api.Route("GET /1", "wrong/two.index")
		api.Route("GET /2", "functions::chat::handler.join")
		api.Route("GET /3", "../python/functions/notes.index")
		api.Route("GET /4", "functions/chat::handlers.join")
	})
	for _, want := range []string{"two things fit wrong/two", `"::" stands in it twice`, "the path leaves the application",
		"folder functions/chat has no file handlers"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q is not there once:\n%s", want, got)
		}
	}
	got = gatehousetest.Problems(t, func(app awscdk.App) {
		api := httpapi.New(awscdk.NewStack(app, jsii.String("Py"), nil), "Http", nil)
		api.Handle(httpapi.Route{Key: "GET /5", Handler: "functions/notes.index", Function: &function.Config{Runtime: function.NodeJS24}})
	})
	if want := "function functions/notes: Runtime is nodejs24.x, which does not run Python"; !strings.Contains(got, want) {
		t.Errorf("no %q:\n%s", want, got)
	}
}
