// HTTP APIs: which route answers, what its function gets, and what the client gets back.

package local_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

func do(what, arg string) string {
	return "?do=" + what + "&arg=" + url.QueryEscape(arg)
}

func TestMostSpecificRouteWins(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{
		"GET /todos":         nil,
		"GET /todos/{id}":    nil,
		"ANY /todos/{id}":    nil,
		"GET /todos/new":     nil,
		"ANY /todos/{rest+}": nil,
		"$default":           nil,
	}, nil), nil)
	for request, key := range map[string]string{
		"GET /todos":            "GET /todos",
		"GET /todos/7":          "GET /todos/{id}",
		"PUT /todos/7":          "ANY /todos/{id}",
		"GET /todos/new":        "GET /todos/new",
		"GET /todos/a/b":        "ANY /todos/{rest+}",
		"GET /elsewhere":        "$default",
		"DELETE /todos":         "$default",
		"GET /todos/a%2Fb":      "GET /todos/{id}",
		"GET /todos/caf%C3%A9s": "GET /todos/{id}",
	} {
		method, path, _ := strings.Cut(request, " ")
		event := send(t, method, base+path, "").event(t)
		if event["routeKey"] != key || at(event, "requestContext", "routeKey") != key {
			t.Errorf("%s went to %v, want %s", request, event["routeKey"], key)
		}
	}
}

func TestNoRouteIsNotFound(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, nil), nil)
	get(t, base+"/b").want(t, 404, `{"message":"Not Found"}`)
	send(t, "POST", base+"/a", "").want(t, 404, `{"message":"Not Found"}`)
	get(t, base+"/").want(t, 404, `{"message":"Not Found"}`)
}

func TestNamedStageIsTheFirstSegment(t *testing.T) {
	stage := func(name string, more object) object {
		all := object{"ApiId": ref("Api"), "StageName": name, "AutoDeploy": true, "StageVariables": object{"color": name}}
		for k, v := range more {
			all[k] = v
		}
		return resource("Stage", all)
	}
	base, _, _ := serve(t, template(nil, map[string]object{"GET /a/{id}": nil, "GET /": nil}, object{
		"Prod":       stage("prod", nil),
		"Undeployed": stage("old", object{"AutoDeploy": false}),
		"Deployed":   stage("fixed", object{"AutoDeploy": false, "DeploymentId": "d"}),
	}), nil)
	event := get(t, base+"/prod/a/7?x=1").event(t)
	for path, want := range map[string]any{
		"rawPath": "/prod/a/7", "routeKey": "GET /a/{id}", "requestContext.stage": "prod", "stageVariables.color": "prod",
		"requestContext.http.path": "/prod/a/7", "pathParameters.id": "7",
	} {
		if got := at(event, strings.Split(path, ".")...); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	if event := get(t, base+"/prod").event(t); event["routeKey"] != "GET /" {
		t.Errorf("root of a stage went to %v", event["routeKey"])
	}
	if event := get(t, base+"/a/prod").event(t); at(event, "requestContext", "stage") != "$default" {
		t.Errorf("default stage is %v", at(event, "requestContext", "stage"))
	}
	get(t, base+"/old/a/1").want(t, 404, `{"message":"Not Found"}`)
	get(t, base+"/fixed/a/1").want(t, 200, "")
}

func TestEventFormat2(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"POST /items/{id}": nil}, nil), nil)
	r := send(t, "POST", base+"/items/a%20b?x=1&y=%C3%A9&x=2&empty=", `{"n":1}`,
		"Content-Type", "application/json", "X-Two", "a", "X-Two", "b", "Cookie", "one=1; two=2", "User-Agent", "test")
	event := r.event(t)
	host := strings.TrimPrefix(base, "http://")
	for path, want := range map[string]any{
		"version": "2.0", "routeKey": "POST /items/{id}", "rawPath": "/items/a b", "rawQueryString": "x=1&y=%C3%A9&x=2&empty=",
		"queryStringParameters.x": "1,2", "queryStringParameters.y": "é", "queryStringParameters.empty": "",
		"headers.x-two": "a,b", "headers.content-length": "7", "headers.host": host, "headers.x-forwarded-for": "127.0.0.1",
		"headers.x-forwarded-proto": "http", "pathParameters.id": "a b", "body": `{"n":1}`, "isBase64Encoded": false,
		"requestContext.accountId": "111122223333", "requestContext.http.method": "POST", "requestContext.http.path": "/items/a b",
		"requestContext.http.protocol": "HTTP/1.1", "requestContext.http.sourceIp": "127.0.0.1", "requestContext.http.userAgent": "test",
		"requestContext.domainName": host, "requestContext.domainPrefix": "127", "requestContext.stage": "$default",
		"requestContext.requestId": r.Header.Get("Apigw-Requestid"),
	} {
		if got := at(event, strings.Split(path, ".")...); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	cookies, _ := event["cookies"].([]any)
	if len(cookies) != 2 || cookies[0] != "one=1" || cookies[1] != "two=2" {
		t.Errorf("cookies are %v", cookies)
	}
	if _, ok := at(event, "headers").(object)["cookie"]; ok {
		t.Error("the cookie header is there twice")
	}
	if at(event, "requestContext", "timeEpoch") == 0.0 || at(event, "requestContext", "apiId") == "" || at(event, "headers", "x-amzn-trace-id") == nil {
		t.Errorf("time, API or trace are missing: %v", event)
	}
	if _, ok := event["stageVariables"]; ok {
		t.Error("stageVariables are there without any")
	}
}

