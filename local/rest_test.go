// REST APIs beyond what has been recorded: who may call, how often, and what the gateway
// answers itself.

package local_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

// lambdaURI is the URI of an integration or authorizer with a function.
func lambdaURI(function string) object {
	return object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${" + function + ".Arn}/invocations"}
}

// restApp has a REST API "Api" with stage "v1", whose methods lead to function "F"
// unless they say otherwise: by key, e.g. "GET /a/{b}".
func restApp(api object, stage object, methods map[string]object, more object) object {
	all := object{"Name": "rest"}
	maps.Copy(all, api)
	st := object{"RestApiId": ref("Api"), "DeploymentId": ref("D"), "StageName": "v1"}
	maps.Copy(st, stage)
	resources := object{
		"Api": restResource("RestApi", all), "D": restResource("Deployment", object{"RestApiId": ref("Api")}),
		"Stage": restResource("Stage", st), "F": function("yes", nil), "P": permission("F"),
	}
	for key, properties := range methods {
		method, path, _ := strings.Cut(key, " ")
		m := object{
			"RestApiId": ref("Api"), "ResourceId": resourceFor(resources, path), "HttpMethod": method, "AuthorizationType": "NONE",
			"Integration": object{"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": lambdaURI("F")},
		}
		maps.Copy(m, properties)
		resources["M"+strings.Map(letters, key)] = restResource("Method", m)
	}
	maps.Copy(resources, more)
	return object{"Resources": resources}
}

// mockMethod is a MOCK integration with an answer.
func mockMethod(body string) object {
	return object{"Integration": object{
		"Type": "MOCK", "RequestTemplates": object{"application/json": `{"statusCode": 200}`},
		"IntegrationResponses": list{object{"StatusCode": "200", "ResponseTemplates": object{"application/json": body}}},
	}}
}

func serveREST(t *testing.T, app object, change func(*local.Config)) string {
	t.Helper()
	_, srv, _ := serve(t, app, change)
	return srv.URL("S/Api") + "/v1"
}

const (
	noToken    = `{"message":"Missing Authentication Token"}`
	noAccess   = `{"Message":"User is not authorized to access this resource"}`
	tooMany    = `{"message":"Too Many Requests"}`
	configured = `{"message":null}`
)

func TestRESTKeysAndPlans(t *testing.T) {
	stages := list{object{"ApiId": ref("Api"), "Stage": "v1", "Throttle": object{
		"/slow/GET": object{"RateLimit": 0.001, "BurstLimit": 1}, "/any/ANY": object{"RateLimit": 0, "BurstLimit": 0},
	}}}
	key := func(value string, enabled bool) object {
		return restResource("ApiKey", object{"Value": value, "Enabled": enabled})
	}
	with := func(k string) object {
		return restResource("UsagePlanKey", object{"KeyId": ref(k), "UsagePlanId": ref("Plan"), "KeyType": "API_KEY"})
	}
	needs := mockMethod("ok")
	needs["ApiKeyRequired"] = true
	app := restApp(nil, nil, map[string]object{"GET /a": needs, "GET /slow": needs, "ANY /any": needs, "GET /open": mockMethod("open")}, object{
		"Good": key("good-key-of-twenty-chars", true), "Off": key("off-key-of-twenty-chars.", false), "Stray": key("stray-key-of-20-characters", true),
		"Second": key("second-key-of-20-chars", true),
		"Plan":   restResource("UsagePlan", object{"ApiStages": stages, "Quota": object{"Limit": 4, "Period": "MONTH"}}),
		"PK1":    with("Good"), "PK2": with("Off"), "PK3": with("Second"),
	})
	base := serveREST(t, app, nil)
	get(t, base+"/open").want(t, 200, "open")
	get(t, base+"/a").want(t, 403, forbidden)
	for _, bad := range []string{"unknown", "off-key-of-twenty-chars.", "stray-key-of-20-characters"} {
		get(t, base+"/a", "X-Api-Key", bad).want(t, 403, forbidden)
	}
	good := []string{"X-Api-Key", "good-key-of-twenty-chars"}
	get(t, base+"/slow", good...).want(t, 200, "ok")
	get(t, base+"/slow", good...).want(t, 429, tooMany) // takes nothing from the quota
	get(t, base+"/any", good...).want(t, 429, tooMany)
	for range 3 {
		get(t, base+"/a", good...).want(t, 200, "ok")
	}
	got := get(t, base+"/a", good...)
	got.want(t, 429, `{"message":"Limit Exceeded"}`)
	if name := got.Header.Get("X-Amzn-Errortype"); name != "LimitExceededException" {
		t.Errorf("error type %q", name)
	}
	get(t, base+"/a", "X-Api-Key", "second-key-of-20-chars").want(t, 200, "ok") // each key has a quota of its own
}

