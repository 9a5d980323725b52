// Documents of APIs.

package openapi_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/openapi"
)

func Example() {
	doc := openapi.Build(&openapi.API{Kind: openapi.HTTP, Title: "Todo", Routes: []*openapi.Route{
		{Key: "GET /todos/{id}", Handler: "functions/todos.Get"},
		{Key: "POST /todos", Handler: "functions/todos.Create", Auth: &openapi.Auth{Name: "login", Type: openapi.JWT}},
	}})
	for place, op := range doc.Operations() {
		fmt.Println(place.Method, place.Path, op.OperationID)
	}
	// Output:
	// POST /todos todosCreate
	// GET /todos/{id} todosGet
}

func TestOperationIDsAreUniqueAndDoNotDependOnTheOrder(t *testing.T) {
	operands := []openapi.Operand{
		{Method: "GET", Path: "/todos", Handler: "functions/todos.List"},
		{Method: "GET", Path: "/lists/{id}/todos", Handler: "functions/todos.List"},
		{Method: "GET", Path: "/users", Handler: "functions/users.ListUsers"},
		{Method: "GET", Path: "/list-users", Handler: "functions/list.Users"},
		{Method: "PUT", Path: "/files/{proxy+}", Handler: "functions/files.Serve", Any: true},
		{Method: "GET", Path: "/"},
		{Method: "DELETE", Path: "/todos/{id}"},
		{Method: "GET", Path: "/p", Handler: "functions/pages.HTTPGet"},
	}
	want := []string{"todosList", "todosListGetListsIdTodos", "listUsersGetUsers", "listUsers", "filesServePut", "getRoot", "deleteTodosId", "pagesHTTPGet"}
	got := openapi.OperationIDs(operands)
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	back := slices.Clone(operands)
	slices.Reverse(back)
	again := openapi.OperationIDs(back)
	slices.Reverse(again)
	if !slices.Equal(got, again) {
		t.Errorf("in another order: %q", again)
	}
}

// One path of a document stands for routes that differ in the names of parameters,
// and a named method goes before ANY.
func TestPathsOfADocument(t *testing.T) {
	doc := openapi.Build(&openapi.API{Kind: openapi.HTTP, Title: "x", Routes: []*openapi.Route{
		{Key: "GET /a/{id}", Handler: "f/a.Get", Of: &openapi.Handler{Params: []*openapi.Parameter{
			{Name: "id", In: "path", Required: true, Schema: &openapi.Schema{Type: openapi.Types{"integer"}}}}}},
		{Key: "PUT /a/{key}", Handler: "f/a.Put", Of: &openapi.Handler{Params: []*openapi.Parameter{
			{Name: "key", In: "path", Required: true, Schema: &openapi.Schema{Type: openapi.Types{"integer"}}}}}},
		{Key: "ANY /a/{proxy+}", Handler: "f/a.Any"},
		{Key: "$default", Handler: "f/a.Rest", Leads: "the handler f/a.Rest"},
	}})
	var got []string
	for place, op := range doc.Operations() {
		for _, p := range op.Parameters {
			got = append(got, fmt.Sprint(place.Method, " ", place.Path, " ", op.Handler, " ", p.Name, " ", p.Schema.Type, " ", p.Greedy))
		}
	}
	want := []string{
		"GET /a/{id} f/a.Get id [integer] false", "POST /a/{id} f/a.Any id [string] true", "PUT /a/{id} f/a.Put id [integer] false",
		"PATCH /a/{id} f/a.Any id [string] true", "DELETE /a/{id} f/a.Any id [string] true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if want := "Requests that match no path here are answered too, by the handler f/a.Rest."; doc.Info.Description != want {
		t.Errorf("%q", doc.Info.Description)
	}
}

func object(property string, s *openapi.Schema) *openapi.Schema {
	return &openapi.Schema{Type: openapi.Types{"object"}, Properties: openapi.Properties{{Name: property, Schema: s}}}
}

