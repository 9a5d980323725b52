// Every form of handler, from its string to the answer of the program that was
// built, and what synth says of handlers that could not answer.

package handlers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/constructs/function"
	"github.com/gatehouse-go/gatehouse/gatehousetest"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
	"github.com/gatehouse-go/gatehouse/local"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

func TestMain(m *testing.M) {
	_ = os.Setenv("GOFLAGS", "-tags=extra") // read once, for the handlers that need the tag
	gatehousetest.Main(m)
}

const module = `
-- go.mod --
module example.com/app
-- cdk.json --
{"app": "go run ."}
-- functions/forms/forms.go --
package forms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

func HTTP(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "http "+r.PathValue("id")) }

func Request(ctx context.Context, req *router.Request) (any, error) {
	slog.InfoContext(ctx, "asked", "id", req.Param("id"))
	return map[string]string{"request": req.Param("id")}, nil
}

type Item struct {
	ID   string ` + "`path:\"id\" json:\"-\"`" + `
	Size int    ` + "`query:\"size\" default:\"3\" check:\"min=1\" json:\"-\"`" + `
	Name string ` + "`json:\"name\" check:\"required\"`" + `
}

func RequestOf(ctx context.Context, req *router.Request) (Item, error) { return Item{Name: req.Param("id")}, nil }

func Typed(ctx context.Context, in Item) (string, error) {
	return fmt.Sprintf("{\"typed\":\"%s %d %s\"}", in.ID, in.Size, in.Name), nil
}

var errStock = stockError{errors.New("no stock")}

type stockError struct{ error }

func Fails(ctx context.Context, req *router.Request) (any, error) { return nil, errStock }
-- functions/forms/configure.go --
package forms

import (
	"context"
	"net/http"

	"github.com/gatehouse-go/gatehouse/router"
)

// Configure sets up the router of this folder's handlers.
func Configure(r *router.Router) {
	r.Settings().Compress, r.Settings().CompressMin = true, 1
	r.Use(func(next router.Handler) router.Handler {
		return func(ctx context.Context, req *router.Request) (any, error) {
			req.ResponseHeader().Set("X-Configured", "yes")
			return next(ctx, req)
		}
	})
	router.OnError(r, func(ctx context.Context, req *router.Request, err stockError) (any, error) {
		return nil, &router.Error{Status: http.StatusTeapot, Message: err.Error()}
	})
}
-- functions/plain/plain.go --
package plain

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Get(ctx context.Context, req *router.Request) (any, error) { return "\"plain\"", nil }

// Configure is a handler like others: it takes no router.
func Configure(ctx context.Context, req *router.Request) (any, error) { return "\"settings\"", nil }
-- functions/tagged/tagged.go --
//go:build extra

package tagged

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Get(ctx context.Context, req *router.Request) (any, error) { return "\"extra\"", nil }
-- functions/wrong/wrong.go --
package wrong

import (
	"context"

	"github.com/aws/aws-lambda-go/events"

	"github.com/gatehouse-go/gatehouse/router"
	"github.com/gatehouse-go/gatehouse/router/authorizer"
)

type Bad struct {
	Limit int    ` + "`query:\"limit\" check:\"mni=1\"`" + `
	ID    string ` + "`path:\"userId\"`" + `
	Done  chan int
}

func Create(ctx context.Context, in Bad) (any, error) { return nil, nil }

type filter struct{ Tag string ` + "`query:\"tag\"`" + ` }

func List(ctx context.Context, in struct{ *filter }) (any, error) { return nil, nil }

func Check(ctx context.Context, req authorizer.Request) (authorizer.Simple, error) { return authorizer.No(), nil }

func Event(ctx context.Context, e events.APIGatewayV2HTTPRequest) (any, error) { return nil, nil }

type Job struct{ Name string }

func Work(ctx context.Context, in Job) (any, error) { return nil, nil }

func Close(ctx context.Context, req *router.Request) (func(), error) { return nil, nil }
-- functions/routes/routes.go --
package routes

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Get(ctx context.Context, req *router.Request) (any, error) { return nil, nil }

func Configure(r *router.Router) {
	r.Get("/more", Get)
}
-- functions/slip/slip.go --
package slip

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

func Get(ctx context.Context, req *router.Request) (any, error) { return nil, nil }

func Configure(r *router.Router) error { return nil }
`

