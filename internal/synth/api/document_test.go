// Documents in the assembly.

package api_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/authorizers"
	"github.com/gatehouse-go/gatehouse/httpapi"
	"github.com/gatehouse-go/gatehouse/integrations"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/serve/documents"
	"github.com/gatehouse-go/gatehouse/restapi"
	"github.com/gatehouse-go/gatehouse/websocket"
)

// documented synthesises an app with an API of each kind, and an extension of one in
// another stack, and returns the folder of its assembly.
func documented(t *testing.T, mode any, backwards bool) string {
	t.Helper()
	context := map[string]any{"aws:cdk:bundling-stacks": []string{}}
	if mode != nil {
		context["gatehouse:documents"] = mode
	}
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context, AnalyticsReporting: jsii.Bool(false), Outdir: jsii.String(t.TempDir())})
	stack := awscdk.NewStack(app, jsii.String("Todo"), nil)
	api := httpapi.New(stack, "Api", &httpapi.Props{Name: "Todos", Definition: backwards,
		DefaultAuth: authorizers.JWT("login", "https://login.example.com", "todo-app")})
	routes := []httpapi.Route{
		{Key: "GET /todos", Handler: "testdata/documented.List", Scopes: []string{"read"}},
		{Key: "GET /old", Integration: integrations.URL("https://old.example.com", nil), Auth: authorizers.None()},
	}
	if backwards {
		slices.Reverse(routes)
	}
	api.Handle(routes...)
	if !backwards { // an API that is one definition has no extension
		httpapi.Extend(awscdk.NewStack(app, jsii.String("More"), nil), "Ext", api, nil).Route("POST /todos", "testdata/documented.Create")
	}
	rest := restapi.New(stack, "Rest", &restapi.Props{RequireAPIKey: true})
	rest.Handle(restapi.Route{Key: "POST /todos/{id}", Handler: "testdata/documented.Create",
		Request: &restapi.Request{Query: []string{"dry"}, Headers: []string{"X-Trace"}}, Auth: authorizers.IAM()})
	websocket.New(stack, "Live", nil).Handle(websocket.Route{Key: "search", Handler: "testdata/documented.Search", Reply: true})
	app.Synth(nil)
	return *app.Outdir()
}

func read(t *testing.T, dir string) map[string]*documents.Document {
	t.Helper()
	all, err := documents.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*documents.Document{}
	for _, d := range all {
		out[d.Path] = d
	}
	return out
}

func TestASynthWritesTheDocumentOfEachAPI(t *testing.T) {
	all := read(t, documented(t, true, false))
	for _, path := range []string{"Todo/Api", "Todo/Rest", "Todo/Live"} {
		if d := all[path]; d == nil || !d.Schemas || d.Reason != "" {
			t.Errorf("%s: %+v", path, d)
		}
	}
	if len(all) != 3 {
		t.Errorf("an extension has a document of its own beside that of its API: %d", len(all))
	}
	api := all["Todo/Api"].OpenAPI
	list, create, old := api.Paths["/todos"].Get, api.Paths["/todos"].Post, api.Paths["/old"].Get
	if list.Responses["200"].Content["application/json"].Schema.Items.Referred() != "Todo" || len(list.Parameters) != 1 ||
		list.Security[0]["login"][0] != "read" || list.Responses["403"] == nil || list.Handler != "testdata/documented.List" {
		t.Errorf("%+v", list)
	}
	if create == nil || create.OperationID != "documentedCreate" || create.Responses["409"] == nil || len(create.Security) > 0 {
		t.Errorf("of the extension: %+v", create)
	}
	if len(old.Security) > 0 || !strings.Contains(old.Summary, "URL") {
		t.Errorf("%+v", old)
	}

	rest := all["Todo/Rest"].OpenAPI.Paths["/todos/{id}"].Post
	var params []string
	for _, p := range rest.Parameters {
		params = append(params, p.In+" "+p.Name)
	}
	if !slices.Equal(params, []string{"path id", "query dry", "header X-Trace"}) || rest.Responses["400"] == nil || len(rest.Security[0]) != 2 {
		t.Errorf("%q, %+v", params, rest)
	}
	live := all["Todo/Live"].Async
	if op := live.Operations["documentedSearch"]; op == nil || op.Reply == nil || op.Summary != "Search answers messages." {
		t.Errorf("%+v", live.Operations)
	}
}

// Without a build nothing is read, and so it is said; switched off, nothing is
// written.
func TestDocumentsWithoutTypesAndNone(t *testing.T) {
	for _, mode := range []any{nil, false, "false"} {
		dir := documented(t, mode, false)
		d := read(t, dir)["Todo/Api"]
		files, err := filepath.Glob(filepath.Join(dir, "*.openapi.json"))
		if err != nil || (len(files) == 0) != (mode != nil) {
			t.Errorf("%v: %q, %v", mode, files, err)
		}
		if d.Schemas || d.Reason == "" || d.OpenAPI.Paths["/todos"].Get == nil || d.OpenAPI.Paths["/todos"].Post == nil {
			t.Errorf("%v: %+v", mode, d)
		}
	}
}

// The document depends on the API alone: not on the order of its routes, and not on
// whether it is one definition.
func TestTheSameAPIHasTheSameDocument(t *testing.T) {
	const name = "Todo-Rest.openapi.json"
	var texts [2][]byte
	for i := range texts {
		dir := documented(t, true, i == 1)
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		own, err := os.ReadFile(filepath.Join(dir, openapi.FileName("Todo/Api", openapi.HTTP)))
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = append(text, own...)
	}
	if string(texts[0]) != string(texts[1]) {
		t.Errorf("%s\n\n%s", texts[0], texts[1])
	}
}
