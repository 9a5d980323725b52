// Handlers as documents describe them.

package handlertypes_test

import (
	"context"
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/synth/handlertypes"
	"github.com/gatehouse-go/gatehouse/internal/synth/source"
	"github.com/gatehouse-go/gatehouse/internal/testing/testmodule"
)

const described = `
-- go.mod --
module example.com/app
-- model/model.go --
package model

import "time"

// Status is how far it is.
type Status string

// The statuses.
const (
	Open Status = "open"
	Done Status = "done"
)

// Flags are joined.
type Flags int

const (
	A Flags = 1 << iota
	B
	C
)

// Todo is something to do.
//
// Deprecated: use Task.
type Todo struct {
	ID     string ` + "`json:\"id\" example:\"t1\"`" + ` // its name
	Status Status ` + "`json:\"status\"`" + `
	// Due is the last day.
	Due *time.Time ` + "`json:\"due,omitempty\"`" + `
}

type Level string

func (l *Level) UnmarshalText(b []byte) error { *l = Level(b); return nil }
func (l Level) MarshalText() ([]byte, error) { return []byte(l), nil }
-- handlers/handlers.go --
package handlers

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"example.com/app/model"
	"github.com/gatehouse-go/gatehouse/router"
)

type base struct {
	Made time.Time ` + "`json:\"made\"`" + `
}

type odd struct{}

func (odd) MarshalJSON() ([]byte, error) { return []byte("1"), nil }

type Page[T any] struct {
	Items []T ` + "`json:\"items\"`" + `
	Next  string ` + "`json:\"next,omitempty\"`" + `
}

type Tree struct {
	Children []*Tree ` + "`json:\"children,omitempty\"`" + `
	Parent   *Tree ` + "`json:\"parent\"`" + `
}

type Nest []Nest

type Ring map[string]Ring

type All struct {
	base
	*model.Todo
	Bytes   []byte            ` + "`json:\"bytes\"`" + `
	Map     map[string]int32  ` + "`json:\"map\"`" + `
	Names   map[int]string    ` + "`json:\"names,omitzero\"`" + `
	Pair    [2]bool           ` + "`json:\"pair\"`" + `
	Quoted  int64             ` + "`json:\"quoted,string\"`" + `
	Any     any               ` + "`json:\"any\"`" + `
	Raw     json.RawMessage   ` + "`json:\"raw\"`" + `
	Odd     odd               ` + "`json:\"odd\"`" + `
	Level   model.Level       ` + "`json:\"level\"`" + `
	Took    time.Duration     ` + "`json:\"took\"`" + `
	Flags   model.Flags       ` + "`json:\"flags\"`" + `
	Number  json.Number       ` + "`json:\"number\"`" + `
	Pointer *float32          ` + "`json:\"pointer\"`" + `
	Count   uint8             ` + "`json:\"count\"`" + `
	Page    Page[model.Todo]  ` + "`json:\"page\"`" + `
	Tree    Tree              ` + "`json:\"tree\"`" + `
	Nest    Nest              ` + "`json:\"nest\"`" + `
	Ring    Ring              ` + "`json:\"ring\"`" + `
	Local   struct{ X int }   ` + "`json:\"local\"`" + `
	Hidden  string            ` + "`json:\"-\"`" + `
	inner   string
}

func Everything(ctx context.Context, req *router.Request) (All, error) { return All{}, nil }

type In struct {
	// ID is in the path.
	ID     int           ` + "`path:\"id\" check:\"min=1\"`" + `
	Tags   []string      ` + "`query:\"tag\" check:\"maxlen=3,enum=a|b\"`" + `
	Sort   model.Status  ` + "`query:\"sort\" default:\"open\"`" + `
	Limit  *int          ` + "`query:\"limit\" default:\"20\" check:\"max=100\" example:\"5\"`" + `
	Wait   time.Duration ` + "`header:\"X-Wait\"`" + `
	Level  model.Level   ` + "`cookie:\"level\" default:\"high\"`" + `
	Title  string        ` + "`json:\"title\" check:\"required,minlen=1,maxlen=80\"`" + `
	Parts  []string      ` + "`json:\"parts\" check:\"minlen=1,format=uuid\" example:\"00000000-0000-0000-0000-000000000000\"`" + `
	Nested *model.Todo   ` + "`json:\"nested\"`" + `
	Grade  int           ` + "`json:\"grade\" default:\"3\" check:\"enum=1|2|3\"`" + `
	Key    []byte        ` + "`json:\"key\" check:\"minlen=4\"`" + `
}

var errGone = &router.Error{Status: http.StatusGone, Message: "it was here"}

// Create makes one. It answers 409 if there is one.
//
// A second paragraph.
func Create(ctx context.Context, in *In) (*router.Response, error) {
	if in.ID == 1 {
		return nil, router.Conflict("there is one")
	}
	return router.JSON(http.StatusCreated, make2(in)), check(in)
}

func make2(in *In) any { return in }

func check(in *In) error {
	switch in.ID {
	case 2:
		return errGone
	case 3:
		return router.Errorf(418, "no %s", in.Title)
	}
	return nil
}

func Plain(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "" {
		http.Error(w, "no path", http.StatusTeapot)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func Configure(r *router.Router) {
	router.OnError(r, func(ctx context.Context, req *router.Request, err *router.Error) (any, error) { return nil, nil })
}
`