// everyForm has a route to each form of handler, by handler strings and by
// functions made outside the API.
func everyForm(app awscdk.App) {
	stack := awscdk.NewStack(app, jsii.String("App"), nil)
	api := httpapi.New(stack, "Api", nil)
	api.Route("GET /http/{id}", "functions/forms.HTTP")
	api.Route("GET /request/{id}", "functions/forms.Request")
	api.Route("GET /of/{id}", "functions/forms.RequestOf")
	api.Route("POST /typed/{id}", "functions/forms.Typed")
	api.Route("GET /fails", "functions/forms.Fails")
	api.Route("GET /plain", "functions/plain.Get")
	api.Route("GET /settings", "functions/plain.Configure")
	api.Route("GET /tagged", "functions/tagged.Get")
	for path, name := range map[string]string{"http": "HTTP", "request": "Request", "typed": "Typed"} {
		fn := function.New(stack, "Outside"+name, "functions/forms."+name, nil)
		api.Handle(httpapi.Route{Key: "ANY /outside/" + path + "/{id}", Integration: integrations.Lambda(fn)})
	}
}

func TestEveryFormOfHandlerAnswers(t *testing.T) {
	t.Chdir(testmodule.New(t, module))
	srv := gatehousetest.Serve(t, everyForm, local.Config{})
	api := srv.API("App/Api")
	body := map[string]string{"name": "lamp"}
	for _, c := range []struct {
		method, path string
		body         any
		status       int
		want         string
	}{
		{"GET", "/http/7", nil, 200, "http 7"},
		{"GET", "/request/7", nil, 200, `{"request":"7"}`},
		{"GET", "/of/7", nil, 200, `{"name":"7"}`},
		{"POST", "/typed/7?size=9", body, 200, `{"typed":"7 9 lamp"}`},
		{"POST", "/typed/7", map[string]string{}, 422, `"name"`},
		{"GET", "/fails", nil, 418, "no stock"},
		{"GET", "/plain", nil, 200, `"plain"`},
		{"GET", "/settings", nil, 200, `"settings"`},
		{"GET", "/tagged", nil, 200, `"extra"`},
		{"GET", "/outside/http/7", nil, 200, "http 7"},
		{"GET", "/outside/request/7", nil, 200, `{"request":"7"}`},
		{"POST", "/outside/typed/7", body, 200, `{"typed":"7 3 lamp"}`},
		{"POST", "/outside/typed/7?size=0", body, 422, `"size"`},
	} {
		r := api.Do(c.method, c.path, c.body)
		if r.Response.StatusCode != c.status || !strings.Contains(r.Text, c.want) {
			t.Errorf("%s %s: %d %s; want %d with %s", c.method, c.path, r.Response.StatusCode, r.Text, c.status, c.want)
		}
		configured := !strings.HasSuffix(c.path, "plain") && !strings.HasSuffix(c.path, "settings") && !strings.HasSuffix(c.path, "tagged")
		if got := r.Response.Header.Get("X-Configured") == "yes"; got != configured {
			t.Errorf("%s %s: went through Configure's middleware: %v", c.method, c.path, got)
		}
	}
	zipped := api.Do("GET", "/request/7", nil, gatehousetest.Header("Accept-Encoding", "gzip"))
	if zipped.Response.Header.Get("Content-Encoding") != "gzip" {
		t.Error("Settings().Compress compresses nothing")
	}
}

func TestLogsAreJSONWhereLambdaSaysSo(t *testing.T) {
	t.Chdir(testmodule.New(t, module))
	var log bytes.Buffer
	srv := gatehousetest.Serve(t, everyForm, local.Config{
		Environment: map[string]string{"AWS_LAMBDA_LOG_FORMAT": "JSON"}, // as Lambda does for LoggingFormat JSON
		Log:         slog.New(slog.NewTextHandler(&log, nil)),
	})
	srv.API("App/Api").Do("GET", "/request/7", nil)
	srv.Close()
	if got := log.String(); !strings.Contains(got, `\"message\":\"asked\",\"id\":\"7\",\"requestId\":\"`) {
		t.Errorf("no line of JSON with the id of the invocation in\n%s", got)
	}
}

func TestHandlersThatCouldNotAnswerAreReported(t *testing.T) {
	t.Chdir(testmodule.New(t, module))
	report := gatehousetest.Problems(t, func(app awscdk.App) {
		stack := awscdk.NewStack(app, jsii.String("App"), nil)
		api := httpapi.New(stack, "Api", nil)
		api.Route("POST /items/{id}", "functions/wrong.Create")
		api.Route("GET /items", "functions/wrong.List")
		api.Route("GET /close", "functions/wrong.Close")
		api.Route("GET /routes", "functions/routes.Get")
		work := function.New(stack, "Work", "functions/wrong.Work", nil)
		api.Handle(httpapi.Route{Key: "POST /work", Integration: integrations.Lambda(work)})
		chat := websocket.New(stack, "Chat", nil)
		chat.Route("say", "functions/wrong.List")
	}, gatehousetest.Built())
	for _, want := range []string{
		`[App/Api] `,
		`handler "functions/wrong.Create": functions/wrong/wrong.go:13: field Limit: check "mni=1": no such rule`,
		`handler "functions/wrong.Create": functions/wrong/wrong.go:14: field ID: the route "POST /items/{id}" has no path parameter "userId"; it has id`,
		`handler "functions/wrong.Create": functions/wrong/wrong.go:15: field Done: JSON has no chan: leave the field out with json:"-"`,
		`handler "functions/wrong.List": functions/wrong/wrong.go:20: field Tag: a parameter can't be behind an embedded pointer`,
		`handler "functions/wrong.Close": functions/wrong/wrong.go:32: output: JSON has no func`,
		`function functions/routes: functions/routes/routes.go:12: Configure registers a route with Get`,
		`route "POST /work": leads to the function of the handler "functions/wrong.Work", made at `,
		`[App/Chat] `,
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %s\n%s", want, report)
		}
	}
}

