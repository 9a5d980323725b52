// Traces of requests: what the gateways say of what they decided.

package local_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/local"
)

// traced returns the story of the last request.
func traced(t *testing.T, srv *local.Server) string {
	t.Helper()
	list := srv.Traces()
	if len(list) == 0 {
		t.Fatal("there is no trace")
	}
	return list[len(list)-1].String()
}

func wantStory(t *testing.T, story string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !strings.Contains(story, text) {
			t.Errorf("no %q in\n%s", text, story)
		}
	}
}

func TestTracesOfRequests(t *testing.T) {
	base, srv, _ := serve(t, template(nil, map[string]object{"GET /todos/{id}": nil}, nil), nil)
	get(t, base+"/todos/7").want(t, 200, "")
	get(t, base+"/nothing")
	list := srv.Traces()
	if len(list) != 2 {
		t.Fatalf("%d traces", len(list))
	}
	first, second := list[0], list[1]
	if first.Method != "GET" || first.Path != "/todos/7" || first.Status != 200 || first.Route != "GET /todos/{id}" || first.API != "S/Api" ||
		first.Function != "S/F" || first.Outcome != "ok" || first.Reason != "" {
		t.Errorf("got %+v", first)
	}
	if second.Status != 404 || second.Outcome != "refused" || second.Reason != "no route matches" {
		t.Errorf("got %+v", second)
	}
}

func TestTracesCanBeTurnedOff(t *testing.T) {
	base, srv, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, nil), func(c *local.Config) { c.TraceBytes = -1 })
	get(t, base+"/a")
	if n := len(srv.Traces()); n != 0 {
		t.Errorf("%d traces", n)
	}
}