// Counts of quotas outlive a reload, as they outlive a deployment on AWS.
func TestRESTQuotasOutliveAReload(t *testing.T) {
	needs := mockMethod("ok")
	needs["ApiKeyRequired"] = true
	app := restApp(nil, nil, map[string]object{"GET /a": needs}, object{
		"Key": restResource("ApiKey", object{"Value": "reload-key-of-twenty-c", "Enabled": true}),
		"QuotaPlan": restResource("UsagePlan", object{
			"ApiStages": list{object{"ApiId": ref("Api"), "Stage": "v1"}}, "Quota": object{"Limit": 2, "Period": "MONTH"},
		}),
		"PK": restResource("UsagePlanKey", object{"KeyId": ref("Key"), "UsagePlanId": ref("QuotaPlan"), "KeyType": "API_KEY"}),
	})
	dir := write(t, app)
	srv, err := local.Start(t.Context(), local.Config{Assembly: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	url := srv.URL("S/Api")
	get(t, url+"/v1/a", "X-Api-Key", "reload-key-of-twenty-c").want(t, 200, "ok")
	if err := srv.Reload(dir); err != nil {
		t.Fatal(err)
	}
	if srv.URL("S/Api") != url {
		t.Errorf("the port has changed: %s, %s", url, srv.URL("S/Api"))
	}
	get(t, url+"/v1/a", "X-Api-Key", "reload-key-of-twenty-c").want(t, 200, "ok")
	get(t, url+"/v1/a", "X-Api-Key", "reload-key-of-twenty-c").want(t, 429, `{"message":"Limit Exceeded"}`)
	if keys := srv.APIs()[0].Keys; keys["S/Key"] != "reload-key-of-twenty-c" {
		t.Errorf("the description has keys %v", keys)
	}
}

func TestRESTGatewayResponses(t *testing.T) {
	answer := func(kind, status string, more object) object {
		o := object{"RestApiId": ref("Api"), "ResponseType": kind, "StatusCode": status}
		maps.Copy(o, more)
		return restResource("GatewayResponse", o)
	}
	origin := object{"ResponseParameters": object{"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}}
	app := restApp(nil, nil, map[string]object{"GET /a": nil, "GET /guarded": {"AuthorizationType": "AWS_IAM"}, "GET /broken": {
		"Integration": object{"Type": "MOCK", "RequestTemplates": object{"application/json": "no JSON"}},
	}}, object{
		"R4": answer("DEFAULT_4XX", "", origin), "R5": answer("DEFAULT_5XX", "503", origin),
		"Missing": answer("MISSING_AUTHENTICATION_TOKEN", "404", object{"ResponseTemplates": object{
			"application/json": `{"no": $context.error.messageString, "type": "$context.error.responseType", "path": "$context.path", "from": "$stageVariables.nothing"}`,
		}}),
	})
	base := serveREST(t, app, nil)
	got := get(t, base+"/nothing")
	got.want(t, 404, `{"no": "Missing Authentication Token", "type": "MISSING_AUTHENTICATION_TOKEN", "path": "/v1/nothing", "from": ""}`)
	if got.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("the default response's headers are missing where another response has the rest")
	}
	broken := get(t, base+"/broken")
	broken.want(t, 503, `{"message": "Internal server error"}`)
	if broken.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("a 5xx without CORS headers")
	}
	get(t, base+"/guarded").want(t, 404, "")
}

func TestRESTStageThrottles(t *testing.T) {
	setting := func(method, path string, rate float64, burst int) object {
		return object{"HttpMethod": method, "ResourcePath": path, "ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}
	}
	app := restApp(nil, object{"MethodSettings": list{setting("*", "/*", 0.001, 2), setting("GET", "/~1one~1{id}", 0.001, 1)}},
		map[string]object{"GET /one/{id}": mockMethod("1"), "GET /two": mockMethod("2")}, nil)
	base := serveREST(t, app, nil)
	get(t, base+"/one/a").want(t, 200, "1")
	get(t, base+"/one/b").want(t, 429, tooMany)
	get(t, base+"/two").want(t, 200, "2")
	get(t, base+"/two").want(t, 200, "2")
	get(t, base+"/two").want(t, 429, tooMany)
}

func TestRESTCache(t *testing.T) {
	calls := 0
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		fmt.Fprint(w, calls)
	}))
	t.Cleanup(back.Close)
	through := func(keys ...string) object {
		return object{"RequestParameters": object{"method.request.querystring.q": false}, "Integration": object{
			"Type": "HTTP_PROXY", "IntegrationHttpMethod": "ANY", "Uri": back.URL, "CacheKeyParameters": keys,
		}}
	}
	app := restApp(nil, object{"CacheClusterEnabled": true, "MethodSettings": list{
		object{"HttpMethod": "*", "ResourcePath": "/*", "CachingEnabled": true, "CacheTtlInSeconds": 60},
		object{"HttpMethod": "GET", "ResourcePath": "/~1off", "CachingEnabled": false},
		object{"HttpMethod": "POST", "ResourcePath": "/~1own", "CachingEnabled": true},
	}}, map[string]object{
		"GET /a": through("method.request.querystring.q"), "GET /off": through(), "POST /a": through(), "POST /own": through(),
		"GET /two": through("method.request.querystring.q", "method.request.querystring.r"),
	}, nil)
	base := serveREST(t, app, nil)
	get(t, base+"/a?q=1").want(t, 200, "1")
	get(t, base+"/a?q=1&other=2").want(t, 200, "1") // only cache keys count
	get(t, base+"/a?q=2").want(t, 200, "2")
	get(t, base+"/a?q=3").want(t, 200, "3")
	get(t, base+"/a?q=1").want(t, 200, "1")
	get(t, base+"/off").want(t, 200, "4")
	get(t, base+"/off").want(t, 200, "5")
	send(t, "POST", base+"/a?q=1", "").want(t, 200, "6")
	send(t, "POST", base+"/a?q=1", "").want(t, 200, "7")
	send(t, "POST", base+"/own", "").want(t, 200, "8") // a setting of its own says so
	send(t, "POST", base+"/own", "").want(t, 200, "8")
	get(t, base+"/two?q=1&r=2").want(t, 200, "9") // a value can't pass for two
	get(t, base+"/two?q=1%00method.request.querystring.r%002%00method.request.querystring.r%00").want(t, 200, "10")
	get(t, base+"/two?q=1&r=").want(t, 200, "11")
	get(t, base+"/two?q=1").want(t, 200, "12")
}

