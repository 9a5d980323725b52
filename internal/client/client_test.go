// Clients of documents of every shape.

package client_test

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/client"
	"github.com/gatehouse-go/gatehouse/internal/openapi"
	"github.com/gatehouse-go/gatehouse/internal/testing/tsctest"
)

func typed(name string) *openapi.Schema { return &openapi.Schema{Type: openapi.Types{name}} }

func object(required bool, properties ...openapi.Property) *openapi.Schema {
	s := &openapi.Schema{Type: openapi.Types{"object"}, Properties: properties}
	if required {
		for _, p := range properties {
			s.Required = append(s.Required, p.Name)
		}
	}
	return s
}

// awkward has names that a client has too, or that languages keep for themselves.
func awkward() *openapi.API {
	var types openapi.Shared
	refer := func(name string, s *openapi.Schema) *openapi.Schema {
		return types.Refer(openapi.Output, "x."+name, "x", name, func() *openapi.Schema { return s })
	}
	var routes []*openapi.Route
	for _, name := range []string{"Client", "Error", "Response", "Problem", "Promise", "Map", "Caller", "Record"} {
		s := refer(name, object(true, openapi.Property{Name: "class", Schema: typed("string")}, openapi.Property{Name: "a-b", Schema: typed("integer").OrNull()},
			openapi.Property{Name: "a_b", Schema: typed("boolean")}, openapi.Property{Name: "9", Schema: typed("number")}))
		routes = append(routes, &openapi.Route{Key: "GET /" + strings.ToLower(name), Handler: "f/x." + name, Of: &openapi.Handler{Result: s}})
	}
	odd := object(false,
		openapi.Property{Name: "when", Schema: &openapi.Schema{Type: openapi.Types{"string"}, Format: "date-time", Description: "a */ b\nsecond `line`"}},
		openapi.Property{Name: "bytes", Schema: &openapi.Schema{Type: openapi.Types{"string"}, Encoding: "base64"}},
		openapi.Property{Name: "map", Schema: &openapi.Schema{Type: openapi.Types{"object"}, Additional: typed("string").OrNull()}},
		openapi.Property{Name: "lists", Schema: &openapi.Schema{Type: openapi.Types{"array", "null"}, Items: &openapi.Schema{
			Type: openapi.Types{"array"}, Items: typed("integer").OrNull()}}},
		openapi.Property{Name: "nested", Schema: object(true, openapi.Property{Name: "deep", Schema: object(true)})},
		openapi.Property{Name: "any", Schema: &openapi.Schema{}},
		openapi.Property{Name: "enum", Schema: refer("Level", &openapi.Schema{Type: openapi.Types{"integer"}, Enum: []any{1, 2}, EnumNames: []string{"Low", "LevelHigh"}})},
	)
	tree := types.Refer(openapi.Output, "x.Tree", "x", "Tree", func() *openapi.Schema {
		self := types.Refer(openapi.Output, "x.Tree", "x", "Tree", nil)
		return object(true, openapi.Property{Name: "parent", Schema: self.OrNull()},
			openapi.Property{Name: "children", Schema: &openapi.Schema{Type: openapi.Types{"array"}, Items: self}})
	})
	params := []*openapi.Parameter{
		{Name: "type", In: "path", Required: true, Schema: typed("integer")},
		{Name: "default", In: "query", Schema: typed("string")}, {Name: "x", In: "query", Required: true, Schema: typed("boolean")},
		{Name: "tag", In: "query", Schema: &openapi.Schema{Type: openapi.Types{"array"}, Items: typed("string")}},
		{Name: "x-request-id", In: "header", Schema: typed("string")}, {Name: "theme", In: "cookie", Schema: typed("string")},
	}
	return &openapi.API{Kind: openapi.HTTP, Title: "Awkward", Types: &types, Routes: append(routes,
		&openapi.Route{Key: "POST /odd/{type}/{ctx}", Handler: "f/x.Constructor", APIKey: true, Auth: &openapi.Auth{Type: openapi.IAM},
			Of: &openapi.Handler{Typed: true, Params: params, Body: odd, Optional: true, Result: tree}},
		&openapi.Route{Key: "PUT /odd/{type}", Handler: "f/x.Call", Auth: &openapi.Auth{Name: "key", Type: openapi.Lambda, Sources: []string{"$request.querystring.k"}},
			Of: &openapi.Handler{Typed: true, Body: odd, Result: typed("string")}},
		&openapi.Route{Key: "POST /raw", Handler: "f/x.Do"}, &openapi.Route{Key: "ANY /files/{proxy+}", Handler: "f/x.New"},
		&openapi.Route{Key: "GET /", Leads: "a queue"}, &openapi.Route{Key: "GET /retry", Handler: "f/retry.Retry"},
	)}
}