func TestEventFormat1(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"GET /items/{id}": nil, "$default": nil}, object{
		"I": integration(object{"PayloadFormatVersion": "1.0"}),
	}), nil)
	event := get(t, base+"/items/7?x=1&x=2", "X-Two", "a", "X-Two", "b", "Cookie", "c=1").event(t)
	for path, want := range map[string]any{
		"version": "1.0", "resource": "/items/{id}", "path": "/items/7", "httpMethod": "GET", "headers.X-Two": "b", "headers.Cookie": "c=1",
		"queryStringParameters.x": "2", "pathParameters.id": "7", "body": nil, "isBase64Encoded": false, "stageVariables": nil,
		"requestContext.resourcePath": "/items/{id}", "requestContext.httpMethod": "GET", "requestContext.identity.sourceIp": "127.0.0.1",
		"requestContext.protocol": "HTTP/1.1", "requestContext.stage": "$default",
	} {
		if got := at(event, strings.Split(path, ".")...); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	multi, _ := at(event, "multiValueHeaders", "X-Two").([]any)
	query, _ := at(event, "multiValueQueryStringParameters", "x").([]any)
	if len(multi) != 2 || len(query) != 2 {
		t.Errorf("multi-value headers %v, parameters %v", multi, query)
	}
	if event := get(t, base+"/other").event(t); event["resource"] != "$default" || event["queryStringParameters"] != nil {
		t.Errorf("resource %v, parameters %v", event["resource"], event["queryStringParameters"])
	}
	get(t, base+"/items/7"+do("json", `{"no":"status"}`)).want(t, 500, `{"message":"Internal Server Error"}`)
	r := get(t, base+"/items/7"+do("json", `{"statusCode":201,"headers":{"a":"1"},"multiValueHeaders":{"b":["2","3"]},"body":"x"}`))
	if r.StatusCode != 201 || r.Header.Get("A") != "1" || len(r.Header.Values("B")) != 2 || r.body != "x" {
		t.Errorf("got %d %v %s", r.StatusCode, r.Header, r.body)
	}
}