func TestFormsOfHandlersAreReportedWithoutABuild(t *testing.T) {
	t.Chdir(testmodule.New(t, module))
	report := gatehousetest.Problems(t, func(app awscdk.App) {
		stack := awscdk.NewStack(app, jsii.String("App"), nil)
		api := httpapi.New(stack, "Api", nil)
		api.Route("GET /slip", "functions/slip.Get")
		api.Route("GET /check", "functions/wrong.Check")
		api.Route("GET /event", "functions/wrong.Event")
	})
	for _, want := range []string{
		`function functions/slip: Configure at functions/slip/slip.go:11 is
    func(r *router.Router) error
which nothing calls: to set up the generated router, write it as
    func Configure(r *router.Router)`,
		`handler "functions/wrong.Check": Check at functions/wrong/wrong.go:24 is not a handler of a route`,
		`handler "functions/wrong.Event": Event at functions/wrong/wrong.go:26 is not a handler of a route`,
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %s\n%s", want, report)
		}
	}
}

func TestHandlerStringsStreamOnRESTAPIs(t *testing.T) {
	t.Chdir(testmodule.New(t, module))
	template := gatehousetest.Synth(t, func(app awscdk.App) {
		api := restapi.New(awscdk.NewStack(app, jsii.String("App"), nil), "Api", nil)
		api.Handle(restapi.Route{Key: "GET /big/{id}", Handler: "functions/forms.HTTP", Function: &function.Config{Stream: true, Timeout: 5 * time.Minute}})
		api.Route("GET /small/{id}", "functions/forms.Request")
		api.Route("GET /plain", "functions/plain.Get")
	}).Template("App")
	modes := map[string]int{}
	for _, r := range template.Resources("AWS::ApiGateway::Method") {
		integration := r.Properties["Integration"].(map[string]any)
		uri, err := json.Marshal(integration["Uri"])
		if err != nil {
			t.Fatal(err)
		}
		mode, streams := integration["ResponseTransferMode"], strings.Contains(string(uri), "response-streaming-invocations")
		if streams != (mode == "STREAM") {
			t.Errorf("transfer mode %v with the URI %s", mode, uri)
		}
		modes[fmt.Sprint(mode)]++
	}
	if modes["STREAM"] != 2 || modes["<nil>"] != 1 {
		t.Errorf("transfer modes: %v; the settings hold for all routes of a folder, and for no other", modes)
	}
}

func TestWhatCannotStreamIsReported(t *testing.T) {
	t.Chdir(testmodule.New(t, module))
	report := gatehousetest.Problems(t, func(app awscdk.App) {
		stack := awscdk.NewStack(app, jsii.String("App"), nil)
		stream := &function.Config{Stream: true}
		httpapi.New(stack, "Http", nil).Handle(httpapi.Route{Key: "GET /a", Handler: "functions/plain.Get", Function: stream})
		websocket.New(stack, "Chat", &websocket.Props{Functions: stream}).Route("say", "functions/plain.Get")
		function.New(stack, "Work", "functions/wrong.Work", stream)
	}, gatehousetest.Built())
	for _, want := range []string{
		"function functions/plain: Stream: an HTTP API takes responses whole: use a REST API",
		"function functions/plain: Stream: a WebSocket API takes responses whole",
		`function "functions/wrong.Work": Stream: the handler gets events of any kind`,
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %s\n%s", want, report)
		}
	}
}

func TestRoutersOfFunctionURLsStream(t *testing.T) {
	t.Chdir(testmodule.New(t, module))
	srv := gatehousetest.Serve(t, func(app awscdk.App) {
		function.New(awscdk.NewStack(app, jsii.String("App"), nil), "Big", "functions/forms.HTTP", &function.Config{Stream: true})
	}, local.Config{})
	event := `{"version":"2.0","rawPath":"/","headers":{"host":"abc.lambda-url.eu-west-1.on.aws"},"requestContext":{"domainName":"abc.lambda-url.eu-west-1.on.aws","http":{"method":"GET","path":"/"}}}`
	if got := string(srv.Invoke("App/Big", event).Payload); !strings.Contains(got, `"statusCode":200`) || !strings.HasSuffix(got, "\x00http ") {
		t.Errorf("not streamed as status, eight zeros and body: %q", got)
	}
}