func TestTracesSayWhyARouteLostAndWhatAFunctionDid(t *testing.T) {
	app := template(corsConfiguration, map[string]object{"GET /todos/{id}": nil, "GET /todos/new": nil, "POST /todos/new": nil, "ANY /{rest+}": nil},
		object{"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": true,
			"DefaultRouteSettings": object{"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 50}})})
	base, srv, _ := serve(t, app, nil)
	get(t, base+"/todos/new"+do("log", "a line <script>alert(1)</script>"), "Origin", "https://app.example.com").want(t, 200, "")
	wantStory(t, traced(t, srv),
		"GET /todos/new?do=log&arg=", " to S/Api: 200 OK after ", "route GET /todos/new, S/RouteGETxxtodosxnew, function S/F",
		"ok      stage $default\n",
		"ok      routing GET /todos/new",
		"skipped candidate GET /todos/{id}: in GET /todos/new, new is more specific than {id}",
		"skipped candidate ANY /{rest+}: GET /todos/new matches the whole path",
		"skipped candidate POST /todos/new: it takes POST, the request is GET",
		"ok      throttle", "requests a second: 100", "at once: 50",
		"skipped authorizer NONE: the route is public",
		"ok      integration AWS_PROXY",
		"    ok      function S/F", "memory limit in MB: 128", `event: {"version":"2.0"`, `"rawPath":"/todos/new"`,
		"cold start: ", "duration: ", "ok      log a line <script>alert(1)</script>", `answer: "ok"`,
		"ok      cors", "allowed origin: https://app.example.com",
	)
	get(t, base+"/todos/new", "Origin", "https://evil.example.com")
	wantStory(t, traced(t, srv), "refused cors: the CORS configuration does not allow this origin")
	get(t, base+"/todos/new"+do("fail", "no luck")).want(t, 500, "")
	wantStory(t, traced(t, srv), "500 Internal Server Error", "why: function failed: errorString: no luck", "error   function S/F: function failed: errorString: no luck",
		"error   gatewayResponse Internal Server Error")
	get(t, base+"/").want(t, 404, "")
	wantStory(t, traced(t, srv), "why: no route matches", "refused routing: no route matches",
		"skipped candidate ANY /{rest+}: {rest+} takes at least one segment, and the path has none there")
	send(t, "OPTIONS", base+"/", "", "Origin", "https://app.example.com", "Access-Control-Request-Method", "GET").want(t, 204, "")
	wantStory(t, traced(t, srv), "skipped routing: the gateway answers preflight requests itself")
}

func TestTracesSayWhichCheckRefusedAToken(t *testing.T) {
	key := rsaKey(t, "one")
	is := newIssuer(t, key)
	base, srv, _ := serve(t, jwtApp(is.URL), nil)
	call := func(claims object) string {
		t.Helper()
		token := is.token(t, jose.RS256, key, claims)
		get(t, base+"/scoped", "Authorization", "Bearer "+token)
		story := traced(t, srv)
		if strings.Contains(story, token) || strings.Contains(story, token[len(token)-40:]) {
			t.Errorf("the token is shown in\n%s", story)
		}
		return story
	}
	wantStory(t, call(object{"aud": "another"}), "401 Unauthorized", "refused authorizer login: the token does not have a valid audience",
		"issuer: "+is.URL, "audience: todo-app, other-app", "scopes: todos:read, admin", `claims, as the token has them: {"aud":"another"`,
		"    ok      check signature\n", "    ok      check issuer\n", "    refused check audience: the token does not have a valid audience")
	wantStory(t, call(object{"scope": "todos:write"}), "403 Forbidden", "    ok      check nbf and iat\n",
		"    refused check scopes: the token has none of the scopes todos:read, admin", `"scope":"todos:write"`)
	wantStory(t, call(object{"scope": "admin"}), "200 OK", "ok      authorizer login", "    ok      check scopes\n")
	get(t, base+"/login")
	wantStory(t, traced(t, srv), "refused authorizer login: no token in $request.header.Authorization")
}

func TestTracesSayWhatALambdaAuthorizerAnswered(t *testing.T) {
	base, srv, _ := serve(t, lambdaAuthApp(nil), nil)
	get(t, base+"/a", "X-Token", "good").want(t, 200, "")
	wantStory(t, traced(t, srv), "ok      authorizer custom", "cached: false", `context: {"calls":1,"token":"***"}`, "    ok      function S/FAuth")
	get(t, base+"/a", "X-Token", "good").want(t, 200, "")
	wantStory(t, traced(t, srv), "cached: true")
	get(t, base+"/a", "X-Token", "bad").want(t, 403, "")
	wantStory(t, traced(t, srv), "refused authorizer custom: authorizer custom denies ")
}

func TestTracesOfRESTAPIs(t *testing.T) {
	templates := mockMethod(`{"made": "$input.path('$.x')"}`)
	templates["Integration"].(object)["IntegrationResponses"].(list)[0].(object)["ResponseParameters"] = object{"method.response.header.X-A": "'a'"}
	checked := object{"RequestValidatorId": ref("V"), "RequestModels": object{"application/json": "Thing"}}
	keyed := mockMethod("ok")
	keyed["ApiKeyRequired"] = true
	app := restApp(nil, object{"MethodSettings": list{object{"ResourcePath": "/slow", "HttpMethod": "GET", "ThrottlingRateLimit": 0.001, "ThrottlingBurstLimit": 1}}},
		map[string]object{"POST /templates": templates, "POST /checked": checked, "GET /keyed": keyed, "GET /slow": mockMethod("ok"), "GET /fn": nil}, object{
			"V":     restResource("RequestValidator", object{"ValidateRequestBody": true, "RestApiId": ref("Api")}),
			"Thing": restResource("Model", object{"Name": "Thing", "ContentType": "application/json", "Schema": object{"required": list{"x"}}, "RestApiId": ref("Api")}),
			"Key":   restResource("ApiKey", object{"Value": "good-key-of-twenty-chars", "Enabled": true, "Name": "mine"}),
			"Plan":  restResource("UsagePlan", object{"ApiStages": list{object{"ApiId": ref("Api"), "Stage": "v1"}}, "Quota": object{"Limit": 1, "Period": "MONTH"}}),
			"PK":    restResource("UsagePlanKey", object{"KeyId": ref("Key"), "UsagePlanId": ref("Plan"), "KeyType": "API_KEY"}),
			"Gone":  restResource("GatewayResponse", object{"RestApiId": ref("Api"), "ResponseType": "QUOTA_EXCEEDED", "StatusCode": "402"}),
		})
	_, srv, _ := serve(t, app, nil)
	base := srv.URL("S/Api") + "/v1"
	send(t, "POST", base+"/templates", `{"x": 1}`, "Content-Type", "application/json").want(t, 200, "")
	wantStory(t, traced(t, srv), "ok      stage v1", "ok      routing POST /templates", "ok      integration MOCK",
		"    ok      requestTemplate application/json", `before: {"x": 1}`, `after: {"statusCode": 200}`,
		"    ok      responseTemplate 200", "    ok      responseMapping 200", "rules: method.response.header.X-A: 'a'", "status: 200", "X-A: a")
	send(t, "POST", base+"/checked", `{}`, "Content-Type", "application/json").want(t, 400, "")
	wantStory(t, traced(t, srv), "refused validation: the body does not fit model Thing", "refused gatewayResponse BAD_REQUEST_BODY", "body: true")
	get(t, base+"/keyed").want(t, 403, "")
	wantStory(t, traced(t, srv), "refused apikey: an API key is needed, and the request has none", "refused gatewayResponse INVALID_API_KEY")
	get(t, base+"/keyed", "X-Api-Key", "good-key-of-twenty-chars").want(t, 200, "")
	wantStory(t, traced(t, srv), "ok      apikey mine", "ok      quota S/Plan", "used: 1", "limit: 1", "period: MONTH")
	get(t, base+"/keyed", "X-Api-Key", "good-key-of-twenty-chars").want(t, 402, "")
	wantStory(t, traced(t, srv), "refused quota S/Plan: usage plan S/Plan: 1 requests a MONTH", "gatewayResponse QUOTA_EXCEEDED", "changed by: QUOTA_EXCEEDED", "status: 402")
	get(t, base+"/slow")
	get(t, base+"/slow").want(t, 429, "")
	wantStory(t, traced(t, srv), "refused throttle: the method's throttle of 0.001 a second, 1 at once")
	get(t, base+"/nothing").want(t, 403, noToken)
	wantStory(t, traced(t, srv), "why: no resource has this path and method", `skipped candidate GET /fn: segment 1 of the path is "nothing", not "fn"`)
	get(t, base+"/fn").want(t, 200, "")
	wantStory(t, traced(t, srv), "ok      integration AWS_PROXY", "ok      function S/F", `"resource":"/fn"`)
}

func TestTracesOfCustomDomains(t *testing.T) {
	resources := withDomain("api.example.com", nil, map[string]string{"v1": "prod"})
	resources["Prod"] = stageNamed("prod")
	_, srv, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, resources), nil)
	get(t, srv.URL("api.example.com")+"/v1/a").want(t, 200, "")
	wantStory(t, traced(t, srv), "GET /v1/a to S/Api: 200", "ok      domain api.example.com", "ok      mapping /v1", "path after it: /a", "ok      stage prod")
	get(t, srv.URL("api.example.com")+"/v2/a").want(t, 403, "")
	wantStory(t, traced(t, srv), "to S/Domain: 403", "refused domain api.example.com: no mapping of api.example.com leads from this path to an API")
}

func TestTracesOfBackendsAndMappings(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-From", "backend")
		io.WriteString(w, strings.Repeat("x", 100<<10))
	}))
	defer backend.Close()
	_, srv, _ := serve(t, template(nil, map[string]object{"POST /a": {"Target": "integrations/${U}"}}, object{
		"U": urlIntegration(backend.URL+"/b", object{
			"RequestParameters":  object{"append:header.x-stage": "$context.stage"},
			"ResponseParameters": object{"200": object{"ResponseParameters": list{object{"Destination": "overwrite:header.x-mapped", "Source": "yes"}}}},
		}),
	}), nil)
	send(t, "POST", srv.URL("S/Api")+"/a", "hello").want(t, 200, "")
	wantStory(t, traced(t, srv), "ok      integration HTTP_PROXY", "method: POST", "url: "+backend.URL+"/b", "    ok      requestMapping",
		"rules: append:header.x-stage: $context.stage", "X-Stage: $default", "status: 200", "X-From: backend", "    ok      responseMapping", "X-Mapped: yes")
	backend.Close()
	send(t, "POST", srv.URL("S/Api")+"/a", "hello").want(t, 503, "")
	wantStory(t, traced(t, srv), "error   integration HTTP_PROXY: backend 127.0.0.1:")
}

