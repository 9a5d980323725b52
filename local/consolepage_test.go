// The page of the console with a real server, in Chromium: each thing that a user does.

package local_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
	"github.com/gatehouse-go/gatehouse/local"
)

// pageApp has routes that need a token, with and without scopes, and a WebSocket API
// that answers with the event.
func pageApp() object {
	app := jwtApp("https://login.example.com")
	resources := app["Resources"].(object)
	for key, more := range map[string]object{"POST /open": nil, "GET /open/{id}": nil} {
		all := object{"ApiId": ref("Api"), "RouteKey": key, "Target": object{"Fn::Sub": "integrations/${I}"}}
		for name, value := range more {
			all[name] = value
		}
		resources["Route"+strings.Map(letters, key)] = resource("Route", all)
	}
	resources["Chat"] = resource("Api", object{
		"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action",
	})
	resources["ChatStage"] = resource("Stage", object{"ApiId": ref("Chat"), "StageName": "v1", "AutoDeploy": true})
	resources["ChatP"] = object{"Type": "AWS::Lambda::Permission", "Properties": object{
		"Action": "lambda:InvokeFunction", "Principal": "apigateway.amazonaws.com", "FunctionName": ref("F"),
		"SourceArn": object{"Fn::Sub": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Chat}/*"},
	}}
	resources["ChatI"] = resource("Integration", object{
		"ApiId": ref("Chat"), "IntegrationType": "AWS_PROXY", "IntegrationUri": object{"Fn::GetAtt": list{"F", "Arn"}},
	})
	for _, key := range []string{"$connect", "join"} {
		resources["Chat"+strings.Map(letters, key)] = resource("Route", object{
			"ApiId": ref("Chat"), "RouteKey": key, "Target": object{"Fn::Sub": "integrations/${ChatI}"},
			"RouteResponseSelectionExpression": "$default",
		})
	}
	return app
}

// consolePage is the page of a console that shows an app.
type consolePage struct {
	*browsertest.Page
	console *local.Console
	srv     *local.Server
	dir     string // of the assembly
	app     object
	base    string // URL of the HTTP API
}

func openConsole(t *testing.T) *consolePage {
	t.Helper()
	key := rsaKey(t, "k")
	console, err := local.StartConsole(local.ConsoleConfig{Key: &key, Project: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(console.Close)
	c := &consolePage{console: console, app: pageApp()}
	c.dir = write(t, c.app)
	c.srv, err = local.Start(t.Context(), local.Config{
		Assembly: c.dir, Console: console, Keys: &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public()}}, Workers: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.srv.Close)
	c.base = c.srv.URL("S/Api")
	c.Page = browsertest.Open(t, console.URL())
	t.Cleanup(func() {
		for _, problem := range c.Problems() {
			t.Error("in the page: " + problem)
		}
	})
	c.WaitFor(`document.querySelector(".live.on") && document.querySelector(".route")`)
	return c
}

// openRoute clicks a route in the list.
func (c *consolePage) openRoute(key string) {
	c.ClickText(key)
}

// reason waits for a trace whose reason has a text.
func (c *consolePage) reason(text string) {
	c.WaitFor(`document.querySelector(".because-text")?.textContent.includes(` + "`" + text + "`)")
}

// rows waits until the timeline shows a number of requests.
func (c *consolePage) rows(n string) {
	c.WaitFor(`document.querySelector("#tally").textContent === "` + n + `"`)
}

func TestPageTakesTheTokenOutOfItsAddress(t *testing.T) {
	c := openConsole(t)
	var at string
	c.Eval("location.href", &at)
	if at != "http://"+c.console.Address()+"/" {
		t.Errorf("the page is at %s", at)
	}
	var cookies string
	if c.Eval("document.cookie", &cookies); cookies != "" {
		t.Errorf("scripts see cookies: %s", cookies)
	}
}

func TestPageListsRoutes(t *testing.T) {
	c := openConsole(t)
	text := c.Text("#routes-list")
	for _, want := range []string{
		"S/ApiHTTP", c.base, "GET/openS/F", "GET/scopedS/FJWT login, todos:read admin", "S/ChatWebSocket", "$connect",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the routes lack %q: %s", want, text)
		}
	}
	c.Type("#routes-filter", "scoped")
	c.WaitFor(`document.querySelectorAll(".route").length === 1`)
}

func TestPageSendsARequestWithTokenHeadersAndBody(t *testing.T) {
	c := openConsole(t)
	c.openRoute("GET/scopedS/FJWT login, todos:read admin")
	c.WaitFor(`document.querySelectorAll(".chip[aria-pressed=true]").length === 2`) // the route's scopes
	c.ClickText("Send")
	c.reason("OK: route GET /scoped led to function S/F, which answered 200.")
	c.Key("n")
	c.Type(`[aria-label="Path and query"]`, "/scoped")
	c.Choose(`[aria-label="Token"]`, "S/Api login")
	c.ClickText("Send") // without a scope
	c.reason("Refused: ")
	c.WaitFor(`document.querySelector(".trace-title .status").textContent === "403 Forbidden"`)
	if where := c.Text(".decided"); !strings.Contains(where, "Decided here") || !strings.Contains(where, "scope") {
		t.Errorf("decided at: %s", where)
	}
	c.openRoute("POST/openS/F")
	c.WaitFor(`document.querySelector("form textarea")`)
	c.Type("form textarea", `{"title": "\u00fc"}`)
	c.ClickText("Add")
	c.Type(".pair-row:last-child input", "X-Mine")
	c.Type(".pair-row:last-child input:nth-child(2)", "yes")
	c.ClickText("Send")
	c.reason("OK: route POST /open")
	c.ClickText("Response")
	if text := c.Text(".tabpanel .code"); !strings.Contains(text, `"x-mine": "yes"`) || !strings.Contains(text, `{\"title\": \"\\u00fc\"}`) {
		t.Errorf("the function got %s", text)
	}
}

func TestPageAsksForValuesOfPathParameters(t *testing.T) {
	c := openConsole(t)
	c.openRoute("GET/open/{id}S/F")
	c.ClickText("Send")
	c.WaitFor(`document.querySelector(".problem:not([hidden])")?.textContent === "Replace {id} in the path by a value"`)
}

func TestPageFollowsWhatHappens(t *testing.T) {
	c := openConsole(t)
	c.rows("0 requests")
	get(t, c.base+"/open?n=1")
	get(t, c.base+"/scoped")
	get(t, c.base+"/nowhere")
	c.rows("3 requests")
	c.Type("#search", "status:4xx -path:nowhere")
	c.rows("1 of 3 requests")
	c.Type("#search", "")
	c.Key("Escape")
	c.ClickText("Refused")
	c.rows("2 of 3 requests")
	c.ClickText("All")
	c.rows("3 requests")
	c.Key("p")
	get(t, c.base+"/open?n=2")
	c.WaitFor(`document.querySelector("#live").textContent === "Paused"`)
	c.rows("3 requests")
	c.Key("p")
	c.rows("4 requests")
	c.Key("j") // the newest
	c.WaitFor(`document.querySelector(".trace-title .path")?.textContent.endsWith("/open?n=2")`)
	c.Key("j")
	c.WaitFor(`document.querySelector(".trace-title .path")?.textContent.endsWith("/nowhere")`)
	c.Key("Escape")
	c.WaitFor(`!document.querySelector(".with-detail")`)
	c.ClickText("Clear")
	c.rows("0 requests")
}

func TestPageSaysWhyAtOnce(t *testing.T) {
	c := openConsole(t)
	get(t, c.base+"/nowhere")
	get(t, c.base+"/login", "Authorization", "Bearer nonsense")
	c.rows("2 requests")
	c.Click("#grid .space .row:not([hidden])")
	c.reason("Refused: ")
	for _, want := range []string{"Routing", "GET /login", "Authorizer", "login", "Decided here", "Gateway response"} {
		if text := c.Text(".tree"); !strings.Contains(text, want) {
			t.Errorf("the tree lacks %q: %s", want, text)
		}
	}
	c.Key("j")
	c.WaitFor(`document.querySelector(".trace-title .status").textContent === "404 Not Found"`)
	c.WaitFor(`document.querySelector(".decided .step-kind").textContent === "Routing"`)
	if text := c.Text(".tree"); !strings.Contains(text, "Candidate") {
		t.Errorf("no candidates: %s", text)
	}
	c.Key("Enter")
	c.WaitFor(`document.activeElement.closest(".decided")`) // keys go on in the tree
	c.Key("ArrowDown")
	c.WaitFor(`document.activeElement.getAttribute("role") === "treeitem" && !document.activeElement.closest(".decided > [role=treeitem]")`)
}

func TestPageReplaysAndShowsTheDifference(t *testing.T) {
	c := openConsole(t)
	get(t, c.base+"/open?do=json&arg={\"n\":1}", "Authorization", "Bearer secret-of-mine")
	c.rows("1 request")
	c.Key("j")
	c.reason("OK: route GET /open")
	c.Key("r")
	c.rows("2 requests")
	c.ClickText("Compare with the run that it replays")
	c.WaitFor(`document.querySelector(".p-compare")`)
	c.Key("Escape")
	c.Key("j")
	c.WaitFor(`document.querySelector(".tabs")`)
	c.ClickText("Edit and replay")
	c.WaitFor(`[...document.querySelectorAll(".pair-row input")].some((el) => el.value === "***")`) // shown masked
	c.Type(`[aria-label="Path and query"]`, "/open?do=json&arg={\"n\":2}")
	c.ClickText("Replay")
	c.rows("3 requests")
	c.ClickText("Compare with the run that it replays")
	c.WaitFor(`[...document.querySelectorAll(".difference")]
		.some((el) => el.textContent.includes("response.body") && el.textContent.includes("2"))`)
}

func TestPageComparesTwoRequestsThatWereMarked(t *testing.T) {
	c := openConsole(t)
	get(t, c.base+"/open?do=json&arg=1")
	get(t, c.base+"/nowhere")
	c.rows("2 requests")
	c.Key("j")
	c.ClickText("Mark to compare")
	c.Key("j")
	c.ClickText("Compare with marked")
	c.WaitFor(`[...document.querySelectorAll(".difference h3")].some((el) => el.textContent.includes("status"))`)
}

func TestPageCopiesACurlCommandAndSavesAGoTest(t *testing.T) {
	c := openConsole(t)
	c.AllowClipboard()
	dir := t.TempDir()
	c.AllowDownloads(dir)
	get(t, c.base+"/open?n=7", "Authorization", "Bearer secret-of-mine")
	c.rows("1 request")
	c.Key("j")
	c.ClickText("Copy as curl")
	c.WaitFor(`document.querySelector("#toast").textContent === "curl command copied"`)
	var command string
	c.Eval("navigator.clipboard.readText()", &command)
	if !strings.Contains(command, "curl ") || !strings.Contains(command, "/open?n=7") || strings.Contains(command, "secret-of-mine") {
		t.Errorf("copied is %s", command)
	}
	c.ClickText("Save as Go test")
	c.Click(".p-gotest .primary")
	var saved string
	for end := time.Now().Add(10 * time.Second); saved == "" && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if files, _ := filepath.Glob(filepath.Join(dir, "*_test.go")); len(files) == 1 {
			text, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			saved = string(text)
		}
	}
	if !strings.Contains(saved, "func Test") || !strings.Contains(saved, "/open?n=7") || strings.Contains(saved, "secret-of-mine") {
		t.Errorf("saved is %s", saved)
	}
}

func TestPageIsAWebSocketClient(t *testing.T) {
	c := openConsole(t)
	c.Key("w")
	c.Type("#socket-query", "name=Anna")
	c.ClickText("Connect")
	c.WaitFor(`document.querySelector(".chip-note")?.textContent === "open"`)
	c.ClickText("join")
	c.WaitFor("document.querySelector('#message').value === '{\"action\":\"join\"}'")
	c.ClickText("Send")
	c.WaitFor(`document.querySelectorAll(".frame.sent").length === 1 && document.querySelectorAll(".frame.received").length === 1`)
	if text := c.Text(".frame.received .code"); !strings.Contains(text, "join") {
		t.Errorf("received is %s", text)
	}
	c.rows("2 requests") // in the same timeline
	if text := c.Text("#grid .space"); !strings.Contains(text, "CONNECT") || !strings.Contains(text, "MESSAGE") {
		t.Errorf("the timeline has %s", text)
	}
	c.ClickText("Disconnect")
	c.WaitFor(`document.querySelector(".chip-note")?.textContent === "closed"`)
	c.rows("3 requests")
}

func TestPageShowsProblemsAsTheyCome(t *testing.T) {
	c := openConsole(t)
	c.Click("#open-problems")
	c.WaitFor(`document.querySelector(".p-problems").textContent.includes("no problems")`)
	c.console.SetSynthProblem("main.go:3:1: httpapi: GET /a: the handler is missing")
	c.console.SetBuildProblem("functions/a/a.go:7:2: undefined: x")
	c.WaitFor(`document.querySelector("#open-problems .count").textContent.startsWith("2")`)
	c.WaitFor(`document.querySelectorAll(".problem-text").length === 2`)
	c.console.SetSynthProblem("")
	c.console.SetBuildProblem("")
	c.WaitFor(`document.querySelector("#open-problems .count").hidden`)
}

func TestPageReplaysTheLastRequestsAfterASave(t *testing.T) {
	c := openConsole(t)
	get(t, c.base+"/open?do=json&arg=1")
	get(t, c.base+"/open/7?do=json&arg=2")
	c.rows("2 requests")
	at(c.app, "Resources", "RouteGETxxopenxxidx", "Properties").(object)["RouteKey"] = "GET /moved/{id}"
	writeInto(t, c.dir, c.app)
	if err := c.srv.Reload(c.dir); err != nil {
		t.Fatal(err)
	}
	c.ClickText("Replay the last requests")
	c.WaitFor(`document.querySelector(".sum")?.textContent === "1 answer changed, 1 answer as before."`)
	if text := c.Text(".replay"); !strings.Contains(text, "/open/7") || !strings.Contains(text, "404") {
		t.Errorf("changed is %s", text)
	}
	c.Click(".replay")
	c.WaitFor(`document.querySelector(".p-compare .difference")`)
}

func TestPageSwitchesFaults(t *testing.T) {
	c := openConsole(t)
	c.Click("#open-faults")
	status := func(path string) int {
		r, err := http.Get(c.base + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r.StatusCode
	}
	flip := func(id, state string) {
		t.Helper()
		c.Click(id)
		c.WaitFor(`document.querySelector("` + id + `").getAttribute("aria-checked") === "` + state + `"`)
	}
	for _, id := range []string{"#fault-jwks", "#fault-cold-1"} {
		flip(id, "true")
		flip(id, "false")
	}
	flip("#fault-throttle-0", "true")
	if got := status("/open"); got != 429 {
		t.Errorf("throttled: %d", got)
	}
	c.WaitFor(`document.querySelector("#open-faults .count").textContent.startsWith("1")`)
	flip("#fault-throttle-0", "false")
	flip("#fault-timeout-1", "true")
	if got := status("/open"); got != 500 {
		t.Errorf("timed out: %d", got)
	}
	flip("#fault-timeout-1", "false")
	if got := status("/open"); got != 200 {
		t.Errorf("without faults: %d", got)
	}
	c.rows("3 requests")
	c.WaitFor(`document.querySelector("#grid .c-why")`)
	if text := c.Text("#grid .space"); !strings.Contains(text, "429") {
		t.Errorf("the timeline has %s", text)
	}
}

func TestPageShowsLogs(t *testing.T) {
	c := openConsole(t)
	get(t, c.base+"/open?do=log&arg=seen-by-the-page")
	c.Click("#open-logs")
	c.WaitFor(`document.querySelector(".p-logs .log-text")?.textContent.includes("seen-by-the-page")`)
}