// Two types of one name have their packages' in front, and one whose forms differ
// has two schemas, as has one that refers to it.
func TestNamesOfTypes(t *testing.T) {
	var types openapi.Shared
	text, number := &openapi.Schema{Type: openapi.Types{"string"}}, &openapi.Schema{Type: openapi.Types{"integer"}}
	in := types.Refer(openapi.Input, "x/todos.Item", "x/todos", "Item", func() *openapi.Schema { return object("a", text) })
	out := types.Refer(openapi.Output, "x/todos.Item", "x/todos", "Item", func() *openapi.Schema { return object("a", number) })
	other := types.Refer(openapi.Output, "x/orders.Item", "x/orders", "Item", func() *openapi.Schema { return object("b", text) })
	page := func(d openapi.Direction, item *openapi.Schema) *openapi.Schema {
		return types.Refer(d, "x/todos.Page[x/todos.Item]", "x/todos", "Page[Item]", func() *openapi.Schema { return object("of", item) })
	}
	var tree *openapi.Schema
	same := func(d openapi.Direction) *openapi.Schema {
		return types.Refer(d, "x.Tree", "x", "Tree", func() *openapi.Schema {
			tree = types.Refer(d, "x.Tree", "x", "Tree", nil)
			return object("child", tree)
		})
	}
	doc := openapi.Build(&openapi.API{Kind: openapi.HTTP, Title: "x", Types: &types, Routes: []*openapi.Route{
		{Key: "POST /a", Of: &openapi.Handler{Typed: true, Body: page(openapi.Input, in), Result: page(openapi.Output, out)}},
		{Key: "POST /b", Of: &openapi.Handler{Typed: true, Body: same(openapi.Input), Result: same(openapi.Output)}},
		{Key: "POST /c", Of: &openapi.Handler{Result: other}},
	}})
	var names []string
	for name := range doc.Components.Schemas {
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{"ErrorResponse", "OrdersItem", "PageItem", "PageItemInput", "TodosItem", "TodosItemInput", "Tree",
		"ValidationErrorResponse", "ValidationProblem"}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	if ref := doc.Components.Schemas["PageItemInput"].Properties.Get("of").Referred(); ref != "TodosItemInput" {
		t.Errorf("a page that is read holds %q", ref)
	}
}

// A document in version 3.0 says the same in its own words.
func TestVersion30(t *testing.T) {
	ref := openapi.RefTo("T")
	ref.Description = "said of the field"
	doc := &openapi.Document{OpenAPI: "3.1.0", Paths: map[string]*openapi.PathItem{}, Components: &openapi.Components{Schemas: map[string]*openapi.Schema{
		"T": {Type: openapi.Types{"string", "null"}, Enum: []any{"a", nil}, Examples: []any{"a"}},
		"U": object("t", ref), "V": object("t", openapi.RefTo("T").OrNull()), "W": object("b", &openapi.Schema{Type: openapi.Types{"string"}, Encoding: "base64"}),
	}}}
	old, err := doc.Version30()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(old.Components.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"T":{"type":"string","enum":["a",null],"nullable":true,"example":"a"}`,
		`"t":{"description":"said of the field","allOf":[{"$ref":"#/components/schemas/T"}]}`,
		`"t":{"allOf":[{"$ref":"#/components/schemas/T"}],"nullable":true}`,
		`"b":{"type":"string","format":"byte"}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	if doc.Components.Schemas["T"].Nullable {
		t.Error("the document itself was changed")
	}
}

func TestMerge(t *testing.T) {
	build := func(path, key string, s *openapi.Schema) openapi.Part {
		var types openapi.Shared
		ref := types.Refer(openapi.Output, "x.Item", "x", "Item", func() *openapi.Schema { return s })
		return openapi.Part{Path: path, Doc: openapi.Build(&openapi.API{Kind: openapi.HTTP, Title: path, Types: &types, Routes: []*openapi.Route{
			{Key: key, Handler: "functions/items.List", Of: &openapi.Handler{Result: ref}},
		}})}
	}
	text, number := &openapi.Schema{Type: openapi.Types{"string"}}, &openapi.Schema{Type: openapi.Types{"integer"}}
	doc, err := openapi.Merge("All", []openapi.Part{build("A/Api", "GET /a", text), build("B/Api", "GET /b", number)})
	if err != nil {
		t.Fatal(err)
	}
	a, b := doc.Paths["/a"].Get, doc.Paths["/b"].Get
	if a.OperationID != "itemsList" || b.OperationID != "bApiItemsList" {
		t.Errorf("%s, %s", a.OperationID, b.OperationID)
	}
	if ref := b.Responses["200"].Content["application/json"].Schema.Referred(); ref != "BApiItem" || doc.Components.Schemas[ref] == nil {
		t.Errorf("the other Item is %q", ref)
	}
	_, err = openapi.Merge("All", []openapi.Part{build("A/Api", "GET /a", text), build("B/Api", "GET /a", text)})
	if err == nil || !strings.Contains(err.Error(), "GET /a: of A/Api and of B/Api") {
		t.Error(err)
	}
}

// An output file that can't be written leaves what was there.
func TestWriteFileIsWholeOrNotAtAll(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.json")
	if err := openapi.WriteFile(name, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if err := openapi.WriteFile(filepath.Join(name, "b.json"), []byte("two")); err == nil {
		t.Error("a file was taken for a folder")
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "one" {
		t.Errorf("%q, %v", text, err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(name), ".gatehouse-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestFileNamesAreDistinct(t *testing.T) {
	seen := map[string]string{}
	for _, path := range []string{"Todo/Api", "Todo-Api", "Todo_Api", "Todo/Api:2", "Todo/Api.2", "Tödo/Api"} {
		name := openapi.FileName(path, openapi.HTTP)
		if seen[name] != "" {
			t.Errorf("%s and %s are both %s", seen[name], path, name)
		}
		seen[name] = path
		if !filepath.IsLocal(name) || filepath.Base(name) != name {
			t.Errorf("%s", name)
		}
	}
}
