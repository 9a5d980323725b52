// What the console does with a real server, each action over HTTP.

package local_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/gatehouse-go/gatehouse/local"
)

// told calls the console's API and decodes its answer, which must have that status.
func told(t *testing.T, c *local.Console, status int, method, path string, body any) (answer object) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	got, reply := tell(t, c, method, path, string(text))
	if got != status {
		t.Fatalf("%s %s: %d %s, want %d", method, path, got, reply, status)
	}
	if err := json.Unmarshal([]byte(reply), &answer); err != nil {
		t.Fatalf("%s %s: %v: %s", method, path, err, reply)
	}
	return answer
}

func TestTheConsoleCallsAndShowsWhy(t *testing.T) {
	console, _ := consoleOf(t, template(nil, map[string]object{"ANY /things/{id}": nil}, nil), nil)
	sent := told(t, console, 200, "POST", "/api/call", object{
		"api": "S/Api", "method": "POST", "path": "/things/a b?do=event&x=ü", "headers": list{list{"X-Mine", "yes"}, list{"Cookie", "session=abcdef123"}},
		"body": `{"a":1}`,
	})
	if at(sent, "response", "status") != 200.0 {
		t.Fatalf("got %v", sent)
	}
	var event object
	if err := json.Unmarshal([]byte(at(sent, "response", "body", "text").(string)), &event); err != nil {
		t.Fatal(err)
	}
	if event["rawPath"] != "/things/a b" || event["body"] != "eyJhIjoxfQ==" || at(event, "headers", "x-mine") != "yes" {
		t.Errorf("the function got %v", event)
	}
	id := sent["trace"].(string)
	trace := told(t, console, 200, "GET", "/api/traces/"+id, nil)
	if trace["route"] != "ANY /things/{id}" || trace["function"] != "S/F" || trace["outcome"] != "ok" {
		t.Errorf("the trace is %v", trace)
	}
	if text, _ := json.Marshal(trace); bytes.Contains(text, []byte("abcdef123")) {
		t.Error("the trace shows the cookie")
	}
	list := told(t, console, 200, "GET", "/api/traces?limit=1", nil)
	if at(list, "traces").([]any)[0].(object)["id"] != id {
		t.Errorf("listed are %v", list)
	}
	for path, problem := range map[string]string{
		"/api/traces/made-up": "there is no trace", "/api/traces?limit=0": "limit", "/api/traces?outcome=good": "outcome", "/api/logs?after=x": "after",
	} {
		if status, text := tell(t, console, "GET", path, ""); status < 400 || !strings.Contains(text, problem) {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
}

func TestTheConsoleRefusesCallsThatCannotBe(t *testing.T) {
	console, _ := consoleOf(t, template(nil, map[string]object{"GET /a": nil}, nil), nil)
	for name, one := range map[string]struct {
		call    object
		problem string
	}{
		"another API":      {object{"api": "S/Other", "path": "/a"}, `there is no API \"S/Other\"; there are: S/Api`},
		"no slash":         {object{"api": "S/Api", "path": "a"}, `does not begin with \"/\"`},
		"another host":     {object{"api": "S/Api", "path": "@evil.example/"}, `does not begin with \"/\"`},
		"another stage":    {object{"api": "S/Api", "stage": "beta", "path": "/a"}, `has no stage \"beta\"; it has: $default`},
		"a broken header":  {object{"api": "S/Api", "path": "/a", "headers": list{list{"A b", "c"}}}, "is not a header"},
		"a header too far": {object{"api": "S/Api", "path": "/a", "headers": list{list{"A", "b\r\nHost: c"}}}, "is not a header"},
		"a broken method":  {object{"api": "S/Api", "path": "/a", "method": "G T"}, "can't be sent"},
		"two bodies":       {object{"api": "S/Api", "path": "/a", "body": "a", "bodyBase64": "YQ=="}, "give one of them"},
		"no base64":        {object{"api": "S/Api", "path": "/a", "bodyBase64": "?"}, "is not base64"},
		"no such key":      {object{"api": "S/Api", "path": "/a", "apiKey": "gold"}, "has no API key"},
		"no issuer":        {object{"api": "S/Api", "path": "/a", "token": object{}}, "gatehouse dev --issuer"},
		"a slip":           {object{"api": "S/Api", "pfad": "/a"}, "pfad"},
	} {
		text, err := json.Marshal(one.call)
		if err != nil {
			t.Fatal(err)
		}
		if status, answer := tell(t, console, "POST", "/api/call", string(text)); status < 400 || status > 499 || !strings.Contains(answer, one.problem) {
			t.Errorf("%s: %d %s, want %s", name, status, answer, one.problem)
		}
	}
}

// Bodies that are large, binary, or not UTF-8 go through, and are shown as what they are.
func TestTheConsoleTakesAnyBody(t *testing.T) {
	console, _ := consoleOf(t, template(nil, map[string]object{"POST /a": nil}, nil), nil)
	for name, body := range map[string][]byte{
		"binary": {0, 1, 0xff, 0xfe, '\n'}, "latin-1": []byte("caf\xe9"), "large": bytes.Repeat([]byte("x"), 1200<<10),
	} {
		sent := told(t, console, 200, "POST", "/api/call", object{
			"api": "S/Api", "method": "POST", "path": "/a", "headers": list{list{"Content-Type", "application/octet-stream"}},
			"bodyBase64": base64.StdEncoding.EncodeToString(body),
		})
		shown := told(t, console, 200, "GET", "/api/traces/"+sent["trace"].(string), nil)
		if size := at(shown, "request", "body", "size"); size != float64(len(body)) {
			t.Errorf("%s: the body has %v bytes, want %d", name, size, len(body))
		}
		if name == "large" {
			if at(shown, "request", "body", "truncated") != true {
				t.Error("a large body is shown whole")
			}
			if status, text := tell(t, console, "POST", "/api/traces/"+sent["trace"].(string)+"/replay", "{}"); status != 409 ||
				!strings.Contains(text, "of the body were kept") {
				t.Errorf("a body that was not kept whole: %d %s", status, text)
			}
		} else if at(shown, "request", "body", "base64") != base64.StdEncoding.EncodeToString(body) {
			t.Errorf("%s: shown is %v", name, at(shown, "request", "body"))
		}
	}
	huge := `{"api":"S/Api","path":"/a","method":"POST","body":"` + strings.Repeat("x", 17<<20) + `"}`
	if status, text := tell(t, console, "POST", "/api/call", huge); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a huge body: %d %s", status, text)
	}
	if status, text := tell(t, console, "POST", "/api/call", "{\"api\": \"S/Api\", \"path\": \"/\xff\"}"); status >= 500 {
		t.Errorf("a request that is not UTF-8: %d %s", status, text)
	}
}

// A client that leaves while its call is under way leaves nothing behind.
func TestAClientOfTheConsoleThatLeaves(t *testing.T) {
	console, _ := consoleOf(t, template(nil, map[string]object{"GET /a": nil}, nil), nil)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "POST", "http://"+console.Address()+"/api/call",
		strings.NewReader(`{"api":"S/Api","path":"/a?do=sleep&arg=5s"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+console.Token())
	r.Header.Set("Content-Type", "application/json")
	ended := make(chan error, 1)
	go func() {
		_, err := http.DefaultClient.Do(r)
		ended <- err
	}()
	cancel()
	if err := <-ended; err == nil {
		t.Fatal("the call was answered")
	}
	told(t, console, 200, "POST", "/api/call", object{"api": "S/Api", "path": "/a"})
}

func TestTheConsoleSendsAgainWithSecrets(t *testing.T) {
	key := rsaKey(t, "k")
	public := &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public()}}
	console, err := local.StartConsole(local.ConsoleConfig{Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	defer console.Close()
	_, srv, _ := serve(t, jwtApp("https://login.example.com"), func(cfg *local.Config) { cfg.Console, cfg.Keys = console, public })
	token := told(t, console, 200, "POST", "/api/tokens", object{"scopes": list{"read", "write"}, "claims": object{"team": "blue"}})["token"].(string)
	before := get(t, srv.URL("S/Api")+"/login", "Authorization", "Bearer "+token)
	before.want(t, 200, "")
	traces := told(t, console, 200, "GET", "/api/traces", nil)["traces"].([]any)
	id := traces[len(traces)-1].(object)["id"].(string)
	again := told(t, console, 200, "POST", "/api/traces/"+id+"/replay", object{})
	if at(again, "response", "status") != 200.0 || again["replayOf"] != id || again["trace"] == id {
		t.Errorf("sent again: %v", again)
	}
	edited := told(t, console, 200, "POST", "/api/traces/"+id+"/replay", object{"changes": object{"headers": object{"Authorization": nil}}})
	if at(edited, "response", "status") != 401.0 {
		t.Errorf("without the token: %v", edited)
	}
	masked := told(t, console, 200, "POST", "/api/traces/"+id+"/replay", object{"changes": object{"headers": object{"authorization": "***", "X-A": "b"}}})
	if at(masked, "response", "status") != 200.0 {
		t.Errorf("with the masked token, as a form shows it: %v", masked)
	}
	differences := tellList(t, console, "/api/compare?a="+id+"&b="+edited["trace"].(string))
	if !slices.ContainsFunc(differences, func(d object) bool { return d["where"] == "response.status" && d["was"] == 200.0 && d["now"] == 401.0 }) {
		t.Errorf("the difference is %v", differences)
	}
	for _, wrong := range []object{{"issuer": "nobody"}, {"api": "S/None"}} {
		if status, text := tell(t, console, "POST", "/api/tokens", mustJSON(t, wrong)); status != 404 || !strings.Contains(text, "there are:") {
			t.Errorf("%v: %d %s", wrong, status, text)
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func tellList(t *testing.T, c *local.Console, path string) (list []object) {
	t.Helper()
	status, text := tell(t, c, "GET", path, "")
	if err := json.Unmarshal([]byte(text), &list); err != nil || status != 200 {
		t.Fatalf("%s: %d %s", path, status, text)
	}
	return list
}

// After a save the last requests are sent again; only one's answer is another.
func TestTheConsoleSendsTheLastOnesAgain(t *testing.T) {
	app := template(nil, map[string]object{"GET /same": nil, "GET /env": nil}, nil)
	dir := write(t, app)
	console, err := local.StartConsole(local.ConsoleConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer console.Close()
	srv, err := local.Start(t.Context(), local.Config{Assembly: dir, Console: console})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	base := srv.URL("S/Api")
	get(t, base+"/same?do=json&arg=1")
	get(t, base+"/env?do=json&arg={\"n\":2}")
	get(t, base+"/env?do=json&arg={\"n\":2}") // the same request counts once
	before := told(t, console, 200, "GET", "/api/app", nil)["generation"]
	// The next version of the app answers one of them in another way.
	at(app, "Resources", "RouteGETxxenv", "Properties").(object)["RouteKey"] = "GET /moved"
	writeInto(t, dir, app)
	if err := srv.Reload(dir); err != nil {
		t.Fatal(err)
	}
	if now := told(t, console, 200, "GET", "/api/app", nil)["generation"]; now == before {
		t.Error("the generation is the same after a reload")
	}
	replayed := told(t, console, 200, "POST", "/api/replay-last", object{"count": 10})["replayed"].([]any)
	var got []string
	for _, one := range replayed {
		one := one.(object)
		got = append(got, at(one, "was", "path").(string)[:5]+" "+mustJSON(t, one["changed"]))
	}
	if want := []string{"/same false", "/env? true"}; !slices.Equal(got, want) {
		t.Errorf("sent again: %q, want %q", got, want)
	}
	if list := told(t, console, 200, "POST", "/api/replay-last", object{"methods": list{"POST"}})["replayed"].([]any); len(list) > 0 {
		t.Errorf("of no POST, sent again are %v", list)
	}
	if status, text := tell(t, console, "POST", "/api/replay-last", `{"count":1000}`); status != 400 {
		t.Errorf("too many: %d %s", status, text)
	}
}

func TestFaultsAreSwitchedByTheConsole(t *testing.T) {
	key := rsaKey(t, "k")
	is := newIssuer(t, key)
	console, srv := consoleOf(t, jwtApp(is.URL), nil)
	base := srv.URL("S/Api")
	token := "Bearer " + is.token(t, jose.RS256, key, nil)
	set := func(faults object) object { t.Helper(); return told(t, console, 200, "POST", "/api/faults", faults) }
	get(t, base+"/open").want(t, 200, "")
	set(object{"throttle": list{object{"api": "S/Api", "route": "GET /open"}}})
	get(t, base+"/open").want(t, 429, `{"message":"Too Many Requests"}`)
	all := set(object{"throttle": list{}, "timeout": list{"S/F"}})
	if len(all["throttle"].([]any)) != 0 || all["timeout"].([]any)[0] != "S/F" {
		t.Errorf("the faults are %v", all)
	}
	get(t, base+"/open").want(t, 500, `{"message":"Internal Server Error"}`)
	get(t, base+"/login", "Authorization", token).want(t, 500, "")
	set(object{"timeout": list{}, "jwksDown": true})
	get(t, base+"/login", "Authorization", token).want(t, 401, unauthorized)
	set(object{"jwksDown": false})
	get(t, base+"/login", "Authorization", token).want(t, 200, "")
	set(object{"coldStart": list{"*"}})
	first, second := get(t, base+"/open?do=env&arg=x"), get(t, base+"/open?do=env&arg=x")
	if first.body == second.body || first.StatusCode != 200 {
		t.Errorf("no process is started for each event: %s, %s", first.body, second.body)
	}
	set(object{"coldStart": list{}})
	first, second = get(t, base+"/open?do=env&arg=x"), get(t, base+"/open?do=env&arg=x")
	if first.body != second.body {
		t.Errorf("a process is started for each event still: %s, %s", first.body, second.body)
	}
	for _, wrong := range []object{
		{"timeout": list{"S/G"}}, {"coldStart": list{"S/G"}}, {"throttle": list{object{"api": "S/None"}}},
		{"throttle": list{object{"api": "S/Api", "route": "GET /none"}}}, {"slow": true},
	} {
		if status, text := tell(t, console, "POST", "/api/faults", mustJSON(t, wrong)); status != 400 {
			t.Errorf("%v: %d %s", wrong, status, text)
		}
	}
}

// curl sends what the trace has, whatever is in it.
func TestACopiedCommandSendsTheSame(t *testing.T) {
	needs(t, "curl")
	console, _ := consoleOf(t, template(nil, map[string]object{"ANY /{proxy+}": nil}, nil), nil)
	for name, call := range map[string]object{
		"quotes":  {"method": "POST", "path": "/a'b\"c$d`e`?x='$(id)'&[1-3]={a,b}", "body": "it's \"quoted\"\n$(touch /tmp/x) `id` \\", "headers": list{list{"X-It's", "a"}}},
		"values":  {"method": "PUT", "path": "/..%2F../x", "body": "@/etc/passwd", "headers": list{list{"X-A", "'; echo broken; '"}, list{"X-B", "$HOME"}}},
		"binary":  {"method": "POST", "path": "/b", "bodyBase64": "AAH//g0K", "headers": list{list{"Content-Type", "application/octet-stream"}}},
		"no body": {"method": "DELETE", "path": "//double//slash"},
	} {
		call["api"] = "S/Api"
		if name == "quotes" {
			call["headers"] = list{list{"X-Its", "it's"}}
		}
		sent := told(t, console, 200, "POST", "/api/call", call)
		status, command := tell(t, console, "GET", "/api/traces/"+sent["trace"].(string)+"/curl", "")
		if status != 200 {
			t.Fatalf("%s: %d %s", name, status, command)
		}
		out, err := exec.Command("sh", "-c", command).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v: %s\n%s", name, err, out, command)
		}
		_, body, _ := strings.Cut(string(out), "\r\n\r\n")
		var was, now object
		if err := json.Unmarshal([]byte(at(sent, "response", "body", "text").(string)), &was); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(body), &now); err != nil {
			t.Fatalf("%s: %v: %s\n%s", name, err, out, command)
		}
		for _, member := range []string{"rawPath", "rawQueryString", "body", "isBase64Encoded"} {
			if mustJSON(t, was[member]) != mustJSON(t, now[member]) {
				t.Errorf("%s: %s was %v, is %v by\n%s", name, member, was[member], now[member], command)
			}
		}
		for header, value := range was["headers"].(object) {
			if strings.HasPrefix(header, "x-") && !strings.HasPrefix(header, "x-amzn") && at(now, "headers", header) != value {
				t.Errorf("%s: header %s was %v, is %v by\n%s", name, header, value, at(now, "headers", header), command)
			}
		}
	}
}

// A secret is a variable of the shell, never the value.
func TestACopiedCommandHasNoSecrets(t *testing.T) {
	needs(t, "curl")
	console, _ := consoleOf(t, template(nil, map[string]object{"GET /a": nil}, nil), nil)
	sent := told(t, console, 200, "POST", "/api/call", object{
		"api": "S/Api", "path": "/a?access_token=tokentoken", "headers": list{list{"Authorization", "Bearer secretsecret"}, list{"X-Api-Key", "keykeykey"}},
	})
	_, command := tell(t, console, "GET", "/api/traces/"+sent["trace"].(string)+"/curl", "")
	for _, secret := range []string{"secretsecret", "keykeykey", "tokentoken"} {
		if strings.Contains(command, secret) {
			t.Errorf("the command has %s:\n%s", secret, command)
		}
	}
	cmd := exec.Command("sh", "-c", command)
	cmd.Env = append(cmd.Environ(), "AUTHORIZATION=Bearer mine", "X_API_KEY=k", "TOKEN=t")
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), `"authorization":"Bearer mine"`) || !strings.Contains(string(out), `access_token=t`) {
		t.Errorf("%v: %s\n%s", err, out, command)
	}
}
