// MOCK integrations and models of REST APIs, as apps of all kinds write them.

package local_test

import "testing"

// The CDK's own preflight methods have a template whose names stand without quotes.
func TestRESTMockTakesNamesWithoutQuotes(t *testing.T) {
	methods := map[string]object{}
	for path, template := range map[string]string{
		"cdk": "{ statusCode: 204 }", "single": "{'statusCode' : 204}", "nested": `{more: {"a: 1": "b: 2", c : [1, true]}, statusCode: "204"}`,
		"none": "{ status: 204 }", "case": `{"statuscode": 204}`, "broken": "{ statusCode: ", "list": "[204]",
	} {
		m := mockMethod("")
		m["Integration"].(object)["RequestTemplates"] = object{"application/json": template}
		m["Integration"].(object)["IntegrationResponses"] = list{object{"StatusCode": "204"}}
		methods["OPTIONS /"+path] = m
	}
	base := serveREST(t, restApp(nil, nil, methods, nil), nil)
	for _, path := range []string{"/cdk", "/single", "/nested"} {
		send(t, "OPTIONS", base+path, "").want(t, 204, "")
	}
	for _, path := range []string{"/none", "/case", "/broken", "/list"} {
		send(t, "OPTIONS", base+path, "").want(t, 500, "")
	}
}

// A model that is no schema is the app's fault and not the client's, whatever the method leads to.
func TestRESTModelsThatAreNoSchemas(t *testing.T) {
	checks := object{"RequestValidatorId": ref("V"), "RequestModels": object{"application/json": "Bad"}}
	mock := mockMethod("")
	for name, value := range checks {
		mock[name] = value
	}
	base := serveREST(t, restApp(nil, nil, map[string]object{"POST /proxy": checks, "POST /mock": mock}, object{
		"V":   restResource("RequestValidator", object{"ValidateRequestBody": true, "RestApiId": ref("Api")}),
		"Bad": restResource("Model", object{"Name": "Bad", "ContentType": "application/json", "Schema": `{"type": "objekt"}`, "RestApiId": ref("Api")}),
	}), nil)
	for _, path := range []string{"/proxy", "/mock"} {
		send(t, "POST", base+path, "{}").want(t, 501, "")
	}
}

// Of slashes at the end of a path one counts for nothing, and ANY stands for seven methods.
func TestRESTEndsOfPathsAndOtherMethods(t *testing.T) {
	base := serveREST(t, restApp(nil, nil, map[string]object{
		"GET /a": mockMethod("a"), "ANY /{proxy+}": mockMethod("$input.params('proxy')"),
	}, nil), nil)
	for path, want := range map[string]string{"/a": "a", "/a/": "a", "//a/": "a", "/a//": "a/", "/b/c": "b/c", "/b/c/": "b/c", "/b/c//": "b/c/"} {
		get(t, base+path).want(t, 200, want)
	}
	for _, method := range []string{"TRACE", "get", "PROPFIND"} {
		send(t, method, base+"/b", "").want(t, 403, noToken)
	}
	send(t, "PATCH", base+"/b", "").want(t, 200, "b")
}
