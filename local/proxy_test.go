// Integrations of HTTP APIs without a function: URLs, services and parameter mappings.

package local_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/local"
)

// backend answers with what it got, or as its path says.
func backend(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/slow":
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
			return
		case "/broken":
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, "too short")
			return
		case "/redirect":
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return
		}
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Backend", "yes")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if r.URL.Path == "/teapot" {
			w.WriteHeader(http.StatusTeapot)
		}
		json.NewEncoder(w).Encode(object{"method": r.Method, "uri": r.RequestURI, "host": r.Host, "header": r.Header, "body": string(body), "kind": "mirror"})
	}))
	t.Cleanup(server.Close)
	return server
}

func TestURLProxy(t *testing.T) {
	b := backend(t)
	base, _, _ := serve(t, template(nil, map[string]object{
		"ANY /fixed":        {"Target": "integrations/${Fixed}"},
		"ANY /pets/{id}":    {"Target": "integrations/${Pet}"},
		"ANY /all/{proxy+}": {"Target": "integrations/${All}"},
		"GET /slow":         {"Target": "integrations/${Slow}"},
		"GET /broken":       {"Target": "integrations/${Broken}"},
		"GET /nobody":       {"Target": "integrations/${Nobody}"},
		"GET /variable":     {"Target": "integrations/${Variable}"},
	}, object{
		"Fixed":    urlIntegration(b.URL+"/fixed?own=1", object{"IntegrationMethod": "PUT"}),
		"Pet":      urlIntegration(b.URL+"/v1/{id}/x", nil),
		"All":      urlIntegration(b.URL+"/{proxy}", nil),
		"Slow":     urlIntegration(b.URL+"/slow", object{"TimeoutInMillis": 100}),
		"Broken":   urlIntegration(b.URL+"/broken", nil),
		"Nobody":   urlIntegration("http://127.0.0.1:1/", nil),
		"Variable": urlIntegration("http://${stageVariables.backend}/there", nil),
		"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": true,
			"StageVariables": object{"backend": strings.TrimPrefix(b.URL, "http://")}}),
	}), nil)

	r := send(t, "POST", base+"/fixed?x=1&y=%20", "hello", "Connection", "close", "X-Mine", "1", "X-Forwarded-For", "9.9.9.9")
	event := r.event(t)
	header := at(event, "header").(object)
	for what, got := range map[string]any{
		"method": event["method"] == "PUT", "uri": event["uri"] == "/fixed?own=1&x=1&y=%20", "body": event["body"] == "hello",
		"host": "http://"+event["host"].(string) == b.URL, "own header": header["X-Mine"] != nil, "forwarded": header["Forwarded"] != nil,
		"via": header["Via"] != nil, "client's own": fmt.Sprint(header["X-Forwarded-For"]) == "[9.9.9.9]", "backend's header": r.Header.Get("X-Backend") == "yes",
	} {
		if got != true {
			t.Errorf("%s is wrong: %v, %v", what, event, r.Header)
		}
	}
	for path, want := range map[string]string{
		"/pets/7":      "/v1/7/x",
		"/pets/a%20b":  "/v1/a%20b/x",
		"/pets/a%2Fb":  "/v1/a%2Fb/x",
		"/all/a/b%3Fc": "/a/b%3Fc",
		"/variable":    "/there",
	} {
		if got := get(t, base+path).event(t)["uri"]; got != want {
			t.Errorf("%s led to %v, want %s", path, got, want)
		}
	}
	if r := get(t, base+"/all/teapot"); r.StatusCode != 418 {
		t.Errorf("status of the backend is %d", r.StatusCode)
	}
	if r := get(t, base+"/all/redirect"); r.StatusCode != 302 || r.Header.Get("Location") != "/elsewhere" {
		t.Errorf("a redirect was followed: %d", r.StatusCode)
	}
	get(t, base+"/slow").want(t, 503, `{"message":"Service Unavailable"}`)
	get(t, base+"/nobody").want(t, 503, `{"message":"Service Unavailable"}`)
	if response, err := http.Get(base + "/broken"); err == nil {
		_, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err == nil {
			t.Error("an answer that broke off looks whole")
		}
	}
}