// describe returns a document with one route for a handler of the module above.
func describe(t *testing.T, name string, form source.Form) *openapi.Document {
	t.Helper()
	dir := testmodule.New(t, described)
	const path = "example.com/app/handlers"
	pkgs, err := handlertypes.Load(context.Background(), handlertypes.Target{ModuleDir: dir, GOOS: "linux", GOARCH: runtime.GOARCH}, path)
	if err != nil {
		t.Fatal(err)
	}
	var types openapi.Shared
	h := pkgs[path].Describe(name, form, &types)
	return openapi.Build(&openapi.API{Kind: openapi.HTTP, Title: "x", Types: &types, Routes: []*openapi.Route{{Key: "POST /x/{id}", Of: h}}})
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Schemas say what encoding/json writes.
func TestSchemasOfOutputs(t *testing.T) {
	doc := describe(t, "Everything", source.RequestOf)
	all := doc.Components.Schemas["All"]
	want := map[string]string{
		"made":    `{"type":"string","format":"date-time"}`,
		"id":      `{"description":"its name","type":"string","examples":["t1"]}`,
		"status":  `{"$ref":"#/components/schemas/Status"}`,
		"due":     `{"description":"Due is the last day.","type":"string","format":"date-time"}`,
		"bytes":   `{"type":["string","null"],"contentEncoding":"base64"}`,
		"map":     `{"type":["object","null"],"additionalProperties":{"type":"integer","format":"int32"}}`,
		"names":   `{"type":"object","additionalProperties":{"type":"string"}}`,
		"pair":    `{"type":"array","minItems":2,"maxItems":2,"items":{"type":"boolean"}}`,
		"quoted":  `{"type":"string"}`,
		"any":     `{}`,
		"raw":     `{}`,
		"odd":     `{}`,
		"level":   `{"type":"string"}`,
		"took":    `{"description":"Nanoseconds.","type":"integer","format":"int64"}`,
		"flags":   `{"type":"integer","format":"int64"}`,
		"number":  `{"type":"number"}`,
		"pointer": `{"type":["number","null"],"format":"float"}`,
		"count":   `{"type":"integer","format":"int32","minimum":0}`,
		"page":    `{"$ref":"#/components/schemas/PageTodo"}`,
		"tree":    `{"$ref":"#/components/schemas/Tree"}`,
		"nest":    `{"anyOf":[{"$ref":"#/components/schemas/Nest"},{"type":"null"}]}`,
		"ring":    `{"anyOf":[{"$ref":"#/components/schemas/Ring"},{"type":"null"}]}`,
		"local":   `{"type":"object","properties":{"X":{"type":"integer","format":"int64"}},"required":["X"]}`,
	}
	for _, p := range all.Properties {
		if got := text(t, p.Schema); got != want[p.Name] {
			t.Errorf("%s is\n%s, want\n%s", p.Name, got, want[p.Name])
		}
		delete(want, p.Name)
	}
	for name := range want {
		t.Errorf("%s is not there", name)
	}
	for _, optional := range []string{"id", "status", "due", "names"} {
		if slices.Contains(all.Required, optional) {
			t.Errorf("%s may be left out, and is required", optional)
		}
	}
	if len(all.Required) != len(all.Properties)-4 {
		t.Errorf("required are %q", all.Required)
	}
	for name, want := range map[string]string{
		"Status": `{"description":"Status is how far it is.","type":"string","enum":["open","done"],"x-enum-varnames":["Open","Done"]}`,
		"PageTodo": `{"type":"object","properties":{"items":{"type":["array","null"],"items":{"$ref":"#/components/schemas/Todo"}},` +
			`"next":{"type":"string"}},"required":["items"]}`,
		"Tree": `{"type":"object","properties":{"children":{"type":"array","items":{"anyOf":[{"$ref":"#/components/schemas/Tree"},{"type":"null"}]}},` +
			`"parent":{"anyOf":[{"$ref":"#/components/schemas/Tree"},{"type":"null"}]}},"required":["parent"]}`,
		"Nest": `{"type":"array","items":{"anyOf":[{"$ref":"#/components/schemas/Nest"},{"type":"null"}]}}`,
	} {
		if got := text(t, doc.Components.Schemas[name]); got != want {
			t.Errorf("%s is\n%s, want\n%s", name, got, want)
		}
	}
	todo := doc.Components.Schemas["Todo"]
	if !todo.Deprecated || !strings.HasPrefix(todo.Description, "Todo is something to do.") {
		t.Errorf("the comment of a type in another package is not read: %s", text(t, todo))
	}
}

// Parameters, the body and what is said of an operation come from the input and
// its tags.
func TestTypedInputs(t *testing.T) {
	doc := describe(t, "Create", source.Typed)
	op := doc.Paths["/x/{id}"].Post
	want := []string{
		`{"name":"id","in":"path","description":"ID is in the path.","required":true,"schema":{"type":"integer","format":"int64","minimum":1}}`,
		`{"name":"tag","in":"query","schema":{"type":"array","maxItems":3,"items":{"type":"string","enum":["a","b"]}}}`,
		`{"name":"sort","in":"query","schema":{"type":"string","enum":["open","done"],"default":"open","x-enum-varnames":["Open","Done"]}}`,
		`{"name":"limit","in":"query","schema":{"type":"integer","format":"int64","default":20,"maximum":100,"examples":[5]}}`,
		`{"name":"X-Wait","in":"header","schema":{"description":"A duration such as \"1m30s\".","type":"string"}}`,
		`{"name":"level","in":"cookie","schema":{"type":"string","default":"high"}}`,
	}
	for i, p := range op.Parameters {
		if got := text(t, p); i >= len(want) || got != want[i] {
			t.Errorf("parameter %d is\n%s", i, got)
		}
	}
	body := doc.Components.Schemas["In"]
	const wantBody = `{"type":"object","properties":{"title":{"type":"string","minLength":1,"maxLength":80},` +
		`"parts":{"type":"array","minItems":1,"items":{"type":"string","format":"uuid"},"examples":[["00000000-0000-0000-0000-000000000000"]]},` +
		`"nested":{"anyOf":[{"$ref":"#/components/schemas/Todo"},{"type":"null"}]},` +
		`"grade":{"type":"integer","format":"int64","enum":[1,2,3],"default":3},` +
		`"key":{"type":"string","contentEncoding":"base64"}},"required":["title"]}`
	if got := text(t, body); got != wantBody {
		t.Errorf("the body is\n%s, want\n%s", got, wantBody)
	}
	if op.Summary != "Create makes one." || op.Description != "Create makes one. It answers 409 if there is one.\n\nA second paragraph." {
		t.Errorf("%q, %q", op.Summary, op.Description)
	}
	answers := map[string]string{"201": "Created", "409": "there is one", "410": "it was here", "418": "I'm a teapot", "422": "The request is not valid",
		"415": "Unsupported Media Type", "default": "Any other error"}
	for code, r := range op.Responses {
		if r.Description != answers[code] {
			t.Errorf("%s: %q", code, r.Description)
		}
		if code > "4" && r.Content != nil {
			t.Errorf("%s has a schema, but OnError gives errors a form of their own", code)
		}
	}
	if len(op.Responses) != len(answers) {
		t.Errorf("%d responses", len(op.Responses))
	}
}

// What a handler of net/http answers is seen where it says so.
func TestHandlersOfNetHTTP(t *testing.T) {
	op := describe(t, "Plain", source.HTTP).Paths["/x/{id}"].Post
	if op.Responses["202"] == nil || op.Responses["418"] == nil || op.Responses["418"].Content["text/plain"] == nil {
		t.Errorf("%s", text(t, op.Responses))
	}
	if op.RequestBody.Content["*/*"] == nil {
		t.Errorf("%s", text(t, op.RequestBody))
	}
}
