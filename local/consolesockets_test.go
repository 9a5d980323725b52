// The console's WebSocket client, and faults of the kinds of APIs beside HTTP.

package local_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

// chatApp is a WebSocket API whose function answers with its event.
func chatApp() object {
	resources := object{
		"Api":   resource("Api", object{"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}),
		"Stage": resource("Stage", object{"ApiId": ref("Api"), "StageName": "v1", "AutoDeploy": true}),
		"I": resource("Integration", object{
			"ApiId": ref("Api"), "IntegrationType": "AWS_PROXY", "IntegrationUri": object{"Fn::GetAtt": list{"F", "Arn"}},
		}),
		"F": function("yes", nil), "P": permission("F"),
	}
	for name, key := range map[string]string{"Connect": "$connect", "Say": "say"} {
		resources[name] = resource("Route", object{"ApiId": ref("Api"), "RouteKey": key, "Target": object{"Fn::Sub": "integrations/${I}"},
			"RouteResponseSelectionExpression": "$default"})
	}
	return object{"Resources": resources}
}

// eventsOf reads the console's events.
func eventsOf(t *testing.T, c *local.Console) <-chan string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", "http://"+c.Address()+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Token())
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	lines, ready := make(chan string, 1000), make(chan bool)
	go func() {
		defer response.Body.Close()
		defer close(lines)
		name := ""
		s := bufio.NewScanner(response.Body)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			switch line := s.Text(); {
			case line == "retry: 1000":
				close(ready)
			case strings.HasPrefix(line, "event: "):
				name = strings.TrimPrefix(line, "event: ")
			case strings.HasPrefix(line, "data: "):
				lines <- name + " " + strings.TrimPrefix(line, "data: ")
			}
		}
	}()
	<-ready
	return lines
}

func TestTheConsoleIsAWebSocketClient(t *testing.T) {
	console, _ := consoleOf(t, chatApp(), nil)
	events := eventsOf(t, console)
	made := told(t, console, 200, "POST", "/api/connections", object{"api": "S/Api", "query": "room=a b", "headers": list{list{"X-Mine", "yes"}}})
	id, _ := made["connection"].(string)
	if id == "" {
		t.Fatalf("got %v", made)
	}
	handshake := told(t, console, 200, "GET", "/api/traces/"+made["trace"].(string), nil)
	if handshake["event"] != "connect" || handshake["connection"] != id || handshake["path"] != "/v1?room=a%20b" {
		t.Errorf("the handshake's trace is %v", handshake)
	}
	told(t, console, 200, "POST", "/api/connections/"+id+"/messages", object{"text": `{"action":"say","text":"hi"}`})
	var frame object
	var message string // id of the message's trace
	for line := range events {
		name, data, _ := strings.Cut(line, " ")
		var v object
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			t.Fatal(err)
		}
		if name == "frame" && v["direction"] == "received" {
			frame = v
		}
		if name == "trace" && v["event"] == "message" {
			message = v["id"].(string)
		}
		if frame != nil && message != "" {
			break
		}
	}
	var event object
	if err := json.Unmarshal([]byte(frame["text"].(string)), &event); err != nil || event["body"] != `{"action":"say","text":"hi"}` {
		t.Errorf("the frame is %v", frame)
	}
	again := told(t, console, 200, "POST", "/api/traces/"+message+"/replay", object{"changes": object{"body": `{"action":"say","text":"again"}`}})
	if text, _ := at(again, "response", "body", "text").(string); !strings.Contains(text, `\"again\"`) {
		t.Errorf("sent again: %v", again)
	}
	frames := told(t, console, 200, "GET", "/api/connections/"+id, nil)["frames"].([]any)
	if len(frames) != 4 {
		t.Errorf("the frames are %v", frames)
	}
	told(t, console, 200, "DELETE", "/api/connections/"+id, nil)
	if status, text := tell(t, console, "POST", "/api/connections/"+id+"/messages", `{"text":"x"}`); status != 410 && status != 409 {
		t.Errorf("a message after the end: %d %s", status, text)
	}
	// Without a connection a message goes by one that is made as the client's was.
	anew := told(t, console, 200, "POST", "/api/traces/"+message+"/replay", object{})
	if at(anew, "response", "status") != 200.0 {
		t.Errorf("by a new connection: %v", anew)
	}
	connect := told(t, console, 200, "POST", "/api/traces/"+made["trace"].(string)+"/replay", object{})
	if connect["connection"] == "" || connect["connection"] == id || connect["replayOf"] != made["trace"] {
		t.Errorf("connected again: %v", connect)
	}
	for _, wrong := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/api/connections", `{"api":"S/None"}`, 404},
		{"POST", "/api/connections", `{"api":"S/Api","stage":"v2"}`, 404},
		{"POST", "/api/connections/none/messages", `{"text":"x"}`, 404},
		{"POST", "/api/connections/" + connect["connection"].(string) + "/messages", `{}`, 400},
		{"DELETE", "/api/connections/none", "", 404},
		{"GET", "/api/connections/none", "", 404},
		{"POST", "/api/call", `{"api":"S/Api","path":"/"}`, 400},
		{"GET", "/api/traces/" + message + "/curl", "", 409},
	} {
		if status, text := tell(t, console, wrong.method, wrong.path, wrong.body); status != wrong.status || !strings.Contains(text, "error") {
			t.Errorf("%s %s %s: %d %s, want %d", wrong.method, wrong.path, wrong.body, status, text, wrong.status)
		}
	}
}