func TestURLProxyStreams(t *testing.T) {
	read := make(chan struct{})
	b := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "part 0\n")
		w.(http.Flusher).Flush()
		select {
		case <-read: // only who has read the first part gets the second
			io.WriteString(w, "part 1\n")
		case <-time.After(5 * time.Second):
		}
	}))
	t.Cleanup(b.Close)
	base, _, _ := serve(t, template(nil, map[string]object{"GET /": {"Target": "integrations/${U}"}}, object{"U": urlIntegration(b.URL+"/", nil)}), nil)
	response, err := http.Get(base + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	reader := bufio.NewReader(response.Body)
	first, err := reader.ReadString('\n')
	close(read)
	rest, err2 := io.ReadAll(reader)
	if err != nil || err2 != nil || first != "part 0\n" || string(rest) != "part 1\n" {
		t.Errorf("read %q and %q, %v, %v", first, rest, err, err2)
	}
}

func TestParameterMapping(t *testing.T) {
	b := backend(t)
	mapped := object{
		"RequestParameters": object{
			"append:header.x-new":          "$request.querystring.q",
			"overwrite:header.x-mine":      "${request.path.id}-${context.stage}-${stageVariables.color}",
			"remove:header.x-gone":         "''",
			"append:querystring.from":      "$request.header.x-mine",
			"overwrite:querystring.q":      "static text",
			"remove:querystring.secret":    "''",
			"append:header.x-body":         "$request.body.pet.names[1]",
			"append:header.x-none":         "$request.header.not-there",
			"overwrite:header.x-route-key": "$context.routeKey",
		},
		"ResponseParameters": object{
			"200": object{"ResponseParameters": list{
				object{"Destination": "overwrite:header.x-backend", "Source": "mapped"},
				object{"Destination": "append:header.x-kind", "Source": "$response.body.kind"},
			}},
			"418": object{"ResponseParameters": list{object{"Destination": "overwrite:statuscode", "Source": "404"}}},
		},
	}
	pathToo := object{"RequestParameters": object{"overwrite:path": "/v2/$request.path.id"}}
	base, _, _ := serve(t, template(nil, map[string]object{
		"POST /map/{id}":  {"Target": "integrations/${Map}"},
		"POST /fn/{id}":   {"Target": "integrations/${Fn}"},
		"GET /path/{id}":  {"Target": "integrations/${Path}"},
		"GET /{status}":   {"Target": "integrations/${Status}"},
		"GET /bad/header": {"Target": "integrations/${Bad}"},
	}, object{
		"Map":    urlIntegration(b.URL+"/", mapped),
		"Fn":     integration(mapped),
		"Path":   urlIntegration(b.URL+"/v1", pathToo),
		"Status": urlIntegration(b.URL+"/{status}", object{"ResponseParameters": mapped["ResponseParameters"]}),
		"Bad":    urlIntegration(b.URL, object{"RequestParameters": object{"append:header.Authorization": "x"}}),
		"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "$default", "AutoDeploy": true,
			"StageVariables": object{"color": "blue"}}),
	}), nil)
	body := `{"pet":{"names":["a","b"]}}`
	r := send(t, "POST", base+"/map/7?q=1&secret=2", body, "X-Mine", "old", "X-Gone", "1", "Content-Type", "application/json")
	event := r.event(t)
	header := at(event, "header").(object)
	for name, want := range map[string]string{
		"X-New": "[1]", "X-Mine": "[7-$default-blue]", "X-Gone": "<nil>", "X-Body": "[b]", "X-None": "<nil>", "X-Route-Key": "[POST /map/{id}]",
	} {
		if got := fmt.Sprint(header[name]); got != want {
			t.Errorf("header %s is %s, want %s", name, got, want)
		}
	}
	if event["uri"] != "/?from=old&q=static+text" {
		t.Errorf("the backend got %v", event["uri"])
	}
	if r.Header.Get("X-Backend") != "mapped" || r.Header.Get("X-Kind") != "mirror" {
		t.Errorf("response headers are %v", r.Header)
	}
	event = send(t, "POST", base+"/fn/7?q=1&secret=2", body, "X-Mine", "old", "Content-Type", "application/json").event(t)
	if at(event, "headers", "x-mine") != "7-$default-blue" || at(event, "queryStringParameters", "q") != "static text" || at(event, "queryStringParameters", "secret") != nil {
		t.Errorf("the function got %v", event)
	}
	if got := get(t, base+"/path/7").event(t)["uri"]; got != "/v2/7" {
		t.Errorf("overwritten path is %v", got)
	}
	if r := get(t, base+"/teapot"); r.StatusCode != 404 {
		t.Errorf("overwritten status is %d", r.StatusCode)
	}
	if r := get(t, base+"/bad/header"); r.StatusCode != 501 || !strings.Contains(r.body, "Authorization is reserved") {
		t.Errorf("got %d %s", r.StatusCode, r.body)
	}
}