func sockets() []client.SocketDocument {
	var types openapi.Shared
	// A type of the same name as one of the HTTP API, and of another form.
	level := types.Refer(openapi.Input, "y.Level", "y", "Level", func() *openapi.Schema { return object(true, openapi.Property{Name: "n", Schema: typed("number")}) })
	doc := func(selection string) *openapi.AsyncDocument {
		return openapi.BuildAsync(&openapi.API{Kind: openapi.WebSocket, Title: "Live", Selection: selection, Types: &types, Routes: []*openapi.Route{
			{Key: "$connect", Auth: &openapi.Auth{Type: openapi.Lambda, Sources: []string{"$request.querystring.token"}}},
			{Key: "send", Handler: "f/live.Write", Reply: true, Of: &openapi.Handler{Typed: true, Body: level, Result: level}},
			{Key: "ping"}, {Key: "$default", Handler: "f/live.Close", Reply: true},
		}})
	}
	return []client.SocketDocument{{Path: "App/Live", Doc: doc("$request.body.a.b-c")}, {Path: "App/Odd", Doc: doc("$request.header.x")}}
}

// build compiles and vets a client in Go.
func build(t *testing.T, text []byte) {
	t.Helper()
	if formatted, err := format.Source(text); err != nil || !bytes.Equal(formatted, text) {
		t.Errorf("not formatted: %v", err)
	}
	dir := t.TempDir()
	for name, content := range map[string][]byte{"go.mod": []byte("module example.com/client\ngo 1.26\n"), "client.go": text} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "vet", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, text)
	}
}

func compile(t *testing.T, text []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "client.ts")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	tsctest.Compile(t, file)
}

func TestAwkwardNamesInGo(t *testing.T) {
	for _, docs := range [][]client.SocketDocument{nil, sockets()} {
		text, err := client.Go(client.Read(openapi.Build(awkward()), docs), client.Options{})
		if err != nil {
			t.Fatal(err)
		}
		build(t, text)
		for _, want := range []string{"type ClientData struct", "type ErrorData struct", "LevelHigh Level = 2", "Parent   *Tree", "XRequestID *string", "func (c *Client) RetryCall("} {
			if !strings.Contains(string(text), want) {
				t.Errorf("no %s", want)
			}
		}
	}
	text, err := client.Go(client.Read(nil, sockets()), client.Options{Package: "live"})
	if err != nil {
		t.Fatal(err)
	}
	build(t, text)
}

func TestAwkwardNamesInTypeScript(t *testing.T) {
	text := client.TypeScript(client.Read(openapi.Build(awkward()), sockets()))
	compile(t, text)
	for _, want := range []string{"export interface ErrorData", "export interface PromiseData", `"a-b": number | null`, "AppLiveLevel"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	compile(t, client.TypeScript(client.Read(nil, sockets())))
}

// The same documents give the same clients.
func TestClientsDoNotDependOnTheOrder(t *testing.T) {
	api := awkward()
	first := client.TypeScript(client.Read(openapi.Build(api), sockets()))
	for i, j := 0, len(api.Routes)-1; i < j; i, j = i+1, j-1 {
		api.Routes[i], api.Routes[j] = api.Routes[j], api.Routes[i]
	}
	if !bytes.Equal(first, client.TypeScript(client.Read(openapi.Build(api), sockets()))) {
		t.Error("another order of routes gives another client")
	}
}

// A client for 200 operations can be read.
func TestSizeOfClients(t *testing.T) {
	var types openapi.Shared
	var routes []*openapi.Route
	for i := range 40 {
		name := fmt.Sprintf("Thing%d", i)
		thing := types.Refer(openapi.Output, "x."+name, "x", name, func() *openapi.Schema {
			return object(true, openapi.Property{Name: "id", Schema: typed("string")}, openapi.Property{Name: "name", Schema: typed("string")},
				openapi.Property{Name: "count", Schema: typed("integer")})
		})
		path, handler := fmt.Sprintf("/things%d", i), fmt.Sprintf("functions/things%d", i)
		limit := []*openapi.Parameter{{Name: "limit", In: "query", Schema: typed("integer")}}
		doc := openapi.Doc{Summary: "It does something.", Text: "It does something."}
		routes = append(routes,
			&openapi.Route{Key: "GET " + path, Handler: handler + ".List", Of: &openapi.Handler{Doc: doc, Typed: true, Params: limit,
				Result: &openapi.Schema{Type: openapi.Types{"array"}, Items: thing}}},
			&openapi.Route{Key: "POST " + path, Handler: handler + ".Create", Of: &openapi.Handler{Doc: doc, Typed: true, Body: thing, Result: thing}},
			&openapi.Route{Key: "GET " + path + "/{id}", Handler: handler + ".Get", Of: &openapi.Handler{Doc: doc, Typed: true, Result: thing}},
			&openapi.Route{Key: "PUT " + path + "/{id}", Handler: handler + ".Put", Of: &openapi.Handler{Doc: doc, Typed: true, Body: thing, Result: thing}},
			&openapi.Route{Key: "DELETE " + path + "/{id}", Handler: handler + ".Delete", Of: &openapi.Handler{Doc: doc}},
		)
	}
	service := client.Read(openapi.Build(&openapi.API{Kind: openapi.HTTP, Title: "Large", Types: &types, Routes: routes}), nil)
	text, err := client.Go(service, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	script := client.TypeScript(service)
	for name, text := range map[string][]byte{"Go": text, "TypeScript": script} {
		n := bytes.Count(text, []byte("\n"))
		t.Logf("%s: %d lines", name, n)
		if len(service.Operations) != 200 || n > 3000 {
			t.Errorf("%s: %d operations in %d lines", name, len(service.Operations), n)
		}
	}
	build(t, text)
	compile(t, script)
}