// A client that the API refuses gets no connection, but the answer and why.
func TestAClientThatIsRefusedSeesWhy(t *testing.T) {
	console, _ := consoleOf(t, chatApp(), nil)
	told(t, console, 200, "POST", "/api/faults", object{"throttle": list{object{"api": "S/Api", "route": "$connect"}}})
	refused := told(t, console, 200, "POST", "/api/connections", object{"api": "S/Api"})
	if refused["connection"] != "" || at(refused, "response", "status") != 429.0 {
		t.Fatalf("got %v", refused)
	}
	if status, story := tell(t, console, "GET", "/api/traces/"+refused["trace"].(string)+"/story", ""); status != 200 ||
		!strings.Contains(story, `fault switch "throttle"`) {
		t.Errorf("the story is %d %s", status, story)
	}
	told(t, console, 200, "POST", "/api/faults", object{"throttle": list{object{"api": "S/Api", "route": "say"}}})
	id := told(t, console, 200, "POST", "/api/connections", object{"api": "S/Api"})["connection"].(string)
	events := eventsOf(t, console)
	told(t, console, 200, "POST", "/api/connections/"+id+"/messages", object{"text": `{"action":"say"}`})
	for line := range events {
		if strings.HasPrefix(line, "frame") && strings.Contains(line, "received") {
			if !strings.Contains(line, "Too Many Requests") {
				t.Errorf("a throttled message: %s", line)
			}
			break
		}
	}
}

func TestFaultsOfRESTAPIs(t *testing.T) {
	mapped := object{
		"Integration": object{"Type": "AWS", "IntegrationHttpMethod": "POST", "Uri": lambdaURI("F"), "IntegrationResponses": list{
			object{"StatusCode": "200"},
			object{"StatusCode": "504", "SelectionPattern": ".*Task timed out.*", "ResponseTemplates": object{"application/json": `{"late":true}`}},
		}},
		"MethodResponses": list{object{"StatusCode": "200"}, object{"StatusCode": "504"}},
	}
	console, srv := consoleOf(t, restApp(nil, nil, map[string]object{"GET /a": nil, "GET /b": nil, "GET /mapped": mapped}, nil), nil)
	base := srv.URL("S/Api") + "/v1"
	told(t, console, 200, "POST", "/api/faults", object{"throttle": list{object{"api": "*"}}})
	get(t, base+"/a").want(t, 429, tooMany)
	told(t, console, 200, "POST", "/api/faults", object{"throttle": list{}, "timeout": list{"*"}})
	get(t, base+"/b").want(t, 502, `{"message": "Internal server error"}`)
	get(t, base+"/mapped").want(t, 504, `{"late":true}`)
	told(t, console, 200, "POST", "/api/faults", object{"timeout": list{}})
	get(t, base+"/b").want(t, 200, "")
}