// What clients send is shown whatever it is, and a refused request has its body, too.
func TestTracesOfBadInput(t *testing.T) {
	base, srv, _ := serve(t, template(nil, map[string]object{"POST /a": nil, "POST /b": {"AuthorizationType": "AWS_IAM"}}, nil), nil)
	for name, body := range map[string]string{
		"binary": "\xff\xfe\x00\x01", "html": "<script>alert(1)</script>", "huge": strings.Repeat("x", 3<<20), "too large": strings.Repeat("x", 11<<20),
	} {
		for _, path := range []string{"/a", "/b", "/none"} {
			send(t, "POST", base+path, body, "X-Name", "<script>\xff", "Content-Type", "application/octet-stream")
			list := srv.Traces()
			last := list[len(list)-1]
			if last.Path != path || last.Status == 0 {
				t.Errorf("%s: the last trace is %+v", name, last)
			}
			if story := last.String(); !utf8.ValidString(story) || len(story) > 20_000 {
				t.Errorf("%s: a story of %d bytes", name, len(story))
			}
		}
	}
}

func TestTracesOfClientsThatLeave(t *testing.T) {
	base, srv, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, nil), nil)
	ctx, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer leave()
	request, err := http.NewRequestWithContext(ctx, "GET", base+"/a"+do("sleep", "300ms"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := http.DefaultClient.Do(request); err == nil {
		response.Body.Close()
		t.Fatal("there is an answer")
	}
	for range 500 {
		if len(srv.Traces()) > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	wantStory(t, traced(t, srv), "why: the client left: context canceled", "error   function S/F: context canceled")
}

func TestSpansOfFunctionsAreInTheTrace(t *testing.T) {
	base, srv, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, nil), nil)
	const parent = "00-5759e988bd862e3fe1be46a994272793-00f067aa0ba902b7-01"
	get(t, base+"/a"+do("span", "by traceparent"), "Traceparent", parent).want(t, 200, "200 OK "+parent)
	wantStory(t, traced(t, srv), "    ok      function S/F", "      ok      span by traceparent")
	// As on AWS, the event has no traceparent that the client did not send.
	get(t, base+"/a"+do("span", "by X-Ray")).want(t, 200, "200 OK ")
	wantStory(t, traced(t, srv), "      ok      span by X-Ray")

	for name, value := range map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4318/v1/traces",
		"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
	} {
		base, _, _ := serve(t, template(nil, map[string]object{"GET /a": nil}, nil), func(c *local.Config) {
			c.Environment = map[string]string{name: value}
		})
		for _, variable := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
			want := ""
			if variable == name {
				want = value
			}
			if got := get(t, base+"/a"+do("env", variable)); !strings.Contains(got.body, `"value":"`+want+`"`) {
				t.Errorf("with %s, %s is %s", name, variable, got.body)
			}
		}
	}
}