func TestBinaryBodiesAreBase64(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"POST /": nil}, nil), nil)
	for contentType, encoded := range map[string]bool{
		"application/json": false, "text/plain; charset=utf-8": false, "application/xml": false, "application/javascript": false,
		"image/png": true, "application/octet-stream": true, "application/x-www-form-urlencoded": true,
	} {
		event := send(t, "POST", base+"/", "a=b", "Content-Type", contentType).event(t)
		want := "a=b"
		if encoded {
			want = base64.StdEncoding.EncodeToString([]byte(want))
		}
		if event["isBase64Encoded"] != encoded || event["body"] != want {
			t.Errorf("%s: body %v, encoded %v", contentType, event["body"], event["isBase64Encoded"])
		}
	}
	if event := send(t, "POST", base+"/", "\xff\xfe", "Content-Type", "text/plain").event(t); event["isBase64Encoded"] != true {
		t.Error("bytes that are no text are sent as text")
	}
}

func TestResponsesAreInferred(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"GET /": nil}, nil), nil)
	tests := []struct {
		answer, body, contentType string
		status                    int
	}{
		{`{"a":1}`, `{"a":1}`, "application/json", 200},
		{`[1,2]`, `[1,2]`, "application/json", 200},
		{`"text"`, `text`, "application/json", 200},
		{`7`, `7`, "application/json", 200},
		{`{"statusCode":201,"body":"made"}`, "made", "text/plain; charset=utf-8", 201},
		{`{"statusCode":204}`, "", "", 204},
		{`{"statusCode":200,"headers":{"Content-Type":"image/png","X-N":5},"body":"aGk=","isBase64Encoded":true}`, "hi", "image/png", 200},
		{`{"statusCode":"201"}`, "", "", 201},
		{`{"statusCode":"fine"}`, `{"message":"Internal Server Error"}`, "application/json", 500},
		{`{"statusCode":200.5}`, `{"message":"Internal Server Error"}`, "application/json", 500},
		{`{"statusCode":null}`, `{"message":"Internal Server Error"}`, "application/json", 500},
		{`{"statusCode":200,"headers":{"a":null}}`, `{"message":"Internal Server Error"}`, "application/json", 500},
		{`{"statusCode":200,"headers":["a"]}`, `{"message":"Internal Server Error"}`, "application/json", 500},
		{`{"statusCode":42}`, `{"message":"Internal Server Error"}`, "application/json", 500},
		{`{"statusCode":200,"body":{"a":1}}`, `{"message":"Internal Server Error"}`, "application/json", 500},
		{`{"statusCode":200,"headers":{"a":["b"]}}`, `{"message":"Internal Server Error"}`, "application/json", 500},
		{`{"statusCode":200,"body":"not base64","isBase64Encoded":true}`, `{"message":"Internal Server Error"}`, "application/json", 500},
	}
	for _, test := range tests {
		r := get(t, base+"/"+do("json", test.answer))
		if r.StatusCode != test.status || r.body != test.body || r.Header.Get("Content-Type") != test.contentType {
			t.Errorf("%s: got %d %q %q", test.answer, r.StatusCode, r.body, r.Header.Get("Content-Type"))
		}
	}
	r := get(t, base+"/"+do("json", `{"statusCode":200,"cookies":["a=1","b=2; Secure"],"headers":{"connection":"x","location":"/y"}}`))
	if c := r.Header.Values("Set-Cookie"); len(c) != 2 || c[1] != "b=2; Secure" || r.Header.Get("Location") != "/y" {
		t.Errorf("headers are %v", r.Header)
	}
	for answer, want := range map[string]string{
		`{"statusCode":200,"headers":{"set-cookie":"c=3"},"cookies":["a=1"]}`:  "a=1|c=3",
		`{"statusCode":200,"headers":{"Set-Cookie":"z=1","set-cookie":"y=2"}}`: "z=1|y=2",
		`{"statusCode":200,"headers":{"set-cookie":12345678901234567890}}`:     "12345678901234567890",
	} {
		r := get(t, base+"/"+do("json", answer))
		if got := strings.Join(r.Header.Values("Set-Cookie"), "|"); got != want {
			t.Errorf("%s: cookies are %q, want %q", answer, got, want)
		}
	}
}

