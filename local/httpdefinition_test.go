// HTTP APIs that a document defines.

package local_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/local"
)

// definedApp is an app whose API "Api" has only these properties, with functions "F"
// and "Check", an authorizer, that it may call.
func definedApp(properties object) object {
	return object{
		"Conditions": object{"Never": object{"Fn::Equals": list{"a", "b"}}},
		"Resources": object{
			"Api": resource("Api", properties),
			"F":   function("yes", object{"FunctionName": "named"}), "P": permission("F"),
			"Check": function("authorizer", nil), "PC": permission("Check"),
			"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": true, "StageVariables": object{"who": "named"}}),
		},
	}
}

// leadsTo is an integration as SAM writes it.
func leadsTo(function string) object {
	uri := "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${" + function + ".Arn}/invocations"
	return object{"type": "aws_proxy", "httpMethod": "POST", "payloadFormatVersion": "2.0", "uri": object{"Fn::Sub": uri}}
}

func operation(function string, more object) object {
	all := object{"x-amazon-apigateway-integration": leadsTo(function), "responses": object{}}
	for name, v := range more {
		all[name] = v
	}
	return all
}

func TestHTTPDefinitionAsSAMWritesIt(t *testing.T) {
	key := rsaKey(t, "one")
	is := newIssuer(t, key)
	app := definedApp(object{"FailOnWarnings": true, "Body": object{
		"openapi": "3.0.1",
		"info":    object{"title": "shop", "version": "1.0"},
		"paths": object{
			"/open": object{"get": operation("F", object{"security": list{}})},
			"/orders/{id}": object{
				"get":  operation("F", nil),
				"post": operation("F", object{"security": list{object{"login": list{"orders:write"}}}}),
				"put":  object{"Fn::If": list{"Never", operation("F", nil), ref("AWS::NoValue")}},
			},
			"/asked":    object{"x-amazon-apigateway-any-method": operation("F", object{"security": list{object{"asked": list{}}}})},
			"/signed":   object{"get": operation("F", object{"security": list{object{"AWS_IAM": list{}}}})},
			"/signed2":  object{"get": operation("F", object{"x-amazon-apigateway-auth": object{"type": "AWS_IAM"}})},
			"/$default": object{"x-amazon-apigateway-any-method": operation("F", object{"isDefaultRoute": true, "security": list{}})},
		},
		"security": list{object{"login": list{}}},
		"components": object{"securitySchemes": object{
			"login": object{"type": "oauth2", "x-amazon-apigateway-authorizer": object{
				"type": "jwt", "identitySource": "$request.header.Authorization", "jwtConfiguration": object{"Issuer": is.URL, "audience": list{"todo-app"}},
			}},
			"asked": object{"type": "apiKey", "name": "Unused", "in": "header", "x-amazon-apigateway-authorizer": object{
				"type": "request", "identitySource": "$request.header.X-Token, $request.querystring.a", "authorizerPayloadFormatVersion": "2.0",
				"enableSimpleResponses": true, "authorizerUri": leadsTo("Check")["uri"],
			}},
			"AWS_IAM": object{"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"},
		}},
		"tags":                     list{object{"name": "httpapi:createdBy", "x-amazon-apigateway-tag-value": "SAM"}},
		"x-amazon-apigateway-cors": object{"allowOrigins": list{"https://app.example.com"}, "allowMethods": list{"GET"}, "maxAge": 300},
	}})
	base, _, log := serve(t, app, nil)
	if got := get(t, base+"/open").event(t); at(got, "routeKey") != "GET /open" {
		t.Errorf("route is %v", at(got, "routeKey"))
	}
	token := "Bearer " + is.token(t, jose.RS256, key, nil)
	get(t, base+"/orders/7").want(t, 401, unauthorized)
	if got := get(t, base+"/orders/7", "Authorization", token).event(t); at(got, "pathParameters", "id") != "7" {
		t.Errorf("parameters are %v", at(got, "pathParameters"))
	}
	send(t, "POST", base+"/orders/7", "", "Authorization", token).want(t, 403, forbidden)
	writer := "Bearer " + is.token(t, jose.RS256, key, object{"scope": "orders:write"})
	send(t, "POST", base+"/orders/7", "", "Authorization", writer).want(t, 200, "")
	if got := send(t, "PUT", base+"/orders/7", "").event(t); at(got, "routeKey") != "$default" {
		t.Errorf("a method that a condition leaves out goes to %v", at(got, "routeKey"))
	}
	get(t, base+"/asked", "X-Token", "good").want(t, 401, unauthorized) // the second source is missing
	if got := send(t, "DELETE", base+"/asked?a=1", "", "X-Token", "good").event(t); at(got, "requestContext", "authorizer", "lambda", "token") != "good" {
		t.Errorf("the authorizer's context is %v", at(got, "requestContext", "authorizer"))
	}
	get(t, base+"/asked?a=1", "X-Token", "bad").want(t, 403, forbidden)
	get(t, base+"/signed").want(t, 403, forbidden)
	get(t, base+"/signed2").want(t, 403, forbidden)
	preflight := send(t, "OPTIONS", base+"/orders/7", "", "Origin", "https://app.example.com", "Access-Control-Request-Method", "GET")
	if got := preflight.Header.Get("Access-Control-Allow-Origin"); got != "https://app.example.com" {
		t.Errorf("Access-Control-Allow-Origin is %q", got)
	}
	if strings.Contains(log.String(), "definition") {
		t.Errorf("there are warnings: %s", log)
	}
}