func TestRESTCanary(t *testing.T) {
	app := restApp(nil, object{"Variables": object{"hue": "plain"}, "CanarySetting": object{
		"PercentTraffic": 100, "StageVariableOverrides": object{"hue": "canary"}}},
		map[string]object{"GET /a": mockMethod("$stageVariables.hue $context.isCanaryRequest")}, nil)
	get(t, serveREST(t, app, nil)+"/a").want(t, 200, "canary true")
}

func TestRESTCompression(t *testing.T) {
	app := restApp(object{"MinimumCompressionSize": 100}, nil, map[string]object{
		"GET /small": mockMethod("x"), "GET /large": mockMethod(strings.Repeat("x", 500)),
		"GET /none": mockMethod("#set($context.responseOverride.status = 204)" + strings.Repeat("x", 500)),
	}, nil)
	base := serveREST(t, app, nil)
	fetch := func(path, accept string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), "GET", base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", accept)
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { response.Body.Close() })
		return response
	}
	if got := fetch("/small", "gzip").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("a small answer is %q", got)
	}
	for accept, want := range map[string]string{
		"gzip;q=0": "", "br, gzip; q=0.0": "", "xgzip": "", "identity": "", "br, GZIP": "gzip", "gzip;q=0.5": "gzip",
	} {
		if got := fetch("/large", accept).Header.Get("Content-Encoding"); got != want {
			t.Errorf("%s: got %q, want %q", accept, got, want)
		}
	}
	if got := fetch("/none", "gzip").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("an answer without a body is %q", got)
	}
	large := fetch("/large", "gzip")
	unzipped, err := gzip.NewReader(large.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(unzipped); err != nil || len(text) != 500 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

// What a template has wrong is said at the start and where it is called, and nowhere else.
func TestRESTBadTemplates(t *testing.T) {
	bad := object{"Integration": object{"Type": "MOCK", "RequestTemplates": object{"application/json": "{\n  #if($x"}}}
	app := restApp(nil, nil, map[string]object{"GET /bad": bad, "GET /good": mockMethod("ok")}, nil)
	base := serveREST(t, app, nil)
	get(t, base+"/good").want(t, 200, "ok")
	if got := get(t, base+"/bad"); got.StatusCode != 501 || !strings.Contains(got.body, "GET /bad, template for application/json:2:9: the template ends where") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if apis, err := local.Describe(write(t, app)); err != nil || !strings.Contains(apis[0].Routes[0].Reason, ":2:9:") {
		t.Errorf("the description says %v, %v", apis, err)
	}
}

func TestRESTBackendsThatFail(t *testing.T) {
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(slow.Close)
	to := func(uri string) object {
		return object{"Integration": object{"Type": "HTTP_PROXY", "IntegrationHttpMethod": "GET", "Uri": uri, "TimeoutInMillis": 100}}
	}
	service := object{"Integration": object{
		"Type": "AWS", "IntegrationHttpMethod": "POST", "Uri": "arn:aws:apigateway:us-east-1:sqs:path/1/queue",
		"IntegrationResponses": list{object{"StatusCode": "200"}},
	}}
	app := restApp(nil, nil, map[string]object{"GET /slow": to(slow.URL), "GET /gone": to("http://127.0.0.1:1"), "POST /queue": service}, nil)
	t.Setenv("AWS_ENDPOINT_URL", "")
	t.Setenv("AWS_ENDPOINT_URL_SQS", "")
	base := serveREST(t, app, nil)
	get(t, base+"/slow").want(t, 504, `{"message": "Endpoint request timed out"}`)
	get(t, base+"/gone").want(t, 504, "")
	if got := send(t, "POST", base+"/queue", "x"); got.StatusCode != 501 || !strings.Contains(got.body, "AWS_ENDPOINT_URL_SQS") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

func TestRESTBodiesThatAreNotJSON(t *testing.T) {
	reads := mockMethod("$input.path('$.a')")
	app := restApp(nil, nil, map[string]object{"POST /a": reads}, nil)
	base := serveREST(t, app, nil)
	send(t, "POST", base+"/a", "<xml/>", "Content-Type", "application/json").want(t, 200, "")
	large := strings.Repeat("x", 11<<20)
	if got := send(t, "POST", base+"/a", large); got.StatusCode != 413 {
		t.Errorf("11 MB: %d %s", got.StatusCode, got.body)
	}
}

// A streamed answer comes bit by bit, status and headers first.
func TestRESTStreams(t *testing.T) {
	streaming := object{"Integration": object{
		"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "ResponseTransferMode": "STREAM",
		"Uri": object{"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/${F.Arn}/response-streaming-invocations"},
	}}
	gate := filepath.Join(t.TempDir(), "gate")
	app := restApp(nil, nil, map[string]object{"GET /a": streaming}, object{"F": function("", object{"Environment": object{"Variables": object{
		"TEST_FUNCTION": "stream", "STREAM_GATE": gate,
	}}})})
	base := serveREST(t, app, nil)
	r, err := http.NewRequestWithContext(t.Context(), "GET", base+"/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 207 || response.Header.Get("Content-Type") != "text/event-stream" || len(response.Cookies()) != 1 {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	first := make([]byte, 5)
	if _, err := io.ReadFull(response.Body, first); err != nil || string(first) != "first" {
		t.Fatalf("%q, %v", first, err)
	}
	if err := os.WriteFile(gate, nil, 0o644); err != nil { // only now does the function go on
		t.Fatal(err)
	}
	rest, err := io.ReadAll(response.Body)
	if err != nil || string(rest) != "second" {
		t.Errorf("%q, %v", rest, err)
	}
}

func TestRESTLogs(t *testing.T) {
	level := func(path, level string, trace bool) object {
		return object{"HttpMethod": "POST", "ResourcePath": path, "LoggingLevel": level, "DataTraceEnabled": trace}
	}
	failing := object{"Integration": object{"Type": "MOCK", "RequestTemplates": object{"application/json": "no JSON"}}}
	app := restApp(nil, object{
		"AccessLogSetting": object{"DestinationArn": "arn:x", "Format": `$context.httpMethod $context.resourcePath $context.status "$context.error.message" $context.nothing`},
		"MethodSettings":   list{level("/~1info", "INFO", true), level("/~1errors", "ERROR", false), level("/~1fails", "ERROR", false)},
	}, map[string]object{"POST /info": mockMethod("ok"), "POST /errors": mockMethod("ok"), "POST /fails": failing}, nil)
	_, srv, log := serve(t, app, nil)
	for _, path := range []string{"/info", "/errors", "/fails", "/nothing"} {
		send(t, "POST", srv.URL("S/Api")+"/v1"+path, "the body")
	}
	text := log.String()
	for _, want := range []string{
		`line="POST /info 200 \"-\" -"`, `line="POST /fails 500 \"Internal server error\" -"`, `line="POST - 403 \"Missing Authentication Token\" -"`,
		`resource=/info integration=MOCK status=200 cached=false query="" request="the body" response=ok`,
		`resource=/fails integration=MOCK status=500 cached=false type=API_CONFIGURATION_ERROR`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the log has no %s", want)
		}
	}
	if strings.Count(text, "msg=execution") != 2 {
		t.Errorf("%d records of executions, want 2", strings.Count(text, "msg=execution"))
	}
}
