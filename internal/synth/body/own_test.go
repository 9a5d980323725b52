// Documents of users beside routes: what is joined, and what is refused.

package body

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// routes is a definition of two routes.
func routes(t *testing.T) *Body {
	b := New("todo", "")
	b.Set("x-amazon-apigateway-binary-media-types", []any{"image/png"})
	b.Named("x-amazon-apigateway-gateway-responses", "DEFAULT_4XX", Object{"statusCode": "404"})
	b.Component("schemas", "Todo", Object{"type": "object"})
	b.Operation(key(t, "GET /todos/{id}"), Object{Integration: Object{"type": "mock"}, "security": []any{Object{"login": []any{}}}})
	b.Operation(key(t, "POST /todos"), Object{
		Integration: Object{"type": "mock"}, "parameters": []any{Object{"name": "page", "in": "query", "required": true}},
		"responses":   Object{"200": Object{"description": "", "headers": Object{"X": Object{}}}},
		"requestBody": Object{"content": Object{}},
	})
	return b
}

func TestOwnDocumentsAreJoined(t *testing.T) {
	own, problems := ParseOwn(`{"openapi":"3.0.3","info":{"version":"2.1","contact":{"name":"us"}},
		"externalDocs":{"url":"https://docs.example.com"},
		"x-amazon-apigateway-gateway-responses":{"DEFAULT_5XX":{"statusCode":"599"}},
		"components":{"schemas":{"Todo":{"type":"object"},"Other":{"type":"string"}}},
		"paths":{
			"/todos":{"post":{"summary":"makes one","operationId":"create","parameters":[{"name":"page","in":"query"},{"name":"X-A","in":"header"}],
				"responses":{"200":{"description":"made"},"404":{"description":"none"}}}},
			"/todos/{id}":{"description":"one","parameters":[{"name":"id","in":"path","description":"its id"}],"get":{"responses":{"200":{"description":"it"}}}},
			"/more":{"get":{"x-amazon-apigateway-integration":{"type":"http_proxy"}}}}}`)
	b := routes(t)
	if problems = append(problems, b.Merge(own)...); len(problems) > 0 {
		t.Fatalf("%q", problems)
	}
	var want any
	if err := json.Unmarshal([]byte(`{"openapi":"3.0.1","info":{"title":"todo","version":"2.1","contact":{"name":"us"}},
		"externalDocs":{"url":"https://docs.example.com"},
		"x-amazon-apigateway-binary-media-types":["image/png"],
		"x-amazon-apigateway-gateway-responses":{"DEFAULT_4XX":{"statusCode":"404"},"DEFAULT_5XX":{"statusCode":"599"}},
		"components":{"schemas":{"Todo":{"type":"object"},"Other":{"type":"string"}}},
		"paths":{
			"/todos":{"post":{"summary":"makes one","operationId":"create","requestBody":{"content":{}},
				"parameters":[{"name":"page","in":"query","required":true},{"name":"X-A","in":"header"}],
				"responses":{"200":{"description":"made","headers":{"X":{}}},"404":{"description":"none"}},
				"x-amazon-apigateway-integration":{"type":"mock"}}},
			"/todos/{id}":{"description":"one","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],
				"get":{"operationId":"get_todos__id","responses":{"200":{"description":"it"}},"security":[{"login":[]}],
				"x-amazon-apigateway-integration":{"type":"mock"}}},
			"/more":{"get":{"x-amazon-apigateway-integration":{"type":"http_proxy"}}}}}`), &want); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(b.Value())
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s", text)
	}
}

func TestOwnDocumentsThatAreRefused(t *testing.T) {
	for text, want := range map[string][]string{
		`[]`:                  {"is not a JSON object"},
		`openapi: 3.0.1`:      {"is not a JSON object"},
		`{}`:                  {`openapi is "": API Gateway reads 3.0`},
		`{"openapi":"3.1.0"}`: {`openapi is "3.1.0"`},
		`{"openapi":"3.0.1","security":[],"servers":[]}`:                                         {"has security", "has servers"},
		`{"openapi":"3.0.1","info":{"title":"other"}}`:                                           {"info.title is other, and that of the API todo"},
		`{"openapi":"3.0.1","x-amazon-apigateway-binary-media-types":["a/b"]}`:                   {"x-amazon-apigateway-binary-media-types: Props say otherwise"},
		`{"openapi":"3.0.1","x-amazon-apigateway-gateway-responses":{"DEFAULT_4XX":{}}}`:         {"x-amazon-apigateway-gateway-responses.DEFAULT_4XX: the routes make another one"},
		`{"openapi":"3.0.1","components":{"schemas":{"Todo":{"type":"string"}}}}`:                {"components.schemas.Todo: the routes make another one"},
		`{"openapi":"3.0.1","paths":{"todos":{}}}`:                                               {`path "todos"`},
		`{"openapi":"3.0.1","paths":{"/todos/{other}":{}}}`:                                      {`path "/todos/{other}": routes name its parameters otherwise, "/todos/{id}"`},
		`{"openapi":"3.0.1","paths":{"/a":{"get":{}}}}`:                                          {`path "/a": get leads nowhere`},
		`{"openapi":"3.0.1","paths":{"/a":{"trace":{}}}}`:                                        {`path "/a": trace can't be in a path`},
		`{"openapi":"3.0.1","paths":{"/todos":{"post":{"security":[]}}}}`:                        {`path "/todos": post: the route says what security is`},
		`{"openapi":"3.0.1","paths":{"/todos":{"post":{"x-amazon-apigateway-integration":{}}}}}`: {`post: the route says what x-amazon-apigateway-integration is`},
		`{"openapi":"3.0.1","paths":{"/todos":{"post":{"requestBody":{}}}}}`:                     {`post: the route says what requestBody is`},
		`{"openapi":"3.0.1","paths":{"/todos":{"post":{"operationId":"get_todos__id"}}}}`:        {`operationId "get_todos__id": post of path "/todos" and get of path "/todos/{id}" have it`},
		`{"openapi":"3.0.1","paths":{"/todos":{"post":1}}}`:                                      {`path "/todos": post is not an object`},
	} {
		own, got := ParseOwn(text)
		if own != nil {
			got = append(got, routes(t).Merge(own)...)
		}
		if len(got) != len(want) || slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(strings.Join(got, "\n"), w) }) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