// todoHTTPDefinition is the definition of an HTTP API in YAML. API Gateway puts the
// region and the account into it.
const todoHTTPDefinition = `
openapi: 3.0.3
info: {title: todos, version: "2"}
servers:
  - url: "https://api.example.com/{basePath}"
    variables: {basePath: {default: v2/api}}
    x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: DISABLED}
paths:
  /todos/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {x-amazon-apigateway-integration: {$ref: "#/components/x-amazon-apigateway-integrations/todos"}}
    delete: {x-amazon-apigateway-integration: {$ref: "#/components/x-amazon-apigateway-integrations/staged"}}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      x-amazon-apigateway-integration: {$ref: "#/components/x-amazon-apigateway-integrations/todos"}
  /files/{proxy+}:
    get:
      x-amazon-apigateway-integration:
        type: HTTP_PROXY
        httpMethod: POST
        uri: "BACKEND/of/{proxy}"
        payloadFormatVersion: "1.0"
        connectionType: INTERNET
        timeoutInMillis: 2000
        requestParameters: {"append:header.x-stage": "$context.stage", "overwrite:querystring.q": "$request.querystring.search"}
        responseParameters: {"404": {"overwrite:statuscode": "410", "append:header.x-gone": "yes"}}
components:
  x-amazon-apigateway-integrations:
    todos:
      type: AWS_PROXY
      httpMethod: POST
      payloadFormatVersion: "1.0"
      uri: arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:named/invocations
    staged:
      type: aws_proxy
      payloadFormatVersion: "2.0"
      uri: "arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.who}"
x-amazon-apigateway-importexport-version: "1.0"
x-amazon-apigateway-gateway-responses: {DEFAULT_4XX: {statusCode: 418}}
`

// serveAsset serves an app whose API's definition is the asset "definition.yaml".
func serveAsset(t *testing.T, definition string) (base string, log *logbook) {
	t.Helper()
	app := definedApp(object{"BasePath": "split", "BodyS3Location": object{"Bucket": "assets", "Key": "definition.yaml"}})
	base, _, log = serve(t, app, func(c *local.Config) {
		if err := os.WriteFile(filepath.Join(c.Assembly, "definition.yaml"), []byte(definition), 0o644); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(c.Assembly, "S.assets.json")
		manifest, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(manifest), `"files":{`,
			`"files":{"d":{"source":{"path":"definition.yaml"},"destinations":{"a":{"objectKey":"definition.yaml"}}},`, 1)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	})
	return base, log
}

func TestHTTPDefinitionInAnAsset(t *testing.T) {
	var seen *http.Request
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r
		w.WriteHeader(404)
	}))
	t.Cleanup(backend.Close)
	text := strings.NewReplacer("BACKEND", backend.URL, "DISABLED", "false").Replace(todoHTTPDefinition)
	base, log := serveAsset(t, text)
	for method, version := range map[string]any{"GET": "1.0", "POST": "1.0", "DELETE": "2.0"} {
		if got := send(t, method, base+"/api/todos/7", "").event(t); at(got, "version") != version || at(got, "pathParameters", "id") != "7" {
			t.Errorf("%s: version %v, parameters %v", method, at(got, "version"), at(got, "pathParameters"))
		}
	}
	gone := get(t, base+"/api/files/a/b?search=x")
	if gone.StatusCode != 410 || gone.Header.Get("X-Gone") != "yes" {
		t.Errorf("the answer is not mapped: %d %v", gone.StatusCode, gone.Header)
	}
	if seen == nil || seen.Method != "POST" || seen.URL.Path != "/of/a/b" || seen.URL.Query().Get("q") != "x" || seen.Header.Get("X-Stage") != "$default" {
		t.Errorf("the backend got %+v", seen)
	}
	get(t, base+"/todos/7").want(t, 404, `{"message":"Not Found"}`) // the base path is part of the path
	if !strings.Contains(log.String(), "x-amazon-apigateway-gateway-responses is left out: only REST APIs have it") {
		t.Errorf("nothing is said of what is left out: %s", log)
	}

	closed, _ := serveAsset(t, strings.Replace(text, "false", "true", 1))
	get(t, closed+"/api/todos/7").want(t, 403, forbidden)
}