func TestFunctionsThatFail(t *testing.T) {
	base, _, log := serve(t, template(nil, map[string]object{"GET /": nil, "GET /slow": {"Target": "integrations/${Slow}"}}, object{
		"F":    function("yes", object{"Timeout": 1}),
		"Slow": integration(object{"TimeoutInMillis": 200}),
	}), nil)
	internal := `{"message":"Internal Server Error"}`
	get(t, base+"/"+do("fail", "secret reason")).want(t, 500, internal)
	get(t, base+"/"+do("exit", "")).want(t, 500, internal)
	get(t, base+"/"+do("sleep", "3s")).want(t, 500, internal)
	get(t, base+"/"+do("large", "")).want(t, 500, internal)
	get(t, base+"/slow"+do("sleep", "600ms")).want(t, 503, `{"message":"Service Unavailable"}`)
	get(t, base+"/"+do("json", `"alive"`)).want(t, 200, "alive")
	for _, reason := range []string{"secret reason", "exit status 3", "Task timed out after 1.00 seconds", "maximum allowed payload", "integration's timeout of 200ms"} {
		if !strings.Contains(log.String(), reason) {
			t.Errorf("the log doesn't say %q", reason)
		}
	}
}

func TestFunctionLogsCarryTheRequest(t *testing.T) {
	base, _, log := serve(t, template(nil, map[string]object{"GET /": nil}, nil), nil)
	get(t, base+"/"+do("log", "hello from inside")).want(t, 200, "ok")
	if text := log.String(); !strings.Contains(text, `line="hello from inside"`) || !strings.Contains(text, "function=S/F requestId=") {
		t.Errorf("log is %s", text)
	}
	if !strings.Contains(log.String(), "coldStart=") || !strings.Contains(log.String(), "status=200") {
		t.Error("the request's line has no cold start or status")
	}
}

func TestWithoutPermissionTheFunctionIsNotCalled(t *testing.T) {
	app := template(nil, map[string]object{"GET /": nil}, nil)
	delete(app["Resources"].(object), "P")
	base, _, log := serve(t, app, nil)
	get(t, base+"/").want(t, 500, `{"message":"Internal Server Error"}`)
	if !strings.Contains(log.String(), "AWS::Lambda::Permission of S/F") {
		t.Error("the log doesn't say why")
	}
}

func TestRequestLimits(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"POST /": nil}, nil), nil)
	send(t, "POST", base+"/", strings.Repeat("x", 10<<20+1)).want(t, 413, `{"message":"Request Entity Too Large"}`)
	send(t, "POST", base+"/", strings.Repeat("x", 7<<20)).want(t, 413, `{"message":"Request Entity Too Large"}`)
	send(t, "POST", base+"/"+do("json", `"big"`), strings.Repeat("x", 5<<20), "Content-Type", "text/plain").want(t, 200, "big")
	send(t, "POST", base+"/", "", "X-Large", strings.Repeat("x", 10240)).want(t, 431, "")
	send(t, "POST", base+"/"+do("json", `1`), "", "X-Large", strings.Repeat("x", 9000)).want(t, 200, "1")
}

func TestThrottling(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"GET /a": nil, "GET /b": nil, "GET /none": nil}, object{
		"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": true,
			"DefaultRouteSettings": object{"ThrottlingRateLimit": 0.01, "ThrottlingBurstLimit": 3},
			"RouteSettings": object{
				"GET /b":    object{"ThrottlingRateLimit": 0.01, "ThrottlingBurstLimit": 1},
				"GET /none": object{"ThrottlingRateLimit": 0, "ThrottlingBurstLimit": 0},
			}}),
	}), nil)
	count := func(path string) (allowed int) {
		for range 6 {
			r := get(t, base+path)
			if r.StatusCode == 200 {
				allowed++
			} else {
				r.want(t, 429, `{"message":"Too Many Requests"}`)
			}
		}
		return allowed
	}
	for path, want := range map[string]int{"/a": 3, "/b": 1, "/none": 0} {
		if got := count(path); got != want {
			t.Errorf("%s: %d of 6 requests were let through, want %d", path, got, want)
		}
	}
}

