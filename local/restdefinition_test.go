// REST APIs that a document defines.

package local_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

// todoDefinition is the definition of a REST API in YAML; FUNCTION is the URI of one.
const todoDefinition = `
openapi: 3.0.1
info: {title: todos}
servers: [{url: "https://example.com/v2/api"}]
x-amazon-apigateway-request-validators:
  all: {validateRequestBody: true, validateRequestParameters: true}
x-amazon-apigateway-request-validator: all
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX: {responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "'*'"}}
paths:
  /todos:
    get:
      parameters: [{name: kind, in: query, required: true, schema: {type: string}}]
      responses: {200: {description: ok}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {application/json: '{"statusCode": 404}'}
        responses:
          default: {statusCode: 200}
          4\d\d: {statusCode: 418, responseTemplates: {application/json: "no $input.params('kind')"}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Todo"}}}}
      x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: "FUNCTION"}
  /closed:
    x-amazon-apigateway-any-method:
      security: [{key: []}]
      x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: "FUNCTION"}
components:
  schemas:
    Title: {type: string, minLength: 1}
    Todo: {type: object, required: [title], properties: {title: {$ref: "#/components/schemas/Title"}}}
  securitySchemes:
    key: {type: apiKey, name: x-api-key, in: header}
`

func tryDefinition(t *testing.T, base, path string) {
	t.Helper()
	get(t, base+path+"?kind=tea").want(t, 418, "no tea")
	missing := get(t, base+path)
	missing.want(t, 400, `{"message": "Missing required request parameters: [kind]"}`)
	if missing.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("the gateway response of the definition does nothing")
	}
	send(t, "POST", base+path, `{"title": ""}`).want(t, 400, `{"message": "Invalid request body"}`)
	if event := send(t, "POST", base+path, `{"title": "milk"}`).event(t); event["resource"] != path {
		t.Errorf("resource is %v, want %s", event["resource"], path)
	}
	get(t, base+strings.Replace(path, "todos", "closed", 1)).want(t, 403, forbidden)
}

const functionURI = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:named/invocations"

func definitionApp(api object) object {
	return restApp(api, nil, nil, object{"F": function("yes", object{"FunctionName": "named"})})
}

func TestRESTDefinitionInAnAsset(t *testing.T) {
	app := definitionApp(object{"BodyS3Location": object{"Bucket": "assets", "Key": "definition.yaml"}, "Parameters": object{"basepath": "split"}})
	dir := write(t, app)
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("definition.yaml", strings.ReplaceAll(todoDefinition, "FUNCTION", functionURI))
	manifest, err := os.ReadFile(filepath.Join(dir, "S.assets.json"))
	if err != nil {
		t.Fatal(err)
	}
	put("S.assets.json", strings.Replace(string(manifest), `"files":{`, `"files":{"d":{"source":{"path":"definition.yaml"},"destinations":{"a":{"objectKey":"definition.yaml"}}},`, 1))
	srv, err := local.Start(t.Context(), local.Config{Assembly: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	tryDefinition(t, srv.URL("S/Api")+"/v1", "/api/todos")
}

// What can't be read is said, with 501, and never guessed.
func TestRESTDefinitionsThatCannotBeRead(t *testing.T) {
	for reason, api := range map[string]object{
		"neither \\\"openapi\\\" nor \\\"swagger\\\"":   {"Body": object{"paths": object{}}},
		"is not an asset of this assembly":              {"BodyS3Location": object{"Bucket": "b", "Key": "k"}},
		"GET /a has no x-amazon-apigateway-integration": {"Body": object{"openapi": "3.0.1", "paths": object{"/a": object{"get": object{}}}}},
	} {
		base := serveREST(t, definitionApp(api), nil)
		if got := get(t, base+"/a"); got.StatusCode != 501 || !strings.Contains(got.body, reason) {
			t.Errorf("%s: %d %s", reason, got.StatusCode, got.body)
		}
	}
}