// Each thing that can't be served is said where it stands; the other routes answer.
func TestHTTPDefinitionsSayWhatIsNotServed(t *testing.T) {
	scheme := func(authorizer object) object {
		return object{"type": "oauth2", "x-amazon-apigateway-authorizer": authorizer}
	}
	secured := func(requirements ...any) object { return operation("F", object{"security": list(requirements)}) }
	app := definedApp(object{"Name": "beside", "Body": object{
		"openapi": "3.1.0",
		"paths": object{
			"/fine":      object{"get": operation("F", nil), "trace": operation("F", nil)},
			"/none":      object{"get": object{"responses": object{}}},
			"/lost":      object{"get": object{"x-amazon-apigateway-integration": object{"$ref": "#/components/x-amazon-apigateway-integrations/gone"}}},
			"/mock":      object{"get": object{"x-amazon-apigateway-integration": object{"type": "mock"}}},
			"/inside":    object{"get": object{"x-amazon-apigateway-integration": object{"type": "http_proxy", "connectionType": "vpc_link", "uri": "x"}}},
			"/unknown":   object{"get": object{"x-amazon-apigateway-integration": object{"type": "aws_proxy", "uri": object{"Fn::ImportValue": "other"}}}},
			"/two":       object{"get": secured(object{"token": list{}}, object{"plain": list{}})},
			"/token":     object{"get": secured(object{"token": list{}})},
			"/plain":     object{"get": secured(object{"plain": list{}})},
			"/elsewhere": object{"get": secured(object{"elsewhere": list{}})},
			"/nobody":    object{"get": secured(object{"nobody": list{}})},
			"/odd":       object{"get": operation("F", object{"x-amazon-apigateway-auth": object{"type": "KERBEROS"}})},
		},
		"components": object{"securitySchemes": object{
			"token": scheme(object{"type": "token"}), "plain": object{"type": "http", "scheme": "bearer"},
			"elsewhere": scheme(object{"type": "request", "authorizerUri": "arn:aws:lambda:eu-west-1:111122223333:function:elsewhere"}),
		}},
	}})
	app["Resources"].(object)["Beside"] = resource("Authorizer", object{"ApiId": ref("Api"), "AuthorizerType": "JWT", "Name": "beside"})
	base, _, log := serve(t, app, nil)
	get(t, base+"/fine").want(t, 200, "")
	for path, reason := range map[string]string{
		"/none":      "S/Api GET /none: it has no x-amazon-apigateway-integration",
		"/lost":      "its integration \\\"#/components/x-amazon-apigateway-integrations/gone\\\" is not in components",
		"/mock":      "integration type MOCK",
		"/inside":    "it leads into a VPC",
		"/unknown":   "IntegrationUri: no stack of this app exports",
		"/two":       "which one API Gateway takes is not known",
		"/token":     "has an authorizer of type \\\"token\\\": HTTP APIs have jwt and request",
		"/plain":     "security scheme \\\"plain\\\" has no x-amazon-apigateway-authorizer",
		"/elsewhere": "S/Api elsewhere: it calls function",
		"/nobody":    "there is no security scheme \\\"nobody\\\"",
		"/odd":       "KERBEROS",
	} {
		if got := get(t, base+path); got.StatusCode != 501 || !strings.Contains(got.body, reason) {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	for _, warning := range []string{
		"TRACE /fine is left out", "API Gateway reads OpenAPI 3.0", "Name stands beside a definition",
		"S/Beside: it stands beside the definition of S/Api",
	} {
		if !strings.Contains(log.String(), warning) {
			t.Errorf("the log lacks %q:\n%s", warning, log)
		}
	}
}

func TestHTTPDefinitionsThatCannotBeRead(t *testing.T) {
	for reason, properties := range map[string]object{
		"it has no \\\"openapi\\\"":                           {"Body": object{"paths": object{}}},
		"HTTP APIs need OpenAPI 3.0":                          {"Body": object{"swagger": "2.0"}},
		"is not an asset of this assembly":                    {"BodyS3Location": object{"Bucket": "b", "Key": "k"}},
		"only AWS knows it":                                   {"Body": object{"Fn::Transform": object{"Name": "AWS::Include"}}},
		"path /a is a reference to x":                         {"Body": object{"openapi": "3.0.1", "paths": object{"/a": object{"$ref": "x"}}}},
		"is not \\\"ignore\\\", \\\"prepend\\\" or \\\"split": {"BasePath": "keep", "Body": object{"openapi": "3.0.1"}},
	} {
		base, _, _ := serve(t, definedApp(properties), nil)
		if got := get(t, base+"/a"); got.StatusCode != 501 || !strings.Contains(got.body, reason) {
			t.Errorf("%s: %d %s", reason, got.StatusCode, got.body)
		}
	}
}
