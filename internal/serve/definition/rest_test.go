// A definition that is read, and those that are refused.

package definition

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func ExampleReadREST() {
	var document any
	if err := json.Unmarshal([]byte(`{
		"openapi": "3.0.1", "info": {"title": "todos"}, "servers": [{"url": "https://example.com/v2/api"}],
		"paths": {"/todos/{id}": {"get": {
			"security": [{"login": []}],
			"x-amazon-apigateway-integration": {"type": "mock", "requestTemplates": {"application/json": "{}"}}
		}}},
		"components": {"securitySchemes": {"login": {
			"type": "apiKey", "name": "Authorization", "in": "header",
			"x-amazon-apigateway-authorizer": {"type": "token", "authorizerUri": "arn:..."}
		}}}
	}`), &document); err != nil {
		fmt.Println(err)
		return
	}
	d, problems := ReadREST(document, Options{BasePath: "split"})
	for _, m := range d.Methods {
		fmt.Println(m.Verb, m.Path, m.Properties["AuthorizationType"], m.Authorizer)
	}
	fmt.Println(d.Authorizers["login"]["IdentitySource"], problems)
	// Output:
	// GET /api/todos/{id} CUSTOM login
	// method.request.header.Authorization []
}

func TestProblems(t *testing.T) {
	_, problems := ReadREST(object{"info": object{}}, Options{})
	if len(problems) != 1 || !strings.Contains(problems[0], "no OpenAPI document") {
		t.Errorf("got %v", problems)
	}
	_, problems = ReadREST(object{"openapi": "3.0.1", "x-amazon-apigateway-request-validator": "all", "paths": object{"/a": object{"get": object{
		"security": []any{object{"nobody": []any{}}},
	}}}}, Options{})
	want := []string{
		"GET /a has no x-amazon-apigateway-integration",
		`GET /a: validator "all" is not in x-amazon-apigateway-request-validators`,
		`GET /a: there is no security scheme "nobody"`,
	}
	if !reflect.DeepEqual(problems, want) {
		t.Errorf("got %q", problems)
	}
}

// What a REST API leaves out of its document is said.
func TestWarnings(t *testing.T) {
	d, problems := ReadREST(object{
		"openapi": "3.1.0", "x-amazon-apigateway-cors": object{},
		"components": object{"securitySchemes": object{"bearer": object{"type": "http"}}},
		"paths": object{"/a": object{"trace": object{}, "get": object{
			"security":                        []any{object{"bearer": []any{}}},
			"x-amazon-apigateway-integration": object{"type": "mock", "payloadFormatVersion": "2.0"},
		}}},
	}, Options{})
	want := []string{
		`openapi is "3.1.0": API Gateway reads OpenAPI 3.0`,
		"x-amazon-apigateway-cors is not read",
		"TRACE /a is left out: API Gateway does not have the method",
		`GET /a: member "payloadFormatVersion" of its integration is not read`,
		`GET /a: security scheme "bearer" is left out: it has no x-amazon-apigateway-authorizer`,
	}
	if !reflect.DeepEqual(d.Warnings, want) || len(problems) > 0 {
		t.Errorf("got %q, %q", d.Warnings, problems)
	}
}