func TestServiceIntegrations(t *testing.T) {
	var got struct {
		target, contentType, authorization, body string
	}
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.target, got.contentType, got.authorization, got.body = r.Header.Get("X-Amz-Target"), r.Header.Get("Content-Type"), r.Header.Get("Authorization"), string(body)
		io.WriteString(w, `{"MessageId":"1"}`)
	}))
	t.Cleanup(emulator.Close)
	subtype := func(name string, parameters object) object {
		return integration(object{"IntegrationSubtype": name, "PayloadFormatVersion": "1.0", "IntegrationUri": object{"Ref": "AWS::NoValue"}, "RequestParameters": parameters})
	}
	base, _, _ := serve(t, template(nil, map[string]object{
		"POST /sqs":     {"Target": "integrations/${Sqs}"},
		"POST /events":  {"Target": "integrations/${Events}"},
		"POST /start":   {"Target": "integrations/${Start}"},
		"POST /kinesis": {"Target": "integrations/${Kinesis}"},
		"POST /config":  {"Target": "integrations/${Config}"},
	}, object{
		"Sqs":     subtype("SQS-SendMessage", object{"QueueUrl": ref("Queue"), "MessageBody": "$request.body.text", "DelaySeconds": "5"}),
		"Queue":   object{"Type": "AWS::SQS::Queue", "Properties": object{"QueueName": "jobs"}},
		"Events":  subtype("EventBridge-PutEvents", object{"Source": "app", "DetailType": "made", "Detail": "$request.body", "Region": "us-west-2"}),
		"Start":   subtype("StepFunctions-StartExecution", object{"StateMachineArn": "arn:x", "Input": "$request.body"}),
		"Kinesis": subtype("Kinesis-PutRecord", object{"StreamName": "s", "PartitionKey": "$context.requestId", "Data": "$request.body"}),
		"Config":  subtype("AppConfig-GetConfiguration", object{}),
	}), func(c *local.Config) {
		c.Environment = map[string]string{
			"AWS_ENDPOINT_URL_SQS": emulator.URL, "AWS_ENDPOINT_URL_EVENTBRIDGE": emulator.URL, "AWS_ENDPOINT_URL_SFN": emulator.URL,
			"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_KINESIS": "",
		}
	})
	body := `{"text":"hi"}`
	for _, test := range []struct{ path, target, body, region string }{
		{"/sqs", "AmazonSQS.SendMessage", `{"DelaySeconds":5,"MessageBody":"hi","QueueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}`, "eu-west-1/sqs"},
		{"/events", "AWSEvents.PutEvents", `{"Entries":[{"Detail":"{\"text\":\"hi\"}","DetailType":"made","Source":"app"}]}`, "us-west-2/events"},
		{"/start", "AWSStepFunctions.StartExecution", `{"input":"{\"text\":\"hi\"}","stateMachineArn":"arn:x"}`, "eu-west-1/states"},
	} {
		send(t, "POST", base+test.path, body).want(t, 200, `{"MessageId":"1"}`)
		if got.target != test.target || got.body != test.body || !strings.Contains(got.authorization, test.region) {
			t.Errorf("%s sent %+v", test.path, got)
		}
	}
	send(t, "POST", base+"/sqs", `{}`).want(t, 400, `{"message":"Bad Request"}`)
	for path, reason := range map[string]string{"/kinesis": "AWS_ENDPOINT_URL_KINESIS", "/config": "AppConfig-GetConfiguration is not known"} {
		if r := send(t, "POST", base+path, body); r.StatusCode != 501 || !strings.Contains(r.body, reason) {
			t.Errorf("%s: got %d %s", path, r.StatusCode, r.body)
		}
	}
}