func TestOtherNamesOfThisMachineAreRefused(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{"GET /": nil}, nil), func(c *local.Config) { c.Hosts = []string{"tunnel.example.com"} })
	get(t, base+"/", "Host", "evil.example.com").want(t, 403, `{"message":"Forbidden"}`)
	get(t, base+"/", "Host", "a;for=10.0.0.1;b.localhost").want(t, 403, `{"message":"Forbidden"}`)
	for _, host := range []string{"localhost:3000", "api.localhost", "127.0.0.1", "[::1]:1", "tunnel.example.com"} {
		get(t, base+"/", "Host", host).want(t, 200, "")
	}
}

func TestDisabledEndpoint(t *testing.T) {
	base, _, _ := serve(t, template(object{"DisableExecuteApiEndpoint": true}, map[string]object{"GET /": nil}, nil), nil)
	get(t, base+"/").want(t, 403, `{"message":"Forbidden"}`)
}

func TestWhatCannotBeServedSaysSo(t *testing.T) {
	base, _, _ := serve(t, template(nil, map[string]object{
		"GET /vpc":    {"Target": "integrations/${Vpc}"},
		"GET /layers": {"Target": "integrations/${Layered}"},
		"GET /java":   {"Target": "integrations/${Java}"},
		"GET /env":    {"Target": "integrations/${Env}"},
		"GET /queue":  {"Target": "integrations/${Queue}"},
		"GET /auth":   {"AuthorizationType": "SOMETHING"},
		"GET /a/":     nil,
	}, object{
		"Vpc":      urlIntegration("arn:aws:elasticloadbalancing:x", object{"ConnectionType": "VPC_LINK"}),
		"FLayered": function("yes", object{"Layers": list{"arn:layer"}}),
		"FJava":    function("yes", object{"Runtime": "java21"}),
		"FEnv":     function("yes", object{"Environment": object{"Variables": object{"X": "{{resolve:ssm:/x}}"}}}),
		"Layered":  integration(object{"IntegrationUri": object{"Fn::GetAtt": list{"FLayered", "Arn"}}}),
		"Java":     integration(object{"IntegrationUri": object{"Fn::GetAtt": list{"FJava", "Arn"}}}),
		"Env":      integration(object{"IntegrationUri": object{"Fn::GetAtt": list{"FEnv", "Arn"}}}),
		"PLayered": permission("FLayered"), "PJava": permission("FJava"), "PEnv": permission("FEnv"),
		"Queue": integration(object{"IntegrationSubtype": "SQS-SendMessage", "IntegrationUri": nil, "RequestParameters": object{"QueueUrl": "q", "MessageBody": "m"}}),
	}), nil)
	for path, reason := range map[string]string{
		"/vpc":    "S/Vpc: it leads into a VPC",
		"/layers": "S/FLayered: its layer arn:layer is not in this app",
		"/java":   `S/FJava: runtime \"java21\" is not run here`,
		"/env":    "S/FEnv: environment variable X: dynamic reference",
		"/queue":  "set AWS_ENDPOINT_URL_SQS",
		"/auth":   `authorization type \"SOMETHING\"`,
	} {
		r := get(t, base+path)
		if r.StatusCode != 501 || !strings.Contains(r.body, "gatehouse: ") || !strings.Contains(r.body, reason) {
			t.Errorf("%s: got %d %s, want 501 with %q", path, r.StatusCode, r.body, reason)
		}
	}
	fixed, _, _ := serve(t, template(nil, map[string]object{"GET /": nil}, object{
		"F": function("yes", object{"Environment": object{"Variables": object{"X": "{{resolve:ssm:/x}}", "TEST_FUNCTION": "yes"}}}),
	}), func(c *local.Config) { c.Environment = map[string]string{"X": "known"} })
	if r := get(t, fixed+"/"+do("env", "X")); !strings.Contains(r.body, `"value":"known"`) {
		t.Errorf("a value from Config.Environment: %d %s", r.StatusCode, r.body)
	}
}
